import { z } from 'zod';
import { contextId } from './contexts.ts';
import type { Action } from './access.ts';
import {
  billingAccountFields,
  brandFields,
  customerFields,
  inviteFields,
  linkRequestFields,
  onboardingLinkFields,
  rightsRequestFields,
  partnerFields,
  projectFields,
  siteFields,
  type EntityKind,
} from './entities.ts';
import {
  billingAccountLeaves,
  brandLeaves,
  customerLeaves,
  fieldValuesSchema,
  partnerLeaves,
  projectLeaves,
  siteLeaves,
  visitLeaves,
  visitTemplateLeaves,
} from './fields.ts';
import { entityId } from './ids.ts';
import { licenseMove } from './licenses.ts';
import { noticeCustomers, noticeFields } from './notices.ts';
import { mandatoryEmail } from './naming.ts';
import { sealedSecret } from './secrets.ts';
import { visitFields, visitTemplateFields } from './visits.ts';

/** Most ids that one mutation may name. Larger selections become several mutations. */
export const mutationIdsLimit = 5000;

const ids = z.array(entityId).min(1).max(mutationIdsLimit);

/** Most ids that one part of a bulk delete may have shown below what it names. */
export const shownIdsLimit = 100_000;

/** Which part of a bulk delete a deletion is, and what its dry run showed below the things that it names. */
export const bulkPart = z.object({
  /** Id of the bulk delete, the same in all of its parts. */
  job: entityId,
  /** From 1 up to `of`. */
  part: z.int().min(1),
  of: z.int().min(1),
  /** Ids of the sites, probes, visits and projects that were shown: what has anything else below it by now is left. */
  shown: z.array(entityId).max(shownIdsLimit),
});
export type BulkPart = z.infer<typeof bulkPart>;

/** The name by which a server says, among its mutations, that it leaves what a dry run didn't show. */
export const leavesUnshown = 'delete.shown';

/**
 * Arguments of every mutation by name. The name is also the action that access is decided by.
 * - create: the whole entity's settable fields; `id` is made by the client.
 * - update: changed fields by dotted path; what they held before travels in the mutation's `before`.
 * - delete: a customer takes its sites along, a site its visits, and frees its probes into the inventory; a partner must have no customers,
 *   a billing account no customer that it pays for, a brand nothing that belongs to it.
 *   With `bulk`, what the dry run didn't show is left, each item by itself, and the outcome says so.
 * - restore: takes back the delete with mutation id `deletion`: the same rows, associations included.
 * - invite.create: queues the mail with the registration link; resend ends the link and queues a new one; revoke ends it.
 * - onboardingLink.replace: gives the link a new address and ends the old one; revoke ends it for good.
 * - accessRequest.link: asks whoever has a Customer ID to be linked; ask: asks a customer for more rights. The customer answers on its pages.
 * - notice.send: sends a maintenance notice to the technical contacts of customers, as far as they're still those that were shown;
 *   stop: what wasn't sent yet isn't sent any more.
 * - customer.create: with a `password`, sealed, also the login of its admin; customer.login: sets that login's e-mail and password.
 * - customer.move: puts customers under another partner, or none (`partnerId` null makes them direct).
 * - customer.realign: puts customers into another brand, or none.
 * - project.create: with its password, sealed to the partner API's public key. A project is never deleted here.
 * - project.close: blocks the project and asks its people by mail to confirm that it's erased; once more, it's a new link.
 *   project.cancelClosing: takes that back until it's confirmed.
 * - license.move: the two entries of the ledger, by the ids that they get: `ids` is the giving one, then the taking one.
 * - probe.associate: puts probes at a site, from the inventory or from another site; probe.disassociate: back into the inventory.
 */
export const mutationArgs = {
  'brand.create': z.object({ id: entityId, fields: brandFields }),
  'brand.update': z.object({ id: entityId, changes: fieldValuesSchema(brandLeaves) }),
  'brand.delete': z.object({ ids }),
  'brand.restore': z.object({ deletion: entityId, ids }),
  'billingAccount.create': z.object({ id: entityId, fields: billingAccountFields }),
  'billingAccount.update': z.object({ id: entityId, changes: fieldValuesSchema(billingAccountLeaves) }),
  'billingAccount.delete': z.object({ ids }),
  'billingAccount.restore': z.object({ deletion: entityId, ids }),
  'partner.create': z.object({ id: entityId, fields: partnerFields }),
  'partner.update': z.object({ id: entityId, changes: fieldValuesSchema(partnerLeaves) }),
  'partner.delete': z.object({ ids }),
  'partner.restore': z.object({ deletion: entityId, ids }),
  'customer.create': z.object({
    id: entityId,
    fields: customerFields,
    password: sealedSecret.optional(),
  }),
  'customer.login': z.object({ id: entityId, login: mandatoryEmail('E-mail'), password: sealedSecret }),
  'customer.update': z.object({ id: entityId, changes: fieldValuesSchema(customerLeaves) }),
  'customer.move': z.object({ ids, partnerId: entityId.nullable() }),
  'customer.realign': z.object({ ids, brandId: entityId.nullable() }),
  'customer.delete': z.object({ ids, bulk: bulkPart.optional() }),
  'customer.restore': z.object({ deletion: entityId, ids }),
  'site.create': z.object({ id: entityId, fields: siteFields }),
  'site.update': z.object({ id: entityId, changes: fieldValuesSchema(siteLeaves) }),
  'site.delete': z.object({ ids, bulk: bulkPart.optional() }),
  'site.restore': z.object({ deletion: entityId, ids }),
  'probe.associate': z.object({ ids, siteId: entityId }),
  'probe.disassociate': z.object({ ids }),
  'project.create': z.object({ id: entityId, fields: projectFields, password: sealedSecret }),
  'project.update': z.object({ id: entityId, changes: fieldValuesSchema(projectLeaves) }),
  'project.close': z.object({ id: entityId }),
  'project.cancelClosing': z.object({ id: entityId }),
  'license.move': licenseMove.safeExtend({
    ids: z
      .array(entityId)
      .length(2)
      .refine(([giving, taking]) => giving !== taking, {
        error: 'The two entries of a move have two ids',
      }),
  }),
  'invite.create': z.object({ id: entityId, fields: inviteFields }),
  'invite.resend': z.object({ id: entityId }),
  'invite.revoke': z.object({ id: entityId }),
  'onboardingLink.create': z.object({ id: entityId, fields: onboardingLinkFields }),
  'onboardingLink.replace': z.object({ id: entityId }),
  'onboardingLink.revoke': z.object({ id: entityId }),
  'accessRequest.link': z.object({ id: entityId, fields: linkRequestFields }),
  'accessRequest.ask': z.object({ id: entityId, fields: rightsRequestFields }),
  'accessRequest.withdraw': z.object({ id: entityId }),
  'notice.send': z.object({ id: entityId, fields: noticeFields, customers: noticeCustomers }),
  'notice.stop': z.object({ id: entityId }),
  'visitTemplate.create': z.object({ id: entityId, fields: visitTemplateFields }),
  'visitTemplate.update': z.object({ id: entityId, changes: fieldValuesSchema(visitTemplateLeaves) }),
  'visitTemplate.delete': z.object({ ids }),
  'visitTemplate.restore': z.object({ deletion: entityId, ids }),
  'visit.create': z.object({ id: entityId, fields: visitFields }),
  'visit.update': z.object({ id: entityId, changes: fieldValuesSchema(visitLeaves) }),
  'visit.delete': z.object({ ids }),
  'visit.restore': z.object({ deletion: entityId, ids }),
} as const satisfies Partial<Record<Action, z.ZodType>>;

export type MutationName = keyof typeof mutationArgs;
export type MutationArgs = { [N in MutationName]: z.infer<(typeof mutationArgs)[N]> };
export const mutationNames = Object.keys(mutationArgs) as MutationName[];

const mutationEnvelope = {
  /** Idempotency key: a UUIDv7. The same mutation is resent byte for byte with the same id. */
  id: entityId,
  /** The context it's made in; the partner API takes it from a session of that context alone. */
  context: contextId,
  /** Values that the changed fields held when the change was made, by dotted path. Empty unless it's an update;
   *  for a mutation of {@link placements} it holds where each thing was as `<id>`. */
  before: z.record(z.string(), z.unknown()).default({}),
  /** Ids of entities that it touches; a mutation waits for earlier ones that touch the same or their ancestors. */
  touches: z.array(z.string()).default([]),
  /** Ids of earlier mutations of this outbox that it follows. */
  after: z.array(entityId).default([]),
  /** When the operator made it, by the operator's clock. */
  at: z.iso.datetime(),
};

function mutationOf<N extends MutationName>(name: N) {
  return z.object({ ...mutationEnvelope, name: z.literal(name), args: mutationArgs[name] });
}

/** A change as it's queued, journalled and sent. */
export const mutation = z.discriminatedUnion('name', [
  mutationOf('brand.create'),
  mutationOf('brand.update'),
  mutationOf('brand.delete'),
  mutationOf('brand.restore'),
  mutationOf('billingAccount.create'),
  mutationOf('billingAccount.update'),
  mutationOf('billingAccount.delete'),
  mutationOf('billingAccount.restore'),
  mutationOf('partner.create'),
  mutationOf('partner.update'),
  mutationOf('partner.delete'),
  mutationOf('partner.restore'),
  mutationOf('customer.create'),
  mutationOf('customer.login'),
  mutationOf('customer.update'),
  mutationOf('customer.move'),
  mutationOf('customer.realign'),
  mutationOf('customer.delete'),
  mutationOf('customer.restore'),
  mutationOf('site.create'),
  mutationOf('site.update'),
  mutationOf('site.delete'),
  mutationOf('site.restore'),
  mutationOf('probe.associate'),
  mutationOf('probe.disassociate'),
  mutationOf('project.create'),
  mutationOf('project.update'),
  mutationOf('project.close'),
  mutationOf('project.cancelClosing'),
  mutationOf('license.move'),
  mutationOf('invite.create'),
  mutationOf('invite.resend'),
  mutationOf('invite.revoke'),
  mutationOf('onboardingLink.create'),
  mutationOf('onboardingLink.replace'),
  mutationOf('onboardingLink.revoke'),
  mutationOf('accessRequest.link'),
  mutationOf('accessRequest.ask'),
  mutationOf('accessRequest.withdraw'),
  mutationOf('notice.send'),
  mutationOf('notice.stop'),
  mutationOf('visitTemplate.create'),
  mutationOf('visitTemplate.update'),
  mutationOf('visitTemplate.delete'),
  mutationOf('visitTemplate.restore'),
  mutationOf('visit.create'),
  mutationOf('visit.update'),
  mutationOf('visit.delete'),
  mutationOf('visit.restore'),
]);
export type Mutation = z.infer<typeof mutation>;
export type MutationOf<N extends MutationName> = Extract<Mutation, { name: N }>;

/** The mutations that put many things somewhere else, and the field that says where each of them belongs. */
export const placements = {
  'customer.move': 'partnerId',
  'customer.realign': 'brandId',
  'probe.associate': 'siteId',
  'probe.disassociate': 'siteId',
} as const satisfies Partial<Record<MutationName, string>>;
type PlacementName = keyof typeof placements;
type Placement = { [N in PlacementName]: { name: N; args: MutationArgs[N] } }[PlacementName];

/** Whether a mutation is one of {@link placements}. */
export function isPlacement<T extends { name: MutationName }>(
  mutation: T,
): mutation is Extract<T, { name: PlacementName }> {
  return mutation.name in placements;
}

/** Where a mutation puts what it names: the id of what it belongs to from then on, or null for none. */
export function placeOf(mutation: Placement): string | null {
  switch (mutation.name) {
    case 'customer.move':
      return mutation.args.partnerId;
    case 'customer.realign':
      return mutation.args.brandId;
    case 'probe.associate':
      return mutation.args.siteId;
    case 'probe.disassociate':
      return null;
  }
}

/** The kind of the places that a mutation puts things to. */
export const placeKinds = {
  'customer.move': 'partner',
  'customer.realign': 'brand',
  'probe.associate': 'site',
  'probe.disassociate': 'site',
} as const satisfies Record<PlacementName, EntityKind>;

/** Which part of a bulk delete a mutation is; undefined for every other. */
export function bulkPartOf({ args }: Pick<Mutation, 'args'>): BulkPart | undefined {
  return 'bulk' in args ? args.bulk : undefined;
}

/** The names that a server must understand to do what a mutation means. */
export function understandingOf(mutation: Mutation): readonly string[] {
  // A server that doesn't know logins would make the customer without the one that was handed over.
  if (mutation.name === 'customer.create' && mutation.args.password) return [mutation.name, 'customer.login'];
  return bulkPartOf(mutation) ? [mutation.name, leavesUnshown] : [mutation.name];
}
