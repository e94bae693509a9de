import type { DeletableKind, NamedRow, PreviewLevel } from '../../common/contract/deleting.ts';
import { Failure } from '../../common/contract/errors.ts';
import { fullGrants } from '../../common/domain/entities.ts';
import type { FrozenDelete } from '../api.ts';
import { partsOf } from '../outbox/frozen-parts.ts';
import { idsIn, packIds } from '../rows/packed-ids.ts';
import type { Connection } from '../store/database.ts';

const given = '(SELECT value FROM json_each(?))';

/**
 * What deleting these customers or sites means, as the cache has it now: ids of all that goes, in the order of what was named, so
 * that what is deleted later is what was shown. Ids that aren't in the cache are left out and counted.
 * @param without customers whose sites aren't meant
 */
export function freezeDelete(
  db: Connection,
  kind: DeletableKind,
  chosen: readonly string[],
  without: readonly string[] = [],
): FrozenDelete {
  const asked = kind === 'site' && without.length > 0 ? withoutSitesOf(db, chosen, without) : chosen;
  const list = JSON.stringify(asked);
  const here = db
    .prepare<[string], [string, string, number]>(
      `SELECT row.id, row.name, row.version FROM json_each(?) AS asked JOIN ${kind} AS row ON row.id = asked.value ORDER BY asked.key`,
    )
    .raw()
    .all(list);
  const ids = here.map(([id]) => id);
  const at = new Map(ids.map((id, index) => [id, index]));
  const [sites, siteOf] = kind === 'site' ? [ids, ids.map((_id, index) => index)] : sitesOf(db, at);
  const [probes, probeOf] = belowSites(db, 'probe', sites, siteOf);
  const [visits, visitOf] = belowSites(db, 'visit', sites, siteOf);
  const [projects, projectOf] = kind === 'site' ? [[], []] : projectsOf(db, at);
  const named = new Set([...ids, ...sites, ...probes, ...visits]);
  const frozen = {
    kind,
    ids: packIds(ids),
    versions: Float64Array.from(here, ([, , version]) => version),
    sites: packIds(kind === 'site' ? [] : sites),
    siteOf: new Uint32Array(kind === 'site' ? [] : siteOf),
    probes: packIds(probes),
    probeOf: new Uint32Array(probeOf),
    visits: packIds(visits),
    visitOf: new Uint32Array(visitOf),
    projects: packIds(projects),
    projectOf: new Uint32Array(projectOf),
    licenses: countOf(
      db,
      `SELECT coalesce(sum(quantity), 0) FROM license WHERE projectId IN ${given}`,
      JSON.stringify(projects),
    ),
    names: here.slice(0, 10).map(([, name]) => name),
    unconfirmed: countOf(
      db,
      `SELECT count(*) FROM shadow WHERE doc IS NULL AND id IN ${given}`,
      JSON.stringify(ids),
    ),
    waiting: packIds(waitingAmong(db, named)),
    limited: kind === 'site' ? limitedCustomers(db, JSON.stringify(ids)) : [],
    missing: new Set(asked).size - ids.length,
  };
  return { ...frozen, parts: partsOf(frozen, '').length };
}

/**
 * Holds to what a dry run showed: what is named must be here as it was, own changes that were confirmed meanwhile aside.
 * @param confirmedHere sequences at which changes of this operator were applied: a row's version is the sequence of its last change
 * @throws Failure `not-found` naming what was changed or deleted since
 */
export function requireAsShown(
  db: Connection,
  { kind, ids, versions }: Pick<FrozenDelete, 'kind' | 'ids' | 'versions'>,
  confirmedHere: () => ReadonlySet<number>,
): void {
  const named = idsIn(ids);
  const now = new Map(
    db
      .prepare<[string], [number, string, number]>(
        `SELECT asked.key, row.name, row.version FROM json_each(?) AS asked JOIN ${kind} AS row ON row.id = asked.value`,
      )
      .raw()
      .all(JSON.stringify(named))
      .map(([at, name, version]) => [at, { name, version }]),
  );
  const others = [...now].filter(([at, { version }]) => versions[at] !== version);
  const own = others.length > 0 ? confirmedHere() : new Set<number>();
  const changed = others.filter(([, { version }]) => !own.has(version));
  const gone = named.length - now.size;
  if (changed.length + gone === 0) return;
  const names = changed.slice(0, 3).map(([, { name }]) => name);
  const more = changed.length - names.length;
  const said = [
    ...(names.length > 0
      ? [
          `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${changed.length === 1 ? 'was' : 'were'} changed`,
        ]
      : []),
    ...(gone > 0 ? [`${gone} ${gone === 1 ? 'was' : 'were'} deleted`] : []),
  ].join(' and ');
  throw new Failure({
    code: 'not-found',
    message: `${said} since this was opened. Nothing was deleted by you; below is what goes now.`,
  });
}

/** The sites but for those of some customers. */
function withoutSitesOf(
  db: Connection,
  sites: readonly string[],
  customers: readonly string[],
): readonly string[] {
  const leftOut = new Set(
    db
      .prepare<[string, string], string>(
        `SELECT id FROM site WHERE id IN ${given} AND customerId IN ${given}`,
      )
      .pluck()
      .all(JSON.stringify(sites), JSON.stringify(customers)),
  );
  return sites.filter((id) => !leftOut.has(id));
}

type Below = [ids: string[], of: number[]];

function sitesOf(db: Connection, at: ReadonlyMap<string, number>): Below {
  const rows = db
    .prepare<[string], [string, string]>(
      `SELECT site.id, site.customerId FROM json_each(?) AS named JOIN site ON site.customerId = named.value
       ORDER BY named.key, site.nameKey, site.id`,
    )
    .raw()
    .all(JSON.stringify([...at.keys()]));
  return [rows.map(([id]) => id), rows.map(([, customerId]) => at.get(customerId) ?? 0)];
}

function projectsOf(db: Connection, at: ReadonlyMap<string, number>): Below {
  const rows = db
    .prepare<[string], [string, string]>(
      `SELECT project.id, project.customerId FROM json_each(?) AS named JOIN project ON project.customerId = named.value
       ORDER BY named.key, project.nameKey, project.id`,
    )
    .raw()
    .all(JSON.stringify([...at.keys()]));
  return [rows.map(([id]) => id), rows.map(([, customerId]) => at.get(customerId) ?? 0)];
}

function belowSites(
  db: Connection,
  kind: 'probe' | 'visit',
  sites: readonly string[],
  siteOf: readonly number[],
): Below {
  const rows = db
    .prepare<[string], [string, number]>(
      `SELECT row.id, named.key FROM json_each(?) AS named JOIN ${kind} AS row ON row.siteId = named.value ORDER BY named.key`,
    )
    .raw()
    .all(JSON.stringify(sites));
  return [rows.map(([id]) => id), rows.map(([, index]) => siteOf[index] ?? 0)];
}

// The outbox is short beside the rows, or what is in it was frozen by the same hand.
function waitingAmong(db: Connection, ids: ReadonlySet<string>): string[] {
  return db
    .prepare<[], string>(
      `SELECT DISTINCT touched.entityId FROM touched JOIN outbox USING (position) WHERE role = 1 AND state <> 'settling'`,
    )
    .pluck()
    .all()
    .filter((id) => ids.has(id));
}

function limitedCustomers(db: Connection, ids: string): FrozenDelete['limited'] {
  const rows = db
    .prepare<[string], { id: string; name: string; doc: string; rows: number }>(
      `SELECT customer.id, customer.name, customer.doc, count(*) AS rows
       FROM site JOIN customer ON customer.id = site.customerId WHERE site.id IN ${given} GROUP BY customer.id`,
    )
    .all(ids);
  return rows.flatMap(({ doc, ...customer }) => {
    const { grants } = JSON.parse(doc) as { grants: string[] };
    return grants.length < fullGrants.length ? [{ ...customer, grants }] : [];
  });
}

function countOf(db: Connection, sql: string, list: string): number {
  return db.prepare<[string], number>(sql).pluck().get(list) ?? 0;
}

const withinSql: Record<Exclude<PreviewLevel, 'waiting'>, string> = {
  customer: `SELECT customer.id, customer.name, coalesce(partner.name, '') AS within FROM json_each(?) AS named
    JOIN customer ON customer.id = named.value LEFT JOIN partner ON partner.id = customer.partnerId ORDER BY named.key`,
  site: `SELECT site.id, site.name, coalesce(customer.name, '') AS within FROM json_each(?) AS named
    JOIN site ON site.id = named.value LEFT JOIN customer ON customer.id = site.customerId ORDER BY named.key`,
  probe: `SELECT probe.id, coalesce(nullif(probe.name, ''), probe.doc ->> '$.serial') AS name, coalesce(site.name, '') AS within
    FROM json_each(?) AS named JOIN probe ON probe.id = named.value LEFT JOIN site ON site.id = probe.siteId ORDER BY named.key`,
  visit: `SELECT visit.id, visit.name, coalesce(site.name, '') AS within
    FROM json_each(?) AS named JOIN visit ON visit.id = named.value LEFT JOIN site ON site.id = visit.siteId ORDER BY named.key`,
  project: `SELECT project.id, project.name, coalesce(customer.name, '') AS within
    FROM json_each(?) AS named JOIN project ON project.id = named.value LEFT JOIN customer ON customer.id = project.customerId ORDER BY named.key`,
};

/** Rows by id with their names and where they belong, in the order of the ids; those that are gone are left out. */
export function namedRows(db: Connection, level: PreviewLevel, ids: readonly string[]): NamedRow[] {
  const list = JSON.stringify(ids);
  const kinds = level === 'waiting' ? (['customer', 'site', 'probe', 'visit'] as const) : [level];
  return kinds.flatMap((kind) => db.prepare<[string], NamedRow>(withinSql[kind]).all(list));
}
