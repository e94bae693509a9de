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
import type { Visit } from '../../common/domain/entities.ts';
import { withFields, type FieldValues } from '../../common/domain/fields.ts';
import { newId } from '../../common/domain/ids.ts';
import { checklistFrom, visitFields } from '../../common/domain/visits.ts';
import { migrate } from '../../db/migrations/index.ts';
import { createIndexes } from '../../db/rows/indexes.ts';
import { upsertSql } from '../../db/rows/row-store.ts';
import { kindTables } from '../../db/rows/tables.ts';
import { changesBody, fillCache, type FilledCache } from './cached-world.ts';
import { measureOf, type Bench } from './measure.ts';

const size = { customers: 2000, sites: 20_000, probes: 20_000 };
/** Visits of a day, items of each one's checklist, and what is noted on each while there's no network. */
const [visits, items, notesOfEach] = [10, 20, 40];
const partner = 'partner-account' as const;

export const visitSave: Bench = {
  name: 'visit-save',
  run(say) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const cache = fillCache(size, folder);
      const day = planDay(cache);
      const cacheFile = path.join(folder, 'cache-1.db');
      const bare = openBare(path.join(folder, 'bare'), day, cacheFile);
      const journal = path.join(folder, 'journal.log');
      const oursMs: number[] = [];
      const bareMs: number[] = [];
      const draftMs: number[] = [];
      for (const visit of day) {
        let shown = visit;
        for (let at = 0; at < notesOfEach; at++) {
          const changes = noted(shown, at);
          const args = { id: visit.id, changes };
          const time = new Date().toISOString();
          const mutation = { id: newId(), at: time, context: partner, name: 'visit.update' as const, args };
          const before = statSync(journal).size;
          let began = performance.now();
          cache.writer.queue([mutation]);
          oursMs.push(performance.now() - began);

          const bytes = readFileSync(journal).subarray(before);
          shown = withFields({ ...shown, updatedAt: time }, changes);
          began = performance.now();
          bare.save(shown, bytes, mutation.id);
          bareMs.push(performance.now() - began);

          const values = { notes: shown.notes };
          const draft = { key: `visit.notes:${visit.id}`, step: 'notes', values, savedAt: time };
          began = performance.now();
          cache.writer.saveDraft(draft);
          draftMs.push(performance.now() - began);
        }
      }
      bare.close();
      cache.close();
      const late = (all: number[]) => all.filter((_ms, at) => at % notesOfEach >= notesOfEach - 5);
      say(`${visits} visits, ${notesOfEach} fields each`);
      return Promise.resolve([
        measureOf({
          name: 'visit-save',
          ours: oursMs,
          reference: bareMs,
          aim: 3,
          note: 'one field of a visit, durable, with its shadow and its place in the outbox, beside an fsynced append of the same bytes and the same rows by bare prepared statements in one transaction',
        }),
        measureOf({
          name: 'visit-save-late',
          ours: late(oursMs),
          reference: late(bareMs),
          aim: 3,
          note: 'the last five of each visit, which follow 35 others that wait',
        }),
        measureOf({
          name: 'visit-save-key',
          ours: draftMs,
          reference: bareMs,
          aim: null,
          note: 'each key of the notes, kept as a draft, beside the bare write of a field',
        }),
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Visits of a day, as the server tells of them. */
function planDay(cache: FilledCache): Visit[] {
  const sites = cache.ids.get('site') ?? [];
  const at = new Date().toISOString();
  const texts = Array.from(
    { length: items },
    (_each, item) => `Check number ${item} of the cabinet and its labels`,
  );
  const day = Array.from({ length: visits }, (_each, number): Visit => {
    const siteId = sites[number * 97] ?? '';
    const fields = { siteId, name: `Yearly check ${number}`, plannedOn: '2026-05-04' };
    const checklist = checklistFrom(texts, newId);
    const version = cache.seq + 1 + number;
    return {
      ...visitFields.parse({ ...fields, checklist }),
      id: newId(),
      version,
      createdAt: at,
      updatedAt: at,
    };
  });
  const seq = cache.seq + visits;
  const changes = day.map((row) => ({ op: 'upsert', kind: 'visit', row, seq: row.version }));
  cache.writer.applyChanges(changesBody({ seq }, changes), at);
  return day;
}

/** What is noted next: an item ticked off, a probe found, or a few words more in the notes. */
function noted(visit: Visit, at: number): FieldValues {
  const [id, item] = Object.entries(visit.checklist)[(at / 2) % items] ?? [];
  if (at % 4 === 0 && id && item) return { [`checklist.${id}`]: { ...item, state: 'done' } };
  if (at % 4 !== 2) return { notes: `${visit.notes}The cabinet is dusty, number ${at}. ` };
  const seen = { serial: `SWP-${at}`, name: `Probe ${at}`, newSerial: '', remark: '' };
  return { [`findings.${newId()}`]: { outcome: 'found', ...seen, at: new Date().toISOString() } };
}

/** The same writes without any thinking: an fsynced append, and one transaction of prepared statements. */
function openBare(prefix: string, day: readonly Visit[], cacheFile: string) {
  const db = new Database(`${prefix}.db`);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536');
  migrate(db);
  db.exec(
    `ATTACH '${cacheFile}' AS cache; INSERT INTO site SELECT * FROM cache.site; INSERT INTO visit SELECT * FROM cache.visit; INSERT INTO state SELECT * FROM cache.state`,
  );
  db.exec('DETACH cache');
  createIndexes(db);
  const customerOf = db.prepare<[string], string>('SELECT customerId FROM site WHERE id = ?').pluck();
  const above = new Map(day.map(({ id, siteId }) => [id, customerOf.get(siteId) ?? '']));
  const docs = new Map(day.map((visit) => [visit.id, JSON.stringify(visit)]));
  const log = openSync(`${prefix}.log`, 'a');
  const upsert = db.prepare(upsertSql('visit'));
  const shadow = db.prepare('INSERT OR IGNORE INTO shadow (id, kind, version, doc) VALUES (?, ?, ?, ?)');
  const outbox = db.prepare(
    `INSERT INTO outbox (id, state, name, at, attempts, departed, title, entityKind, entityId, conflicts, mutation)
     VALUES (?, 'waiting', 'visit.update', ?, 0, 0, ?, 'visit', ?, '[]', ?)`,
  );
  const touched = db.prepare('INSERT INTO touched (entityId, position, role, kind) VALUES (?, ?, ?, ?)');
  const state = db.prepare('UPDATE state SET revision = revision + 1');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let position = 0;
  return {
    save(visit: Visit, bytes: Buffer, mutation: string) {
      const text = bytes.toString();
      const doc = JSON.stringify(visit);
      writeSync(log, bytes);
      fdatasyncSync(log);
      begin.run();
      shadow.run(visit.id, 'visit', visit.version, docs.get(visit.id));
      upsert.run(visit.id, visit.version, ...kindTables.visit.values(visit), doc);
      outbox.run(mutation, visit.updatedAt, `Edit ${visit.name}`, visit.id, text);
      position++;
      touched.run(visit.id, position, 1, 'visit');
      touched.run(visit.siteId, position, 0, 'site');
      touched.run(above.get(visit.id), position, 0, 'customer');
      state.run();
      commit.run();
    },
    close() {
      closeSync(log);
      db.close();
    },
  };
}
