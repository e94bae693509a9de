import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  hashOfReport,
  hashOfVisit,
  lookOfReport,
  reportFileName,
} from '../../../main/exchange/visit-report.ts';
import { visitDetail, type VisitDetail } from '../../../common/contract/visits.ts';
import { customerFields } from '../../../common/domain/entities.ts';
import { idOf, visitRow } from '../db/fixture.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const visit = visitDetail.shape.visit.parse(
  visitRow(51, idOf(21), { notes: 'Rack moved', name: 'Yearly check, Łódź' }),
);

test('the hash of a report is that of the visit’s data, in whichever order its fields came', () => {
  const turned = Object.fromEntries(Object.entries(visit).toReversed()) as typeof visit;
  expect(hashOfVisit(turned)).toBe(hashOfVisit(visit));
  const sorted = JSON.stringify(
    Object.fromEntries(Object.entries(visit).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
  expect(hashOfVisit(visit)).toBe(createHash('sha256').update(sorted).digest('hex'));
  expect(hashOfVisit({ ...visit, notes: 'Rack moved.' })).not.toBe(hashOfVisit(visit));
});

test('a report’s file is named by the visit and the day', () => {
  const clock = new ManualClock('2026-03-02T08:00:00.000Z');
  expect(reportFileName(visit, clock)).toBe('visit-yearly-check-łodz-2026-03-02.pdf');
});

test.each([
  [
    'its own where it has any',
    { displayName: 'Riverside', primaryColor: '#112233' },
    true,
    'Riverside',
    '#112233',
  ],
  [
    'its own with its name where it has a colour alone',
    { primaryColor: '#112233' },
    true,
    'Weser Clinic',
    '#112233',
  ],
  ['its brand’s where it has none', {}, true, 'Northern Brand', '#445566'],
  ['its name in the product’s colour where there’s no brand either', {}, false, 'Weser Clinic', ''],
])('a customer’s report has a look: %s', (_what, rebrand, hasBrand, name, primaryColor) => {
  const customer = customerFields.parse({
    ...{ partnerId: null, name: 'Weser Clinic', email: 'office@weser.example', rebrand },
  });
  const brand = hasBrand ? { name: 'Northern Brand', logo: '', primaryColor: '#445566' } : null;
  expect(lookOfReport(customer, brand)).toEqual({ name, logo: '', primaryColor });
});

test('a report is another one where something that it shows is, and the same where a probe has reported since', () => {
  const look = { name: 'Weser Clinic', logo: '', primaryColor: '' };
  const probe = { id: idOf(31), serial: 'SWP-1', name: 'Depot 1', status: 'online' };
  const detail = {
    visit,
    site: null,
    customer: null,
    probes: [probe],
    pending: null,
  } as never as VisitDetail;
  const hash = hashOfReport(detail, look, [idOf(60), idOf(61)]);
  const silent = { ...detail, probes: [{ ...probe, status: 'offline' }] } as never as VisitDetail;
  expect(hashOfReport(silent, look, [idOf(61), idOf(60)])).toBe(hash);
  const others = [
    hashOfReport({ ...detail, visit: { ...visit, notes: 'Other' } }, look, [idOf(60), idOf(61)]),
    hashOfReport(detail, { ...look, primaryColor: '#112233' }, [idOf(60), idOf(61)]),
    hashOfReport(detail, look, [idOf(60)]),
  ];
  expect(new Set([hash, ...others]).size).toBe(4);
});
