import type { OutboxRow } from '../../common/contract/views.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { FieldConflict } from '../../common/domain/merge.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { Connection, SqlValue } from '../store/database.ts';

export type OutboxState = OutboxRow['state'];

/** States in which a mutation is part of what the operator sees. */
export const activeStates: readonly OutboxState[] = ['waiting', 'held', 'paused', 'sending', 'settling'];
/** States of a mutation that stays here until it's let go. */
export type Hold = 'held' | 'paused';
/** States in which a mutation hasn't been answered and can be sent or is kept from it. */
export const unsentStates: readonly OutboxState[] = ['waiting', 'held', 'paused'];
/** States in which it needs the operator, and its rows show what the server has. */
export const stuckStates: readonly OutboxState[] = ['conflict', 'rejected', 'parked'];

export function isStuck(state: OutboxState): boolean {
  return stuckStates.includes(state);
}

/** A mutation in the outbox. `position` is its place in line. */
export interface OutboxEntry {
  position: number;
  state: OutboxState;
  /** How often it was sent. */
  attempts: number;
  /** It was sent, and no answer has said that it wasn't applied. */
  departed: boolean;
  /** Sequence at which the server applied it, while it's settling. */
  seq: number | null;
  title: string;
  entity: { kind: EntityKind; id: string } | null;
  /** What was last heard about it, as a sentence. */
  lastAnswer: string | null;
  conflicts: FieldConflict[];
  /** What it needs and somebody deleted, as the server told it. */
  deleted: DeletedEntity[];
  mutation: Mutation;
}

/** The row of the table `outbox`. */
export interface OutboxTableRow {
  position: number;
  id: string;
  state: OutboxState;
  name: string;
  at: string;
  attempts: number;
  departed: number;
  seq: number | null;
  title: string;
  entityKind: EntityKind | null;
  entityId: string | null;
  lastAnswer: string | null;
  conflicts: string;
  deleted: string;
  mutation: string;
}

/** A mutation as one of those that follow each other. */
export interface OutboxLink {
  state: OutboxState;
  name: Mutation['name'];
  /** Ids of those that it follows. */
  after: string[];
}

/** Whether a change was sent and no answer came, so that the partner API may have applied it. */
export function mayHaveArrived({ state, departed }: OutboxEntry): boolean {
  return departed && (state === 'waiting' || state === 'paused' || state === 'parked');
}

/** How a mutation concerns an entity: as an ancestor of what it names, as what it names, or as what it takes along. */
export const touchRoles = { ancestor: 0, named: 1, taken: 2 } as const;
/** Roles of the entities that a mutation changes. */
export const changingRoles: readonly number[] = [touchRoles.named, touchRoles.taken];
export const everyRole: readonly number[] = Object.values(touchRoles);

export interface Touch {
  kind: EntityKind;
  id: string;
}

/** The outbox of one generation. */
export interface Outbox {
  /** Puts a mutation at the end of the line, or at `position`. Gives its position. */
  add(entry: Omit<OutboxEntry, 'position'>, position?: number): number;
  byId(id: string): OutboxEntry | undefined;
  stateOf(id: string): OutboxState | undefined;
  /** What a mutation is and what it follows, without reading the whole of it. */
  linkOf(id: string): OutboxLink | undefined;
  /** All, or those at `positions`, in line. */
  all(): OutboxEntry[];
  at(positions: readonly number[]): OutboxEntry[];
  inState(state: OutboxState): OutboxEntry[];
  /** Those that wait, in line, read one by one: stop when enough are found. Nothing may be written meanwhile. */
  waiting(): IterableIterator<OutboxEntry>;
  update(entry: OutboxEntry): void;
  /** Notes that those at `positions` are being sent, once more. */
  depart(positions: readonly number[]): void;
  /** Whether any is being sent. */
  isSending(): boolean;
  /**
   * Puts everything that was being sent back in line. Of `untouched`, by their ids, it's sure that nothing was done this time: what
   * hadn't departed before is as if it had never left. What had departed before with no answer stays departed, and so does
   * everything after a crash: before a batch leaves it's written down that all of it does, and which of it did for the first time is
   * kept in memory alone, since after a crash there's nobody who could say what became of it.
   */
  comeBack(untouched: readonly string[]): void;
  remove(position: number): void;
  firstPosition(): number;
  counts(): { waiting: number; stuck: number };
  touch(position: number, role: number, touches: readonly Touch[]): void;
  /** What the mutation at a position concerns in a role. */
  touchesOf(position: number, role: number): Touch[];
  /** Ids of entities that mutations concern in one of `roles`. */
  concernedBy(positions: readonly number[], roles: readonly number[]): string[];
  /** Positions of mutations that concern any of these entities, in any of `roles`. */
  touching(ids: readonly string[], roles: readonly number[]): number[];
  /** Those of `ids` that some mutation concerns in one of `roles`. */
  concerned(ids: readonly string[], roles: readonly number[]): string[];
  /** Everything that any mutation concerns. */
  allConcerned(): string[];
  /** Whether nothing concerns any entity, so that rows can be written without looking. */
  isUntouched(): boolean;
  /** Forgets what mutations took along; it's found anew when they're replayed. */
  forgetTaken(positions: readonly number[]): void;
}

function toEntry(row: OutboxTableRow): OutboxEntry {
  return {
    position: row.position,
    state: row.state,
    attempts: row.attempts,
    departed: row.departed === 1,
    seq: row.seq,
    title: row.title,
    entity: row.entityKind && row.entityId ? { kind: row.entityKind, id: row.entityId } : null,
    lastAnswer: row.lastAnswer,
    conflicts: JSON.parse(row.conflicts) as FieldConflict[],
    deleted: JSON.parse(row.deleted) as DeletedEntity[],
    mutation: JSON.parse(row.mutation) as Mutation,
  };
}

function toParameters(entry: Omit<OutboxEntry, 'position'>): Record<string, SqlValue> {
  return {
    id: entry.mutation.id,
    state: entry.state,
    name: entry.mutation.name,
    at: entry.mutation.at,
    attempts: entry.attempts,
    departed: entry.departed ? 1 : 0,
    seq: entry.seq,
    title: entry.title,
    entityKind: entry.entity?.kind ?? null,
    entityId: entry.entity?.id ?? null,
    lastAnswer: entry.lastAnswer,
    conflicts: JSON.stringify(entry.conflicts),
    deleted: JSON.stringify(entry.deleted),
    mutation: JSON.stringify(entry.mutation),
  };
}

/** Prepares the outbox of a generation. */
export function openOutbox(db: Connection): Outbox {
  const insert = db.prepare(
    `INSERT INTO outbox (position, id, state, name, at, attempts, departed, seq, title, entityKind, entityId, lastAnswer, conflicts, deleted, mutation)
     VALUES (@position, @id, @state, @name, @at, @attempts, @departed, @seq, @title, @entityKind, @entityId, @lastAnswer, @conflicts, @deleted, @mutation)`,
  );
  const change = db.prepare(
    `UPDATE outbox SET id = @id, state = @state, name = @name, at = @at, attempts = @attempts, departed = @departed, seq = @seq,
       title = @title, entityKind = @entityKind, entityId = @entityId, lastAnswer = @lastAnswer, conflicts = @conflicts, deleted = @deleted,
       mutation = @mutation
     WHERE position = @position`,
  );
  const selectById = db.prepare<[string], OutboxTableRow>('SELECT * FROM outbox WHERE id = ?');
  const selectState = db.prepare<[string], OutboxState>('SELECT state FROM outbox WHERE id = ?').pluck();
  const selectLink = db.prepare<[string], Omit<OutboxLink, 'after'> & { after: string }>(
    `SELECT state, name, mutation ->> '$.after' AS after FROM outbox WHERE id = ?`,
  );
  const selectAll = db.prepare<[], OutboxTableRow>('SELECT * FROM outbox ORDER BY position');
  const selectAt = db.prepare<[string], OutboxTableRow>(
    'SELECT * FROM outbox WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position',
  );
  const selectInState = db.prepare<[string], OutboxTableRow>(
    'SELECT * FROM outbox WHERE state = ? ORDER BY position',
  );
  const markSending = db.prepare(
    `UPDATE outbox SET state = 'sending', departed = 1, attempts = attempts + 1
     WHERE position IN (SELECT value FROM json_each(?))`,
  );
  const selectNeverDeparted = db
    .prepare<[string], number>(
      'SELECT position FROM outbox WHERE departed = 0 AND position IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  // Positions of what left for the first time when it last left.
  const firstTime = new Set<number>();
  const selectSending = db
    .prepare<[], number>(`SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 1`)
    .pluck();
  const markUntouched = db.prepare(
    `UPDATE outbox SET departed = 0 WHERE state = 'sending'
     AND id IN (SELECT value FROM json_each(?)) AND position IN (SELECT value FROM json_each(?))`,
  );
  const markWaiting = db.prepare(`UPDATE outbox SET state = 'waiting' WHERE state = 'sending'`);
  const deleteRow = db.prepare('DELETE FROM outbox WHERE position = ?');
  const deleteTouches = db.prepare('DELETE FROM touched WHERE position = ?');
  const selectFirst = db.prepare<[], number | null>('SELECT min(position) FROM outbox').pluck();
  const selectCounts = db.prepare<[], { state: OutboxState; n: number }>(
    'SELECT state, count(*) AS n FROM outbox GROUP BY state',
  );
  const insertTouch = db.prepare(
    'INSERT OR IGNORE INTO touched (entityId, position, role, kind) VALUES (?, ?, ?, ?)',
  );
  const selectTouches = db.prepare<[number, number], Touch>(
    'SELECT kind, entityId AS id FROM touched WHERE position = ? AND role = ?',
  );
  const selectConcernedBy = db
    .prepare<[string, string], string>(
      `SELECT DISTINCT entityId FROM touched
       WHERE position IN (SELECT value FROM json_each(?)) AND role IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const selectTouching = db
    .prepare<[string, string], number>(
      `SELECT DISTINCT position FROM touched
       WHERE entityId IN (SELECT value FROM json_each(?)) AND role IN (SELECT value FROM json_each(?))
       ORDER BY position`,
    )
    .pluck();
  const selectConcerned = db
    .prepare<[string, string], string>(
      `SELECT DISTINCT entityId FROM touched
       WHERE entityId IN (SELECT value FROM json_each(?)) AND role IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const selectAllConcerned = db.prepare<[], string>('SELECT DISTINCT entityId FROM touched').pluck();
  const selectAnyTouched = db.prepare<[], number>('SELECT 1 FROM touched LIMIT 1').pluck();
  const deleteTaken = db.prepare(
    'DELETE FROM touched WHERE position IN (SELECT value FROM json_each(?)) AND role = 2',
  );
  return {
    add: (entry, position) =>
      Number(insert.run({ ...toParameters(entry), position: position ?? null }).lastInsertRowid),
    byId: (id) => {
      const row = selectById.get(id);
      return row && toEntry(row);
    },
    stateOf: (id) => selectState.get(id),
    linkOf: (id) => {
      const row = selectLink.get(id);
      return row && { ...row, after: JSON.parse(row.after) as string[] };
    },
    all: () => selectAll.all().map(toEntry),
    at: (positions) => selectAt.all(JSON.stringify(positions)).map(toEntry),
    inState: (state) => selectInState.all(state).map(toEntry),
    waiting: function* () {
      for (const row of selectInState.iterate('waiting')) yield toEntry(row);
    },
    update: (entry) => {
      change.run({ ...toParameters(entry), position: entry.position });
    },
    depart: (positions) => {
      const places = JSON.stringify(positions);
      for (const position of positions) firstTime.delete(position);
      for (const position of selectNeverDeparted.all(places)) firstTime.add(position);
      markSending.run(places);
    },
    isSending: () => selectSending.get() !== undefined,
    comeBack: (untouched) => {
      if (untouched.length > 0) markUntouched.run(JSON.stringify(untouched), JSON.stringify([...firstTime]));
      markWaiting.run();
      firstTime.clear();
    },
    remove: (position) => {
      firstTime.delete(position);
      deleteRow.run(position);
      deleteTouches.run(position);
    },
    firstPosition: () => selectFirst.get() ?? 1,
    counts: () => {
      const counts = { waiting: 0, stuck: 0 };
      for (const { state, n } of selectCounts.all()) counts[isStuck(state) ? 'stuck' : 'waiting'] += n;
      return counts;
    },
    touch: (position, role, touches) => {
      for (const { kind, id } of touches) insertTouch.run(id, position, role, kind);
    },
    touchesOf: (position, role) => selectTouches.all(position, role),
    concernedBy: (positions, roles) =>
      selectConcernedBy.all(JSON.stringify(positions), JSON.stringify(roles)),
    touching: (ids, roles) => selectTouching.all(JSON.stringify(ids), JSON.stringify(roles)),
    concerned: (ids, roles) => selectConcerned.all(JSON.stringify(ids), JSON.stringify(roles)),
    allConcerned: () => selectAllConcerned.all(),
    isUntouched: () => selectAnyTouched.get() === undefined,
    forgetTaken: (positions) => {
      deleteTaken.run(JSON.stringify(positions));
    },
  };
}
