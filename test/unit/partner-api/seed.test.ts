import { describe, expect, test } from 'vitest';
import { entityKinds, entitySchemas } from '../../../common/domain/entities.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { worldSeed } from '../../../partner-api/seed/world.ts';
import type { SeedRow } from '../../../partner-api/store/seed-rows.ts';

const now = Date.UTC(2026, 5, 1, 12);
const hour = 60 * 60 * 1000;

const ofKind = <K extends SeedRow['kind']>(rows: readonly SeedRow[], kind: K) =>
  rows.flatMap((entry) => (entry.kind === kind ? [entry.row as Extract<SeedRow, { kind: K }>['row']] : []));
const sample = [...sampleSeed(now).rows];
const world = [...worldSeed({ customers: 400, sites: 900, probes: 1200 }, () => undefined)(now).rows];

describe.each([
  ['sample', sample],
  ['world', world],
])('the seed %s', (_, rows) => {
  test('every row fits its schema', () => {
    rows.forEach(({ kind, row }, index) => {
      expect(entitySchemas[kind].safeParse({ ...row, version: index + 1 }).error).toBeUndefined();
    });
  });

  test('rows come in the order of a snapshot, with ids that rise and no id twice', () => {
    const kinds = rows.map(({ kind }) => entityKinds.indexOf(kind));
    expect(kinds).toEqual(kinds.toSorted((a, b) => a - b));
    for (const kind of entityKinds) {
      const ids = ofKind(rows, kind).map((row) => row.id);
      expect(ids).toEqual([...new Set(ids)].sort());
    }
  });

  test('whatever a row refers to is there', () => {
    const ids = new Set(rows.map(({ row }) => row.id));
    const references = [
      ...ofKind(rows, 'brand').map((row) => row.parentId),
      ...ofKind(rows, 'partner').map((row) => row.brandId),
      ...ofKind(rows, 'customer').flatMap((row) => [row.partnerId, row.brandId]),
      ...ofKind(rows, 'site').map((row) => row.customerId),
      ...ofKind(rows, 'probe').map((row) => row.siteId),
    ];
    expect(references.filter((id) => id !== null && !ids.has(id))).toEqual([]);
  });

  test('no two customers share a Customer ID', () => {
    const customerIds = ofKind(rows, 'customer').map((row) => row.customerId);
    expect(new Set(customerIds).size).toBe(customerIds.length);
  });
});

/** What a visit found, without the times and the ids that it's kept by. */
function foundIn(row: SeedRow['row']): object[] {
  if (!('findings' in row)) return [];
  return Object.values(row.findings).map((finding) => ({ ...finding, at: '' }));
}

describe('the seed sample', () => {
  test.each([0, 2, 12, 23])('after hour %i of a day two visits are of today, and three overdue', (after) => {
    const at = new Date(2026, 5, 1, after, 30).getTime();
    const visits = ofKind([...sampleSeed(at).rows], 'visit');
    const statesOf = (isSo: (day: string) => boolean) =>
      visits.flatMap(({ plannedOn, status }) => (isSo(plannedOn) && status !== 'done' ? [status] : []));
    expect(statesOf((day) => day < '2026-06-01')).toEqual(['planned', 'planned', 'planned']);
    expect(statesOf((day) => day === '2026-06-01')).toEqual(['under-way', 'planned']);
    for (const { startedAt } of visits) expect(startedAt === null || Date.parse(startedAt) <= at).toBe(true);
  });

  test('it is the same every time', () => {
    expect([...sampleSeed(now).rows]).toEqual(sample);
  });

  test('an hour later it’s the same but for its times, each an hour later, and the ids made of them', () => {
    const later = [...sampleSeed(now + hour).rows];
    const timeless = (rows: readonly SeedRow[]): unknown =>
      rows.map(({ row }) =>
        JSON.parse(JSON.stringify({ ...row, findings: foundIn(row) }), (field, value: unknown) =>
          /(^i|I)d$|At$|^(at|deletedOn)$/.test(field) ? undefined : value,
        ),
      );
    expect(timeless(later)).toEqual(timeless(sample));
    const times = (rows: readonly SeedRow[]) =>
      rows.flatMap(({ row }) =>
        [row.createdAt, row.updatedAt, 'lastReportAt' in row ? row.lastReportAt : null].map(
          (at) => at && Date.parse(at),
        ),
      );
    expect(times(later)).toEqual(times(sample).map((at) => at && at + hour));
  });

  test('it was kept for some twenty months up to now, with changes in the last days', () => {
    const daysAgo = (at: string) => (now - Date.parse(at)) / (24 * hour);
    const created = sample.map(({ row }) => daysAgo(row.createdAt));
    expect(Math.max(...created)).toBeGreaterThan(18 * 30);
    expect(Math.max(...created)).toBeLessThan(22 * 31);
    expect(Math.min(...created)).toBeGreaterThan(0);
    expect(Math.min(...created)).toBeLessThan(1);
    const changed = ofKind(sample, 'customer')
      .map((row) => daysAgo(row.updatedAt))
      .sort((a, b) => a - b);
    expect(changed[0]).toBeGreaterThanOrEqual(0);
    expect(changed[0]).toBeLessThan(1);
    expect(changed[2]).toBeLessThan(7);
    expect(changed.at(-1)).toBeGreaterThan(200);
  });

  test('its times make sense: ids are of the time of creation, edits and reports come after it', () => {
    for (const { row } of sample) {
      expect(Number.parseInt(row.id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse(row.createdAt));
      expect(Date.parse(row.updatedAt)).toBeGreaterThanOrEqual(Date.parse(row.createdAt));
      expect(Date.parse(row.updatedAt)).toBeLessThanOrEqual(now);
      if ('lastReportAt' in row && row.lastReportAt)
        expect(Date.parse(row.lastReportAt)).toBeGreaterThan(Date.parse(row.createdAt));
    }
  });

  test('it looks like a book: six partners, direct customers, customers without a site, spare and silent probes', () => {
    expect(ofKind(sample, 'partner')).toHaveLength(6);
    const customers = ofKind(sample, 'customer');
    expect(customers).toHaveLength(61);
    expect(customers.filter((row) => row.partnerId === null)).toHaveLength(10);
    const withSites = new Set(ofKind(sample, 'site').map((row) => row.customerId));
    expect(customers.filter((row) => !withSites.has(row.id))).toHaveLength(2);
    expect(customers.filter((row) => row.grants.length === 2).length).toBeGreaterThan(5);
    const probes = ofKind(sample, 'probe');
    expect(probes.filter((row) => row.siteId === null)).toHaveLength(25);
    for (const status of ['online', 'offline', 'unknown'] as const)
      expect(probes.filter((row) => row.siteId && row.status === status).length).toBeGreaterThan(2);
    for (const probe of probes)
      if (probe.lastReportAt) expect(Date.parse(probe.lastReportAt)).toBeLessThanOrEqual(now);
  });

  test.each(['Greek', 'Cyrillic', 'Han', 'Hangul', 'Hiragana', 'Arabic', 'Hebrew'])(
    'it has names in %s',
    (script) => {
      const pattern = new RegExp(`\\p{Script=${script}}`, 'u');
      expect(ofKind(sample, 'customer').some((row) => pattern.test(row.name))).toBe(true);
    },
  );

  test('its places are in time zones that exist', () => {
    for (const { timeZone } of ofKind(sample, 'site'))
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  });
});

describe('the seed world', () => {
  test('it has the size asked for, in real places of many countries', () => {
    expect(ofKind(world, 'customer')).toHaveLength(400);
    expect(ofKind(world, 'site')).toHaveLength(900);
    expect(ofKind(world, 'probe')).toHaveLength(1200);
    const countries = new Set(ofKind(world, 'customer').map((row) => row.address.country));
    expect(countries.size).toBeGreaterThan(50);
  });

  test('it tells its progress, and ends at a hundred', () => {
    const said: string[] = [];
    const { onProgress } = worldSeed({ customers: 10, sites: 0, probes: 0 }, (line) => said.push(line))(now);
    for (const rows of [1, 5, 10, 12]) onProgress?.(rows);
    expect(said.at(-1)).toContain('100 %');
  });
});
