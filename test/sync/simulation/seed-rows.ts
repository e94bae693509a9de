import {
  billingAccount,
  brand,
  customerFields,
  fullGrants,
  minimalGrants,
  partnerFields,
  project,
  projectFields,
  site,
  visitTemplate,
} from '../../../common/domain/entities.ts';
import type { SeedRow } from '../../../partner-api/store/seed-rows.ts';

/** When every world begins, in milliseconds since the epoch. */
export const worldBegins = Date.parse('2026-03-02T08:00:00.000Z');

const at = new Date(worldBegins - 86_400_000).toISOString();

/** What licenses there are of in the beginning, in the partner account's pool. */
export const licenseTypes = ['Backup', 'Monitoring'] as const;

/** Customer IDs that are well formed and that nobody has. */
export const spareCodes = ['BCDF-GHJK-10', 'MNPQ-RSTV-20', 'WXZB-2345-30', 'CDFG-6789-40'] as const;

/** A readable id: the same in every world. */
function idOf(kind: number | string, n: number): string {
  const tail = `${kind}${String(n).padStart(11, '0')}`;
  return `01950000-0000-7000-8000-${tail}`;
}

/** The projects that every world begins with. */
export const seedProjects: readonly string[] = [1, 2, 3].map((n) => idOf('b', n));

/** What every world begins with: small enough to be copied thousands of times, with every relation that a row can have. */
export function seedRows(): SeedRow[] {
  const envelope = (kind: number | string, n: number) => ({
    id: idOf(kind, n),
    createdAt: at,
    updatedAt: at,
  });
  const brands = [1, 2, 3].map((n): SeedRow => {
    const parentId = n === 1 ? null : idOf(1, 1);
    const row = { ...envelope(1, n), version: 0, parentId, name: `Brand ${n}` };
    return { kind: 'brand', row: brand.parse(row) };
  });
  const partners = [1, 2, 3, 4].map((n): SeedRow => {
    const fields = partnerFields.parse({
      name: `Partner ${n}`,
      email: `office@p${n}.example`,
      brandId: idOf(1, (n % 3) + 1),
    });
    return { kind: 'partner', row: { ...fields, ...envelope(2, n) } };
  });
  const customers = Array.from({ length: 12 }, (_, index): SeedRow => {
    const n = index + 1;
    const fields = customerFields.parse({
      partnerId: n % 4 === 0 ? null : idOf(2, n % 4),
      name: `Customer ${n}`,
      email: `it@c${n}.example`,
      technicalContact: { name: 'Tess', email: n % 2 ? `t@c${n}.example` : '', phone: '' },
      brandId: idOf(1, (n % 3) + 1),
    });
    const row = {
      ...fields,
      ...envelope(3, n),
      customerId: `SIMU-0000-${String(n).padStart(2, '0')}`,
      origin: 'wizard' as const,
      grants: [...(n === 5 ? minimalGrants : fullGrants)],
    };
    return { kind: 'customer', row };
  });
  const sites = Array.from({ length: 10 }, (_, index): SeedRow => {
    const n = index + 1;
    const row = { ...envelope(4, n), version: 0, customerId: idOf(3, n), name: `Site ${n}` };
    return { kind: 'site', row: site.parse(row) };
  });
  const probes = Array.from({ length: 12 }, (_, index): SeedRow => {
    const n = index + 1;
    return {
      kind: 'probe',
      row: {
        ...envelope(5, n),
        siteId: n > 10 ? null : idOf(4, n),
        serial: `SN-${n}`,
        name: `Probe ${n}`,
        softwareVersion: '1.0',
        status: n % 3 === 0 ? 'offline' : 'online',
        lastReportAt: at,
      },
    };
  });
  const billing = [1, 2].map((n): SeedRow => {
    const row = { ...envelope('a', n), version: 0, name: `Billing ${n}`, email: `bill@b${n}.example` };
    return { kind: 'billingAccount', row: billingAccount.parse(row) };
  });
  const projects = [1, 2, 3].map((n): SeedRow => {
    const fields = projectFields.parse({
      ...{ customerId: n === 3 ? null : idOf(3, n), name: `Project ${n}`, country: 'CH' },
      ...{ email: `p${n}@projects.example`, login: `project${n}` },
    });
    const row = { ...fields, ...envelope('b', n), version: 0, status: 'active', lastActivityAt: at };
    return { kind: 'project', row: project.parse(row) };
  });
  const bought = licenseTypes.map((type, index): SeedRow => {
    const id = idOf('c', index + 1);
    const entry = { moveId: id, projectId: null, type, quantity: 20, reason: '', by: 'Bought' };
    return { kind: 'license', row: { ...envelope('c', index + 1), ...entry } };
  });
  const templates = [1, 2].map((n): SeedRow => {
    const row = { ...envelope('d', n), version: 0, name: `Template ${n}`, items: [`Look at ${n}`] };
    return { kind: 'visitTemplate', row: visitTemplate.parse(row) };
  });
  return [
    ...[...brands, ...partners, ...customers, ...sites, ...probes],
    ...[...billing, ...projects, ...bought, ...templates],
  ];
}
