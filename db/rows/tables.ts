import {
  grantNames,
  type Address,
  type Contact,
  type EntityKind,
  type EntityRows,
} from '../../common/domain/entities.ts';
import { countryName } from '../../common/domain/country-names.ts';
import { dataCentreOf } from '../../common/domain/projects.ts';
import { foldText } from '../../common/domain/text.ts';
import type { SqlValue } from '../store/database.ts';

/** How a kind's rows lie in its table: the columns that lists sort, filter, join and search by, beside id, version and doc. */
export interface KindTable<K extends EntityKind> {
  columns: readonly string[];
  /** Values of `columns`, in their order. */
  values(row: EntityRows[K]): SqlValue[];
  /** The id of what the row belongs to; null for none. */
  parent(row: EntityRows[K]): string | null;
}

/** The table of every kind. */
export const kindTables: { [K in EntityKind]: KindTable<K> } = {
  brand: {
    columns: ['parentId', 'name', 'nameKey'],
    values: (row) => [row.parentId, row.name, foldText(row.name)],
    parent: (row) => row.parentId,
  },
  billingAccount: {
    columns: ['name', 'nameKey'],
    values: (row) => [row.name, foldText(row.name)],
    parent: () => null,
  },
  partner: {
    columns: ['name', 'nameKey', 'emailKey', 'cityKey', 'updatedAt', 'moreKey', 'countryKey'],
    values: (row) => [
      row.name,
      foldText(row.name),
      foldText(row.email),
      foldText(row.address.city),
      row.updatedAt,
      moreKey(row.address, row.phone),
      countryKey(row.address),
    ],
    parent: () => null,
  },
  customer: {
    columns: [
      'partnerId',
      'name',
      'nameKey',
      'emailKey',
      'referenceKey',
      'customerIdKey',
      'externalKey',
      'cityKey',
      'fullGrants',
      'createdAt',
      'updatedAt',
      'moreKey',
      'countryKey',
      'billingAccountId',
      'brandId',
    ],
    values: (row) => [
      row.partnerId,
      row.name,
      foldText(row.name),
      foldText(row.email),
      foldText(row.reference),
      row.customerId === null ? '' : foldText(row.customerId),
      externalKey(row.externalIds),
      foldText(row.address.city),
      grantNames.every((name) => row.grants.includes(name)) ? 1 : 0,
      row.createdAt,
      row.updatedAt,
      moreKey(row.address, contactText(row.technicalContact), contactText(row.billingContact)),
      countryKey(row.address),
      row.billingAccountId ?? null,
      row.brandId ?? null,
    ],
    parent: (row) => row.partnerId,
  },
  site: {
    columns: [
      'customerId',
      'name',
      'nameKey',
      'externalKey',
      'cityKey',
      'updatedAt',
      'moreKey',
      'countryKey',
      'timeZone',
    ],
    values: (row) => [
      row.customerId,
      row.name,
      foldText(row.name),
      externalKey(row.externalIds),
      foldText(row.address.city),
      row.updatedAt,
      moreKey(row.address, contactText(row.contact)),
      countryKey(row.address),
      row.timeZone,
    ],
    parent: (row) => row.customerId,
  },
  invite: {
    columns: ['status', 'name', 'nameKey', 'expiresAt', 'contactKey'],
    values: (row) => [
      ...[row.status, row.name, foldText(row.name), row.expiresAt],
      foldText(`${row.contactName} ${row.contactEmail}`),
    ],
    parent: () => null,
  },
  accessRequest: {
    columns: ['name', 'nameKey'],
    values: (row) => [row.name, foldText(row.name)],
    parent: () => null,
  },
  notice: {
    columns: ['name', 'nameKey'],
    values: (row) => [row.name, foldText(row.name)],
    parent: () => null,
  },
  onboardingLink: {
    columns: ['name', 'nameKey'],
    values: (row) => [row.name, foldText(row.name)],
    parent: () => null,
  },
  probe: {
    columns: ['siteId', 'name', 'nameKey', 'serialKey', 'status', 'lastReportAt', 'versionKey'],
    values: (row) => [
      row.siteId,
      row.name,
      foldText(row.name),
      foldText(row.serial),
      row.status,
      row.lastReportAt,
      versionKey(row.softwareVersion),
    ],
    parent: (row) => row.siteId,
  },
  project: {
    columns: [
      'customerId',
      'name',
      'nameKey',
      'emailKey',
      'companyKey',
      'loginKey',
      'countryKey',
      'dataCentre',
      'status',
      'lastActivityAt',
      'createdAt',
      'updatedAt',
    ],
    values: (row) => [
      row.customerId,
      row.name,
      foldText(row.name),
      foldText(row.email),
      foldText(row.company),
      foldText(row.login),
      row.country === '' ? '' : foldText(countryName(row.country)),
      foldText(dataCentreOf(row.country)),
      row.status,
      row.lastActivityAt,
      row.createdAt,
      row.updatedAt,
    ],
    parent: (row) => row.customerId,
  },
  license: {
    columns: ['projectId', 'name', 'nameKey', 'moveId', 'quantity', 'createdAt', 'reason', 'mover'],
    // An entry is called by its type.
    values: (row) => [
      row.projectId,
      row.type,
      foldText(row.type),
      row.moveId,
      row.quantity,
      row.createdAt,
      row.reason,
      row.by,
    ],
    parent: (row) => row.projectId,
  },
  visitTemplate: {
    columns: ['name', 'nameKey', 'customerId'],
    values: (row) => [row.name, foldText(row.name), row.customerId],
    parent: () => null,
  },
  visit: {
    columns: [
      'siteId',
      'name',
      'nameKey',
      'status',
      'plannedOn',
      'technicianId',
      'technicianKey',
      'notesKey',
      'updatedAt',
    ],
    values: (row) => [
      row.siteId,
      row.name,
      foldText(row.name),
      row.status,
      row.plannedOn,
      row.technician?.id ?? null,
      foldText(row.technician?.name ?? ''),
      foldText(row.notes),
      row.updatedAt,
    ],
    parent: (row) => row.siteId,
  },
};

function externalKey(ids: { value: string }[]): string {
  return ids.length === 0 ? '' : foldText(ids.map((id) => id.value).join(' '));
}

/** What search looks into beside the fields that have columns of their own. */
function moreKey({ street, street2, region, postalCode }: Address, ...others: string[]): string {
  const texts = [street, street2, region, postalCode, ...others].filter((text) => text !== '');
  return texts.length === 0 ? '' : foldText(texts.join(' '));
}

/** Sorts by the country's name, as screens show it. */
function countryKey({ country }: Address): string {
  return country === '' ? '' : foldText(countryName(country));
}

function contactText({ name, email, phone }: Contact): string {
  return [name, email, phone].filter((text) => text !== '').join(' ');
}

/** A version that sorts as its numbers do: 1.10 comes after 1.9. */
function versionKey(version: string): string {
  return version.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}
