import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import { removeGeneration, writeCurrent } from '../store/folder.ts';
import { transact, type Generation } from '../store/generation.ts';
import { markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { noteMissing } from './out-of-sight.ts';
import { replayEverything } from './server-rows.ts';
import { noteTwinsSince } from './twins.ts';

/**
 * The generation that was being filled is whole: it gets the outbox, bin and drafts of the old one, the waiting mutations are
 * replayed on it, and it becomes current. Readers find the old one's `successor` and follow. Gives the kinds that may differ.
 * @param isScoped whether the account doesn't see everything, so that what's missing needn't have been deleted
 */
export function replaceVisible(cache: OpenCache, isScoped: boolean, now: string): readonly EntityKind[] {
  const old = cache.visible;
  const next = cache.building;
  if (!next) return [];
  transact(next, (state) => {
    carryOver(old, next);
    for (const entry of next.outbox.inState('settling'))
      if ((entry.seq ?? 0) <= state.seq) next.outbox.remove(entry.position);
    next.unseen.forget(
      next.unseen
        .all()
        .filter(({ kind, id }) => next.rows.has(kind, id))
        .map(({ id }) => id),
    );
    if (isScoped) noteMissing(next);
    replayEverything(next, true);
    noteTwinsSince(old, next, now);
    state.revision = old.state.revision;
    state.journalled = old.state.journalled;
    markOutboxChanged(state, entityKinds);
  });
  // On the disk before the old one goes: drafts are nowhere else.
  next.db.pragma('wal_checkpoint(PASSIVE)');
  writeCurrent(cache.folder, { generation: next.number, closed: null });
  transact(old, (state) => {
    state.successor = next.number;
  });
  old.db.close();
  removeGeneration(cache.folder, old.number);
  cache.visible = next;
  cache.building = null;
  return entityKinds;
}

/** Tables that a new generation gets from the old one: a snapshot brings none of what they hold. */
export const carriedTables = [
  'outbox',
  'touched',
  'answer',
  'decision',
  'created',
  'twin',
  'bin',
  'bulkPart',
  'draft',
  'keptDeletion',
  'keptBin',
  'keptActivity',
  'keptActivityAt',
  'keptTechnician',
  'unseen',
];

function carryOver(old: Generation, next: Generation): void {
  for (const table of carriedTables) {
    const rows = old.db.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw();
    const width = rows.columns().length;
    const insert = next.db.prepare(`INSERT INTO ${table} VALUES (${Array(width).fill('?').join(', ')})`);
    for (const row of rows.iterate()) insert.run(...row);
  }
}
