import { decideAccess, type SessionRole } from '../access.ts';
import type { Customer, Probe, Site } from '../entities.ts';
import { fieldAt, sameValue, type FieldValues } from '../fields.ts';
import { foldText } from '../text.ts';
import type { ExternalId } from './cells.ts';
import type { ImportKind } from './import-fields.ts';
import { withExternalIds, type ImportRecord, type LineNote } from './record.ts';

/** A partner, customer or site by which a line says where its thing belongs. */
export interface Place {
  id: string;
  name: string;
  /** The public Customer ID of a customer. */
  customerId: string | null;
  /** Whose site it is; null for what's no site. */
  owner: { id: string; name: string | null; customerId: string | null } | null;
  /** What its customer grants; null for a partner. */
  grants: readonly string[] | null;
}

/** What the cache has for the keys of some lines. */
export interface ImportMatches {
  things: readonly (Customer | Site | Probe)[];
  /** Ids of things by {@link externalKey}. */
  external: ReadonlyMap<string, readonly string[]>;
  /** Partners for customers, customers for sites, sites for probes. */
  places: readonly Place[];
}

export const importOutcomes = ['create', 'update', 'unchanged', 'flagged', 'error'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** What becomes of a line. */
export interface LinePlan {
  outcome: ImportOutcome;
  name: string;
  /** Whose it is, as a name. */
  within: string;
  notes: LineNote[];
  /** Another thing that matches by name, or where a probe is: for a flagged line, what it would change. */
  target: string | null;
  /** Fields that a new thing has, by dotted path; null where none can be made. */
  creates: FieldValues | null;
  /** Fields that change, and what they held when this was decided. */
  changes: FieldValues;
  before: FieldValues;
  /** Where it belongs: a partner (null: none), a customer, a site. Undefined: the line doesn't say. */
  place: string | null | undefined;
  formerPlace: string | null;
  /** A name of something to belong to that isn't here. */
  unknownPlace: string | null;
}

/** One key for an external id: systems are blind to case and accents, values are not. */
export function externalKey({ system, value }: ExternalId): string {
  return `${foldText(system)}\u0000${value}`;
}

interface Asked {
  kind: ImportKind;
  role: SessionRole;
  record: ImportRecord;
  matches: ImportMatches;
  /** What the person chose for names that aren't here: the id of a place, or null for none. */
  choices: ReadonlyMap<string, string | null>;
  /** The line that had a key before this one in the same file; undefined for none. */
  earlier: (key: string) => number | undefined;
}

const noun: Record<ImportKind, { place: string }> = {
  customer: { place: 'partner' },
  site: { place: 'customer' },
  probe: { place: 'site' },
};

/** Decides what becomes of a line; nothing is changed. */
export function planOf(asked: Asked): LinePlan {
  const { record } = asked;
  const plan: LinePlan = {
    outcome: 'error',
    name: String(record.values['name'] ?? record.keys.serial ?? ''),
    within: '',
    notes: [...record.faults],
    target: null,
    creates: null,
    changes: {},
    before: {},
    place: undefined,
    formerPlace: null,
    unknownPlace: null,
  };
  place(asked, plan);
  if (asked.kind === 'probe') planProbe(asked, plan);
  else planThing(asked, plan);
  return plan;
}

function note(plan: LinePlan, column: number | null, message: string): void {
  plan.notes.push({ column, message });
}

/** Finds what a line's thing belongs to. */
function place({ kind, record, matches, choices }: Asked, plan: LinePlan): void {
  const target = { customer: 'partner', site: 'customer', probe: 'site' }[kind] as
    'partner' | 'customer' | 'site';
  const wanted = record.keys[target];
  if (wanted === undefined) {
    if (kind !== 'customer') note(plan, record.columnOf(target), `The ${target} is missing`);
    return;
  }
  plan.within = wanted;
  const chosen = choices.get(foldText(wanted));
  if (chosen !== undefined) {
    plan.place = chosen;
    return;
  }
  const key = foldText(wanted);
  const all = matches.places.filter(
    ({ id, name, customerId }) =>
      id === wanted || foldText(name) === key || (customerId !== null && foldText(customerId) === key),
  );
  const found = kind === 'probe' ? all.filter((one) => isOwned(one, record.keys.customer)) : all;
  const [only] = found;
  if (only && found.length === 1) {
    plan.place = only.id;
    plan.within = only.owner ? `${only.name}, ${only.owner.name ?? 'not in sight'}` : only.name;
    return;
  }
  const column = record.columnOf(target);
  if (only) {
    const more = kind === 'probe' ? 'Name the customer too, or use the id' : 'Use its id';
    note(plan, column, `${found.length} ${noun[kind].place}s are called “${wanted}”. ${more}`);
  } else {
    note(plan, column, `There’s no ${noun[kind].place} “${wanted}”. Create it, or choose another`);
    plan.unknownPlace = wanted;
  }
}

function isOwned({ owner }: Place, customer: string | undefined): boolean {
  if (customer === undefined) return true;
  const key = foldText(customer);
  return (
    owner !== null &&
    (owner.id === customer || foldText(owner.name ?? '') === key || foldText(owner.customerId ?? '') === key)
  );
}

function planProbe({ role, record, matches, earlier }: Asked, plan: LinePlan): void {
  const serial = record.keys.serial;
  const column = record.columnOf('serial');
  if (serial === undefined) note(plan, column, 'The serial is missing');
  const probe =
    serial === undefined
      ? undefined
      : matches.things.find(
          (one): one is Probe => 'serial' in one && foldText(one.serial) === foldText(serial),
        );
  if (serial !== undefined && !probe) note(plan, column, `No probe has the serial “${serial}”`);
  const before = serial === undefined ? undefined : earlier(`serial ${foldText(serial)}`);
  if (before !== undefined) note(plan, column, `Line ${before} names this probe already`);
  const target = matches.places.find(({ id }) => id === plan.place);
  if (target?.grants) refuse(plan, role, 'probe.associate', target.grants);
  if (plan.notes.length > 0 || !probe) return;
  plan.target = probe.id;
  plan.formerPlace = probe.siteId;
  if (probe.siteId === plan.place) plan.outcome = 'unchanged';
  else if (probe.siteId === null) plan.outcome = 'update';
  else {
    plan.outcome = 'flagged';
    note(plan, column, 'This probe is at another site; importing it moves it from there');
  }
}

function planThing(asked: Asked, plan: LinePlan): void {
  const { kind, role, record, matches, earlier } = asked;
  const things = matches.things as readonly (Customer | Site)[];
  const byId = new Set(record.externalIds.flatMap((id) => matches.external.get(externalKey(id)) ?? []));
  const { customerId } = record.keys;
  if (kind === 'customer' && customerId !== undefined) {
    const same = things.find(
      (one) =>
        'customerId' in one && 'partnerId' in one && foldText(one.customerId ?? '') === foldText(customerId),
    );
    if (same) byId.add(same.id);
    else note(plan, record.columnOf('customerId'), `No customer has the Customer ID “${customerId}”`);
  }
  const { id: own } = record.keys;
  if (own !== undefined) {
    if (things.some(({ id }) => id === own)) byId.add(own);
    else note(plan, record.columnOf('id'), `Nothing here has the id “${own}”; it may have been deleted`);
  }
  for (const id of record.externalIds) {
    const before = earlier(`external ${externalKey(id)}`);
    if (before !== undefined) note(plan, null, `Line ${before} has the external id ${id.value} already`);
  }
  if (byId.size > 1) note(plan, null, 'Its ids belong to several things here; only one can be meant');
  const matched = things.find(({ id }) => byId.has(id));
  if (matched) {
    plan.name ||= matched.name;
    compare(asked, plan, matched);
    return;
  }
  const owner = matches.places.find(({ id }) => id === plan.place);
  if (kind === 'site' && owner?.grants) refuse(plan, role, 'site.create', owner.grants);
  const made = newThing(asked, plan);
  const folded = foldText(plan.name);
  const namesakes = things.filter(
    (one) => foldText(one.name) === folded && (plan.place === undefined || placeOf(one) === plan.place),
  );
  const before = plan.name === '' ? undefined : earlier(`name ${plan.place ?? ''} ${folded}`);
  const [namesake] = namesakes;
  if (plan.notes.length === 0 || (namesake && onlyMissing(plan))) {
    if (namesake) {
      plan.notes = [];
      if (namesakes.length === 1) compare(asked, plan, namesake);
      const isFaulty = plan.outcome === 'error';
      if (!isFaulty) {
        plan.outcome = 'flagged';
        note(
          plan,
          record.columnOf('name'),
          'Something of this name is here already; a name alone updates nothing',
        );
      }
    } else {
      plan.outcome = before === undefined ? 'create' : 'flagged';
      if (before !== undefined) note(plan, record.columnOf('name'), `Line ${before} has the same name`);
    }
  }
  plan.creates = made;
}

/** Whether nothing is wrong but that a new thing would lack something. */
function onlyMissing(plan: LinePlan): boolean {
  return plan.notes.every(({ message }) => message.endsWith('is mandatory'));
}

function placeOf(one: Customer | Site): string | null {
  return 'partnerId' in one ? one.partnerId : one.customerId;
}

/** What a new thing can't do without, with the sentence of its form. */
const mandatory: Record<'customer' | 'site', readonly [path: string, message: string][]> = {
  customer: [
    ['name', 'Customer name is mandatory'],
    ['email', 'Email address is mandatory'],
  ],
  site: [['name', 'Site name is mandatory']],
};
/** Most external ids that one thing has. */
const mostExternalIds = 20;

/** The fields that a new thing would have, each valid by itself; what it lacks is noted. Null where it lacks something. */
function newThing({ kind, record }: Asked, plan: LinePlan): FieldValues | null {
  if (kind === 'probe') return null;
  const faulty = new Set(plan.notes.map(({ column }) => column));
  const missing = mandatory[kind].filter(([path]) => !(path in record.values));
  for (const [path, message] of missing) {
    const column = record.columnOf(path);
    if (column === null || !faulty.has(column)) note(plan, column, message);
  }
  if (record.externalIds.length > mostExternalIds)
    note(
      plan,
      null,
      `It has ${record.externalIds.length} external ids, and at most ${mostExternalIds} are kept`,
    );
  if (missing.length > 0) return null;
  const ids = record.externalIds;
  return ids.length > 0 ? { ...record.values, externalIds: ids } : { ...record.values };
}

/** What a line changes of a thing that's here. */
function compare({ kind, role, record, matches }: Asked, plan: LinePlan, had: Customer | Site): void {
  const given: FieldValues = { ...record.values };
  if (record.externalIds.length > 0)
    given['externalIds'] = withExternalIds(had.externalIds, record.externalIds);
  for (const [path, value] of Object.entries(given)) {
    const was = fieldAt(had, path);
    if (sameValue(was, value)) continue;
    plan.changes[path] = value;
    plan.before[path] = was ?? null;
  }
  plan.target = had.id;
  plan.formerPlace = placeOf(had);
  const moves = plan.place !== undefined && plan.place !== plan.formerPlace;
  const changed = Object.keys(plan.changes).length > 0;
  if (kind === 'site' && moves)
    note(
      plan,
      record.columnOf('customer'),
      'This site belongs to another customer, and a site stays where it is',
    );
  if (changed && 'grants' in had) refuse(plan, role, 'customer.update', had.grants);
  const owner = kind === 'site' ? matches.places.find(({ id }) => id === plan.formerPlace) : undefined;
  if (changed && owner?.grants) refuse(plan, role, 'site.update', owner.grants);
  if (plan.notes.length === 0) plan.outcome = changed || moves ? 'update' : 'unchanged';
}

function refuse(
  plan: LinePlan,
  role: SessionRole,
  action: Parameters<typeof decideAccess>[0]['action'],
  grants: readonly string[],
): void {
  const decision = decideAccess({ role, action, grants });
  if (!decision.allowed) note(plan, null, decision.because);
}
