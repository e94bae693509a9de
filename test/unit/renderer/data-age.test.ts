import { describe, expect, test } from 'vitest';
import type { SyncState } from '../../../common/contract/views.ts';
import { asideWords, dataAge } from '../../../renderer/features/lists/data-age.ts';

const at = new Date(2026, 2, 12, 14, 2);
const now = at.getTime() + 12_000;
const calm: SyncState = {
  phase: 'up-to-date',
  currentAt: at.toISOString(),
  complete: true,
  progress: null,
  aside: [],
  waiting: 0,
  stuck: 0,
  nextTryAt: null,
  trouble: null,
  notices: [],
  clockAheadMs: null,
  revision: 1,
};
const loading = {
  done: 12_900,
  total: 110_000,
  kinds: [
    { kind: 'customer', done: 900, total: 900 },
    { kind: 'site', done: 12_000, total: 96_000 },
    { kind: 'probe', done: 0, total: 13_100 },
    { kind: 'hologram', done: 0, total: 5 },
  ],
};
const admin = { id: 'a', login: 'admin', name: 'Ingrid', role: 'admin' as const, scope: null };
const scoped = { ...admin, scope: { brandId: 'b', name: 'Nordlys' } };

describe('a list says of itself', () => {
  test.each<[string, Partial<SyncState>, string[]]>([
    ['nothing when all is here and current', {}, []],
    ['nothing while changes are pulled or sent', { phase: 'pushing', waiting: 2 }, []],
    [
      'since when it’s complete where nothing can be reached',
      { phase: 'unreachable' },
      ['Complete as of 14:02'],
    ],
    ['since when it’s complete on a guest network', { phase: 'intercepted' }, ['Complete as of 14:02']],
    ['since when it’s complete while nobody is signed in', { phase: 'signed-out' }, ['Complete as of 14:02']],
    [
      'since when it’s complete after a night’s sleep',
      { currentAt: new Date(now - 8 * 3_600_000).toISOString() },
      ['Complete as of 06:02'],
    ],
    [
      'what of it is still on its way in a first snapshot',
      { phase: 'first-snapshot', currentAt: null, complete: false, progress: loading },
      ['Not complete yet', 'Sites: 12,000 of 96,000'],
    ],
    [
      'that it’s fetched anew, while what was here stays',
      { phase: 'first-snapshot', complete: false, progress: loading },
      ['Complete as of 14:02', 'Being fetched anew', 'Sites: 12,000 of 96,000'],
    ],
  ])('%s', (_what, state, said) => {
    expect(dataAge({ ...calm, ...state }, admin, ['customer', 'site'], now)).toEqual(said);
  });

  test('which visits are still on their way', () => {
    const kinds = [
      { kind: 'visit', done: 10, total: 11 },
      { kind: 'visitTemplate', done: 0, total: 2 },
    ];
    const state = { ...calm, complete: false, currentAt: null, progress: { done: 10, total: 13, kinds } };
    expect(dataAge(state, admin, ['visit', 'visitTemplate'], now)).toEqual([
      'Not complete yet',
      'Visits: 10 of 11',
      'Templates of visits: 0 of 2',
    ]);
  });

  test('what part of everything the account sees, always', () => {
    expect(dataAge(calm, scoped, ['customer'], now)).toEqual(['You see Nordlys and the brands below it']);
  });
});

test('rows kept aside are counted by kind, and nothing is said where there are none', () => {
  expect(asideWords(calm)).toBeNull();
  expect(asideWords({ ...calm, aside: [{ kind: 'hologram', rows: 1 }] })).toBe(
    '1 row of kinds that this version doesn’t know is kept aside (1 “hologram”)',
  );
  expect(
    asideWords({
      ...calm,
      aside: [
        { kind: 'drone', rows: 1200 },
        { kind: 'hologram', rows: 3 },
      ],
    }),
  ).toBe('1,203 rows of kinds that this version doesn’t know are kept aside (1,200 “drone”, 3 “hologram”)');
});
