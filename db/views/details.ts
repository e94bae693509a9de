import type { z } from 'zod';
import type {
  BrandChoice,
  CustomerDetail,
  PartnerChoice,
  PartnerDetail,
  siteSummary,
  SiteDetail,
} from '../../common/contract/views.ts';
import type { EntityKind, EntityRows, Probe } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import type { ProjectChoice, ProjectDetail } from '../../common/contract/projects.ts';
import { countBelow, namesOf } from './counts.ts';
import { licenseMoves, poolsOf } from './licenses.ts';
import { probeRows } from './list-rows.ts';
import { pendingOf } from './pending.ts';
import { visitsOfSite } from './visits.ts';

/** Most things below an entity that its detail shows. */
const firstLimit = 50;

function rowById<K extends EntityKind>(db: Connection, kind: K, id: string): EntityRows[K] | undefined {
  const doc = plucked<[string], string>(db, `SELECT doc FROM ${kind} WHERE id = ?`).get(id);
  return doc === undefined ? undefined : (JSON.parse(doc) as EntityRows[K]);
}

function reference(db: Connection, kind: EntityKind, id: string | null): { id: string; name: string } | null {
  const name = namesOf(db, kind, [id])(id);
  return id === null || name === null ? null : { id, name };
}

/** A customer with what belongs to it; null when it isn't in the cache. */
export function customerDetail(db: Connection, id: string): CustomerDetail | null {
  const customer = rowById(db, 'customer', id);
  if (!customer) return null;
  const { sites, probes, silentProbes } = countBelow(db, 'customer', [id])(id);
  return {
    customer,
    partner: reference(db, 'partner', customer.partnerId),
    brand: reference(db, 'brand', customer.brandId),
    billingAccount: reference(db, 'billingAccount', customer.billingAccountId ?? null),
    sites,
    probes,
    silentProbes,
    firstSites: firstSites(db, id),
    pending: pendingOf(db, [id])(id),
  };
}

function firstSites(db: Connection, customerId: string): z.infer<typeof siteSummary>[] {
  const sites = prepared<[string, number], { id: string; name: string; city: string }>(
    db,
    `SELECT id, name, doc ->> '$.address.city' AS city FROM site WHERE customerId = ? ORDER BY nameKey, id LIMIT ?`,
  ).all(customerId, firstLimit);
  const below = countBelow(
    db,
    'site',
    sites.map((site) => site.id),
  );
  return sites.map((site) => {
    const { probes, silentProbes } = below(site.id);
    return { ...site, probes, silentProbes };
  });
}

/** A partner with its first customers; null when it isn't in the cache. */
export function partnerDetail(db: Connection, id: string): PartnerDetail | null {
  const partner = rowById(db, 'partner', id);
  if (!partner) return null;
  const first = prepared<[string, number], { id: string; name: string }>(
    db,
    'SELECT id, name FROM customer WHERE partnerId = ? ORDER BY nameKey, id LIMIT ?',
  ).all(id, firstLimit);
  const below = countBelow(
    db,
    'customer',
    first.map((customer) => customer.id),
  );
  return {
    partner,
    brand: reference(db, 'brand', partner.brandId),
    customers: countBelow(db, 'partner', [id])(id).customers,
    firstCustomers: first.map((customer) => ({ ...customer, sites: below(customer.id).sites })),
    pending: pendingOf(db, [id])(id),
  };
}

/** A site with its probes; null when it isn't in the cache. */
export function siteDetail(db: Connection, id: string): SiteDetail | null {
  const site = rowById(db, 'site', id);
  if (!site) return null;
  const customer = rowById(db, 'customer', site.customerId);
  const probes = plucked<[string], string>(db, 'SELECT doc FROM probe WHERE siteId = ? ORDER BY nameKey, id')
    .all(id)
    .map((doc) => JSON.parse(doc) as Probe);
  return {
    site,
    customer: customer ? { id: customer.id, name: customer.name, grants: customer.grants } : null,
    probes: probeRows(db, probes),
    ...visitsOfSite(db, id, firstLimit),
    pending: pendingOf(db, [id])(id),
  };
}

/** A project with its licenses and their newest moves; null when it isn't in the cache. */
export function projectDetail(db: Connection, id: string): ProjectDetail | null {
  const project = rowById(db, 'project', id);
  if (!project) return null;
  const customer = project.customerId === null ? undefined : rowById(db, 'customer', project.customerId);
  return {
    project,
    customer: customer ? { id: customer.id, name: customer.name, grants: customer.grants } : null,
    licenses: poolsOf(db, [id])(id),
    moves: licenseMoves(db, id, { offset: 0, limit: firstLimit }),
    pending: pendingOf(db, [id])(id),
  };
}

/** Projects to choose from, by name. */
export function projectChoices(db: Connection): ProjectChoice[] {
  return prepared<[], Omit<ProjectChoice, 'grants'> & { grants: string | null }>(
    db,
    `SELECT project.id, project.name, customer.name AS customerName, customer.doc ->> '$.grants' AS grants,
         project.doc ->> '$.closing.stage' AS closing
       FROM project LEFT JOIN customer ON customer.id = project.customerId ORDER BY project.nameKey, project.id`,
  )
    .all()
    .map((choice) => ({
      ...choice,
      grants: choice.grants === null ? null : (JSON.parse(choice.grants) as string[]),
    }));
}

/** The project that has a login name; null where none is known to. */
export function projectWithLogin(db: Connection, login: string): string | null {
  const found = plucked<[string, string], string>(
    db,
    "SELECT id FROM project WHERE loginKey = ? AND doc ->> '$.login' = ?",
  );
  return found.get(foldText(login), login) ?? null;
}

/** Partners to choose from, by name. */
export function partnerChoices(db: Connection): PartnerChoice[] {
  return prepared<[], PartnerChoice>(
    db,
    `SELECT partner.id, partner.name, coalesce(n, 0) AS customers FROM partner
       LEFT JOIN (SELECT partnerId, count(*) AS n FROM customer GROUP BY partnerId) ON partnerId = partner.id
       ORDER BY nameKey, partner.id`,
  ).all();
}

/** Brands to choose from, by name. */
export function brandChoices(db: Connection): BrandChoice[] {
  return plucked<[], string>(db, 'SELECT doc FROM brand ORDER BY nameKey, id')
    .all()
    .map((doc) => {
      const { id, name, parentId, primaryColor, serviceDomain } = JSON.parse(doc) as EntityRows['brand'];
      return { id, name, parentId, primaryColor, serviceDomain };
    });
}

/** Customers of a partner (null: direct ones) with this name, blind to accents and case. */
export function customersNamed(
  db: Connection,
  partnerId: string | null,
  name: string,
  except: string | null,
): { id: string; name: string }[] {
  return prepared<[string, string | null, string | null], { id: string; name: string }>(
    db,
    'SELECT id, name FROM customer WHERE nameKey = ? AND partnerId IS ? AND id IS NOT ? ORDER BY id',
  ).all(foldText(name.trim()), partnerId, except);
}
