import { isEntityKind } from '../../common/domain/entities.ts';
import { writeServerRows } from '../sync/server-rows.ts';
import { markChanged, transact, type Generation } from './generation.ts';
import type { OpenCache } from './open-cache.ts';

/** Takes in what an older version of the app kept aside because it didn't know its kind. Done when a cache is opened. */
export function takeInAside(cache: OpenCache): void {
  takeIn(cache.visible);
  if (cache.building) takeIn(cache.building);
}

function takeIn(generation: Generation): void {
  if (!Object.keys(generation.aside.counts()).some(isEntityKind)) return;
  transact(generation, (state) => {
    // A row that came since is newer than one kept aside before.
    const upserts = generation.aside.takeKnown().map(({ kind, rows }) => ({
      kind,
      rows: rows.filter((row) => !generation.rows.has(kind, row.id)),
    }));
    markChanged(state, writeServerRows(generation, { upserts, deletes: [], seq: null }, state.complete));
  });
}
