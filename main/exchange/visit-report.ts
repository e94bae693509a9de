import { createHash } from 'node:crypto';
import type { ReportLook, VisitDetail } from '../../common/contract/visits.ts';
import type { Brand, Customer } from '../../common/domain/entities.ts';
import { isoNow, type Clock } from '../ports.ts';

/**
 * SHA-256 of a visit as a report shows it, in hexadecimal: of its JSON with the keys in order at every level. What the partner API
 * answers for the visit at the same version has the same.
 */
export function hashOfVisit(visit: VisitDetail['visit']): string {
  return hashOfData(visit);
}

/** SHA-256 of all that a report shows: what has the same is the same report. `photosHere` are the ids of those that it can show. */
export function hashOfReport(
  { visit, site, customer, probes, pending }: VisitDetail,
  look: ReportLook,
  photosHere: readonly string[],
): string {
  return hashOfData({
    ...{ visit, site, look, photosHere: photosHere.toSorted(), isPending: pending !== null },
    customer: customer && { name: customer.name, grants: customer.grants },
    probes: probes.map(({ id, name, serial }) => ({ id, name, serial })),
  });
}

function hashOfData(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(data)))
    .digest('hex');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}

/**
 * Whose look a report has: the customer's own where its rebrand information says any, else its brand's. Without either its name
 * stands there in the product's own colour.
 */
export function lookOfReport(
  customer: Pick<Customer, 'name' | 'rebrand'> | null,
  brand: Pick<Brand, keyof ReportLook> | null,
): ReportLook {
  const { displayName = '', logo = '', primaryColor = '' } = customer?.rebrand ?? {};
  if (!brand || displayName || logo || primaryColor)
    return { name: displayName || (customer?.name ?? ''), logo, primaryColor };
  return { name: brand.name, logo: brand.logo, primaryColor: brand.primaryColor };
}

/** What the file of a report is called: `visit-quarterly-check-mueller-2026-03-01.pdf`. */
export function reportFileName({ name }: VisitDetail['visit'], clock: Clock): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return `${['visit', plain, isoNow(clock).slice(0, 10)].filter(Boolean).join('-')}.pdf`;
}
