import { z } from 'zod';

/** Where a row stands towards the partner API; `null` when it's confirmed. */
export const pendingMark = z.object({
  /** Changes of this row that wait in the outbox. */
  waiting: z.int(),
  /** One of them needs the operator: a conflict, a rejection, or parked. */
  stuck: z.boolean(),
});
