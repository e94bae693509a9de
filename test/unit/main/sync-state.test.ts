import { describe, expect, test } from 'vitest';
import { syncState } from '../../../common/contract/views.ts';
import type { ErrorCode } from '../../../common/contract/errors.ts';
import type { CacheStatus } from '../../../db/api.ts';
import { closedState, deriveSyncState, type SyncFacts } from '../../../main/sync/state.ts';

const facts: SyncFacts = {
  offlineByChoice: false,
  signedIn: true,
  activity: 'idle',
  trouble: null,
  nextTryAt: null,
  notices: [],
  clockAheadMs: null,
};
const cache: CacheStatus = {
  epoch: 'e',
  cursor: 'c',
  seq: 7,
  complete: true,
  currentAt: '2026-03-02T08:00:00.000Z',
  snapshot: null,
  aside: {},
  waiting: 0,
  stuck: 0,
  revision: 3,
};
const trouble = (code: ErrorCode): SyncFacts['trouble'] => ({
  error: { code, message: 'What happened.', retry: 'later', detail: 'GET /v1/changes → 500' },
  at: '2026-03-02T08:00:00.000Z',
});

describe('the phase of synchronisation', () => {
  const cases: [string, Partial<SyncFacts>, Partial<CacheStatus>, string][] = [
    ['nothing is under way', {}, {}, 'up-to-date'],
    ['nothing is under way and the first snapshot isn’t whole', {}, { complete: false }, 'first-snapshot'],
    ['a snapshot is under way', { activity: 'snapshot' }, { complete: false }, 'first-snapshot'],
    [
      'a change is sent during the first snapshot',
      { activity: 'pushing' },
      { complete: false },
      'first-snapshot',
    ],
    ['changes are pulled', { activity: 'pulling' }, {}, 'pulling'],
    ['a change is sent', { activity: 'pushing' }, { waiting: 1 }, 'pushing'],
    ['the operator works offline', { offlineByChoice: true }, {}, 'offline-by-choice'],
    [
      'the operator works offline, signed out and in trouble',
      { offlineByChoice: true, signedIn: false, trouble: trouble('unreachable') },
      {},
      'offline-by-choice',
    ],
    ['nobody is signed in', { signedIn: false }, {}, 'signed-out'],
    [
      'nobody is signed in, whatever the trouble',
      { signedIn: false, trouble: trouble('unreachable') },
      {},
      'signed-out',
    ],
    ['there’s no answer', { trouble: trouble('unreachable') }, {}, 'unreachable'],
    [
      'there’s no answer, and it’s being tried again',
      { trouble: trouble('unreachable'), activity: 'pulling' },
      {},
      'unreachable',
    ],
    ['it asked to slow down', { trouble: trouble('too-many-requests') }, {}, 'rate-limited'],
    ['the session ended', { trouble: trouble('session-expired') }, {}, 'signed-out'],
    ['an answer can’t be understood', { trouble: trouble('unexpected-answer') }, {}, 'faulty-answers'],
    [
      'an answer can’t be understood during the first snapshot',
      { trouble: trouble('unexpected-answer') },
      { complete: false },
      'faulty-answers',
    ],
    ['the cache can’t be written', { trouble: trouble('cache') }, {}, 'local-fault'],
    ['the app itself failed', { trouble: trouble('internal') }, {}, 'local-fault'],
    ['a guest network answers', { trouble: trouble('intercepted') }, {}, 'intercepted'],
    [
      'a guest network answers the first snapshot',
      { trouble: trouble('intercepted') },
      { complete: false },
      'intercepted',
    ],
    ['the proxy wants a sign-in', { trouble: trouble('proxy-refused') }, {}, 'proxy-refused'],
    ['another server answers', { trouble: trouble('other-server') }, {}, 'other-server'],
    [
      'the server demands a newer app',
      { trouble: trouble('client-too-old') },
      { waiting: 4 },
      'client-too-old',
    ],
    ['the server is too old', { trouble: trouble('server-too-old') }, {}, 'server-too-old'],
    [
      'the server is too old, and nobody is signed in',
      { signedIn: false, trouble: trouble('server-too-old') },
      {},
      'signed-out',
    ],
  ];
  test.each(cases)('when %s', (_when, someFacts, someCache, phase) => {
    const state = deriveSyncState({ ...facts, ...someFacts }, { ...cache, ...someCache });
    expect(state.phase).toBe(phase);
    expect(syncState.safeParse(state).success).toBe(true);
  });
});

describe('the state of synchronisation', () => {
  test('says what is wrong in one sentence, with detail to copy and the time of the next try', () => {
    const state = deriveSyncState({ ...facts, trouble: trouble('unreachable'), nextTryAt: 0 }, cache);
    expect(state.trouble).toEqual({
      sentence: 'What happened.',
      detail: 'unreachable: GET /v1/changes → 500',
      at: '2026-03-02T08:00:00.000Z',
    });
    expect(state.nextTryAt).toBe('1970-01-01T00:00:00.000Z');
  });

  test('names no next try and no trouble while the operator works offline', () => {
    const state = deriveSyncState(
      { ...facts, offlineByChoice: true, trouble: trouble('unreachable'), nextTryAt: 9 },
      cache,
    );
    expect(state).toMatchObject({ trouble: null, nextTryAt: null });
  });

  test('shows how far a snapshot is, and what waits', () => {
    const snapshot = { after: 'x', done: 10, total: 40, kinds: { site: { done: 4, total: 30 } } };
    const state = deriveSyncState(facts, { ...cache, complete: false, snapshot, waiting: 2, stuck: 1 });
    expect(state).toMatchObject({
      progress: { done: 10, total: 40, kinds: [{ kind: 'site', done: 4, total: 30 }] },
      waiting: 2,
      stuck: 1,
    });
  });

  test('counts what is kept aside', () => {
    const state = deriveSyncState(facts, { ...cache, aside: { hologram: 12 } });
    expect(state.aside).toEqual([{ kind: 'hologram', rows: 12 }]);
  });

  test('is closed while no workspace is open', () => {
    expect(syncState.parse(closedState([])).phase).toBe('closed');
  });
});
