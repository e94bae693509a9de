import { entityKinds, type EntityKind, type EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';

/** Numbers by which kinds are stored. They never change; the order of a walk is that of `entityKinds`. */
export const kindNumbers: Record<EntityKind, number> = {
  brand: 10,
  partner: 20,
  customer: 30,
  site: 40,
  probe: 50,
  billingAccount: 80,
  project: 60,
  license: 70,
  invite: 81,
  onboardingLink: 160,
  accessRequest: 161,
  notice: 190,
  visitTemplate: 90,
  visit: 100,
};

/** Every brand with its parent, for the tree of visibility. */
export const brandsSql = `SELECT id, parent AS parentId FROM entity WHERE kind = ${kindNumbers.brand}`;

const kindsByNumber = new Map(entityKinds.map((kind) => [kindNumbers[kind], kind]));

/** The kind with a stored number. Throws on a number that this version doesn't know. */
export function kindOfNumber(number: number): EntityKind {
  const kind = kindsByNumber.get(number);
  if (!kind) throw new Error(`The store holds rows of a kind that this version doesn't know: ${number}`);
  return kind;
}

/** What is stored beside a row's document, for looking it up. */
export interface LookupColumns {
  parent: string | null;
  publicId: string | null;
  search: string;
}

const columnsByKind: { [K in EntityKind]: (row: EntityRows[K]) => LookupColumns } = {
  brand: (row) => ({ parent: row.parentId, publicId: null, search: row.name }),
  billingAccount: (row) => ({ parent: null, publicId: null, search: `${row.name}\n${row.email}` }),
  // Found by whom it asks: by its Customer ID as long as it isn't linked.
  accessRequest: (row) => ({
    parent: row.asks === 'link' ? row.customerCode : row.customerId,
    publicId: null,
    search: `${row.name}\n${row.reason}`,
  }),
  notice: (row) => ({ parent: null, publicId: null, search: row.name }),
  onboardingLink: (row) => ({ parent: null, publicId: row.code, search: row.name }),
  invite: (row) => ({ parent: null, publicId: null, search: `${row.name}\n${row.contactEmail}` }),
  partner: (row) => ({ parent: null, publicId: null, search: `${row.name}\n${row.email}` }),
  customer: (row) => ({
    parent: row.partnerId,
    publicId: row.customerId,
    search: `${row.name}\n${row.email}\n${row.reference}\n${row.customerId ?? ''}`,
  }),
  site: (row) => ({ parent: row.customerId, publicId: null, search: `${row.name}\n${row.address.city}` }),
  probe: (row) => ({ parent: row.siteId, publicId: null, search: `${row.name}\n${row.serial}` }),
  project: (row) => ({
    parent: row.customerId,
    publicId: row.login,
    // The rest is erasable, and so in its document alone.
    search: `${row.name}\n${row.login}`,
  }),
  license: (row) => ({ parent: row.projectId, publicId: null, search: `${row.type}\n${row.reason}` }),
  visitTemplate: (row) => ({ parent: null, publicId: null, search: row.name }),
  visit: (row) => ({
    parent: row.siteId,
    publicId: null,
    search: `${row.name}\n${row.technician?.name ?? ''}`,
  }),
};

/** The columns of a row, its search text folded. */
export function lookupColumns<K extends EntityKind>(kind: K, row: EntityRows[K]): LookupColumns {
  const columns = columnsByKind[kind](row);
  return { ...columns, search: foldText(columns.search) };
}
