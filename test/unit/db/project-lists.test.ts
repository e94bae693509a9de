import { expect, it } from 'vitest';
import type { ListSpec } from '../../../common/contract/views.ts';
import { listOf, openWith, projectRow } from './fixture.ts';

const day = 24 * 60 * 60 * 1000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const closing = (stage: 'asked' | 'closed') => ({
  ...{ stage, why: 'asked' as const, at: ago(1), by: 'Ada' },
  ...{ mailedAt: null, mailFault: '', expiresAt: null },
});

/** One that's used, one that's quiet, one whose notice was given late, one that's being closed and one that is. */
const openBook = () =>
  openWith({
    project: [
      projectRow(501, 'Used', null, { lastActivityAt: ago(1) }),
      projectRow(502, 'Quiet', null, { lastActivityAt: ago(80) }),
      projectRow(503, 'Told late', null, {
        lastActivityAt: ago(300),
        notice: { at: ago(1), deletedOn: ago(-45.5) },
      }),
      projectRow(504, 'Asked', null, {
        ...{ lastActivityAt: ago(200), status: 'blocked' as const, closing: closing('asked') },
      }),
      projectRow(505, 'Gone', null, {
        ...{ lastActivityAt: ago(200), status: 'blocked' as const, closing: closing('closed') },
      }),
      projectRow(506, 'Barred', null, { lastActivityAt: ago(119.5), status: 'blocked' }),
    ],
  });

const named = (spec: Partial<ListSpec>) => {
  const list = listOf({ ...spec, kind: 'project' });
  return openBook()
    .reader.listWindow(list, 0, 10)
    .rows.map(({ name }) => name);
};

it('projects are sorted by the days that are left of them; those that are being closed come last', () => {
  expect(named({ sort: { column: 'daysLeft', direction: 'ascending' } })).toEqual([
    ...['Barred', 'Quiet', 'Told late', 'Used'],
    ...['Asked', 'Gone'],
  ]);
});

it.each([
  ['most', '1', ['Barred']],
  ['most', '46', ['Barred', 'Quiet', 'Told late']],
  ['least', '46', ['Told late', 'Used']],
  ['is', '119', ['Used']],
] as const)('days left that are at %s %s', (operator, value, expected) => {
  expect(named({ where: [{ column: 'daysLeft', operator, value }] }).sort()).toEqual([...expected].sort());
});

it.each([
  ['active', ['Quiet', 'Told late', 'Used']],
  ['blocked', ['Barred']],
  ['closing', ['Asked']],
  ['closed', ['Gone']],
])('the status %s is what the list shows as such', (value, expected) => {
  expect(named({ where: [{ column: 'status', operator: 'is', value }] }).sort()).toEqual(expected);
});

it('what isn’t of a status has another', () => {
  expect(named({ where: [{ column: 'status', operator: 'not', value: 'closing' }] })).toHaveLength(5);
});
