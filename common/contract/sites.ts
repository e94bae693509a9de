import { z } from 'zod';
import { siteFields } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { mutationIdsLimit } from '../domain/mutations.ts';

/** Shapes for adding sites and for putting probes at them. Ids are UUIDs, counts whole numbers. */

/** Most sites that are added at once. */
export const mostNewSites = 10_000;

const probeIds = z.array(entityId).max(mutationIdsLimit);

/** A site to be, of a customer that is known or made in the same breath, with the probes that go there. */
export const newSite = siteFields.omit({ customerId: true }).extend({ probeIds: probeIds.default([]) });
export type NewSite = z.infer<typeof newSite>;
export const newSites = z.array(newSite).max(mostNewSites);

/** Probes that go to a site which exists. */
export const association = z.object({ siteId: entityId, probeIds: probeIds.min(1) });

/** Where each probe was seen when it was decided to put it elsewhere, by its id; null is the inventory. */
export const seenAt = z.record(z.string(), entityId.nullable());

/** A site to choose, with whose it is. */
export const siteChoice = z.object({
  id: z.string(),
  name: z.string(),
  city: z.string(),
  customerId: z.string(),
  /** Null for a customer that isn't in the cache. */
  customerName: z.string().nullable(),
  /** What its customer grants; null where that isn't known. */
  grants: z.array(z.string()).nullable(),
});
export type SiteChoice = z.infer<typeof siteChoice>;

/** What putting probes at a site, or into the inventory, means. */
export const placementImpact = z.object({
  probes: z.int(),
  /** Names of the first ten, in list order. */
  names: z.array(z.string()),
  fromInventory: z.int(),
  /** Those that are there already. */
  already: z.int(),
  /** The sites that they leave, most probes first. */
  leaving: z.array(siteChoice.extend({ probes: z.int() })),
  /** Null for the inventory, and for a site that isn't here any more. */
  target: siteChoice.nullable(),
  /** Where each is now; to be given back with the decision. */
  seen: seenAt,
});
export type PlacementImpact = z.infer<typeof placementImpact>;
