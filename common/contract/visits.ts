import { z } from 'zod';
import { address, contact, visit } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { line, notesText } from '../domain/naming.ts';
import { visitFileLimit, visitPhoto } from '../domain/visit-files.ts';
import {
  checklistItem,
  probeFinding,
  signature,
  signedParts,
  technician,
  visitFields,
  visitStatuses,
  visitTemplateFields,
} from '../domain/visits.ts';
import { pendingMark } from './pending.ts';
import { probeRow, visitRow } from './views.ts';

/** Shapes of site visits for the screens. Ids are UUIDs, times ISO 8601, days as `2026-03-31`. */

/** Most sites that visits are planned for at once. */
export const mostPlanned = 1000;

/** A visit with all that its page shows. */
export const visitDetail = z.object({
  /** As the server has it: a newer one may have more states. */
  visit: visit.extend({ status: z.string() }),
  /** Null where it isn’t in the cache. */
  site: z.object({ id: z.string(), name: z.string(), address, contact }).nullable(),
  customer: z
    .object({ id: z.string(), name: z.string(), grants: z.array(z.string()), technicalEmail: z.string() })
    .nullable(),
  /** The probes at the site as they are now. */
  probes: z.array(probeRow),
  pending: pendingMark.nullable(),
  /** What is another than when the signature was given. */
  changedSinceSigned: z.array(z.enum(signedParts)),
});
export type VisitDetail = z.infer<typeof visitDetail>;

/** How a report looks. The colour is `#rrggbb`, the logo a picture as a data URL; both may be empty. */
export const reportLook = z.object({ name: z.string(), logo: z.string(), primaryColor: z.string() });
export type ReportLook = z.infer<typeof reportLook>;

export const visitTemplateRow = z.object({
  id: z.string(),
  name: z.string(),
  items: z.array(z.string()),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type VisitTemplateRow = z.infer<typeof visitTemplateRow>;

/** Visits of a stretch of days; `total` counts those beyond the first few hundred too. */
export const knownVisits = z.object({ total: z.int(), visits: z.array(visitRow) });
export type KnownVisits = z.infer<typeof knownVisits>;

/** What is asked of a stretch of days. */
export const visitDays = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  technicianId: z.string().max(100).nullable(),
});

/** Visits to be planned, one for each site. */
export const plannedVisits = z.object({
  siteIds: z.array(entityId).min(1, 'Choose at least one site').max(mostPlanned),
  plannedOn: visitFields.shape.plannedOn,
  technician: technician.nullable(),
  /** The template whose checklist they get; null for none. */
  templateId: entityId.nullable(),
  /** What they’re for; the site’s name is added. Empty takes the template’s name. */
  purpose: line('Purpose', 100),
});

/**
 * What is changed of a visit: each part by itself. `base` is what the window showed of the same parts; what is left out of it
 * held what the cache holds.
 */
export const visitEdit = z.object({
  id: entityId,
  name: visitFields.shape.name.optional(),
  plannedOn: visitFields.shape.plannedOn.optional(),
  technician: technician.nullable().optional(),
  status: z.enum(visitStatuses).optional(),
  /** When it really began and ended, where what was noted by itself isn't so. */
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  checklist: z.record(entityId, checklistItem.nullable()).optional(),
  findings: z.record(entityId, probeFinding.nullable()).optional(),
  notes: notesText.optional(),
  signature: signature.nullable().optional(),
  photos: z.record(entityId, visitPhoto.nullable()).optional(),
  base: z.object({ notes: z.string().optional() }).optional(),
});

/** How the files of a visit are, by their ids; `noRoom` says why none can be added where the disk is nearly full. */
export const visitFileStates = z.object({
  files: z.array(
    z.object({
      id: z.string(),
      /** Whether its content is on this computer. */
      isHere: z.boolean(),
      /** Waiting to go up, going, at the partner API, or refused for good. */
      state: z.enum(['waiting', 'going', 'there', 'refused']),
      sent: z.int(),
      bytes: z.int(),
      /** Why it was refused, or doesn’t go at the moment; empty where there’s nothing to say. */
      because: z.string(),
    }),
  ),
  noRoom: z.string().nullable(),
});
export type VisitFileStates = z.infer<typeof visitFileStates>;

const content = (limit: number, what: string) =>
  z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength > 0 && byteLength <= limit, {
    error: `${what} has at most ${Math.floor(limit / 1024)} kB`,
  });

/** A photo that is added: a JPEG that carries nothing but its picture, made smaller already, and its thumbnail. */
export const newPhoto = visitPhoto.pick({ caption: true, takenAt: true, place: true }).extend({
  visit: entityId,
  content: content(visitFileLimit, 'A photo'),
  thumbnail: content(64 * 1024, 'A thumbnail'),
});

export const newTemplate = visitTemplateFields.omit({ brandId: true });
