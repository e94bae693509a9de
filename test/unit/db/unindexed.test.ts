import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { dueReasons } from '../../../common/contract/visit-plan.ts';
import { listKinds, sortColumns } from '../../../common/contract/views.ts';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  snapshotBody,
} from './fixture.ts';

interface Step {
  id: number;
  parent: number;
  detail: string;
}

/** All SQL that connections are asked to prepare from here on, with the connection. */
function recordPrepared(): { db: Database.Database; sql: string }[] {
  const seen: { db: Database.Database; sql: string }[] = [];
  const original = Database.prototype.prepare;
  const spy = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    sql: string,
  ) {
    seen.push({ db: this, sql });
    return original.call(this, sql);
  });
  onTestFinished(() => spy.mockRestore());
  return seen;
}

/** Where a statement reads a whole table once for each row of something else. */
function repeatedScans(db: Database.Database, sql: string): string[] {
  if (!/^\s*(SELECT|WITH)/.test(sql)) return [];
  const places = (sql.match(/\?/g) ?? []).map(() => '[]');
  const named = Object.fromEntries((sql.match(/@\w+/g) ?? []).map((name) => [name.slice(1), '[]']));
  const given = Object.keys(named).length > 0 ? [named] : places;
  const steps = db.prepare<unknown[], Step>(`EXPLAIN QUERY PLAN ${sql}`).all(...given);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const isScan = ({ detail }: Step) => /^SCAN (partner|customer|site|probe|t)\b/.test(detail);
  const isRepeated = (step: Step): boolean => {
    const above = byId.get(step.parent);
    if (above?.detail.startsWith('CORRELATED')) return true;
    return above !== undefined && isRepeated(above);
  };
  const isInner = (step: Step) =>
    steps.some(
      (other) => other.parent === step.parent && other.id < step.id && /^(SCAN|SEARCH)/.test(other.detail),
    );
  return steps
    .filter((step) => isScan(step) && (isRepeated(step) || isInner(step)))
    .map(({ detail }) => detail);
}

it('reads no table again for each row while a first snapshot comes in and nothing has an index yet', () => {
  const seen = recordPrepared();
  const { writer, reader } = openHere();
  writer.beginSnapshot();
  writer.applySnapshotPage(
    snapshotBody(
      {
        partner: [partnerRow(1, 'Northwind')],
        customer: [customerRow(11, 'Contoso', idOf(1))],
        site: [siteRow(21, 'Harbour', idOf(11))],
        probe: [probeRow(31, idOf(21))],
      },
      { start: 'at-50', next: 'p2' },
    ),
  );
  seen.length = 0;
  reader.overview();
  reader.counts();
  for (const kind of listKinds)
    for (const column of sortColumns[kind]) {
      reader.listWindow(listOf({ kind, sort: { column, direction: 'ascending' } }), 0, 100);
      reader.listWindow(listOf({ kind, filters: ['attention'] }), 0, 100);
    }
  reader.partnerDetail(idOf(1));
  reader.customerDetail(idOf(11));
  reader.siteDetail(idOf(21));
  reader.search('harb', 10);
  reader.siteRegions();
  for (const due of dueReasons)
    reader.sitesToPlan({ country: 'PT', city: 'Porto', due, months: 6, limit: 50 });
  const faults = seen
    .splice(0)
    .flatMap(({ db, sql }) => repeatedScans(db, sql).map((scan) => `${scan}: ${sql}`));
  expect([...new Set(faults)]).toEqual([]);
});

it('looks for two of one name among the pairs that were noted, not among all rows', () => {
  const seen = recordPrepared();
  const { writer, reader } = openWith({
    customer: [customerRow(11, 'Contoso'), customerRow(12, 'Fabrikam')],
    site: [siteRow(21, 'Harbour', idOf(11))],
  });
  seen.length = 0;
  writer.queue([change('site.create', { id: idOf(50), fields: siteRow(50, 'Quay', idOf(11)) })]);
  writer.applyChanges(changesBody(1001, [{ kind: 'site', row: siteRow(60, 'Quay', idOf(11)) }]), noon);
  writer.status();
  expect(reader.conflictPage(0, 100).total).toBe(1);
  reader.conflictDetail(`${idOf(50)}.${idOf(60)}`);
  reader.overview();
  const plans = seen
    .splice(0)
    .filter(({ sql }) => sql.startsWith('SELECT') && /\b(twin|created)\b/.test(sql))
    .map(({ db, sql }) => {
      const places = sql.includes('@') ? [{ place: '', name: '' }] : (sql.match(/\?/g) ?? []).map(() => 0);
      return db.prepare<unknown[], Step>(`EXPLAIN QUERY PLAN ${sql}`).all(...places);
    });
  expect(plans.length).toBeGreaterThan(4);
  const scans = plans.flat().filter(({ detail }) => /^SCAN (?!twin\b|created\b|CONSTANT ROW)/.test(detail));
  expect(scans.filter(({ detail }) => !/^SCAN \(subquery/.test(detail))).toEqual([]);
});

it('finds what was made here under the name of a newcomer through the index that narrows most', () => {
  const seen = recordPrepared();
  const { writer } = openWith({ customer: [customerRow(11, 'Contoso')] });
  seen.length = 0;
  writer.queue([change('site.create', { id: idOf(50), fields: siteRow(50, 'Quay', idOf(11)) })]);
  writer.applyChanges(
    changesBody(1001, [
      { kind: 'partner', row: partnerRow(2, 'Quay') },
      { kind: 'customer', row: customerRow(61, 'Quay') },
      { kind: 'site', row: siteRow(60, 'Quay', idOf(11)) },
    ]),
    noon,
  );
  const first = seen
    .filter(({ sql }) => sql.includes('CROSS JOIN created'))
    .map(
      ({ db, sql }) =>
        db.prepare<unknown[], Step>(`EXPLAIN QUERY PLAN ${sql}`).all({ place: '', name: '' })[0]?.detail,
    );
  expect(first).toEqual([
    expect.stringMatching(/^SEARCH partner USING COVERING INDEX partner_name \(nameKey=\?\)/),
    expect.stringMatching(/^SEARCH customer USING INDEX customer_name \(nameKey=\?\)/),
    expect.stringMatching(/^SEARCH site USING INDEX site_customer_name \(customerId=\? AND nameKey=\?\)/),
  ]);
});
