import { timeOfId } from '../../common/domain/ids.ts';
import type {
  CustomerRow,
  ListKind,
  SearchedKind,
  ListWindow,
  PartnerRow,
  ProbeRow,
  SiteRow,
} from '../../common/contract/views.ts';
import type { ProjectRow } from '../../common/contract/projects.ts';
import {
  grantNames,
  type Customer,
  type EntityRows,
  type Partner,
  type Probe,
  type Project,
  type Site,
} from '../../common/domain/entities.ts';
import { type Connection, prepared, preparedRaw } from '../store/database.ts';
import { countBelow, namesOf, type Below } from './counts.ts';
import { poolsOf } from './licenses.ts';
import { pendingOf } from './pending.ts';
import { visitRows } from './visits.ts';

/** The rows of a window, in the order of `rids`, with names and counts joined. */
export function listRows(db: Connection, kind: ListKind, rids: readonly number[]): ListWindow['rows'] {
  switch (kind) {
    case 'partner':
      return partnerRows(db, docsOf(db, kind, rids));
    case 'customer':
      return customerRows(db, docsOf(db, kind, rids));
    case 'site':
      return siteRows(db, rids);
    case 'probe':
      return probeRows(db, docsOf(db, kind, rids));
    case 'project':
      return projectRows(db, docsOf(db, kind, rids));
    case 'visit':
      return visitRows(db, docsOf(db, kind, rids));
  }
}

/** Whole rows by row id, in the order given; those that are gone are left out. */
export function docsOf<K extends SearchedKind>(
  db: Connection,
  kind: K,
  rids: readonly number[],
): EntityRows[K][] {
  const found = new Map(
    preparedRaw<[string], [number, string]>(
      db,
      `SELECT rid, doc FROM ${kind} WHERE rid IN (SELECT value FROM json_each(?))`,
    ).all(JSON.stringify(rids)),
  );
  const docs: EntityRows[K][] = [];
  for (const rid of rids) {
    const doc = found.get(rid);
    if (doc !== undefined) docs.push(JSON.parse(doc) as EntityRows[K]);
  }
  return docs;
}

function customerRows(db: Connection, customers: readonly Customer[]): CustomerRow[] {
  const ids = customers.map((customer) => customer.id);
  const below = countBelow(db, 'customer', ids);
  const pending = pendingOf(db, ids);
  const partnerName = namesOf(
    db,
    'partner',
    customers.map((customer) => customer.partnerId),
  );
  return customers.map((customer) => ({
    id: customer.id,
    name: customer.name,
    email: customer.email,
    reference: customer.reference,
    customerId: customer.customerId,
    partnerId: customer.partnerId,
    partnerName: partnerName(customer.partnerId),
    city: customer.address.city,
    country: customer.address.country,
    sites: below(customer.id).sites,
    probes: below(customer.id).probes,
    health: healthOf(customer, below(customer.id)),
    grants: customer.grants,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    pending: pending(customer.id),
  }));
}

/** How a customer is doing; the worst comes first. `no-access` means that it grants fewer than all six rights. */
function healthOf(customer: Customer, { sites, silentProbes }: Below): CustomerRow['health'] {
  if (silentProbes > 0) return { state: 'silent-probes', silentProbes };
  if (!grantNames.every((name) => customer.grants.includes(name)))
    return { state: 'no-access', silentProbes };
  return { state: sites === 0 ? 'no-sites' : 'fine', silentProbes };
}

function partnerRows(db: Connection, partners: readonly Partner[]): PartnerRow[] {
  const ids = partners.map((partner) => partner.id);
  const below = countBelow(db, 'partner', ids);
  const pending = pendingOf(db, ids);
  return partners.map((partner) => ({
    id: partner.id,
    name: partner.name,
    email: partner.email,
    phone: partner.phone,
    city: partner.address.city,
    country: partner.address.country,
    customers: below(partner.id).customers,
    sites: below(partner.id).sites,
    silentProbes: below(partner.id).silentProbes,
    updatedAt: partner.updatedAt,
    pending: pending(partner.id),
  }));
}

/**
 * One statement for all that a site's row shows: with a million sites, each further one is felt. The probes are counted for the
 * whole window, not row by row: while a first snapshot comes in they have no index, and each row would read all of them.
 */
function siteRows(db: Connection, rids: readonly number[]): SiteRow[] {
  const found = new Map(
    prepared<
      [string],
      { rid: number; doc: string } & Pick<SiteRow, 'customerName' | 'probes' | 'silentProbes'>
    >(
      db,
      `WITH here AS MATERIALIZED
           (SELECT rid, id, customerId, doc FROM site WHERE rid IN (SELECT value FROM json_each(?))),
         placed AS MATERIALIZED
           (SELECT siteId, count(*) AS n FROM probe WHERE siteId IN (SELECT id FROM here) GROUP BY siteId),
         silent AS MATERIALIZED
           (SELECT siteId, count(*) AS n FROM probe
            WHERE status = 'offline' AND siteId IN (SELECT id FROM here) GROUP BY siteId)
         SELECT here.rid, here.doc, customer.name AS customerName,
           coalesce(placed.n, 0) AS probes, coalesce(silent.n, 0) AS silentProbes
         FROM here LEFT JOIN customer ON customer.id = here.customerId
           LEFT JOIN placed ON placed.siteId = here.id LEFT JOIN silent ON silent.siteId = here.id`,
    )
      .all(JSON.stringify(rids))
      .map((row) => [row.rid, row]),
  );
  const rows = rids.flatMap((rid): SiteRow[] => {
    const row = found.get(rid);
    if (!row) return [];
    const site = JSON.parse(row.doc) as Site;
    return [
      {
        id: site.id,
        name: site.name,
        customerId: site.customerId,
        customerName: row.customerName,
        city: site.address.city,
        country: site.address.country,
        timeZone: site.timeZone,
        probes: row.probes,
        silentProbes: row.silentProbes,
        createdAt: timeOfId(site.id) ?? site.createdAt,
        updatedAt: site.updatedAt,
        pending: null,
      },
    ];
  });
  const pending = pendingOf(
    db,
    rows.map(({ id }) => id),
  );
  for (const row of rows) row.pending = pending(row.id);
  return rows;
}

/** Projects with their customer's name and their licenses. */
function projectRows(db: Connection, projects: readonly Project[]): ProjectRow[] {
  const ids = projects.map(({ id }) => id);
  const pools = poolsOf(db, ids);
  const pending = pendingOf(db, ids);
  const customerName = namesOf(
    db,
    'customer',
    projects.map(({ customerId }) => customerId),
  );
  return projects.map((project) => ({
    id: project.id,
    name: project.name,
    email: project.email,
    company: project.company,
    login: project.login,
    country: project.country,
    customerId: project.customerId,
    customerName: customerName(project.customerId),
    status: project.status,
    licenses: pools(project.id),
    // A row from an older partner API has neither.
    closing: project.closing?.stage ?? null,
    deletedOn: project.notice?.deletedOn ?? null,
    lastActivityAt: project.lastActivityAt,
    createdAt: project.createdAt,
    updatedAt: project.updatedAt,
    pending: pending(project.id),
  }));
}

/** Probes with the names of their site and its customer. */
export function probeRows(db: Connection, probes: readonly Probe[]): ProbeRow[] {
  const sites = new Map(
    prepared<[string], { id: string; name: string; customerId: string; customerName: string | null }>(
      db,
      `SELECT site.id, site.name, customerId, customer.name AS customerName
         FROM site LEFT JOIN customer ON customer.id = customerId WHERE site.id IN (SELECT value FROM json_each(?))`,
    )
      .all(JSON.stringify(probes.map((probe) => probe.siteId).filter((id) => id !== null)))
      .map((site) => [site.id, site]),
  );
  const pending = pendingOf(
    db,
    probes.map((probe) => probe.id),
  );
  return probes.map((probe) => {
    const site = probe.siteId === null ? undefined : sites.get(probe.siteId);
    return {
      id: probe.id,
      serial: probe.serial,
      name: probe.name,
      softwareVersion: probe.softwareVersion,
      status: probe.status,
      lastReportAt: probe.lastReportAt,
      siteId: probe.siteId,
      siteName: site?.name ?? null,
      customerId: site?.customerId ?? null,
      customerName: site?.customerName ?? null,
      pending: pending(probe.id),
    };
  });
}
