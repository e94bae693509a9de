import type { EntityKind, EntityRow } from '../../common/domain/entities.ts';
import { changingRoles, everyRole, type OutboxEntry } from '../outbox/outbox.ts';
import { poolKey } from '../outbox/touches.ts';
import { closureOf, rebase } from '../outbox/rebase.ts';
import { kindTables, type KindTable } from '../rows/tables.ts';
import type { Generation } from '../store/generation.ts';
import { noteDepartures } from './out-of-sight.ts';
import type { RowsOfKind } from './pages.ts';

/** What the server says has changed. */
export interface ServerRows {
  upserts: readonly RowsOfKind[];
  deletes: readonly { kind: EntityKind; id: string }[];
  /** What the account may not see any more: it goes from here, and isn't taken for deleted. */
  departures?: readonly { kind: EntityKind; id: string }[];
  /** Sequence that the rows are at, where it's known: applied mutations up to it are in them. */
  seq: number | null;
}

/**
 * Writes the server's rows. What no waiting mutation concerns is written straight through; of the rest the shadow is, and
 * what is linked with it is replayed. Gives the kinds that changed. Call it inside a transaction.
 * @param complete whether a mutation that finds its row missing may be parked
 */
export function writeServerRows(
  generation: Generation,
  { upserts, deletes, departures = [], seq }: ServerRows,
  complete: boolean,
): Set<EntityKind> {
  const { outbox } = generation;
  const gone = [...deletes, ...departures];
  const kinds = new Set<EntityKind>(gone.map((entity) => entity.kind));
  for (const section of upserts) if (section.rows.length > 0) kinds.add(section.kind);
  if (outbox.isUntouched()) {
    const write = complete ? generation.rows.put : generation.rows.load;
    for (const { kind, rows } of upserts) for (const row of rows) write(kind, row as never);
    for (const { kind, id } of gone) generation.rows.remove(kind, id);
    generation.unseen.forgetAll();
    return kinds;
  }
  for (const { kind, rows } of upserts) for (const row of rows) writeBelow(generation, kind, row.id, row);
  for (const { kind, id } of gone) writeBelow(generation, kind, id, null);
  const known = [...upserts.flatMap((section) => section.rows), ...deletes].map(({ id }) => id);
  noteDepartures(generation, known, departures);

  const passed = seq === null ? [] : outbox.inState('settling').filter((entry) => (entry.seq ?? 0) <= seq);
  const seeds = seedsOf(generation, upserts, gone, passed);
  if (seeds.length === 0) return kinds;
  const replayed = rebase(generation, closureOf(generation, seeds), complete, () => {
    for (const entry of passed) outbox.remove(entry.position);
  });
  return kinds.union(replayed);
}

function writeBelow(generation: Generation, kind: EntityKind, id: string, row: EntityRow | null): void {
  if (generation.shadows.has(id)) generation.shadows.replace(id, row);
  else if (row) generation.rows.put(kind, row as never);
  else generation.rows.remove(kind, id);
}

// Parents count where a mutation has changed them: a site that arrives under a customer which a waiting delete removes is
// removed too.
function seedsOf(
  { outbox }: Generation,
  upserts: readonly RowsOfKind[],
  deletes: readonly { id: string }[],
  passed: readonly OutboxEntry[],
): string[] {
  const ids = deletes.map((deletion) => deletion.id);
  const parents = new Set<string>();
  for (const { kind, rows } of upserts) {
    const table = kindTables[kind] as KindTable<EntityKind>;
    for (const row of rows) {
      ids.push(row.id);
      const parent = table.parent(row as never);
      if (parent !== null) parents.add(parent);
      // Each further entry may leave too few licenses for a move that waits.
      if (kind === 'license') ids.push(poolKey(parent));
    }
  }
  return [
    ...outbox.concerned(ids, everyRole),
    ...outbox.concerned([...parents], changingRoles),
    ...outbox.concernedBy(
      passed.map((entry) => entry.position),
      changingRoles,
    ),
  ];
}

/**
 * Replays the whole outbox. With `complete`, what makes no sense is parked.
 * @param between what changes in the outbox between putting the server's rows back and replaying
 */
export function replayEverything(
  generation: Generation,
  complete: boolean,
  between?: () => void,
): Set<EntityKind> {
  const { outbox } = generation;
  const positions = outbox.all().map((entry) => entry.position);
  return rebase(generation, { entities: outbox.allConcerned(), positions }, complete, between);
}
