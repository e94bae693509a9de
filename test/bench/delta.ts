import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listSpec } from '../../common/contract/views.ts';
import type { EntityKind, EntityRow } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import type { CacheReader } from '../../db/api.ts';
import { createReader } from '../../db/reader.ts';
import type { WorldSize } from '../../partner-api/seed/world.ts';
import { openRows } from './bare-rows.ts';
import { changesBody, fillCache, type FilledCache } from './cached-world.ts';
import { measureOf, type Bench } from './measure.ts';

const changes = 1000;
const runs = 15;
const many: WorldSize = { customers: 100_000, sites: 300_000, probes: 600_000 };
const few: WorldSize = { customers: 1000, sites: 3000, probes: 6000 };
const customers = listSpec.parse({ kind: 'customer' });

interface World extends FilledCache {
  reader: CacheReader;
}

/** A cache with a world of this size, filled through the writer as a snapshot is, and a reader of it. */
function openWorld(size: WorldSize, folder: string): World {
  const filled = fillCache(size, folder);
  const { reader, close } = createReader({ folder });
  return {
    ...filled,
    reader,
    close: () => {
      close();
      filled.close();
    },
  };
}

/** A number below `below`; the same ones in every run of the bench. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * The next 1,000 changes: of ten, seven rows somewhere that changed, two new ones and one that's gone; of all kinds, most of
 * them probes and sites as there are most of these. `rowOf` gives a row as it is.
 */
function nextChanges(
  world: World,
  rowOf: (kind: EntityKind, id: string) => EntityRow,
  below: (n: number) => number,
) {
  const kinds: EntityKind[] = ['probe', 'probe', 'probe', 'site', 'site', 'customer'];
  const rare: EntityKind[] = ['brand', 'partner', 'partner', 'partner'];
  const taken = new Set<string>();
  const list: unknown[] = [];
  const added: [string[], string][] = [];
  while (list.length < changes) {
    const kind = rare[list.length] ?? kinds[below(kinds.length)] ?? 'probe';
    const ofKind = world.ids.get(kind) ?? [];
    const at = below(ofKind.length);
    const id = ofKind[at] ?? '';
    if (taken.has(id)) continue;
    taken.add(id);
    const row = rowOf(kind, id);
    const fate = kind === 'brand' || kind === 'partner' ? 0 : below(10);
    const seq = ++world.seq;
    const updatedAt = new Date(Date.UTC(2026, 0, 2) + seq * 1000).toISOString();
    if (fate === 9 && kind === 'probe') {
      ofKind.splice(at, 1);
      list.push({ op: 'delete', seq, kind, id });
    } else if (fate > 6) {
      const fresh = newId();
      added.push([ofKind, fresh]);
      list.push({ op: 'upsert', seq, kind, row: { ...row, id: fresh, version: seq, updatedAt } });
    } else
      list.push({ op: 'upsert', seq, kind, row: changed(kind, { ...row, version: seq, updatedAt }, fate) });
  }
  for (const [ids, id] of added) ids.push(id);
  return list;
}

/** What changes on a row: one time in seven its name, which lists are sorted by; else what it's usually about. */
function changed(kind: EntityKind, row: EntityRow, fate: number): EntityRow {
  if (fate === 6 && 'name' in row) return { ...row, name: `${row.name} & Co` };
  if (kind === 'probe') return { ...row, lastReportAt: row.updatedAt } as EntityRow;
  return 'notes' in row ? { ...row, notes: `Called back ${row.updatedAt}` } : row;
}

export const delta: Bench = {
  name: 'delta',
  run(say) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const began = performance.now();
    const worlds = {
      many: openWorld(many, path.join(folder, 'many')),
      few: openWorld(few, path.join(folder, 'few')),
    };
    say(`both worlds are cached after ${Math.round((performance.now() - began) / 1000)} s`);
    const times = { many: [] as number[], few: [] as number[] };
    const shown = { many: [] as number[], few: [] as number[] };
    const followed = { many: [] as number[], few: [] as number[] };
    try {
      for (let run = 0; run < runs; run++)
        for (const name of ['few', 'many'] as const) {
          const world = worlds[name];
          const rowOf = openRows(path.join(folder, name, 'cache-1.db'));
          const body = changesBody(world, nextChanges(world, rowOf.get, dice(run + 1)));
          rowOf.close();
          let at = performance.now();
          const report = world.writer.applyChanges(body, new Date().toISOString());
          times[name].push(performance.now() - at);
          world.rest();
          if (report.faults.length > 0) throw new Error(JSON.stringify(report.faults[0]));
          at = performance.now();
          if (world.reader.listWindow(customers, 0, 100).rows.length !== 100) throw new Error('no window');
          shown[name].push((times[name].at(-1) ?? 0) + performance.now() - at);
          if (run >= 3) continue;
          at = performance.now();
          world.reader.listWindow(customers, 600, 100);
          world.reader.search('an', 20);
          followed[name].push((shown[name].at(-1) ?? 0) + performance.now() - at);
        }
      const measure = (name: string, values: typeof times, aim: number | null, note: string) =>
        measureOf({ name, ours: values.many, reference: values.few, aim, note });
      return Promise.resolve([
        measure(
          'delta-1k',
          times,
          1.3,
          'a page of 1,000 changes of all kinds applied by the writer (checked, folded, rows and tombstones, cursor, commit) with 1,000,000 rows cached, beside the same with 10,000',
        ),
        measure(
          'delta-1k-shown',
          shown,
          null,
          'the same until the reader has given the first window of the list again',
        ),
        measure(
          'delta-1k-followed',
          followed,
          null,
          'the same until a window from further down and a search have been given too: the order and the search texts follow the rows that changed',
        ),
      ]);
    } finally {
      worlds.many.close();
      worlds.few.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
