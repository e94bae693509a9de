import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EntityKind } from '../../common/domain/entities.ts';
import { newestSchema } from '../../db/migrations/index.ts';
import { createWriter, type LocalWriter } from '../../db/writer.ts';
import { worldSeed, type WorldSize } from '../../partner-api/seed/world.ts';

const pageRows = 5000;

/** A cache that was filled through the writer as a snapshot is. */
export interface FilledCache extends LocalWriter {
  /** Ids of the rows by kind. */
  ids: Map<EntityKind, string[]>;
  seq: number;
}

/** Fills a fresh cache with a world of this size; the writer stays open. */
export function fillCache(size: WorldSize, folder: string): FilledCache {
  const local = createWriter({ folder, context: 'partner-account' });
  const { writer } = local;
  const ids = new Map<EntityKind, string[]>();
  let seq = 0;
  let page: { kind: EntityKind; rows: unknown[] }[] = [];
  let onPage = 0;
  writer.beginSnapshot();
  const apply = (next: string | null) => {
    const isFirst = seq <= pageRows;
    const head = isFirst ? { start: 'c', totals: {} } : {};
    writer.applySnapshotPage(bytesOf({ epoch: 'bench', ...head, sections: page, next }));
    page = [];
    onPage = 0;
  };
  for (const { kind, row } of worldSeed(size, () => undefined)(Date.UTC(2026, 0, 1)).rows) {
    seq += 1;
    const ofKind = ids.get(kind);
    if (ofKind) ofKind.push(row.id);
    else ids.set(kind, [row.id]);
    if (page.at(-1)?.kind !== kind) page.push({ kind, rows: [] });
    page.at(-1)?.rows.push({ ...row, version: seq });
    onPage += 1;
    if (onPage === pageRows) apply('c');
  }
  apply(null);
  writer.applyChanges(changesBody({ seq }, []), new Date().toISOString());
  return { ...local, ids, seq };
}

export function bytesOf(body: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body));
}

/** A page of changes of the bench's server. */
export function changesBody({ seq }: { seq: number }, list: unknown[]): Uint8Array {
  return bytesOf({ epoch: 'bench', changes: list, cursor: `c${seq}`, seq, more: false });
}

/**
 * A folder with a cache of so many sites, a tenth as many customers and probes: made once in the system's folder for temporary
 * files, and kept there for later runs, which must not change it.
 */
export function worldOfSites(sites: number, say: (line: string) => void): string {
  const worlds = path.join(os.tmpdir(), 'switchyard-bench-worlds');
  const folder = path.join(worlds, `sites-${sites}-schema-${newestSchema}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    say(`filling a cache with ${sites} sites`);
    const began = performance.now();
    fillCache({ customers: sites / 10, sites, probes: sites / 10 }, making).close();
    renameSync(making, folder);
    say(`filled after ${Math.round((performance.now() - began) / 1000)} s`);
  } catch (thrown) {
    rmSync(making, { recursive: true, force: true });
    throw thrown;
  }
  return folder;
}
