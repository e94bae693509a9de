import { dayAt } from '../../common/domain/days.ts';
import type { Probe, Site, Visit, VisitTemplate } from '../../common/domain/entities.ts';
import { checklistFrom, type ChecklistItem, type ProbeFinding } from '../../common/domain/visits.ts';
import { firstAccounts, scopedSampleAccount } from '../auth/accounts.ts';
import type { SeedRow } from '../store/seed-rows.ts';
import type { Dice } from './dice.ts';
import { samplePhoto, sampleSignature } from './sample-photo.ts';
import type { Seed } from './seed.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
/** When checklists were first written: their items' ids, and those of photos, are of that time, whatever the time now is. */
const begun = Date.UTC(2024, 0, 8);

type Unversioned<T> = Omit<T, 'version'>;

const templateBook: readonly { name: string; items: readonly string[] }[] = [
  {
    name: 'Quarterly check',
    items: [
      'Photograph the rack before touching anything',
      'Check every probe and its serial',
      'Test the UPS on battery for two minutes',
      'Clean filters and fans',
      'Label cables that have lost their label',
      'Hand over to the contact at the site',
    ],
  },
  {
    name: 'New probe',
    items: [
      'Mount the probe and connect it to the management VLAN',
      'Read its serial and associate it with the site',
      'Wait for its first report',
      'Show the contact at the site where it is',
    ],
  },
  {
    name: 'Silent probe',
    items: ['Check power and link light', 'Restart the probe', 'Replace it if it stays silent'],
  },
];

/** Days from today, the template, how far it is, and who goes: by position in the list of technicians. */
const visitBook: readonly [
  offset: number,
  template: number,
  status: Visit['status'],
  technician: number | null,
][] = [
  [-41, 0, 'done', 1],
  [-27, 1, 'done', 0],
  [-20, 2, 'done', 2],
  [-13, 0, 'done', 1],
  [-6, 0, 'done', 2],
  [-5, 0, 'planned', 1],
  [-2, 2, 'planned', 2],
  [-1, 0, 'planned', null],
  [0, 0, 'under-way', 1],
  [0, 2, 'planned', 0],
  [1, 0, 'planned', 1],
  [2, 1, 'planned', 2],
  [3, 0, 'planned', 1],
  [6, 0, 'planned', 0],
  [9, 0, 'planned', null],
  [15, 0, 'planned', 2],
];

const remarks = [
  'Rack is behind the reception desk; ask for the key.',
  'UPS battery is weak: quote a new one.',
  'Contact asks for a call before the next visit.',
];

/** Templates and visits of the sample’s book: some done, some overdue, one under way, some to come. `now` in milliseconds. */
export function sampleVisits(
  book: readonly SeedRow[],
  now: number,
  dice: Dice,
): { rows: SeedRow[]; files: NonNullable<Seed['files']> } {
  const of = <K extends SeedRow['kind']>(kind: K) =>
    book.flatMap((entry) => (entry.kind === kind ? [entry.row as Extract<SeedRow, { kind: K }>['row']] : []));
  const [customers, sites, probes] = [of('customer'), of('site'), of('probe')];
  const brandId = of('brand')[0]?.id ?? null;
  const technicians = [...firstAccounts.slice(0, 2), scopedSampleAccount].map(({ id, name }) => ({
    id,
    name,
  }));
  const templates = templateBook.map(({ name, items }, number): Unversioned<VisitTemplate> => {
    const at = now - (200 - number) * day;
    const times = { createdAt: isoOf(at), updatedAt: isoOf(at) };
    return { id: dice.id(at), ...times, name, items: [...items], customerId: null, brandId };
  });
  const full = new Set(customers.filter(({ grants }) => grants.length === 6).map(({ id }) => id));
  const open = sites.filter(({ customerId }) => full.has(customerId));
  // The visit that is under way began some hours ago, and yet today.
  const begins = Math.max(now - 3 * hour, new Date(now).setHours(0, 0, 0, 0));
  const visits = visitBook.flatMap(([offset, which, status, technician], number): Unversioned<Visit>[] => {
    const site = open[(number * 7) % open.length];
    const template = templates[which];
    if (!site || !template) return [];
    const start = begins + offset * day;
    // Ids rise with the time of creation, and nothing was made after now.
    const planned = Math.min(start - 10 * day, now - (30 - number) * hour) + number * 1000;
    const list = Object.entries(checklistFrom(template.items, () => dice.id(begun)));
    const checklist = Object.fromEntries(
      list.map(([id, item], at) => [id, item && ticked(item, status, at, list.length)]),
    );
    const there = probes.filter(({ siteId }) => siteId === site.id);
    const found = status === 'done' ? there : status === 'under-way' ? there.slice(0, 1) : [];
    const updatedAt = isoOf(status === 'planned' ? planned : Math.min(now, start + 2 * hour));
    return [
      {
        ...{ id: dice.id(planned), createdAt: isoOf(planned), updatedAt, siteId: site.id },
        name: `${template.name}, ${site.name}`,
        plannedOn: dayAt(start),
        technician: technician === null ? null : (technicians[technician] ?? null),
        status,
        startedAt: status === 'planned' ? null : isoOf(start),
        endedAt: status === 'done' ? isoOf(start + (40 + dice.below(80)) * 60_000) : null,
        checklist,
        findings: Object.fromEntries(
          found.map((probe, at) => [probe.id, findingOf(probe, at, number, isoOf(start))]),
        ),
        signature: null,
        photos: {},
        reports: {},
        notes: status === 'done' ? (remarks[number % remarks.length] ?? '') : '',
      },
    ];
  });
  const { signed, files } = signedVisit(visits, sites, dice);
  return {
    rows: [
      ...templates.map((row) => ({ kind: 'visitTemplate', row }) as const),
      ...visits.map((row) => ({ kind: 'visit', row: row.id === signed?.id ? signed : row }) as const),
    ],
    files,
  };
}

/** The last visit that’s done, with a photo and a signature, and the photo’s content. */
function signedVisit(
  visits: readonly Unversioned<Visit>[],
  sites: readonly Unversioned<Site>[],
  dice: Dice,
): { signed: Unversioned<Visit> | null; files: NonNullable<Seed['files']> } {
  const visit = visits.findLast(({ status }) => status === 'done');
  if (!visit?.technician || !visit.endedAt) return { signed: null, files: [] };
  const ended = Date.parse(visit.endedAt);
  const { photo, content } = samplePhoto(visit.technician, isoOf(ended - 5 * 60_000));
  const id = dice.id(begun);
  const there = sites.find(({ id: site }) => site === visit.siteId)?.contact.name;
  const signature = sampleSignature(there || 'Reception', isoOf(ended - 60_000));
  const { hash, bytes } = photo;
  return {
    signed: { ...visit, signature, photos: { [id]: photo } },
    files: [{ file: { visit: visit.id, id, kind: 'photo', hash, bytes }, content }],
  };
}

function ticked(item: ChecklistItem, status: Visit['status'], at: number, length: number): ChecklistItem {
  if (status === 'done' && at === length - 1 && length > 4)
    return { ...item, state: 'not-possible', reason: 'Nobody was there any more' };
  return status === 'done' || (status === 'under-way' && at < 2) ? { ...item, state: 'done' } : item;
}

function findingOf(
  { serial, name }: Unversioned<Probe>,
  at: number,
  number: number,
  time: string,
): ProbeFinding {
  const seen = { serial, name, newSerial: '', remark: '', at: time };
  if (number % 5 === 2 && at === 0)
    return { ...seen, outcome: 'replaced', newSerial: `${serial.slice(0, -2)}97` };
  if (number % 4 === 1 && at === 1) return { ...seen, outcome: 'moved', remark: 'Server room, first floor' };
  return { ...seen, outcome: 'found' };
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
