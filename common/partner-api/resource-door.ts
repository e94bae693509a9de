import { z } from 'zod';
import { actorRole, role } from '../domain/access.ts';
import {
  activityKind,
  customerFields,
  partnerFields,
  projectFields,
  siteFields,
} from '../domain/entities.ts';
import { technician, visitFields } from '../domain/visits.ts';
import { patchSchema } from '../domain/fields.ts';
import { entityId } from '../domain/ids.ts';
import { licenseMove } from '../domain/licenses.ts';
import { sealedSecret } from '../domain/secrets.ts';
import { activityFilter } from './audit.ts';

/** Rows on one page of a list when the caller doesn't say. */
const listPageDefault = 100;
/** Most rows on one page of a list. */
const listPageLimit = 500;

/** One page of a list: rows in id order, and what to pass as `cursor` for the next page (null on the last one). */
export function listPage<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

const page = {
  cursor: z.string().max(500).optional().describe('`next` of the page before'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(listPageLimit)
    .default(listPageDefault)
    .describe('Rows on the page'),
};
const text = z
  .string()
  .max(200)
  .optional()
  .describe('Only rows that hold this text, blind to accents and case');
const none = z.literal('none');

/** Query of a list without a parent. A parameter that isn't known is refused: ignoring it would answer another question. */
export const listQuery = z.strictObject({ ...page, q: text });
/** Query of the customers: those of one partner, or `none` for direct customers. */
export const customerListQuery = listQuery.extend({ partnerId: z.union([entityId, none]).optional() });
export const siteListQuery = listQuery.extend({ customerId: entityId.optional() });
/** Query of the probes: those of one site, or `none` for the inventory. */
export const probeListQuery = listQuery.extend({ siteId: z.union([entityId, none]).optional() });
/** Query of the projects: those of one customer, or `none` for those of no customer. */
export const projectListQuery = listQuery.extend({ customerId: z.union([entityId, none]).optional() });
/** Query of the license ledger: the entries of one project, or `none` for the partner account's. */
export const licenseListQuery = listQuery.extend({ projectId: z.union([entityId, none]).optional() });
export const activityQuery = activityFilter.extend(page);

const ownId = {
  id: entityId.optional().describe('A UUIDv7 made by the caller; the server makes one if left out'),
};

/** Body of POST /v1/partners. */
export const partnerCreation = partnerFields.extend(ownId);
/** Body of POST /v1/customers. */
export const customerCreation = customerFields.extend(ownId);
/** Body of PATCH /v1/partners/{id}: any of the fields; what is left out stays. */
export const partnerPatch = patchSchema(partnerFields);
/** Body of PATCH /v1/customers/{id}. The partner is changed by the mutation `customer.move`. */
export const customerPatch = patchSchema(customerFields.omit({ partnerId: true }));
/** Body of POST /v1/sites. */
export const siteCreation = siteFields.extend(ownId);
/** Body of PATCH /v1/sites/{id}. A site stays with its customer. */
export const sitePatch = patchSchema(siteFields.omit({ customerId: true }));
/** Body of POST /v1/projects. The id is the caller's, as the password is bound to it. */
export const projectCreation = projectFields.extend({
  id: entityId.describe('A UUIDv7 made by the caller'),
  password: sealedSecret.describe(
    'Sealed to `sealingKey` of GET /v1 and bound to the text `project.password <id>`; docs/partner-api.md says how',
  ),
});
/** Body of PATCH /v1/projects/{id}. Its login name stays. */
export const projectPatch = patchSchema(projectFields.omit({ login: true }));
/** Body of POST /v1/license-moves. `from` and `to` are projects, or null for the partner account. */
export const licenseMoveRequest = licenseMove.safeExtend({
  ids: z
    .array(entityId)
    .length(2)
    .optional()
    .describe(
      'Ids of the giving and the taking entry; with them a move that is sent again takes effect once',
    ),
});
/** Query of the visits: those of one site. */
export const visitListQuery = listQuery.extend({ siteId: entityId.optional() });
/** Body of POST /v1/visits. */
export const visitCreation = visitFields.extend(ownId);
/** Body of PATCH /v1/visits/{id}. Items of the checklist and findings are given whole, by id; null takes one out. */
export const visitPatch = patchSchema(visitFields.omit({ siteId: true }));
/** An account that sees one brand with what is below it. */
export const brandAccount = z.object({ id: entityId, name: z.string(), role, brandId: entityId });
export type BrandAccount = z.infer<typeof brandAccount>;
export const brandAccountList = z.object({ items: z.array(brandAccount) });
/** Who may go on visits. */
export const technicianList = z.object({ items: z.array(technician) });
/** Body of PATCH /v1/probes/{id}: the site that it goes to, or null for the inventory. The rest of a probe is its own. */
export const probePatch = z.strictObject({ siteId: entityId.nullable() });

/** Header with which a change names the version that it was made on. */
export const ifMatchHeaders = z.object({
  'if-match': z
    .string()
    .max(200)
    .optional()
    .describe('ETag of the row as last read, or `*`. Without it the answer is 428'),
});
/** Header that makes a creation safe to send again. */
export const idempotencyHeaders = z.object({
  'idempotency-key': entityId.optional().describe('A UUID; the same request sent again takes effect once'),
});

/** One thing that was done to one entity. */
export const activityEntry = z.object({
  /** Rising number of the entry. */
  entry: z.int(),
  at: z.iso.datetime(),
  /** Who acted, and with which role. */
  account: z.object({ id: z.string(), name: z.string() }),
  role: actorRole,
  /** Whose eyes the account looked through. */
  context: z.string(),
  requestId: z.string(),
  mutationId: z.string(),
  action: z.string(),
  entity: z.object({ kind: activityKind, id: z.string() }),
  /** What it was called when it was done; of a rename the former name. */
  title: z.string(),
  /** The program that it came from and its device, as they say themselves; empty where they don't. */
  client: z.string(),
  /** The customers that it's about: none, one, or two for a probe that went from one's site to another's. */
  customerIds: z.array(z.string()),
  /** What the changed fields held, by dotted path, or the whole row that was deleted; null for what is new. */
  before: z.record(z.string(), z.unknown()).nullable(),
  /** What they hold since, or the whole new row; null for what was deleted. */
  after: z.record(z.string(), z.unknown()).nullable(),
  /** Its hash in the chain, in hexadecimal. */
  hash: z.string(),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

/** A page of Activity, newest first. Looking for few entries among many stops at times: there's a `next` then, and fewer items. */
export const activityPage = listPage(activityEntry).extend({
  searchedTo: z.iso.datetime().nullable().describe('Time of the last entry that was looked at'),
});
