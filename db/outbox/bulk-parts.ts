import { bulkPartOf, type Mutation } from '../../common/domain/mutations.ts';
import type { LeftItem } from '../../common/partner-api/sync-door.ts';
import type { Connection } from '../store/database.ts';
import { kindOf, namedIds } from './touches.ts';

/** What a part of a bulk delete didn't delete, as its outcome says. */
export interface Spared {
  left?: LeftItem[] | undefined;
  gone?: string[] | undefined;
}

/** The parts of bulk deletes of one generation, kept when they have left the outbox. */
export interface BulkParts {
  /** Notes a mutation that is a part; every other is passed over. One that's known stays as it is, and isn't at its end any more. */
  add(mutation: Mutation): void;
  /** The server has applied it. */
  applied(mutationId: string, spared: Spared): void;
  /** It was taken back, or discarded. */
  takenBack(mutationId: string): void;
  /** The part goes on under another id. */
  rename(from: string, to: string): void;
  /** Positions in the outbox of the parts of a bulk delete. */
  positionsOf(job: string): number[];
  /** Whether parts of the same bulk delete are paused. */
  isPaused(job: string): boolean;
  /** Forgets parts that were made before `oldest` and aren't in the outbox. */
  forgetBefore(oldest: string): void;
}

/** Prepares the parts of a generation. */
export function openBulkParts(db: Connection): BulkParts {
  const insert = db.prepare(
    `INSERT INTO bulkPart (mutationId, job, part, of, kind, at, ids, items, fate, leftItems, goneIds, leftCount, goneCount)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '[]', '[]', 0, 0)
     ON CONFLICT (mutationId) DO UPDATE SET fate = NULL`,
  );
  const setApplied = db.prepare(
    `UPDATE bulkPart SET fate = 'applied', leftItems = ?, goneIds = ?, leftCount = ?, goneCount = ? WHERE mutationId = ?`,
  );
  const setTakenBack = db.prepare(`UPDATE bulkPart SET fate = 'taken-back' WHERE mutationId = ?`);
  const changeId = db.prepare('UPDATE bulkPart SET mutationId = ? WHERE mutationId = ?');
  const selectPositions = db
    .prepare<[string], number>(
      'SELECT position FROM bulkPart JOIN outbox ON outbox.id = mutationId WHERE job = ? ORDER BY position',
    )
    .pluck();
  const selectPaused = db
    .prepare<[string], number>(
      `SELECT 1 FROM bulkPart JOIN outbox ON outbox.id = mutationId WHERE job = ? AND state = 'paused' LIMIT 1`,
    )
    .pluck();
  const deleteOld = db.prepare(
    'DELETE FROM bulkPart WHERE at < ? AND mutationId NOT IN (SELECT id FROM outbox)',
  );
  return {
    add: (mutation) => {
      const bulk = bulkPartOf(mutation);
      if (!bulk) return;
      const ids = namedIds(mutation);
      const { job, part, of } = bulk;
      insert.run(
        ...[mutation.id, job, part, of, kindOf(mutation), mutation.at, JSON.stringify(ids), ids.length],
      );
    },
    applied: (mutationId, { left = [], gone = [] }) => {
      setApplied.run(JSON.stringify(left), JSON.stringify(gone), left.length, gone.length, mutationId);
    },
    takenBack: (mutationId) => {
      setTakenBack.run(mutationId);
    },
    rename: (from, to) => {
      changeId.run(to, from);
    },
    positionsOf: (job) => selectPositions.all(job),
    isPaused: (job) => selectPaused.get(job) !== undefined,
    forgetBefore: (oldest) => {
      deleteOld.run(oldest);
    },
  };
}
