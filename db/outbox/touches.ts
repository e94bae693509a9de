import type { EntityKind } from '../../common/domain/entities.ts';
import { isPlacement, placeOf, type Mutation, type MutationOf } from '../../common/domain/mutations.ts';
import type { NewMutation } from '../api.ts';
import type { RowStore } from '../rows/row-store.ts';
import { type Connection, plucked } from '../store/database.ts';
import type { Touch } from './outbox.ts';

type KindOf<N extends string> = N extends `${infer K}.${string}` ? K : never;

/** The kind of entity that a mutation names. */
export function kindOf({ name }: { name: Mutation['name'] }): KindOf<Mutation['name']> {
  // Every name is a kind, a dot and a verb; that the part before the dot is the kind is what slice can't say.
  return name.slice(0, name.indexOf('.')) as KindOf<Mutation['name']>;
}

/** What stands for a pool of licenses among what changes concern: moves of one pool are replayed together. It's no row's id. */
export function poolKey(holder: string | null): string {
  return `pool of ${holder ?? 'the partner account'}`;
}

/** Ids of the entities that a mutation names. */
export function namedIds(mutation: NewMutation | Mutation): string[] {
  const { args } = mutation;
  return 'ids' in args ? args.ids : [args.id];
}

/** What a mutation names. */
export function namedBy(mutation: NewMutation | Mutation): Touch[] {
  const kind = kindOf(mutation);
  return namedIds(mutation).map((id) => ({ kind, id }));
}

/**
 * What is above the things that a mutation names: where they are, where they were (by `before`), and where they go. Of a brand
 * that is its parent, of a
 * customer that is its partner, of a site its customer, of a probe and a visit its site and that one's customer, of a project its
 * customer, of a move of licenses whose pools they go from and to.
 */
export function ancestorsOf(mutation: Mutation, { rows, db }: { rows: RowStore; db: Connection }): Touch[] {
  const above: Touch[] = [];
  const add = (kind: EntityKind, ids: Iterable<unknown>) => {
    for (const id of new Set(ids)) if (typeof id === 'string') above.push({ kind, id });
  };
  const namedInFields = () => {
    if (mutation.name === 'customer.create') {
      add('billingAccount', [mutation.args.fields.billingAccountId]);
      add('brand', [mutation.args.fields.brandId]);
    }
    if (mutation.name === 'partner.create') add('brand', [mutation.args.fields.brandId]);
    if (mutation.name === 'onboardingLink.create' || mutation.name === 'accessRequest.link') {
      add('partner', [mutation.args.fields.partnerId]);
      add('brand', [mutation.args.fields.brandId]);
    }
    if (mutation.name === 'accessRequest.ask') add('customer', [mutation.args.fields.customerId]);
    if (mutation.name === 'notice.send')
      add(
        'customer',
        mutation.args.customers.map(({ customerId }) => customerId),
      );
    if (mutation.name === 'invite.create') {
      add('billingAccount', [mutation.args.fields.billingAccountId]);
      add('partner', [mutation.args.fields.partnerId]);
    }
    if (mutation.name === 'customer.update') {
      add('billingAccount', [mutation.args.changes['billingAccountId']]);
      add('brand', [mutation.args.changes['brandId']]);
    }
  };
  namedInFields();
  const customersOf = (sites: readonly unknown[]) =>
    sites.map((id) => (typeof id === 'string' ? rows.get('site', id)?.customerId : undefined));
  switch (mutation.name) {
    case 'customer.create':
      add('partner', [mutation.args.fields.partnerId]);
      break;
    case 'customer.restore':
      add('partner', aboveInBin(db, mutation));
      break;
    case 'customer.update':
    case 'customer.delete':
      add('partner', placesIn(db, 'customer', 'partnerId', namedIds(mutation)));
      break;
    case 'site.create':
      add('customer', [mutation.args.fields.customerId]);
      break;
    case 'site.update':
    case 'site.delete':
      add('customer', placesIn(db, 'site', 'customerId', namedIds(mutation)));
      break;
    case 'site.restore':
      add('customer', aboveInBin(db, mutation));
      break;
    case 'visit.create':
    case 'visit.update':
    case 'visit.delete':
    case 'visit.restore': {
      const sites =
        mutation.name === 'visit.create'
          ? [mutation.args.fields.siteId]
          : mutation.name === 'visit.restore'
            ? aboveInBin(db, mutation)
            : placesIn(db, 'visit', 'siteId', namedIds(mutation));
      add('site', sites);
      add('customer', customersOf(sites));
      break;
    }
    case 'brand.create':
      add('brand', [mutation.args.fields.parentId]);
      break;
    case 'brand.update':
      add('brand', [mutation.args.changes['parentId']]);
      break;
    case 'customer.realign':
      add('brand', placesOf(mutation));
      break;
    case 'customer.move':
      add('partner', placesOf(mutation));
      break;
    case 'probe.associate':
    case 'probe.disassociate': {
      const sites = placesOf(mutation);
      add('site', sites);
      add('customer', customersOf(sites));
      break;
    }
    case 'project.create':
      add('customer', [mutation.args.fields.customerId]);
      break;
    case 'project.update':
      add('customer', placesIn(db, 'project', 'customerId', namedIds(mutation)));
      add('customer', [mutation.args.changes['customerId']]);
      break;
    case 'project.close':
    case 'project.cancelClosing':
      add('customer', placesIn(db, 'project', 'customerId', namedIds(mutation)));
      break;
    case 'license.move':
      add('project', [mutation.args.from, mutation.args.to]);
      break;
    default:
      break;
  }
  return above;
}

/** What rows belong to, each once, without reading thousands of them whole. */
function placesIn(
  db: Connection,
  kind: 'customer' | 'site' | 'project' | 'visit',
  column: 'partnerId' | 'customerId' | 'siteId',
  ids: readonly string[],
): (string | null)[] {
  return plucked<[string], string | null>(
    db,
    `SELECT DISTINCT ${column} FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(ids));
}

/** Where the things were that a mutation puts somewhere else, and where they go; null for nowhere. */
function placesOf(mutation: Mutation): unknown[] {
  return isPlacement(mutation) ? [placeOf(mutation), ...Object.values(mutation.before)] : [];
}

const pathsAbove = {
  'customer.restore': ['customer', '$.partnerId'],
  'site.restore': ['site', '$.customerId'],
  'visit.restore': ['visit', '$.siteId'],
} as const;

/** What was above the things that a restore names, when they were deleted. */
function aboveInBin(db: Connection, { name, args }: MutationOf<keyof typeof pathsAbove>): (string | null)[] {
  const [kind, path] = pathsAbove[name];
  return db
    .prepare<[string, string, string, string], string | null>(
      `SELECT DISTINCT doc ->> ? FROM bin
       WHERE deletion = ? AND kind = ? AND id IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
    .all(path, args.deletion, kind, JSON.stringify(args.ids));
}
