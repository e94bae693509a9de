import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { listPage } from './resource-door.ts';
import type { Route } from './route.ts';
import { leftItem } from './sync-door.ts';

/** Most ids or lines that a dry run may be asked for; a filter may mean any number. */
export const selectedLimit = 5000;
/** Most refused items that a dry run names. */
export const namedRefused = 100;
/** Most items on one page. */
const itemsPageLimit = 500;

const kind = z.enum(['customer', 'site']);

const filter = z.strictObject({
  q: z.string().max(200).optional().describe('Only rows that hold this text, blind to accents and case'),
  partnerId: z
    .union([entityId, z.literal('none')])
    .optional()
    .describe('Of customers: those of one partner, or `none` for direct customers'),
  customerId: entityId.optional().describe('Of sites: those of one customer'),
});

/** Which customers or sites are meant. */
const selection = z.union([
  z.strictObject({ ids: z.array(entityId).min(1).max(selectedLimit) }),
  z.strictObject({
    lines: z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(selectedLimit)
      .describe('Ids, Customer IDs, external ids or names, tried in this order'),
  }),
  z.strictObject({ filter: filter.describe('As the lists take it; empty for all') }),
]);
export type BulkSelection = z.infer<typeof selection>;

/** Body of POST /v1/bulk-deletes: first the dry run, then, by its token, the bulk delete. */
export const bulkDeleteRequest = z.discriminatedUnion('dryRun', [
  z.strictObject({ dryRun: z.literal(true), kind, select: selection }),
  z.strictObject({
    dryRun: z.literal(false),
    token: z.string().min(1).max(200).describe('The dry run’s; sent again it answers what it began'),
  }),
]);

export const bulkDeleteStates = ['shown', 'running', 'paused', 'stopped', 'done'] as const;

/** A bulk delete of the account that asks. */
export const bulkDelete = z.object({
  id: entityId,
  kind,
  state: z.enum(bulkDeleteStates).describe('`shown` is a dry run that nobody has begun'),
  by: z.string().describe('Name of who made it'),
  at: z.iso.datetime().describe('When its dry run was made'),
  begunAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  because: z.string().nullable().describe('Why it was paused or stopped, where nobody asked for it'),
  items: z.int().nonnegative(),
  deleted: z.int().nonnegative(),
  left: z.int().nonnegative().describe('Not deleted; the items say why'),
  gone: z.int().nonnegative().describe('Deleted by somebody else before'),
  waiting: z.int().nonnegative(),
});
export type BulkDelete = z.infer<typeof bulkDelete>;

/** What a bulk delete would take, frozen: nothing else is deleted by its token. */
export const bulkDryRun = z.object({
  dryRun: z.literal(true),
  id: entityId.describe('By which its items are read'),
  token: z.string(),
  expiresAt: z.iso.datetime().describe('Until when the token begins it'),
  kind,
  customers: z.int().nonnegative(),
  sites: z.int().nonnegative(),
  probesFreed: z.int().nonnegative().describe('Probes that go back to the inventory'),
  visits: z.int().nonnegative().describe('Visits of those sites, which go with them'),
  projects: z
    .int()
    .nonnegative()
    .describe(
      'Projects of those customers, which are blocked; their licenses go back to the partner account',
    ),
  names: z.array(z.string()).max(10).describe('Names of the first items'),
  notFound: z.array(z.string()).describe('Ids or lines that nothing answers to'),
  ambiguous: z
    .array(z.object({ line: z.string(), ids: z.array(entityId) }))
    .describe('Lines that several answer to: none of these is meant'),
  refused: z
    .object({ count: z.int().nonnegative(), first: z.array(leftItem.omit({ appeared: true })) })
    .describe('What the account may not delete, and why; it isn’t part of the bulk delete'),
});
export type BulkDryRun = z.infer<typeof bulkDryRun>;

export const bulkDeleteItemOutcome = z.enum(['waiting', 'deleted', 'left', 'gone', 'stopped']);

/** One customer or site of a bulk delete, in the order of the dry run. */
export const bulkDeleteItem = z.object({
  id: entityId,
  name: z.string(),
  outcome: bulkDeleteItemOutcome,
  because: z.string().nullable().describe('Why it was left'),
  appeared: leftItem.shape.appeared.describe('What is below it and wasn’t shown, the first ones'),
  deletion: entityId.nullable().describe('The deletion that took it, by which it’s restored'),
});
export type BulkDeleteItem = z.infer<typeof bulkDeleteItem>;

const byId = z.object({ id: entityId });
const answer = { status: 200, description: 'How far it is', schema: bulkDelete };
const common = { tag: 'bulk-deletes', auth: 'account', access: 'see' } as const;

/** The routes of bulk deletes, by operation id. An account sees its own ones. */
export const bulkDeleteRoutes = {
  bulkDelete: {
    method: 'POST',
    path: '/v1/bulk-deletes',
    ...common,
    summary: 'Show what deleting many customers or sites would take, or begin what was shown by its token',
    body: bulkDeleteRequest,
    answer: {
      status: 200,
      description: 'What would be deleted, with a token; or the bulk delete that began',
      schema: z.discriminatedUnion('dryRun', [
        bulkDryRun,
        z.object({ dryRun: z.literal(false), bulkDelete }),
      ]),
    },
    problems: ['invalid', 'not-found', 'forbidden'],
  },
  listBulkDeletes: {
    method: 'GET',
    path: '/v1/bulk-deletes',
    ...common,
    summary: 'Bulk deletes of the account, newest first; they’re kept for 30 days',
    answer: {
      status: 200,
      description: 'The last hundred',
      schema: z.object({ items: z.array(bulkDelete) }),
    },
    problems: [],
  },
  readBulkDelete: {
    method: 'GET',
    path: '/v1/bulk-deletes/{id}',
    ...common,
    summary: 'How far a bulk delete is',
    params: byId,
    answer,
    problems: ['invalid', 'not-found'],
  },
  listBulkDeleteItems: {
    method: 'GET',
    path: '/v1/bulk-deletes/{id}/items',
    ...common,
    summary: 'What became of each item, in the order of the dry run',
    params: byId,
    query: z.strictObject({
      cursor: z.string().max(500).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(itemsPageLimit).default(100).describe('Items on the page'),
      outcome: bulkDeleteItemOutcome.optional().describe('Only items with this outcome'),
    }),
    answer: { status: 200, description: 'One page', schema: listPage(bulkDeleteItem) },
    problems: ['invalid', 'not-found'],
  },
  pauseBulkDelete: {
    method: 'POST',
    path: '/v1/bulk-deletes/{id}/pause',
    ...common,
    summary: 'Keep the rest from being deleted until it’s resumed',
    params: byId,
    answer,
    problems: ['invalid', 'not-found'],
  },
  resumeBulkDelete: {
    method: 'POST',
    path: '/v1/bulk-deletes/{id}/resume',
    ...common,
    summary: 'Go on with a paused bulk delete',
    params: byId,
    answer,
    problems: ['invalid', 'not-found', 'forbidden'],
  },
  stopBulkDelete: {
    method: 'POST',
    path: '/v1/bulk-deletes/{id}/stop',
    ...common,
    summary: 'Leave the rest undeleted for good; what is deleted can be restored',
    params: byId,
    answer,
    problems: ['invalid', 'not-found'],
  },
} as const satisfies Record<string, Route>;
