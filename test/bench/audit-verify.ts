import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../common/domain/ids.ts';
import { verifyChain } from '../../partner-api/audit/verify.ts';
import { walkInThreads } from '../../partner-api/audit/walk-in-threads.ts';
import { chainHeadSql, insertEntrySql, nextInChain } from '../../partner-api/store/audit-chain.ts';
import { createDatabase } from '../../partner-api/store/create-database.ts';
import { openForReading } from '../../partner-api/store/sqlite-file.ts';
import { sqliteReader } from '../../partner-api/store/sqlite-store.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const entries = Number(process.env['AUDIT_ENTRIES'] ?? 1_000_000);
const runs = 3;
const piece = 60_000;

/** A database with edits of a customer in its Activity, made without a server. */
function fill(file: string): void {
  createDatabase({ file, epoch: 'bench', name: 'Bench', rows: [] });
  const connection = new Database(file);
  connection.pragma('synchronous = OFF');
  const head = connection.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const insert = connection.prepare(insertEntrySql);
  const entity = newId();
  connection.exec('BEGIN');
  for (let number = 1; number <= entries; number++) {
    const row = {
      ...{ at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(), account_id: entity },
      ...{ account_name: 'Ingrid Halvorsen', role: 'admin', context: 'partner-account', request: entity },
      ...{ mutation: newId(), action: 'customer.update', kind: 'customer', entity, title: 'Contoso Clinics' },
      ...{ client: 'Switchyard 1.4.0 on FRONT-DESK', customer: entity, former_customer: '' },
      ...{
        before: `{"address.city":"Porto","notes":"${number}"}`,
        after: '{"address.city":"Braga","notes":""}',
      },
      ...{ scope_before: '', scope_after: '' },
    };
    insert.run(nextInChain(row, head.get(), 'bench'));
  }
  connection.exec('COMMIT');
  connection.close();
}

const noCheckpoint = { checkpoint: null, key: '', signer: null, fault: null };

/** Bytes that verifying hashes: of each entry its canonical form and the hash before it. */
async function bytesHashed(source: ReturnType<typeof sqliteReader>): Promise<number> {
  let bytes = 0;
  for (let after = 0; after < entries; after += 5000)
    for (const { canonical } of await source.auditLinks(after, 5000))
      bytes += Buffer.byteLength(canonical) + 64;
  return bytes;
}

/** SHA-256 over the same number of bytes, as many hashes of as many bytes each. */
function hashBare(bytes: number): void {
  const text = 'switchyard'.repeat(piece / 10);
  const each = Math.floor(bytes / entries);
  for (let number = 0; number < entries; number++) {
    const at = number % (piece - each);
    hash('sha256', text.slice(at, at + each));
  }
}

export const auditVerify: Bench = {
  name: 'audit-verify-1m',
  run: async (say) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const file = path.join(folder, 'partner-api.db');
      say(`writing ${entries} entries`);
      fill(file);
      const connection = openForReading(file);
      const source = sqliteReader(connection);
      const bytes = await bytesHashed(source);
      const ours: number[] = [];
      const bare: number[] = [];
      for (let run = 0; run < runs; run++) {
        ours.push(
          await timed(async () => {
            const walk = walkInThreads(source, file, os.availableParallelism());
            const found = await verifyChain(source, noCheckpoint, Date.now(), walk);
            if (!found.sound || found.entries !== entries) throw new Error(found.fault?.because);
          }),
        );
        bare.push(await timed(() => hashBare(bytes)));
        say(`run ${run + 1}: ${Math.round(ours.at(-1) ?? 0)} ms beside ${Math.round(bare.at(-1) ?? 0)} ms`);
      }
      connection.close();
      return [
        measureOf({
          name: 'audit-verify-1m',
          ours,
          reference: bare,
          aim: 3,
          note: `${entries} entries of Activity read from the file and verified, link by link, in a thread a processor, beside SHA-256 over as many pieces of the same number of bytes in memory`,
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
