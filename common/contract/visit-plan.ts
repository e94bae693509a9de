import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { technician, visitFields } from '../domain/visits.ts';
import { siteChoice } from './sites.ts';

/** Shapes for choosing sites to visit by where they are and by what is due. Days are as `2026-03-31`. */

/** Why a site is due: not visited for some months, never, or with a silent probe; `any` asks for all. */
export const dueReasons = ['any', 'unvisited', 'never', 'silent'] as const;

/** Which sites are asked for. */
export const sitesAsked = z.object({
  /** Two letters; null for all countries, empty for sites without one. */
  country: z.string().max(60).nullable(),
  /** As it’s written at the sites; null for all cities. */
  city: z.string().max(200).nullable(),
  due: z.enum(dueReasons),
  /** Months without a visit, for `unvisited`. */
  months: z.int().min(1).max(120),
  limit: z.int().min(1).max(1000),
});
export type SitesAsked = z.infer<typeof sitesAsked>;

/** A site to choose, with what speaks for a visit. */
export const dueSite = siteChoice.extend({
  /** Planned day of the last visit that was done. */
  lastVisitOn: z.string().nullable(),
  /** Day of the next visit that isn’t done. */
  plannedOn: z.string().nullable(),
  silentProbes: z.int(),
});
export type DueSite = z.infer<typeof dueSite>;

/** The first sites that are asked for, longest unvisited first, and how many there are. */
export const dueSites = z.object({ total: z.int(), sites: z.array(dueSite) });
export type DueSites = z.infer<typeof dueSites>;

/** Where sites are, by country and city, with how many are there. */
export const siteRegions = z.object({
  regions: z.array(z.object({ country: z.string(), city: z.string(), sites: z.int() })),
});
export type SiteRegions = z.infer<typeof siteRegions>;

/** Visits that are taken offline together. */
export const visitIds = z.array(entityId).min(1).max(1000);

/** What is on this computer for visits. */
export const takenOffline = z.object({
  sites: z.int(),
  /** Visits whose site isn’t in the cache. */
  sitesMissing: z.int(),
  probes: z.int(),
  /** All visits of those sites, these among them, and how many of them have notes. */
  visits: z.int(),
  withNotes: z.int(),
  photos: z.int(),
  photosHere: z.int(),
  bytesHere: z.int(),
  /** What there is to be fetched. */
  bytesMissing: z.int(),
  /** Customers that don’t grant Access data, so that their notes and photos are nowhere here. */
  withheld: z.array(z.string()),
  /** Photos that are still to be fetched, of those that were asked for. */
  fetching: z.int(),
  /** Why photos couldn’t be fetched; empty where there’s nothing to say. */
  because: z.string(),
});
export type TakenOffline = z.infer<typeof takenOffline>;

/** What can be put into a change of a visit that is in the outbox; the rest of it stays. */
export const amendedVisit = visitFields
  .pick({ name: true, plannedOn: true, notes: true })
  .extend({ technician: technician.nullable() })
  .partial();
export type AmendedVisit = z.infer<typeof amendedVisit>;
