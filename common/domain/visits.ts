import { z } from 'zod';
import { entityId } from './ids.ts';
import { line, mandatoryName, notesText } from './naming.ts';
import {
  photoInWords,
  photosLimit,
  reportInWords,
  reportsLimit,
  visitPhoto,
  visitReport,
} from './visit-files.ts';

/** Site visits: what a technician sets out to do at one site, and what came of it. */

/** Most items of a checklist, and most probes that a visit tells of. */
export const checklistLimit = 100;
const findingsLimit = 500;
/** Most values of each field that holds them by id, and what they're called. */
export const visitBounds = {
  checklist: [checklistLimit, 'checklist items'],
  findings: [findingsLimit, 'probes'],
  photos: [photosLimit, 'photos'],
  reports: [reportsLimit, 'reports'],
} as const;

/** States of a visit, in the order in which they come. */
export const visitStatuses = ['planned', 'under-way', 'done'] as const;
export type VisitStatus = (typeof visitStatuses)[number];

/** Who goes there: an account of the partner API, with its name as it was when it was chosen. */
export const technician = z.object({
  id: line('Technician', 100).refine((id) => id !== '', { error: 'Technician: an account is expected' }),
  name: line('Technician', 200),
});
export type Technician = z.infer<typeof technician>;

const mandatoryLine = (field: string, limit: number) =>
  line(field, limit).refine((text) => text !== '', { error: `${field} is mandatory` });

/** States of an item of a checklist. */
export const checklistStates = ['open', 'done', 'not-possible'] as const;
export type ChecklistState = (typeof checklistStates)[number];

/** One thing to be done at the site. `reason` says why it wasn’t possible. */
export const checklistItem = z
  .object({
    /** Place in the list; items of the same place are in the order of their ids. */
    position: z.int().min(0).max(100_000),
    text: mandatoryLine('Checklist item', 300),
    state: z.enum(checklistStates),
    reason: line('Reason', 300).default(''),
  })
  .refine(({ state, reason }) => state !== 'not-possible' || reason !== '', {
    path: ['reason'],
    error: 'Reason is mandatory where something wasn’t possible',
  });
export type ChecklistItem = z.infer<typeof checklistItem>;

/** What can have become of a probe. */
export const findingOutcomes = ['found', 'replaced', 'missing', 'moved'] as const;
export type FindingOutcome = (typeof findingOutcomes)[number];

/** What the technician found of one probe. */
export const probeFinding = z
  .object({
    outcome: z.enum(findingOutcomes),
    /** Serial and name of the probe as they were known before the visit. */
    serial: line('Serial', 60),
    name: line('Probe name', 200).default(''),
    /** Serial of the probe that took its place. */
    newSerial: line('New serial', 60).default(''),
    /** Where it was moved to, or what there is to say of it. */
    remark: line('Remark', 300).default(''),
    /** When it was found so, by the technician’s clock. */
    at: z.iso.datetime(),
  })
  .refine(({ outcome, newSerial }) => outcome !== 'replaced' || newSerial !== '', {
    path: ['newSerial'],
    error: 'New serial is mandatory where a probe was replaced',
  })
  .refine(({ outcome, serial, newSerial }) => outcome !== 'replaced' || newSerial !== serial, {
    path: ['newSerial'],
    error: 'New serial is the serial of the probe that was replaced',
  })
  .refine(({ outcome, remark }) => outcome !== 'moved' || remark !== '', {
    path: ['remark'],
    error: 'Where a probe was moved to is mandatory',
  });
export type ProbeFinding = z.infer<typeof probeFinding>;

/** What a signature is drawn on, in units of its path, and how long the path gets. */
export const signatureSize = { width: 1000, height: 320 } as const;
export const signatureLimit = 16_000;

/** The parts of a visit that a signature is given for. */
export const signedParts = ['times', 'checklist', 'probes', 'notes', 'photos'] as const;
export type SignedPart = (typeof signedParts)[number];

const partDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'The digest of a part is SHA-256 as hex')
  .optional();

/** Who confirmed the visit at the site: strokes as an SVG path of points alone, which draws and can do nothing else. */
export const signature = z.object({
  by: mandatoryLine('Name of who signs', 100),
  path: z
    .string()
    .max(signatureLimit, `Signature has at most ${signatureLimit} characters`)
    .regex(
      /^M\d{1,4} \d{1,4}(?:[ML]\d{1,4} \d{1,4})*$/,
      'Signature is a path of points, such as M10 20L30 40',
    ),
  at: z.iso.datetime(),
  /** What it was given for: a digest of each part as it was then. Left out in one from before that was noted. */
  given: z
    .object({
      ...{ times: partDigest, checklist: partDigest, probes: partDigest },
      ...{ notes: partDigest, photos: partDigest },
    })
    .optional(),
});
export type Signature = z.infer<typeof signature>;

/** Values by id, each a field of its own: two people who change different ones don’t collide. Null is one that was taken out. */
function byId<T extends z.ZodType>(value: T, [limit, what]: readonly [number, string]) {
  return z.record(entityId, value.nullable()).refine((all) => Object.keys(all).length <= limit, {
    error: `At most ${limit} ${what}`,
  });
}

const momentExpected = z.iso.datetime('A day and a time are expected');

/** Fields of a visit that an operator may set; its site only when it’s planned. */
export const visitFields = z.object({
  siteId: entityId,
  name: mandatoryLine('Visit', 160),
  /** The day it’s planned for, at the site: `2026-03-31`. */
  plannedOn: z.iso.date('Planned date is a day, such as 2026-03-31'),
  technician: technician.nullable().default(null),
  status: z.enum(visitStatuses).default('planned'),
  startedAt: momentExpected.nullable().default(null),
  endedAt: momentExpected.nullable().default(null),
  /** By item id. */
  checklist: byId(checklistItem, visitBounds.checklist).default({}),
  /** By probe id. */
  findings: byId(probeFinding, visitBounds.findings).default({}),
  notes: notesText.default(''),
  signature: signature.nullable().default(null),
  /** By photo id. */
  photos: byId(visitPhoto, visitBounds.photos).default({}),
  /** Reports that are mailed, by their id. */
  reports: byId(visitReport, visitBounds.reports).default({}),
});

/** Fields of a template that an operator may set. */
export const visitTemplateFields = z.object({
  name: mandatoryName('Template name'),
  /** The one customer that it’s for; null for all. */
  customerId: entityId.nullable().default(null),
  brandId: entityId.nullable().default(null),
  /** What there is to do, in order. */
  items: z
    .array(mandatoryLine('Checklist item', 300))
    .min(1, 'A template has at least one checklist item')
    .max(checklistLimit, `A template has at most ${checklistLimit} checklist items`),
});

/** The items of a checklist that are there, in order, with their ids. */
export function checklistOf(
  checklist: Readonly<Record<string, ChecklistItem | null>>,
): (ChecklistItem & { id: string })[] {
  return Object.entries(checklist)
    .flatMap(([id, item]) => (item ? [{ ...item, id }] : []))
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

/** A fresh checklist with these texts. */
export function checklistFrom(texts: readonly string[], newId: () => string): Record<string, ChecklistItem> {
  return Object.fromEntries(
    texts.map((text, position) => [newId(), { position, text, state: 'open', reason: '' }]),
  );
}

/** What each outcome is called on screen. */
export const findingTitles: Record<FindingOutcome, string> = {
  found: 'Found',
  replaced: 'Replaced',
  missing: 'Missing',
  moved: 'Moved',
};
/** What each state of an item is called on screen. */
export const checklistStateTitles: Record<ChecklistState, string> = {
  open: 'Open',
  done: 'Done',
  'not-possible': 'Not possible',
};
/** What each state of a visit is called on screen. */
export const visitTitles: Record<VisitStatus, string> = {
  planned: 'Planned',
  'under-way': 'Under way',
  done: 'Done',
};

/** `Done: Check the UPS`, `Not possible: Update firmware (no access)`. */
export function checklistItemInWords({ state, text, reason }: ChecklistItem): string {
  return `${checklistStateTitles[state]}: ${text}${state === 'not-possible' ? ` (${reason})` : ''}`;
}

/** `Replaced: PR-1182 by PR-2001`, `Moved: PR-1182 (to the server room)`. */
export function findingInWords({ outcome, serial, newSerial, remark }: ProbeFinding): string {
  const by = outcome === 'replaced' ? ` by ${newSerial}` : '';
  return `${findingTitles[outcome]}: ${serial}${by}${remark === '' ? '' : ` (${remark})`}`;
}

/** A value in words that is an item of a checklist, a finding, a technician, a signature or a state; undefined for any other. */
export function visitValueInWords(field: string, value: unknown): string | undefined {
  if (field.startsWith('checklist.')) return wordsOf(checklistItem, value, checklistItemInWords);
  if (field.startsWith('findings.')) return wordsOf(probeFinding, value, findingInWords);
  if (field.startsWith('photos.')) return wordsOf(visitPhoto, value, photoInWords);
  if (field.startsWith('reports.')) return wordsOf(visitReport, value, reportInWords);
  if (field === 'technician') return wordsOf(technician, value, ({ name }) => name);
  if (field === 'signature') return wordsOf(signature, value, ({ by }) => `Signed by ${by}`);
  if (field === 'status' && (visitStatuses as readonly unknown[]).includes(value))
    return visitTitles[value as VisitStatus];
  return undefined;
}

function wordsOf<T>(schema: z.ZodType<T>, value: unknown, words: (value: T) => string): string | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? words(parsed.data) : undefined;
}
