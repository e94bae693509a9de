import { z } from 'zod';
import { line, mandatoryEmail } from './naming.ts';

/** What belongs to a visit and is too large to be a field: photos, and reports that are mailed. A visit holds what describes them. */

/** Most bytes of a file that a photo is made from. */
export const photoSourceLimit = 50 * 1024 * 1024;
/** Most bytes of a file that a photo is made from, of a photo as it's kept, and of a report. */
export const visitFileLimit = 12 * 1024 * 1024;
/** The longer edge of a photo as it's kept, in pixels. */
export const photoEdge = 2560;
export const photosLimit = 100;
export const reportsLimit = 20;
/** Most bytes of one chunk on its way. */
export const chunkLimit = 512 * 1024;

/** SHA-256 of a file, in hexadecimal: the name that it's kept by. */
export const fileHash = z.string().regex(/^[0-9a-f]{64}$/, 'A SHA-256 in hexadecimal is expected');

const described = {
  hash: fileHash,
  bytes: z.int().min(1).max(visitFileLimit),
  /** Name of who made it. */
  by: line('By', 200),
};

/** A photo of a visit, a JPEG that carries nothing but its picture. */
export const visitPhoto = z.object({
  ...described,
  width: z.int().min(1).max(photoEdge),
  height: z.int().min(1).max(photoEdge),
  caption: line('Caption', 200).default(''),
  /** By the technician’s clock. */
  takenAt: z.iso.datetime(),
  /** Where it was taken, in degrees; null unless whoever added it wanted that kept. */
  place: z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .nullable()
    .default(null),
});
export type VisitPhoto = z.infer<typeof visitPhoto>;

/** Most addresses that a report is mailed to at once. */
export const recipientsLimit = 10;

/** A report that the partner API mails once it has it: a PDF. */
export const visitReport = z.object({
  ...described,
  /** File name of the attachment. */
  name: line('File name', 120),
  to: z
    .array(mandatoryEmail('Address'))
    .min(1, 'An address is mandatory')
    .max(recipientsLimit, `At most ${recipientsLimit} addresses`),
  at: z.iso.datetime(),
  /** Set by the partner API: when it was mailed, or why it can’t be. */
  mailedAt: z.iso.datetime().nullable().default(null),
  mailFault: line('Mail fault', 300).default(''),
});
export type VisitReport = z.infer<typeof visitReport>;

/** Fields of a visit that need the customer’s grant Access data, and what stands in their place without it. */
export const dataOfVisit = { notes: '', signature: null, photos: {}, reports: {} } as const;
export type DataField = keyof typeof dataOfVisit;

/** Whether a field path of a visit is one of {@link dataOfVisit} or below it. */
export function isVisitData(path: string): boolean {
  return (path.split('.', 1)[0] ?? '') in dataOfVisit;
}

/** What is withheld of a visit without the grant Access data; null where there's nothing. */
export function withheldOf(visit: object): Partial<Record<DataField, unknown>> | null {
  const fields = Object.entries(dataOfVisit).filter(([field, none]) => {
    const value = (visit as Record<string, unknown>)[field];
    return value !== undefined && JSON.stringify(value) !== JSON.stringify(none);
  });
  if (fields.length === 0) return null;
  return Object.fromEntries(fields.map(([field]) => [field, (visit as Record<string, unknown>)[field]]));
}

interface Described {
  photos?: Readonly<Record<string, VisitPhoto | null>> | undefined;
  reports?: Readonly<Record<string, VisitReport | null>> | undefined;
}

/** The photos of a visit, oldest first, with their ids. One that was planned before there were photos has none. */
export function photosOf({ photos = {} }: Described): (VisitPhoto & { id: string })[] {
  return Object.entries(photos)
    .flatMap(([id, photo]) => (photo ? [{ ...photo, id }] : []))
    .sort((a, b) => (a.takenAt === b.takenAt ? (a.id < b.id ? -1 : 1) : a.takenAt < b.takenAt ? -1 : 1));
}

/** The reports of a visit that were to be mailed, oldest first, with their ids. */
export function reportsOf({ reports = {} }: Described): (VisitReport & { id: string })[] {
  return Object.entries(reports)
    .flatMap(([id, report]) => (report ? [{ ...report, id }] : []))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What a visit says of one of its files; null where it has none by that id. */
export function visitFileOf(
  visit: Described,
  id: string,
): ({ kind: 'photo' } & VisitPhoto) | ({ kind: 'report' } & VisitReport) | null {
  const photo = visit.photos?.[id];
  if (photo) return { kind: 'photo', ...photo };
  const report = visit.reports?.[id];
  return report ? { kind: 'report', ...report } : null;
}

/** `Photo 1600 × 1200: Rack before`, for sentences. */
export function photoInWords({ width, height, caption }: VisitPhoto): string {
  return `Photo ${width} × ${height}${caption === '' ? '' : `: ${caption}`}`;
}

/** `Report to ana@example.com`, for sentences. */
export function reportInWords({ to, mailedAt, mailFault }: VisitReport): string {
  const end = mailedAt === null ? (mailFault === '' ? '' : ` (${mailFault})`) : ' (mailed)';
  return `Report to ${to.join(', ')}${end}`;
}
