import type { EntityKind } from '../../common/domain/entities.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import type { Connection } from './database.ts';

/** A walk through the server's snapshot that isn't whole yet. */
export interface Walk {
  /** What to pass as `after` next. */
  after: string | null;
  done: number;
  total: number;
  /** All pages are in; the changes since the walk began aren't. */
  ended: boolean;
  /** The same of each kind. */
  kinds: Record<string, { done: number; total: number }>;
}

/** Everything that a generation knows about itself: one row, written in the same transaction as what it tells about. */
export interface State {
  context: ContextId;
  epoch: string | null;
  cursor: string | null;
  seq: number;
  complete: boolean;
  currentAt: string | null;
  walk: Walk | null;
  /** Its rows are kept on screen, but a new generation has to replace them. */
  abandoned: boolean;
  /** The generation that has replaced it; a reader that finds one here opens that. */
  successor: number | null;
  revision: number;
  /** Revision at which rows of a kind, or the outbox, last changed. */
  changed: Partial<Record<EntityKind | 'outbox', number>>;
  /** The journal's position behind all that this file knows from it: a journal that is shorter has lost lines. */
  journalled: number;
}

interface StateRow {
  context: ContextId;
  epoch: string | null;
  cursor: string | null;
  seq: number;
  complete: number;
  currentAt: string | null;
  walk: string | null;
  abandoned: number;
  successor: number | null;
  revision: number;
  changed: string;
  journalled: number;
}

/** State of a cache that holds nothing. */
export function emptyState(context: ContextId): State {
  return {
    context,
    epoch: null,
    cursor: null,
    seq: 0,
    complete: false,
    currentAt: null,
    walk: null,
    abandoned: false,
    successor: null,
    revision: 0,
    changed: {},
    journalled: 0,
  };
}

/** Prepared reading of the state row. Undefined in a file that was made this instant. */
export function stateReader(db: Connection): () => State | undefined {
  const select = db.prepare<[], StateRow>('SELECT * FROM state WHERE one = 1');
  return () => {
    const row = select.get();
    if (!row) return undefined;
    return {
      context: row.context,
      epoch: row.epoch,
      cursor: row.cursor,
      seq: row.seq,
      complete: row.complete === 1,
      currentAt: row.currentAt,
      walk:
        row.walk === null
          ? null
          : { kinds: {}, ...(JSON.parse(row.walk) as Omit<Walk, 'kinds'> & Partial<Walk>) },
      abandoned: row.abandoned === 1,
      successor: row.successor,
      revision: row.revision,
      changed: JSON.parse(row.changed) as State['changed'],
      journalled: row.journalled,
    };
  };
}

/** Prepared writing of the state row. */
export function stateWriter(db: Connection): (state: State) => void {
  const replace = db.prepare(
    `INSERT OR REPLACE INTO state
     (one, context, epoch, cursor, seq, complete, currentAt, walk, abandoned, successor, revision, changed, journalled)
     VALUES (1, @context, @epoch, @cursor, @seq, @complete, @currentAt, @walk, @abandoned, @successor, @revision, @changed, @journalled)`,
  );
  return (state) => {
    replace.run({
      ...state,
      complete: state.complete ? 1 : 0,
      walk: state.walk === null ? null : JSON.stringify(state.walk),
      abandoned: state.abandoned ? 1 : 0,
      changed: JSON.stringify(state.changed),
    });
  };
}
