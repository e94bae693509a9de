import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../common/domain/ids.ts';
import type { Customer } from '../../common/domain/entities.ts';
import { migrate } from '../../db/migrations/index.ts';
import { createIndexes } from '../../db/rows/indexes.ts';
import { upsertSql } from '../../db/rows/row-store.ts';
import { kindTables } from '../../db/rows/tables.ts';
import { createWriter } from '../../db/writer.ts';
import { measureOf, type Bench } from './measure.ts';
import { openDoor, startWorld } from './world.ts';

const customers = 20_000;
const changes = 400;

export const localChange: Bench = {
  name: 'local-change',
  async run(say) {
    const server = await startWorld(customers);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const { door } = await openDoor(server);
      const signal = new AbortController().signal;
      const { writer, close } = createWriter({ folder, context: 'partner-account' });
      writer.beginSnapshot();
      for (let after: string | null = null; ;) {
        const report = writer.applySnapshotPage(await door.snapshotPage(after, signal));
        if (!report.more) break;
        after = report.status.snapshot?.after ?? null;
      }
      const cursor = writer.status().cursor ?? '';
      writer.applyChanges(await door.changesPage(cursor, true, signal), new Date().toISOString());

      const cacheFile = path.join(folder, 'cache-1.db');
      const rows = new Database(cacheFile, { readonly: true })
        .prepare<[number], string>('SELECT doc FROM customer LIMIT ?')
        .pluck()
        .all(changes)
        .map((doc) => JSON.parse(doc) as Customer);
      const bare = openBare(path.join(folder, 'bare'), rows, cacheFile);

      const oursMs: number[] = [];
      const bareMs: number[] = [];
      const journal = path.join(folder, 'journal.log');
      for (const [index, row] of rows.entries()) {
        const email = `changed-${index}@contoso.example`;
        const mutation = {
          id: newId(),
          at: new Date().toISOString(),
          context: 'partner-account' as const,
          name: 'customer.update' as const,
          args: { id: row.id, changes: { email } },
        };
        const before = statSync(journal).size;
        let began = performance.now();
        writer.queue([mutation]);
        oursMs.push(performance.now() - began);

        const bytes = readFileSync(journal).subarray(before);
        const changed = { ...row, email };
        began = performance.now();
        bare.change(changed, row, bytes, index);
        bareMs.push(performance.now() - began);
      }
      bare.close();
      close();
      say(`${changes} changes each`);
      return [
        measureOf({
          name: 'local-change',
          ours: oursMs,
          reference: bareMs,
          aim: 3,
          note: 'one change, durable, with shadow and outbox row, beside an fsynced append of the same bytes and the same rows by bare prepared statements in one transaction',
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await server.remove();
    }
  },
};

/** The same writes without any thinking: an fsynced append, and one transaction of prepared statements. */
function openBare(prefix: string, rows: Customer[], cacheFile: string) {
  const db = new Database(`${prefix}.db`);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536');
  migrate(db);
  // The same number of rows in the same order as in the cache.
  db.exec(
    `ATTACH '${cacheFile}' AS cache; INSERT INTO customer SELECT * FROM cache.customer; INSERT INTO state SELECT * FROM cache.state`,
  );
  db.exec('DETACH cache');
  createIndexes(db);
  const log = openSync(`${prefix}.log`, 'a');
  const upsert = db.prepare(upsertSql('customer'));
  const shadow = db.prepare('INSERT INTO shadow (id, kind, version, doc) VALUES (?, ?, ?, ?)');
  const outbox = db.prepare(
    `INSERT INTO outbox (id, state, name, at, attempts, departed, title, entityKind, entityId, conflicts, mutation)
     VALUES (?, 'waiting', 'customer.update', ?, 0, 0, ?, 'customer', ?, '[]', ?)`,
  );
  const touched = db.prepare('INSERT INTO touched (entityId, position, role, kind) VALUES (?, ?, ?, ?)');
  const state = db.prepare('UPDATE state SET revision = revision + 1');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const shadowDocs = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
  return {
    change(changed: Customer, row: Customer, bytes: Buffer, index: number) {
      const text = bytes.toString();
      const doc = JSON.stringify(changed);
      const columns = kindTables.customer.values(changed);
      writeSync(log, bytes);
      fdatasyncSync(log);
      begin.run();
      shadow.run(row.id, 'customer', row.version, shadowDocs.get(row.id));
      upsert.run(row.id, row.version, ...columns, doc);
      outbox.run(`${row.id}-${index}`, row.updatedAt, 'Change e-mail', row.id, text);
      touched.run(row.id, index, 1, 'customer');
      if (row.partnerId) touched.run(row.partnerId, index, 0, 'partner');
      state.run();
      commit.run();
    },
    close() {
      closeSync(log);
      db.close();
    },
  };
}
