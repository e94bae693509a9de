import { openAside, type Aside } from '../rows/aside.ts';
import { createIndexes } from '../rows/indexes.ts';
import { openRowStore, type RowStore } from '../rows/row-store.ts';
import { openShadows, type Shadows } from '../rows/shadows.ts';
import { openTrail, type Trail } from '../rows/trail.ts';
import { openEffects, type Effects } from '../outbox/effects.ts';
import { openAnswers, type Answers } from '../outbox/answers.ts';
import { openBulkParts, type BulkParts } from '../outbox/bulk-parts.ts';
import { openOutbox, type Outbox } from '../outbox/outbox.ts';
import { openUnseen, type Unseen } from '../outbox/unseen.ts';
import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import type { Appended } from '../journal/journal.ts';
import type { Connection } from './database.ts';
import { emptyState, stateReader, stateWriter, type State } from './state.ts';

/** One cache file, open for writing, with its statements prepared. */
export interface Generation {
  number: number;
  db: Connection;
  rows: RowStore;
  trail: Trail;
  shadows: Shadows;
  aside: Aside;
  outbox: Outbox;
  answers: Answers;
  bulkParts: BulkParts;
  unseen: Unseen;
  effects: Effects;
  /** What it knows about itself. Assigned by {@link transact} alone, so that it's what the file says. */
  state: State;
  saveState(state: State): void;
}

/** Prepares a migrated cache file. */
export function openGeneration(db: Connection, number: number, context: ContextId): Generation {
  const saveState = stateWriter(db);
  let state = stateReader(db)();
  if (!state) {
    state = emptyState(context);
    saveState(state);
  }
  if (state.complete) createIndexes(db);
  const rows = openRowStore(db);
  const shadows = openShadows(db, rows);
  const outbox = openOutbox(db);
  const unseen = openUnseen(db);
  const trail = openTrail(db);
  return {
    number,
    db,
    rows,
    trail,
    shadows,
    aside: openAside(db),
    outbox,
    answers: openAnswers(db),
    bulkParts: openBulkParts(db),
    unseen,
    effects: openEffects({ db, rows, shadows, trail, outbox, unseen }),
    state,
    saveState,
  };
}

/**
 * Runs `work` on a copy of the state in one transaction and saves that copy with it. When it throws, neither the file nor the
 * state in memory has changed.
 * @param beforeCommit puts on the disk what has to be there before the transaction is, the journal's records: the file notes how
 *   far the journal goes by then, and they're taken away again where the transaction can't be committed
 */
export function transact<T>(
  generation: Generation,
  work: (state: State) => T,
  beforeCommit?: () => Appended,
): T {
  const state: State = { ...generation.state, changed: { ...generation.state.changed } };
  let appended: Appended | undefined;
  const { trail } = generation;
  if (generation.state.complete) trail.listen();
  trail.begin();
  const transaction = generation.db.transaction(() => {
    const value = work(state);
    trail.write(changedKinds(generation.state, state));
    appended = beforeCommit?.();
    if (appended) state.journalled = appended.position;
    generation.saveState(state);
    return value;
  });
  try {
    const result = transaction.immediate();
    generation.state = state;
    return result;
  } catch (thrown) {
    appended?.takeAway();
    throw thrown;
  }
}

function changedKinds(before: State, after: State): EntityKind[] {
  return entityKinds.filter((kind) => before.changed[kind] !== after.changed[kind]);
}

/** Runs `work` in a transaction that is taken back whatever it does, and gives its result: to see what would become of it. */
export function tryOut<T>(generation: Generation, work: () => T): T {
  let result: { value: T } | undefined;
  const undo = new Error('taken back');
  try {
    generation.db
      .transaction(() => {
        result = { value: work() };
        throw undo;
      })
      .immediate();
  } catch (thrown) {
    if (thrown !== undo || !result) throw thrown;
    return result.value;
  }
  throw undo;
}

/** Marks kinds as changed at a new revision. */
export function markChanged(state: State, kinds: Iterable<keyof State['changed']>): void {
  state.revision += 1;
  for (const kind of kinds) state.changed[kind] = state.revision;
}
