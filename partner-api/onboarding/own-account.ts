import { grantNames, isGrantName, type Customer, type GrantName } from '../../common/domain/entities.ts';
import {
  customerLeaves,
  fieldAt,
  sameValue,
  withFields,
  type FieldValues,
} from '../../common/domain/fields.ts';
import { z } from 'zod';
import { changeRow } from '../commands/writing.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CustomerSession } from './customer-sessions.ts';
import { ownScope } from './own-scope.ts';

/** What a customer edits of itself on its own pages, by dotted path, in the order of the page. */
export const ownFields = [
  ...['name', 'email'],
  ...['street', 'street2', 'postalCode', 'city', 'region', 'country'].map((field) => `address.${field}`),
  ...['technicalContact', 'billingContact'].flatMap((contact) =>
    ['name', 'email', 'phone'].map((field) => `${contact}.${field}`),
  ),
] as const;

/** What a customer typed, and what the page had shown in the same fields. */
interface OwnEdit {
  values: Readonly<Record<string, string>>;
  seen: Readonly<Record<string, string | undefined>>;
  requestId: string;
}

/** What the page shows of a customer, by path. */
export function ownValues(customer: Customer): Record<string, string> {
  return Object.fromEntries(
    ownFields.map((path) => {
      const value = fieldAt(customer, path);
      return [path, typeof value === 'string' ? value : ''];
    }),
  );
}

/** What is wrong with values typed on the page, by path: the same rules as everywhere. */
export function faultsOfOwn(values: Readonly<Record<string, string>>): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const path of ownFields) {
    const leaf = customerLeaves.get(path);
    const parsed = leaf && z.safeParse(leaf, values[path] ?? '');
    const fault = parsed && !parsed.success ? parsed.error.issues[0]?.message : undefined;
    if (fault) faults[path] = fault;
  }
  return faults;
}

/**
 * Saves what a customer changed of itself: the values that are others than those that the page showed, so that what somebody else
 * changed meanwhile stays. Null when it isn't there any more.
 */
export async function saveOwn(
  store: Store,
  surroundings: Surroundings,
  session: CustomerSession,
  { values, seen, requestId }: OwnEdit,
): Promise<Customer | null> {
  return changeOwn(store, surroundings, session, { action: 'customer.edit', requestId }, (customer) => {
    const changes: FieldValues = {};
    for (const path of ownFields) {
      const leaf = customerLeaves.get(path);
      const value = leaf ? z.parse(leaf, values[path] ?? '') : undefined;
      const isEdited = seen[path] === undefined || !sameValue(seen[path], value);
      if (isEdited && !sameValue(fieldAt(customer, path), value)) changes[path] = value;
    }
    return changes;
  });
}

/** What a customer checked on its page, and what the page had shown as granted; null where it didn't say. */
interface GrantEdit {
  granted: ReadonlySet<string>;
  seen: ReadonlySet<string> | null;
  requestId: string;
}

/**
 * Saves which rights a customer grants: those that are others than the page showed, so that what somebody else granted or revoked
 * meanwhile stays. So does what a newer version granted beside the known ones. Null when it isn't there any more.
 */
export async function saveGrants(
  store: Store,
  surroundings: Surroundings,
  session: CustomerSession,
  { granted, seen, requestId }: GrantEdit,
): Promise<Customer | null> {
  const { person } = session;
  return changeOwn(store, surroundings, session, { action: 'customer.grant', requestId }, (customer, at) => {
    const isMeant = (name: GrantName) =>
      seen?.has(name) === granted.has(name) ? customer.grants.includes(name) : granted.has(name);
    return grantChanges(customer, new Set(grantNames.filter(isMeant)), { at, by: person.name });
  });
}

/** What changes of a customer that grants just these rights, with who granted what is new. What this version doesn't know stays. */
export function grantChanges(
  { grants, granted: before = {} }: Customer,
  granted: ReadonlySet<string>,
  by: { at: string; by: string },
): FieldValues {
  const next = [
    ...grantNames.filter((name) => granted.has(name)),
    ...grants.filter((name) => !isGrantName(name)),
  ];
  if (sameValue([...grants].sort(), [...next].sort())) return {};
  const meta = next.flatMap((name) => {
    const known = grants.includes(name) ? before[name] : by;
    return known ? [[name, known] as const] : [];
  });
  return { grants: next, granted: Object.fromEntries(meta) };
}

/** A customer by its id, whether somebody looks after it or nobody does yet. */
export async function ownCustomer(
  store: Store,
  id: string,
): Promise<{ customer: Customer; isLone: boolean } | null> {
  const row = await store.read.row(null, 'customer', id);
  if (row) return { customer: JSON.parse(row.json) as Customer, isLone: false };
  const lone = await store.read.loneCustomer(id);
  return lone && { customer: lone, isLone: true };
}

async function changeOwn(
  store: Store,
  surroundings: Surroundings,
  { customerId, person }: CustomerSession,
  { action, requestId }: { action: 'customer.edit' | 'customer.grant'; requestId: string },
  changesOf: (customer: Customer, at: string) => FieldValues,
): Promise<Customer | null> {
  return store.transaction(async (tx) => {
    const customer = await tx.row('customer', customerId);
    const scope = ownScope(tx, surroundings, person, action, requestId);
    if (customer) {
      await changeRow(scope, 'customer', customer, changesOf(customer, scope.at));
      return tx.row('customer', customerId);
    }
    const lone = await tx.loneCustomer(customerId);
    if (!lone) return null;
    const changed = { ...withFields(lone, changesOf(lone, scope.at)), updatedAt: scope.at };
    await tx.saveLoneCustomer(changed);
    return changed;
  });
}
