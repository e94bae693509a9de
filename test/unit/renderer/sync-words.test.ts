import { describe, expect, it } from 'vitest';
import type { SyncState } from '../../../common/contract/views.ts';
import { clockWords, syncWords, type SyncWords } from '../../../renderer/features/frame/sync-words.ts';

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

const cases: [what: string, state: Partial<SyncState>, words: SyncWords][] = [
  [
    'no workspace',
    { phase: 'closed', currentAt: null },
    { short: 'No workspace', sentence: 'No workspace is open.', tone: 'info' },
  ],
  [
    'a first snapshot that has just begun',
    { phase: 'first-snapshot', currentAt: null },
    { short: 'Loading', sentence: 'The first snapshot is on its way; lists fill as it comes.', tone: 'info' },
  ],
  [
    'a first snapshot half way',
    { phase: 'first-snapshot', currentAt: null, progress: { done: 50_499, total: 100_000, kinds: [] } },
    {
      short: 'Loading · 50 %',
      sentence: 'The first snapshot is on its way; lists fill as it comes. 50,499 of 100,000 rows are here.',
      tone: 'info',
    },
  ],
  [
    'a first snapshot of nothing',
    { phase: 'first-snapshot', currentAt: null, progress: { done: 0, total: 0, kinds: [] } },
    {
      short: 'Loading · 0 %',
      sentence: 'The first snapshot is on its way; lists fill as it comes. 0 of 0 rows are here.',
      tone: 'info',
    },
  ],
  [
    'a first snapshot to which rows came while it went on',
    { phase: 'first-snapshot', currentAt: null, progress: { done: 101, total: 100, kinds: [] } },
    {
      short: 'Loading · 100 %',
      sentence: 'The first snapshot is on its way; lists fill as it comes. 101 of 100 rows are here.',
      tone: 'info',
    },
  ],
  [
    'nothing to do',
    {},
    {
      short: 'Up to date · 12 s ago',
      sentence: 'Everything is up to date as of 12 s ago; nothing waits to be sent.',
      tone: 'good',
    },
  ],
  [
    'a first synchronisation without a snapshot',
    { phase: 'pulling', currentAt: null },
    { short: 'Synchronising…', sentence: 'Synchronising for the first time.', tone: 'info' },
  ],
  [
    'a pull in passing',
    { phase: 'pulling' },
    {
      short: 'Up to date · 12 s ago',
      sentence: 'Everything is up to date as of 12 s ago; nothing waits to be sent.',
      tone: 'good',
    },
  ],
  [
    'one change on its way',
    { phase: 'pushing', waiting: 1 },
    { short: '1 change waiting', sentence: '1 change is being sent.', tone: 'warn' },
  ],
  [
    'several changes on their way',
    { phase: 'pushing', waiting: 1200 },
    { short: '1,200 changes waiting', sentence: '1,200 changes are being sent.', tone: 'warn' },
  ],
  [
    'a stuck change, whatever else waits',
    { stuck: 1, waiting: 4 },
    {
      short: '1 change stuck',
      sentence: '1 change needs a decision; 4 more wait here.',
      tone: 'bad',
    },
  ],
  [
    'a stuck change, while others are being sent',
    { phase: 'pushing', stuck: 1, waiting: 1 },
    {
      short: '1 change stuck',
      sentence: '1 change needs a decision; 1 more is being sent.',
      tone: 'bad',
    },
  ],
  [
    'several stuck changes',
    { stuck: 2 },
    {
      short: '2 changes stuck',
      sentence: '2 changes need a decision; everything else is synchronised.',
      tone: 'bad',
    },
  ],
  [
    'a server that can’t be reached',
    { phase: 'unreachable' },
    {
      short: 'Offline · data from 14:02',
      sentence:
        'The partner API can’t be reached or doesn’t answer. You see data from 14:02 and can go on working.',
      tone: 'warn',
    },
  ],
  [
    'a server that can’t be reached, before anything came',
    { phase: 'unreachable', currentAt: null },
    {
      short: 'Offline · no data yet',
      sentence:
        'The partner API can’t be reached or doesn’t answer. You see no data yet and can go on working.',
      tone: 'warn',
    },
  ],
  [
    'work offline by choice, with a change that waits',
    { phase: 'offline-by-choice', waiting: 1 },
    {
      short: 'Offline · data from 14:02',
      sentence: 'You work offline by choice, with data from 14:02. 1 change waits here and will be sent.',
      tone: 'warn',
    },
  ],
  [
    'a session that ended',
    { phase: 'signed-out' },
    {
      short: 'Sign in again',
      sentence: 'The session ended. You see data from 14:02. Nothing waits to be sent.',
      tone: 'bad',
    },
  ],
  [
    'a session that ended, with changes that wait',
    { phase: 'signed-out', waiting: 3 },
    {
      short: 'Sign in again',
      sentence: 'The session ended. You see data from 14:02. 3 changes wait here and will be sent.',
      tone: 'bad',
    },
  ],
  [
    'answers that make no sense',
    { phase: 'faulty-answers' },
    {
      short: 'Faulty answers · data from 14:02',
      sentence: 'The partner API doesn’t answer as it should. You see data from 14:02 and can go on working.',
      tone: 'bad',
    },
  ],
  [
    'a server that asked for a pause',
    { phase: 'rate-limited' },
    {
      short: 'Pause asked for',
      sentence: 'The partner API asked for a pause; synchronising goes on by itself after it.',
      tone: 'warn',
    },
  ],
  [
    'a server that asked for a pause, with changes that wait',
    { phase: 'rate-limited', waiting: 2 },
    {
      short: '2 changes waiting',
      sentence:
        'The partner API asked for a pause; synchronising goes on by itself after it. 2 changes wait here and will be sent.',
      tone: 'warn',
    },
  ],
  [
    'a computer that slept until now',
    { currentAt: new Date(now - 8 * 3_600_000).toISOString() },
    {
      short: 'Checking… · data from 06:02',
      sentence: 'You see data from 06:02; what has changed since is being asked for.',
      tone: 'info',
    },
  ],
  [
    'a clock that was set back by days',
    { currentAt: new Date(now + 3 * 86_400_000).toISOString() },
    {
      short: 'Checking… · data from 15 Mar 2026, 14:02',
      sentence: 'You see data from 15 Mar 2026, 14:02; what has changed since is being asked for.',
      tone: 'info',
    },
  ],
  [
    'changes that the partner API can’t take yet',
    { waiting: 2 },
    {
      short: '2 changes waiting',
      sentence: '2 changes wait here and go as soon as the partner API takes them.',
      tone: 'warn',
    },
  ],
  [
    'a guest network',
    { phase: 'intercepted', waiting: 1 },
    {
      short: 'No way through · data from 14:02',
      sentence:
        'Something on the network answers in the partner API’s place. You see data from 14:02 and can go on working. 1 change waits here and will be sent.',
      tone: 'warn',
    },
  ],
  [
    'a proxy that wants a sign-in',
    { phase: 'proxy-refused' },
    {
      short: 'Stopped by the proxy · data from 14:02',
      sentence:
        'The network’s proxy lets nothing through to the partner API. You see data from 14:02 and can go on working.',
      tone: 'warn',
    },
  ],
  [
    'another server at the address',
    { phase: 'other-server' },
    {
      short: 'Another server · data from 14:02',
      sentence:
        'What answers at the address isn’t the partner API of before, so nothing is exchanged with it. You see data from 14:02 and can go on working.',
      tone: 'bad',
    },
  ],
  [
    'an app that is too old, with changes',
    { phase: 'client-too-old', waiting: 3 },
    {
      short: 'Update needed',
      sentence:
        'The partner API demands a newer version of Switchyard. You see data from 14:02 and can go on working. 3 changes stay here until then.',
      tone: 'bad',
    },
  ],
  [
    'a server that is too old',
    { phase: 'server-too-old' },
    {
      short: 'Server too old',
      sentence:
        'The partner API is too old for this version of Switchyard. You see data from 14:02 and can go on working.',
      tone: 'bad',
    },
  ],
  [
    'a disk that takes no more',
    { phase: 'local-fault' },
    {
      short: 'Trouble here · data from 14:02',
      sentence:
        'What comes from the partner API can’t be taken in on this computer. You see data from 14:02.',
      tone: 'bad',
    },
  ],
];

describe('the state of synchronisation', () => {
  it.each(cases)('is said for %s', (_what, state, words) => {
    expect(syncWords({ ...calm, ...state }, now)).toEqual(words);
  });
});

it.each([
  [24 * 60 * 60_000, '1 day ahead of'],
  [-(23 * 60 + 58) * 60_000, '1 day behind'],
  [3 * 24 * 60 * 60_000, '3 days ahead of'],
  [-120 * 60_000, '2 hours behind'],
  [7 * 60_000, '7 minutes ahead of'],
])('a clock that is off by %d ms is told as “%s”', (aheadMs, words) => {
  expect(clockWords(aheadMs)).toContain(`clock is ${words} the partner API’s`);
});
