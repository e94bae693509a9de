import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashOfVisit, reportFileName } from '../../../main/exchange/visit-report.ts';
import { visitDetail } from '../../../common/contract/visits.ts';
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
