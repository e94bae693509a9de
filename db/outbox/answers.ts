import type { OutboxEvent } from '../../common/contract/outbox.ts';
import type { Connection } from '../store/database.ts';

/** A field that the partner API named when it rejected a change. */
export interface Fault {
  path: string;
  message: string;
}

/** What was heard of the changes in the outbox. Changes that are applied at once leave nothing here. */
export interface Answers {
  add(mutationId: string, event: OutboxEvent, faults?: readonly Fault[]): void;
  /** Notes of everything that is being sent, but `except` those, that no answer came. */
  nothingCame(at: string, except: readonly string[]): void;
  /** Notes of those of `ids` that are being sent why they weren't taken and go again. */
  notTaken(ids: readonly string[], at: string, because: string): void;
  /** The change goes on under another id. */
  rename(from: string, to: string): void;
  /** Forgets what was heard of changes that are in the outbox no more. */
  forgetGone(): void;
}

/** Prepares the answers of a generation. */
export function openAnswers(db: Connection): Answers {
  const insert = db.prepare(
    'INSERT INTO answer (mutationId, at, attempt, what, said, faults) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertNothing = db.prepare(
    `INSERT INTO answer (mutationId, at, attempt, what, said, faults)
     SELECT id, ?, attempts, 'unanswered', NULL, '[]' FROM outbox
     WHERE state = 'sending' AND id NOT IN (SELECT value FROM json_each(?))`,
  );
  const insertNotTaken = db.prepare(
    `INSERT INTO answer (mutationId, at, attempt, what, said, faults)
     SELECT id, ?, attempts, 'again', ?, '[]' FROM outbox
     WHERE state = 'sending' AND id IN (SELECT value FROM json_each(?))`,
  );
  const changeId = db.prepare('UPDATE answer SET mutationId = ? WHERE mutationId = ?');
  const deleteGone = db.prepare('DELETE FROM answer WHERE mutationId NOT IN (SELECT id FROM outbox)');
  return {
    add: (mutationId, { at, attempt, what, said }, faults = []) => {
      insert.run(mutationId, at, attempt, what, said, JSON.stringify(faults));
    },
    nothingCame: (at, except) => {
      insertNothing.run(at, JSON.stringify(except));
    },
    notTaken: (ids, at, because) => {
      insertNotTaken.run(at, because, JSON.stringify(ids));
    },
    rename: (from, to) => {
      changeId.run(to, from);
    },
    forgetGone: () => {
      deleteGone.run();
    },
  };
}

interface AnswerRow extends OutboxEvent {
  faults: string;
}

/** Most events that are shown of one change. */
const shownEvents = 50;

/** What was heard of a change, newest first, and the fields that its last rejection named. */
export function answersTo(db: Connection, mutationId: string): { history: OutboxEvent[]; faults: Fault[] } {
  const rows = db
    .prepare<[string, number], AnswerRow>(
      'SELECT at, attempt, what, said, faults FROM answer WHERE mutationId = ? ORDER BY number DESC LIMIT ?',
    )
    .all(mutationId, shownEvents);
  const last = rows.find(({ what }) => what === 'rejected' || what === 'edited');
  return {
    history: rows.map(({ at, attempt, what, said }) => ({ at, attempt, what, said })),
    faults: last?.what === 'rejected' ? (JSON.parse(last.faults) as Fault[]) : [],
  };
}
