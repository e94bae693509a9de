import { z } from 'zod';
import { outboxStates } from './views.ts';

/** The figures behind Overview's pictures. */
export const overviewFigures = z.object({
  /** How many customers and sites were added in each month in which any was, oldest first; months as `2026-03`, UTC. */
  months: z.array(z.object({ month: z.string(), customers: z.int(), sites: z.int() })),
  /** Probes at sites of the customers with the most silent ones, most first, at most 12. */
  health: z.array(
    z.object({ id: z.string(), name: z.string(), online: z.int(), silent: z.int(), unheard: z.int() }),
  ),
  /** Changes in the outbox by state; those of which there's none are left out. */
  outbox: z.array(z.object({ state: z.enum(outboxStates), changes: z.int() })),
  /** When the oldest change in the outbox was made; null where it's empty. */
  oldestChangeAt: z.string().nullable(),
  revision: z.int(),
});
export type OverviewFigures = z.infer<typeof overviewFigures>;
