import type { z } from 'zod';
import type { pendingMark } from '../../common/contract/pending.ts';
import { type Connection, prepared } from '../store/database.ts';

export type PendingMark = z.infer<typeof pendingMark>;

/** Looks up how rows stand towards the partner API: what of them waits in the outbox, and whether any of it is stuck. */
export function pendingOf(db: Connection, ids: readonly string[]): (id: string) => PendingMark | null {
  const marks = new Map<string, PendingMark>();
  const rows = prepared<[string], { id: string; waiting: number; stuck: number }>(
    db,
    `SELECT touched.entityId AS id, count(DISTINCT position) FILTER (WHERE state IN ('waiting', 'held', 'paused', 'sending', 'settling')) AS waiting,
         count(DISTINCT position) FILTER (WHERE state IN ('conflict', 'rejected', 'parked')) AS stuck
       FROM touched JOIN outbox USING (position)
       WHERE role > 0 AND touched.entityId IN (SELECT value FROM json_each(?)) GROUP BY touched.entityId`,
  ).all(JSON.stringify(ids));
  for (const { id, waiting, stuck } of rows) marks.set(id, { waiting, stuck: stuck > 0 });
  return (id) => marks.get(id) ?? null;
}
