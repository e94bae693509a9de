import { contentOf, type ColumnContent, type ColumnFilter } from '../../common/contract/column-filters.ts';
import { foldText } from '../../common/domain/text.ts';
import type { ListKind, ListSpec, sortColumns } from '../../common/contract/views.ts';
import { inactivity } from '../../common/domain/projects.ts';
import { digitsOfTime } from '../../common/domain/ids.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { SqlValue } from '../store/database.ts';

type Depends = EntityKind | 'outbox';

/** A list as SQL over the table `t`: which rows (`where`), in which order. Search text is aside. */
export interface ListQuery {
  /** Selects the row ids in order. */
  order: string;
  /** Counts the rows of the same kind and scope. */
  count: string;
  /** The same, filtered. */
  countFiltered: string;
  parameters: SqlValue[];
  /** Those of them that `count` takes. */
  scopeParameters: SqlValue[];
  /** Those of the rows given as a JSON array of row ids that are in the list: rid, key, id, in order. */
  among: string;
  /** Whether the row given comes before a key and id in the list's order. Its parameters: key, key, id, rid. */
  isBefore: string;
  /** Selects the row ids of what waits in the outbox; null where the list doesn't depend on it. */
  waiting: string | null;
  /** What a change of makes the order stale. */
  dependsOn: Depends[];
}

interface SortKey {
  /** Never null. A count is `c.n`, which is null where there's nothing to count. */
  sql: string;
  count?: Count;
  /** What a time (ISO) is compared as, where it isn't kept as one. */
  timeAs?: (at: string) => SqlValue;
  /** The number that a condition compares, where it's sorted by something else; null for what has none. */
  number?: string;
  dependsOn: Depends[];
}

/** The day (Julian) that a project is deleted on for want of activity: the one that its people were told, or the one that's due. */
const deletionDay = `coalesce(julianday(t.doc ->> '$.notice.deletedOn'),
  julianday(t.lastActivityAt) + ${inactivity.quietDays + inactivity.noticeDays})`;
const isClosing = `t.doc ->> '$.closing' IS NOT NULL`;

/** Days that a project has left, as `inactivityOf` counts them. One that's being closed has none, and comes last. */
const daysLeft: SortKey = {
  sql: `CASE WHEN ${isClosing} THEN 1e9 ELSE ${deletionDay} END`,
  number: `CASE WHEN NOT ${isClosing} THEN max(0, ceil(${deletionDay} - julianday('now'))) END`,
  dependsOn: [],
};

/** A count, as a table of `parent` and `n` for all rows at once, and as an expression for one row of `t`. */
interface Count {
  all: string;
  one: string;
}

const isStuck = `state IN ('conflict', 'rejected', 'parked')`;
const pending = 'SELECT entityId FROM touched WHERE role > 0';
const stuck = `SELECT touched.entityId FROM touched JOIN outbox USING (position) WHERE role > 0 AND ${isStuck}`;
/** Changes in the outbox; what is stuck stands before any number of those that go on. */
const waiting: SortKey = {
  sql: 'coalesce(c.n, 0)',
  count: countOf(
    `-(count(DISTINCT position) + 1e9 * max(${isStuck}))`,
    'touched JOIN outbox USING (position)',
    'touched.entityId',
    'role > 0',
  ),
  dependsOn: ['outbox'],
};

/**
 * When a row was made, as the digits of time that its UUIDv7 begins with: the documents of a million rows needn't be read for it, but
 * for those with other ids.
 */
const madeAt: SortKey = {
  sql: `CASE WHEN substr(t.id, 15, 1) = '7' THEN substr(t.id, 1, 8) || substr(t.id, 10, 4)
    ELSE printf('%012x', CAST(unixepoch(t.doc ->> '$.createdAt', 'subsec') * 1000 AS INTEGER)) END`,
  timeAs: (at) => digitsOfTime(Date.parse(at)),
  dependsOn: [],
};

// Joined and counted columns are computed for the whole list at once, not row by row.
const sortKeys: { [K in ListKind]: Record<(typeof sortColumns)[K][number], SortKey> } = {
  partner: {
    waiting,
    name: own('nameKey'),
    email: own('emailKey'),
    city: own('cityKey'),
    country: filled('countryKey'),
    phone: { sql: `coalesce(t.doc ->> '$.phone', '')`, dependsOn: [] },
    updatedAt: own('updatedAt'),
    customers: counted('customer', 'partnerId', ['customer']),
    sites: counted('site JOIN customer ON customer.id = site.customerId', 'partnerId', ['customer', 'site']),
    status: {
      sql: '-coalesce(c.n, 0)',
      count: silentBy('customer.partnerId', 'JOIN customer ON customer.id = site.customerId'),
      dependsOn: ['customer', 'site', 'probe'],
    },
  },
  customer: {
    waiting,
    name: own('nameKey'),
    email: own('emailKey'),
    reference: own('referenceKey'),
    customerId: own('customerIdKey'),
    city: own('cityKey'),
    country: filled('countryKey'),
    createdAt: own('createdAt'),
    updatedAt: own('updatedAt'),
    partnerName: joined('partner', 'partnerId'),
    sites: counted('site', 'customerId', ['site']),
    probes: counted('probe JOIN site ON site.id = probe.siteId', 'customerId', ['site', 'probe']),
    status: {
      sql: `CASE WHEN c.n > 0 THEN -c.n WHEN t.fullGrants = 0 THEN 1 WHEN t.id NOT IN (SELECT customerId FROM site) THEN 2 ELSE 3 END`,
      count: silentBy('site.customerId'),
      dependsOn: ['site', 'probe'],
    },
  },
  site: {
    waiting,
    name: own('nameKey'),
    city: own('cityKey'),
    country: filled('countryKey'),
    timeZone: filled('timeZone'),
    createdAt: madeAt,
    updatedAt: own('updatedAt'),
    customerName: joined('customer', 'customerId'),
    probes: counted('probe', 'siteId', ['probe']),
    status: {
      sql: 'CASE WHEN c.n > 0 THEN -c.n WHEN c.n IS NULL THEN 1 ELSE 2 END',
      count: countOf(`sum(status = 'offline')`, 'probe', 'siteId', '1'),
      dependsOn: ['probe'],
    },
  },
  probe: {
    waiting,
    name: own('nameKey'),
    serial: own('serialKey'),
    status: own('status'),
    version: filled('versionKey'),
    lastReportAt: filled('lastReportAt'),
    siteName: joined('site', 'siteId'),
    customerName: {
      sql: `coalesce((SELECT nameKey FROM customer WHERE id = (SELECT customerId FROM site WHERE site.id = t.siteId)), '')`,
      dependsOn: ['site', 'customer'],
    },
  },
  project: {
    waiting,
    name: own('nameKey'),
    email: own('emailKey'),
    company: own('companyKey'),
    login: own('loginKey'),
    country: own('countryKey'),
    dataCentre: own('dataCentre'),
    lastActivityAt: own('lastActivityAt'),
    daysLeft,
    createdAt: own('createdAt'),
    updatedAt: own('updatedAt'),
    customerName: joined('customer', 'customerId'),
    // What is blocked comes first, then what is nearest to its deletion.
    status: { sql: `(t.status = 'active') || t.lastActivityAt`, dependsOn: [] },
    licenses: {
      sql: 'coalesce(c.n, 0)',
      count: countOf('sum(quantity)', 'license', 'projectId', '1'),
      dependsOn: ['license'],
    },
  },
  visit: {
    waiting,
    // What isn't done comes first, longest overdue before the rest; what is done, newest first.
    due: {
      sql: `CASE t.status WHEN 'done' THEN 1e8 - coalesce(julianday(t.plannedOn), 0) ELSE coalesce(julianday(t.plannedOn), 0) END`,
      dependsOn: [],
    },
    name: own('nameKey'),
    status: { sql: `CASE t.status WHEN 'under-way' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END`, dependsOn: [] },
    technician: own('technicianKey'),
    updatedAt: own('updatedAt'),
    siteName: joined('site', 'siteId'),
    customerName: {
      sql: `coalesce((SELECT nameKey FROM customer WHERE id = (SELECT customerId FROM site WHERE site.id = t.siteId)), '')`,
      dependsOn: ['site', 'customer'],
    },
  },
};

/** The day that it is where this computer stands, as SQL. */
export const today = `date('now', 'localtime')`;

function own(column: string): SortKey {
  return { sql: `t.${column}`, dependsOn: [] };
}

/** A column that has no value in some rows; they come first. */
function filled(column: string): SortKey {
  return { sql: `coalesce(t.${column}, '')`, dependsOn: [] };
}

function joined(kind: EntityKind, column: string): SortKey {
  return { sql: `coalesce((SELECT nameKey FROM ${kind} WHERE id = t.${column}), '')`, dependsOn: [kind] };
}

function counted(from: string, parent: string, dependsOn: Depends[]): SortKey {
  return { sql: 'coalesce(c.n, 0)', count: countOf('count(*)', from, parent, '1'), dependsOn };
}

/** Silent probes counted by a column of their site, or of what `further` joins to it. */
function silentBy(parent: string, further = ''): Count {
  const from = `probe JOIN site ON site.id = probe.siteId ${further}`;
  return countOf('nullif(count(*), 0)', from, parent, `probe.status = 'offline'`);
}

function countOf(what: string, from: string, parent: string, where: string): Count {
  return {
    all: `SELECT ${parent} AS parent, ${what} AS n FROM ${from} WHERE ${where} GROUP BY ${parent}`,
    one: `(SELECT ${what} FROM ${from} WHERE ${where} AND ${parent} = t.id)`,
  };
}

const parentColumns: Record<ListKind, string> = {
  partner: 'NULL',
  customer: 't.partnerId',
  site: 't.customerId',
  probe: 't.siteId',
  project: 't.customerId',
  visit: 't.siteId',
};

const silentCustomers = `SELECT site.customerId FROM probe JOIN site ON site.id = probe.siteId WHERE probe.status = 'offline'`;

const attention: Record<ListKind, string> = {
  partner: `t.id IN (SELECT partnerId FROM customer WHERE id IN (${silentCustomers}))`,
  customer: `t.id IN (${silentCustomers})`,
  site: `t.id IN (SELECT siteId FROM probe WHERE status = 'offline')`,
  probe: `t.status = 'offline' AND t.siteId IS NOT NULL`,
  project: inNotice(),
  visit: `t.status <> 'done' AND t.plannedOn < ${today}`,
};

const noAccess: Record<ListKind, string> = {
  partner: 't.id IN (SELECT partnerId FROM customer WHERE fullGrants = 0)',
  customer: 't.fullGrants = 0',
  site: 't.customerId IN (SELECT id FROM customer WHERE fullGrants = 0)',
  probe: siteWithoutAccess(),
  visit: siteWithoutAccess(),
  project: 't.customerId IN (SELECT id FROM customer WHERE fullGrants = 0)',
};

function siteWithoutAccess(): string {
  return 't.siteId IN (SELECT site.id FROM site JOIN customer ON customer.id = site.customerId WHERE fullGrants = 0)';
}

const noSites: Record<ListKind, string> = {
  partner: 't.id IN (SELECT partnerId FROM customer WHERE id NOT IN (SELECT customerId FROM site))',
  customer: 't.id NOT IN (SELECT customerId FROM site)',
  site: '0',
  probe: 't.siteId IS NULL',
  project: '0',
  visit: '0',
};

/**
 * What the filters mean:
 * - `attention`: has silent probes, that is, probes at a site whose status is offline.
 * - `waiting`: has changes in the outbox, stuck ones included.
 * - `no-access`: the customer grants fewer than all six rights.
 * - `no-sites`: the customer has no site.
 * - `overdue`: the visit isn’t done and was planned for before today; `due`: for today or the six days after it; `under-way` and
 *   `done` are its status.
 * - `at-site`: the probe is associated; `online`, `silent` and `unheard` are its status.
 * - `blocked`, `notice`, `no-licenses`: the project is closed to sign-in, in the notice before its deletion, without licenses.
 * For a partner, a site or a probe the customer's state is looked at.
 */
const filters: Record<ListSpec['filters'][number], { sql: Record<ListKind, string>; dependsOn: Depends[] }> =
  {
    attention: { sql: attention, dependsOn: ['customer', 'site', 'probe'] },
    waiting: { sql: forAll(`t.id IN (${pending})`), dependsOn: ['outbox'] },
    'no-access': { sql: noAccess, dependsOn: ['customer', 'site'] },
    'no-sites': { sql: noSites, dependsOn: ['customer', 'site'] },
    'at-site': { sql: probesAlone('t.siteId IS NOT NULL'), dependsOn: [] },
    online: { sql: probesAlone(`t.status = 'online'`), dependsOn: [] },
    silent: { sql: probesAlone(`t.status = 'offline'`), dependsOn: [] },
    unheard: { sql: probesAlone(`t.status = 'unknown'`), dependsOn: [] },
    blocked: { sql: projectsAlone(`t.status = 'blocked'`), dependsOn: [] },
    notice: { sql: projectsAlone(inNotice()), dependsOn: [] },
    'no-licenses': {
      sql: projectsAlone(
        't.id NOT IN (SELECT projectId FROM license WHERE projectId IS NOT NULL GROUP BY projectId HAVING sum(quantity) > 0)',
      ),
      dependsOn: ['license'],
    },
    overdue: { sql: visitsAlone(`t.status <> 'done' AND t.plannedOn < ${today}`), dependsOn: [] },
    due: {
      sql: visitsAlone(
        `t.status <> 'done' AND t.plannedOn BETWEEN ${today} AND date('now', 'localtime', '+6 days')`,
      ),
      dependsOn: [],
    },
    'under-way': { sql: visitsAlone(`t.status = 'under-way'`), dependsOn: [] },
    done: { sql: visitsAlone(`t.status = 'done'`), dependsOn: [] },
  };

/** What only a probe can be. */
function probesAlone(sql: string): Record<ListKind, string> {
  return { ...forAll('0'), probe: sql };
}

/** What only a project can be. */
function projectsAlone(sql: string): Record<ListKind, string> {
  return { ...forAll('0'), project: sql };
}

/** In use by its status, and without activity for so long that its people are written to; of a project `t`. */
export function inNotice(): string {
  return `t.status = 'active' AND t.lastActivityAt < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-${inactivity.quietDays} days')`;
}

/** What only a visit can be. */
function visitsAlone(sql: string): Record<ListKind, string> {
  return { ...forAll('0'), visit: sql };
}

function forAll(sql: string): Record<ListKind, string> {
  return { partner: sql, customer: sql, site: sql, probe: sql, project: sql, visit: sql };
}

type Choices = Record<string, string | undefined>;

const waitingChoices: Choices = {
  waiting: `t.id IN (${pending}) AND t.id NOT IN (${stuck})`,
  conflict: `t.id IN (${stuck})`,
  nothing: `t.id NOT IN (${pending})`,
};

/** What the status that a list shows means; the first that holds is shown. */
const statusChoices: Record<ListKind, { sql: Choices; dependsOn: Depends[] }> = {
  partner: {
    sql: { silent: attention.partner, active: `t.id NOT IN (${silentPartners()})` },
    dependsOn: ['customer', 'site', 'probe'],
  },
  customer: {
    sql: {
      silent: attention.customer,
      'no-access': `t.fullGrants = 0 AND t.id NOT IN (${silentCustomers})`,
      'no-sites': `t.fullGrants = 1 AND ${noSites.customer}`,
      active: `t.fullGrants = 1 AND t.id IN (SELECT customerId FROM site) AND t.id NOT IN (${silentCustomers})`,
    },
    dependsOn: ['site', 'probe'],
  },
  site: {
    sql: {
      silent: attention.site,
      'no-probes': 't.id NOT IN (SELECT siteId FROM probe WHERE siteId IS NOT NULL)',
      active: `t.id IN (SELECT siteId FROM probe) AND t.id NOT IN (SELECT siteId FROM probe WHERE status = 'offline' AND siteId IS NOT NULL)`,
    },
    dependsOn: ['probe'],
  },
  probe: { sql: byStatus('online', 'offline', 'unknown'), dependsOn: [] },
  project: {
    sql: {
      ...byStatus('active'),
      blocked: `t.status = 'blocked' AND NOT ${isClosing}`,
      closing: `coalesce(t.doc ->> '$.closing.stage' <> 'closed', 0)`,
      closed: `coalesce(t.doc ->> '$.closing.stage' = 'closed', 0)`,
    },
    dependsOn: [],
  },
  visit: { sql: byStatus('planned', 'under-way', 'done'), dependsOn: [] },
};

function silentPartners(): string {
  return `SELECT partnerId FROM customer WHERE partnerId IS NOT NULL AND id IN (${silentCustomers})`;
}

function byStatus(...ids: string[]): Choices {
  return Object.fromEntries(ids.map((id) => [id, `t.status = '${id}'`]));
}

/** A condition on a column that says one of a few things. */
function choiceCondition(kind: ListKind, { column, operator, value }: ColumnFilter) {
  const { sql: choices, dependsOn } =
    column === 'waiting' ? { sql: waitingChoices, dependsOn: waiting.dependsOn } : statusChoices[kind];
  const sql = choices[value] ?? '0';
  return { sql: operator === 'not' ? `NOT (${sql})` : `(${sql})`, parameters: [], dependsOn };
}

// What sorts as numbers do is read from the row where it's compared as text.
const comparedAs: Record<string, string> = { version: `coalesce(t.doc ->> '$.softwareVersion', '')` };

/** A condition on a column. Text is folded on both sides; a day begins at midnight of this computer's clock. */
function conditionOf(
  { column, operator, value }: ColumnFilter,
  key: SortKey,
  content: Exclude<ColumnContent, 'choice'>,
): { sql: string; parameters: SqlValue[] } {
  if (content === 'number') {
    const sql = key.number ?? (key.count === undefined ? key.sql : key.sql.replaceAll('c.n', key.count.one));
    const compare = operator === 'least' ? '>=' : operator === 'most' ? '<=' : '=';
    return { sql: `${sql} ${compare} ?`, parameters: [Number(value)] };
  }
  if (content === 'date') {
    const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
    const { timeAs = (at: string) => at } = key;
    const start = timeAs(new Date(year, month - 1, day).toISOString());
    // A day isn't always 24 hours.
    const end = timeAs(new Date(year, month - 1, day + 1).toISOString());
    if (operator === 'since') return { sql: `${key.sql} >= ?`, parameters: [start] };
    if (operator === 'on') return { sql: `(${key.sql} >= ? AND ${key.sql} < ?)`, parameters: [start, end] };
    return { sql: `(${key.sql} <> '' AND ${key.sql} < ?)`, parameters: [start] };
  }
  const text = `lower(${comparedAs[column] ?? key.sql})`;
  if (operator === 'empty' || operator === 'filled')
    return { sql: `${text} ${operator === 'empty' ? '=' : '<>'} ''`, parameters: [] };
  const parameters = [foldText(value.trim())];
  if (operator === 'is') return { sql: `${text} = ?`, parameters };
  return { sql: `instr(${text}, ?) ${operator === 'lacks' ? '=' : '>'} 0`, parameters };
}

/** The SQL of a list. An unknown sort column sorts by name. Ties are in the order of ids. */
export function listQuery(list: ListSpec): ListQuery {
  const { kind, scope, sort } = list;
  const where: string[] = [];
  const parameters: SqlValue[] = [];
  if (scope.type === 'parent') {
    where.push(`${parentColumns[kind]} = ?`);
    parameters.push(scope.id);
  }
  if (scope.type === 'direct') where.push(kind === 'customer' ? 't.partnerId IS NULL' : '0');
  if (scope.type === 'inventory') where.push(kind === 'probe' ? 't.siteId IS NULL' : '0');
  if (scope.type === 'technician') {
    where.push(kind === 'visit' ? 't.technicianId = ?' : '0 AND ? IS NULL');
    parameters.push(scope.id);
  }
  const scopeParameters = [...parameters];
  const scoped = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const dependsOn = new Set<Depends>([kind]);
  for (const filter of list.filters) {
    where.push(filters[filter].sql[kind]);
    for (const kindOfFilter of filters[filter].dependsOn) dependsOn.add(kindOfFilter);
  }
  const keys: Record<string, SortKey | undefined> = sortKeys[kind];
  for (const filter of list.where) {
    const key = keys[filter.column];
    const content = contentOf(kind, filter.column);
    if (!key || !content) continue;
    const condition =
      content === 'choice'
        ? choiceCondition(kind, filter)
        : { ...conditionOf(filter, key, content), dependsOn: key.dependsOn };
    where.push(condition.sql);
    parameters.push(...condition.parameters);
    for (const kindOfKey of condition.dependsOn) dependsOn.add(kindOfKey);
  }
  const key = keys[sort.column] ?? own('nameKey');
  for (const kindOfKey of key.dependsOn) dependsOn.add(kindOfKey);
  const direction = sort.direction === 'descending' ? 'DESC' : 'ASC';
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const join = key.count === undefined ? '' : `LEFT JOIN (${key.count.all}) AS c ON c.parent = t.id`;
  const one = key.count === undefined ? key.sql : key.sql.replaceAll('c.n', key.count.one);
  const further = sort.direction === 'descending' ? '>' : '<';
  const given = [...where, 't.rid IN (SELECT value FROM json_each(?))'].join(' AND ');
  return {
    order: `SELECT t.rid FROM ${kind} AS t ${join} ${condition} ORDER BY ${key.sql} ${direction}, t.id`,
    count: `SELECT count(*) FROM ${kind} AS t ${scoped}`,
    countFiltered: `SELECT count(*) FROM ${kind} AS t ${condition}`,
    parameters,
    scopeParameters,
    among: `SELECT t.rid, ${one} AS k, t.id FROM ${kind} AS t WHERE ${given} ORDER BY k ${direction}, t.id`,
    isBefore: `SELECT k ${further} ? OR (k = ? AND id < ?) FROM (SELECT ${one} AS k, t.id AS id FROM ${kind} AS t WHERE t.rid = ?)`,
    waiting: dependsOn.has('outbox') ? `SELECT rid FROM ${kind} WHERE id IN (${pending})` : null,
    dependsOn: [...dependsOn],
  };
}
