import type { ConflictDetail, ConflictRow, Twins } from '../../common/contract/conflicts.ts';
import type { EntityRows } from '../../common/domain/entities.ts';
import { twinKinds, twinPlaces, type TwinKind } from '../../common/domain/twins.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import { countBelow } from './counts.ts';
import { namesAmong } from './names.ts';

interface TwinRow {
  kind: TwinKind;
  mine: string;
  theirs: string;
  at: string;
  name: string;
  /** Name of the customer of two sites; null of others, or where it isn't here. */
  customer: string | null;
}

// From the twins, which are few, to the rows (CROSS JOIN keeps that order): the planner, which doesn't know how many there are of each,
// looked through all pairs of customers of one partner.
// Those of which one was renamed, moved or deleted since are no twins any more.
function openOf(kind: TwinKind): string {
  const place = twinPlaces[kind];
  return `FROM twin CROSS JOIN ${kind} AS ours ON ours.id = twin.mine CROSS JOIN ${kind} AS others ON others.id = twin.theirs
    WHERE twin.kind = '${kind}' AND settled = 0 AND ours.nameKey = others.nameKey
      ${place ? `AND ours.${place} IS others.${place}` : ''}`;
}

function columnsOf(kind: TwinKind): string {
  const customer = kind === 'site' ? '(SELECT name FROM customer WHERE id = ours.customerId)' : 'NULL';
  return `twin.kind, mine, theirs, twin.at, ours.name AS name, ${customer} AS customer`;
}

const counts = twinKinds.map((kind) => `SELECT count(*) AS open ${openOf(kind)}`).join(' UNION ALL ');
const rows = twinKinds.map((kind) => `SELECT ${columnsOf(kind)} ${openOf(kind)}`).join(' UNION ALL ');

/** Those of one name that nobody has settled, the ones noticed first before the others. */
export function openTwins(
  db: Connection,
  offset: number,
  limit: number,
): { total: number; rows: ConflictRow[] } {
  const total = plucked<[], number>(db, `SELECT sum(open) FROM (${counts})`).get() ?? 0;
  if (total === 0 || limit <= 0) return { total, rows: [] };
  const shown = prepared<[number, number], TwinRow>(
    db,
    `SELECT * FROM (${rows}) ORDER BY at, mine, theirs LIMIT ? OFFSET ?`,
  ).all(limit, offset);
  return { total, rows: shown.map(twinRow) };
}

/** Two of one name with what is known of both; null when they're settled, or no twins any more. */
export function twinDetail(
  db: Connection,
  revision: number,
  mine: string,
  theirs: string,
): ConflictDetail | null {
  const kind = plucked<[string, string], TwinKind>(
    db,
    'SELECT kind FROM twin WHERE mine = ? AND theirs = ?',
  ).get(mine, theirs);
  if (!kind) return null;
  const twin = prepared<[string, string], TwinRow>(
    db,
    `SELECT ${columnsOf(kind)} ${openOf(kind)} AND mine = ? AND theirs = ?`,
  ).get(mine, theirs);
  if (!twin) return null;
  const twins = sidesOf(db, kind, mine, theirs);
  if (!twins) return null;
  return {
    row: twinRow(twin),
    ...{ conflicts: [], others: [], deleted: [], things: [], followedBy: 0 },
    twins,
    names: namesAmong(db, [
      twins.kind === 'customer' ? twins.partner : null,
      twins.kind === 'site' ? twins.customer : null,
    ]),
    revision,
  };
}

function twinRow({ kind, mine, theirs, at, name, customer }: TwinRow): ConflictRow {
  const of = customer === null ? '' : ` of ${customer}`;
  return {
    id: `${mine}.${theirs}`,
    kind: 'same-name',
    action: null,
    title: `Two ${kind}s${of} are called ${name}`,
    entity: { kind, id: mine },
    at,
    fields: [],
    because: null,
  };
}

function sidesOf(db: Connection, kind: TwinKind, mine: string, theirs: string): Twins | null {
  switch (kind) {
    case 'partner':
      return partnerSides(db, mine, theirs);
    case 'customer':
      return customerSides(db, mine, theirs);
    case 'site':
      return siteSides(db, mine, theirs);
  }
}

function partnerSides(db: Connection, mine: string, theirs: string): Twins | null {
  const ours = rowOf(db, 'partner', mine);
  const others = rowOf(db, 'partner', theirs);
  if (!ours || !others) return null;
  const below = countBelow(db, 'partner', [mine, theirs]);
  const side = (row: EntityRows['partner']) => ({
    ...shared(row),
    email: row.email,
    customers: below(row.id).customers,
  });
  return { kind: 'partner', mine: side(ours), theirs: side(others) };
}

function customerSides(db: Connection, mine: string, theirs: string): Twins | null {
  const ours = rowOf(db, 'customer', mine);
  const others = rowOf(db, 'customer', theirs);
  if (!ours || !others) return null;
  const below = countBelow(db, 'customer', [mine, theirs]);
  const side = (row: EntityRows['customer']) => {
    const { id, email, reference, customerId } = row;
    const { sites, probes } = below(id);
    const visits = count(db, 'visit WHERE siteId IN (SELECT id FROM site WHERE customerId = ?)', id);
    const projects = count(db, 'project WHERE customerId = ?', id);
    return { ...shared(row), email, reference, customerId, sites, probes, visits, projects };
  };
  return { kind: 'customer', mine: side(ours), theirs: side(others), partner: ours.partnerId };
}

function siteSides(db: Connection, mine: string, theirs: string): Twins | null {
  const ours = rowOf(db, 'site', mine);
  const others = rowOf(db, 'site', theirs);
  if (!ours || !others) return null;
  const below = countBelow(db, 'site', [mine, theirs]);
  const side = (row: EntityRows['site']) => ({
    ...shared(row),
    street: row.address.street,
    contact: row.contact.name,
    probes: below(row.id).probes,
    visits: count(db, 'visit WHERE siteId = ?', row.id),
  });
  const customer = ours.customerId;
  const grants = rowOf(db, 'customer', customer)?.grants ?? null;
  return { kind: 'site', mine: side(ours), theirs: side(others), customer, grants };
}

function count(db: Connection, which: string, id: string): number {
  return plucked<[string], number>(db, `SELECT count(*) FROM ${which}`).get(id) ?? 0;
}

function shared({ id, name, createdAt, address }: EntityRows[TwinKind]) {
  return { id, name, createdAt, city: address.city };
}

function rowOf<K extends TwinKind>(db: Connection, kind: K, id: string): EntityRows[K] | undefined {
  const doc = plucked<[string], string>(db, `SELECT doc FROM ${kind} WHERE id = ?`).get(id);
  return doc === undefined ? undefined : (JSON.parse(doc) as EntityRows[K]);
}
