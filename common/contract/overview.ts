import { z } from 'zod';
import { invite } from '../domain/entities.ts';
import { visitRow } from './views.ts';

/** What there is, what needs attention, and what changed last. */
export const overview = z.object({
  counts: z.object({
    partners: z.int(),
    customers: z.int(),
    directCustomers: z.int(),
    sites: z.int(),
    probes: z.int(),
    probesOnline: z.int(),
    probesOffline: z.int(),
    probesUnknown: z.int(),
    unassociatedProbes: z.int(),
  }),
  /** Customers with silent probes, most first, at most 8. */
  attention: z.array(
    z.object({ id: z.string(), name: z.string(), partnerName: z.string().nullable(), silentProbes: z.int() }),
  ),
  /** How many customers have silent probes. */
  silentCustomers: z.int(),
  /** Customers changed most recently, at most 6. */
  recent: z.array(
    z.object({ id: z.string(), name: z.string(), partnerName: z.string().nullable(), updatedAt: z.string() }),
  ),
  /** Pending invites whose link is out or whose mail couldn’t be sent, the first to expire first, at most 50. */
  invites: z.array(
    invite.pick({
      ...{
        id: true,
        name: true,
        status: true,
        sentAt: true,
        expiresAt: true,
        revokedAt: true,
        mailFault: true,
      },
    }),
  ),
  /** Visits that aren’t done: those planned for before today, and those for today. */
  visits: z.object({
    overdue: z.int(),
    today: z.int(),
    /** The first of both, at most 6. */
    first: z.array(visitRow),
  }),
  /** Projects that nobody has used for so long that they are near their deletion. */
  ending: z.object({
    projects: z.int(),
    /** The nearest ones first, at most 3. */
    first: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        lastActivityAt: z.string(),
        deletedOn: z.string().nullable(),
      }),
    ),
  }),
  withoutAccess: z.int(),
  withoutSites: z.int(),
  revision: z.int(),
});
export type Overview = z.infer<typeof overview>;

export const rowCounts = z.object({
  partners: z.int(),
  customers: z.int(),
  sites: z.int(),
  probes: z.int(),
  projects: z.int(),
  visits: z.int(),
  /** Those of them that aren’t done. */
  openVisits: z.int(),
  revision: z.int(),
});
export type RowCounts = z.infer<typeof rowCounts>;

/** The figures behind Overview's pictures. */
export const overviewFigures = z.object({
  /** How many customers and sites were added in each month in which any was, oldest first; months as `2026-03`, UTC. */
  months: z.array(z.object({ month: z.string(), customers: z.int(), sites: z.int() })),
  /** Probes at sites of the customers with the most silent ones, most first, at most 12. */
  health: z.array(
    z.object({ id: z.string(), name: z.string(), online: z.int(), silent: z.int(), unheard: z.int() }),
  ),
  revision: z.int(),
});
export type OverviewFigures = z.infer<typeof overviewFigures>;
