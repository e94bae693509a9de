import type * as FileSystem from 'node:fs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '../../../db/journal/journal.ts';
import { migrate } from '../../../db/migrations/index.ts';
import { openGeneration, transact } from '../../../db/store/generation.ts';
import { change, customerRow, freshFolder, idOf, listOf, openHere, openWith, partnerRow } from './fixture.ts';

/** What the disk takes of a write: all of it unless a test says otherwise. */
const disk = vi.hoisted(() => ({ takes: (bytes: number): number => bytes }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>();
  const writeSync = (file: number, data: string | Uint8Array, at = 0, length?: number, place?: number) => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    return fs.writeSync(file, bytes, at, disk.takes(length ?? bytes.byteLength - at), place ?? null);
  };
  return { ...fs, writeSync };
});

afterEach(() => {
  disk.takes = (bytes) => bytes;
});

const rows = { partner: [partnerRow(1, 'Northwind')], customer: [customerRow(11, 'Contoso', idOf(1))] };
const rename = (name: string) => change('customer.update', { id: idOf(11), changes: { name } });

function names(cache: ReturnType<typeof openHere>): string[] {
  return cache.reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => row.name);
}

/** Room for so many bytes, then an error as the system gives it. */
function fillsUpAfter(room: number): void {
  let left = room;
  disk.takes = (bytes) => {
    if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const taken = Math.min(bytes, left);
    left -= taken;
    return taken;
  };
}

describe('the journal', () => {
  it('is whole however little the disk takes at a time', () => {
    const first = openWith(rows);
    disk.takes = (bytes) => Math.min(bytes, 7);
    first.writer.queue([rename('Contoso Health')]);
    first.writer.queue([rename('Contoso Care')]);
    first.close();
    const { damage, entries, journal } = openJournal({
      path: join(first.folder, 'journal.log'),
      now: Date.now,
      durable: true,
    });
    journal.close();
    expect(damage).toBeNull();
    expect(entries.size).toBe(2);
  });

  it('doesn’t take a change on a full disk, and loses none that comes after it', () => {
    const first = openWith(rows);
    first.writer.queue([rename('Contoso Health')]);
    const before = readFileSync(join(first.folder, 'journal.log'), 'utf8');
    fillsUpAfter(40);
    expect(() => first.writer.queue([rename('Contoso Lost')])).toThrow('ENOSPC');
    disk.takes = (bytes) => bytes;
    expect(readFileSync(join(first.folder, 'journal.log'), 'utf8')).toBe(before);
    expect(names(first)).toEqual(['Contoso Health']);
    first.writer.queue([rename('Contoso Care')]);
    first.close();

    const second = openHere(first.folder);
    expect(second.report.notice).toBeNull();
    expect(second.writer.status().waiting).toBe(2);
    expect(names(second)).toEqual(['Contoso Care']);
  });

  it('doesn’t keep what the cache couldn’t commit: a change that failed doesn’t come back by itself', () => {
    const db = new Database(':memory:');
    migrate(db);
    db.exec(`PRAGMA foreign_keys = ON; CREATE TABLE above (id INTEGER PRIMARY KEY);
      CREATE TABLE below (above REFERENCES above DEFERRABLE INITIALLY DEFERRED)`);
    const generation = openGeneration(db, 1, 'partner-account');
    const path = join(freshFolder(), 'journal.log');
    const { journal } = openJournal({ path, now: Date.now, durable: true });
    const mutation = { ...rename('Contoso Health'), before: {}, touches: [], after: [] } as never;
    const fail = () =>
      transact(
        generation,
        // Found out at the commit alone, as a disk that fills up is.
        () => db.exec('INSERT INTO below VALUES (7)'),
        () => journal.append([{ type: 'queued', at: '', mutation, title: 'Rename' }]),
      );
    expect(fail).toThrow('FOREIGN KEY');
    expect(journal.entries().size).toBe(0);
    journal.close();
  });
});
