import { z } from 'zod';
import { entityId } from '../domain/ids.ts';

/** Days for which the recycle bin keeps what was deleted. */
export const recycleDays = 30;

/** Most deletions on one page of the recycle bin. */
export const deletionsPageLimit = 100;
/** Most items on one page of a deletion. */
export const itemsPageLimit = 500;

/** What a deletion can be of. What came along (sites of a customer, visits and associations of probes of a site) comes back with it. */
export const binKinds = [
  'brand',
  'billingAccount',
  'partner',
  'customer',
  'site',
  'visitTemplate',
  'visit',
] as const;
export type BinKind = (typeof binKinds)[number];
const binKind = z.enum(binKinds);

const page = (most: number) => ({
  cursor: z.string().max(500).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(most).default(50).describe('Entries on the page'),
});

/** Query of GET /v1/recycle-bin. */
export const binQuery = z.strictObject({
  ...page(deletionsPageLimit),
  kind: binKind.optional().describe('Only deletions of this kind'),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Only deletions with an item that holds this text, blind to accents and case'),
});
/** Query of GET /v1/recycle-bin/{deletion}/items. */
export const binItemsQuery = z.strictObject({
  ...page(itemsPageLimit),
  id: entityId.optional().describe('Only this item'),
  q: z.string().max(200).optional().describe('Only items that hold this text, blind to accents and case'),
});

/** A deletion, as far as the account sees what it took and as much of it as is still in the recycle bin. */
export const deletion = z.object({
  /** Id of the mutation that deleted; a restore names it. */
  id: entityId,
  kind: binKind,
  by: z.string().describe('Name of who deleted'),
  at: z.iso.datetime(),
  until: z.iso.datetime().describe('Until when it can be restored'),
  count: z.int().nonnegative().describe('Items that are still in the recycle bin'),
  names: z.array(z.string()).max(3).describe('Names of the first items'),
});
export type Deletion = z.infer<typeof deletion>;

/** Why an item can't come back, or comes back without a part or beside another of its name. */
export const binReasonCode = z.enum([
  'role',
  'grant',
  'parent-deleted',
  'parent-gone',
  'out-of-sight',
  'probes-elsewhere',
  'name-taken',
]);

/** One item of a deletion. */
export const binItem = z.object({
  kind: binKind,
  id: entityId,
  name: z.string(),
  parent: z
    .object({
      kind: z.enum(['partner', 'customer', 'site']),
      id: entityId,
      name: z.string().describe('Empty where the account doesn’t see it'),
      deletion: entityId.nullable().describe('The deletion that took it, if it is in the recycle bin too'),
    })
    .nullable(),
  sites: z.int().nonnegative().describe('Sites that come back with it'),
  probes: z.int().nonnegative().describe('Probes that its sites had'),
  visits: z.int().nonnegative().default(0).describe('Visits that come back with it'),
  comesBack: z.enum(['whole', 'partly', 'no']),
  reasons: z.array(z.object({ code: binReasonCode, because: z.string() })),
});
export type BinItem = z.infer<typeof binItem>;
