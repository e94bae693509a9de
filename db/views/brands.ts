import type {
  BrandDeleteImpact,
  BrandDetail,
  BrandRow,
  BrandScope,
  RealignImpact,
} from '../../common/contract/brands.ts';
import type { Brand } from '../../common/domain/entities.ts';
import { sightOf, whoseSightChanges } from '../../common/domain/visibility.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import { pendingOf } from './pending.ts';

/** Most customers that a scope names. */
const firstLimit = 50;

type Node = Pick<Brand, 'id' | 'name' | 'parentId'>;

/** Every brand by name. */
export function brandRows(db: Connection): BrandRow[] {
  const customers = new Map(
    db
      .prepare<[], [string, number]>(
        'SELECT brandId, count(*) FROM customer WHERE brandId IS NOT NULL GROUP BY brandId',
      )
      .raw()
      .all(),
  );
  const brands = db
    .prepare<[], string>('SELECT doc FROM brand ORDER BY nameKey, id')
    .pluck()
    .all()
    .map((doc) => withAccent(JSON.parse(doc) as Brand));
  const pending = pendingOf(
    db,
    brands.map(({ id }) => id),
  );
  return brands.map(({ id, name, parentId, primaryColor, accentColor, logo, serviceDomain, replyTo }) => ({
    ...{ id, name, parentId, primaryColor, accentColor, logo, serviceDomain, replyTo },
    customers: customers.get(id) ?? 0,
    pending: pending(id),
  }));
}

/** A brand with what an account of it would see; null when it isn't in the cache. */
export function brandDetail(db: Connection, id: string): BrandDetail | null {
  const doc = db.prepare<[string], string>('SELECT doc FROM brand WHERE id = ?').pluck().get(id);
  if (doc === undefined) return null;
  const brand = withAccent(JSON.parse(doc) as Brand);
  const parent = nodesOf(db).find((node) => node.id === brand.parentId);
  return {
    brand,
    parent: parent ? { id: parent.id, name: parent.name } : null,
    customers: countCustomers(db, [id]),
    scope: brandScope(db, id),
    pending: pendingOf(db, [id])(id),
  };
}

/** Ids of the customers of a brand, by name; of those below it none. */
export function customersOfBrand(db: Connection, id: string): string[] {
  return db
    .prepare<[string], string>('SELECT id FROM customer WHERE brandId = ? ORDER BY nameKey, id')
    .pluck()
    .all(id);
}

/** What an account that's bound to a brand would see, of what is in the cache. */
export function brandScope(db: Connection, id: string): BrandScope {
  const sight = [...(sightOf(id, nodesOf(db)) ?? [])];
  const keys = JSON.stringify(sight);
  const count = (sql: string) => plucked<[string], number>(db, sql).get(keys) ?? 0;
  const inSight = '(SELECT value FROM json_each(?))';
  return {
    brands: sight.length,
    partners: count(`SELECT count(*) FROM partner WHERE doc ->> '$.brandId' IN ${inSight}`),
    customers: countCustomers(db, sight),
    sites: count(
      `SELECT count(*) FROM customer JOIN site ON site.customerId = customer.id WHERE customer.brandId IN ${inSight}`,
    ),
    probes: count(
      `SELECT count(*) FROM customer JOIN site ON site.customerId = customer.id JOIN probe ON probe.siteId = site.id
       WHERE customer.brandId IN ${inSight}`,
    ),
    projects: count(
      `SELECT count(*) FROM customer JOIN project ON project.customerId = customer.id WHERE customer.brandId IN ${inSight}`,
    ),
    firstCustomers: prepared<[string, number], { id: string; name: string }>(
      db,
      `SELECT id, name FROM customer WHERE brandId IN ${inSight} ORDER BY nameKey, id LIMIT ?`,
    ).all(keys, firstLimit),
  };
}

/** What keeps brands from being deleted, of what is in the cache. Brands that are named together may be below one another. */
export function brandDeleteImpact(db: Connection, ids: readonly string[]): BrandDeleteImpact {
  const named = new Set(ids);
  const nodes = nodesOf(db);
  const blocked = nodes.flatMap(({ id, name }) => {
    if (!named.has(id)) return [];
    const below = nodes.filter(({ id: child, parentId }) => parentId === id && !named.has(child)).length;
    const of = (kind: 'partner' | 'customer' | 'billingAccount' | 'visitTemplate', more = '') =>
      db
        .prepare<[string], number>(`SELECT count(*) FROM ${kind} WHERE doc ->> '$.brandId' = ? ${more}`)
        .pluck()
        .get(id) ?? 0;
    const invites =
      db
        .prepare<[string], number>(
          `SELECT count(*) FROM invite WHERE doc ->> '$.brandId' = ? AND status = 'pending' AND doc ->> '$.revokedAt' IS NULL`,
        )
        .pluck()
        .get(id) ?? 0;
    const uses = [
      said(below, 'sub-brand', 'sub-brands'),
      said(countCustomers(db, [id]), 'customer', 'customers'),
      said(of('partner'), 'partner', 'partners'),
      said(of('billingAccount'), 'billing account', 'billing accounts'),
      said(of('visitTemplate'), 'template of visits', 'templates of visits'),
      said(invites, 'open invite', 'open invites'),
    ].filter((use) => use !== '');
    return uses.length > 0 ? [{ id, name, uses }] : [];
  });
  return { blocked };
}

/** What moving customers to a brand, or to none, means for who sees them. */
export function realignImpact(db: Connection, ids: readonly string[], brandId: string | null): RealignImpact {
  const list = JSON.stringify(ids);
  const moved = `SELECT id FROM customer WHERE id IN (SELECT value FROM json_each(?)) AND brandId IS NOT ?`;
  const count = (sql: string) => plucked<[string, string | null], number>(db, sql).get(list, brandId) ?? 0;
  const former = prepared<[string, string | null], { brandId: string | null; count: number }>(
    db,
    `SELECT brandId, count(*) AS count FROM customer
     WHERE id IN (SELECT value FROM json_each(?)) AND brandId IS NOT ? GROUP BY brandId`,
  ).all(list, brandId);
  const nodes = nodesOf(db);
  const customers = former.reduce((sum, each) => sum + each.count, 0);
  const changes = new Map<string, { gains: number; loses: number }>();
  for (const { brandId: was, count: n } of former) {
    const { gain, lose } = whoseSightChanges(was, brandId, nodes);
    for (const [ids, field] of [
      [gain, 'gains'],
      [lose, 'loses'],
    ] as const)
      for (const id of ids) {
        const change = changes.get(id) ?? { gains: 0, loses: 0 };
        change[field] += n;
        changes.set(id, change);
      }
  }
  return {
    customers,
    sites: count(`SELECT count(*) FROM site WHERE customerId IN (${moved})`),
    probes: count(
      `SELECT count(*) FROM site JOIN probe ON probe.siteId = site.id WHERE site.customerId IN (${moved})`,
    ),
    projects: count(`SELECT count(*) FROM project WHERE customerId IN (${moved})`),
    stay:
      (plucked<[string], number>(
        db,
        'SELECT count(*) FROM customer WHERE id IN (SELECT value FROM json_each(?))',
      ).get(list) ?? 0) - customers,
    brands: nodes.flatMap(({ id, name }) => {
      const change = changes.get(id);
      return change ? [{ id, name, ...change }] : [];
    }),
  };
}

function countCustomers(db: Connection, brandIds: readonly string[]): number {
  return (
    plucked<[string], number>(
      db,
      'SELECT count(*) FROM customer WHERE brandId IN (SELECT value FROM json_each(?))',
    ).get(JSON.stringify(brandIds)) ?? 0
  );
}

function nodesOf(db: Connection): Node[] {
  return prepared<[], Node>(db, 'SELECT id, name, parentId FROM brand ORDER BY nameKey, id').all();
}

// A row from before there was one has none.
function withAccent(brand: Brand): Brand {
  return { ...brand, accentColor: (brand.accentColor as string | undefined) ?? '' };
}

function said(count: number, one: string, many: string): string {
  return count === 0 ? '' : count === 1 ? `one ${one}` : `${count} ${many}`;
}
