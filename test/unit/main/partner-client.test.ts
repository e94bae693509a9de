import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { Problem } from '../../../common/partner-api/problem.ts';
import { Failure } from '../../../common/contract/errors.ts';
import { partnerAddress } from '../../../main/partner/address.ts';
import { retryAfterMs } from '../../../main/partner/answers.ts';
import { PartnerClient } from '../../../main/partner/client.ts';
import { Stopped } from '../../../main/partner/deadline.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import { inPerson } from '../../../main/partner/in-person.ts';
import { followingCursorOf, nextOf } from '../../../main/sync/pull.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let server: http.Server;
let answer: http.RequestListener;
let client: PartnerClient;
let clock: ManualClock;
const token = 'an-access-token-nobody-may-see';
const open = new AbortController().signal;

beforeEach(async () => {
  clock = new ManualClock();
  answer = (_request, response) => response.writeHead(404).end();
  server = http.createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new PartnerClient({ address: () => Promise.resolve(url), fetch, clock, clientVersion: '1.2.0' });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Answers every request the same. */
function always(status: number, type: string, body: string, headers: Record<string, string> = {}): void {
  answer = (_request, response) => response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}

async function failureOf(asked: Promise<unknown>): Promise<PartnerFailure> {
  try {
    await asked;
  } catch (thrown) {
    if (thrown instanceof PartnerFailure) return thrown;
    throw thrown;
  }
  throw new Error('it succeeded');
}

const problem = (kind: string, status: number, more: Partial<Problem> = {}) =>
  JSON.stringify({
    type: `/problems/${kind}`,
    title: 'A title',
    status,
    kind,
    detail: 'A sentence.',
    ...more,
  });
const mutation = (id: string): Mutation => ({
  id,
  context: 'partner-account',
  name: 'partner.delete',
  args: { ids: ['0190a1b2-0000-7000-8000-000000000001'] },
  before: {},
  touches: [],
  after: [],
  at: '2026-03-02T08:00:00.000Z',
});

describe('finding a partner API', () => {
  test('knows one by its name and version', async () => {
    const about = { service: 'switchyard-partner-api', apiVersion: 1, name: 'Riverside', epoch: 'e' };
    always(200, 'application/json; charset=utf-8', JSON.stringify(about));
    expect(await client.discover()).toEqual(about);
  });

  test.each([
    ['a web page', 200, 'text/html', '<title>Welcome</title>'],
    ['JSON of another service', 200, 'application/json', '{"service":"weather","apiVersion":1}'],
    ['broken JSON', 200, 'application/json', '{"service":'],
    ['a web server’s 404', 404, 'text/html', 'Not found'],
    ['a page behind a password', 401, 'text/html', 'Who are you'],
    ['a redirection', 302, 'text/plain', ''],
  ])('tells %s from a partner API', async (_what, status, type, body) => {
    always(status, type, body);
    const { error } = await failureOf(client.discover());
    expect(error.code).toBe('unexpected-answer');
    expect(error.message).toContain('no partner API');
  });

  test('says so when nothing is there', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { error } = await failureOf(client.discover());
    expect(error).toMatchObject({ code: 'unreachable', retry: 'later' });
    expect(error.detail).toContain('ECONNREFUSED');
    server = http.createServer().listen(0);
  });

  test('asks for an update where the server is of a newer version', async () => {
    always(
      200,
      'application/json',
      '{"service":"switchyard-partner-api","apiVersion":2,"name":"R","epoch":"e"}',
    );
    expect((await failureOf(client.discover())).error.code).toBe('client-too-old');
  });
});

describe('signing in', () => {
  test('with a wrong password says that login or password isn’t right', async () => {
    always(401, 'application/problem+json', problem('unauthenticated', 401));
    expect((await failureOf(client.signIn('admin', 'wrong'))).error.code).toBe('wrong-credentials');
  });

  test('never has the password in what it fails with', async () => {
    always(500, 'text/plain', 'hunter2-secret');
    const { error } = await failureOf(client.signIn('admin', 'hunter2-secret'));
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  test('with a role that isn’t known here sees, under the server’s own name for it', async () => {
    const account = { id: 'a', login: 'aud', name: 'Astrid', role: 'auditor' };
    const pair = { accessToken: 'x', refreshToken: 'y', expiresIn: 600, account };
    always(200, 'application/json', JSON.stringify(pair));
    expect((await client.signIn('aud', 'x')).account).toMatchObject({
      role: 'read-only',
      roleTitle: 'auditor',
      scope: null,
    });
  });

  test('understands no tokens of another shape', async () => {
    always(200, 'application/json', '{"accessToken":5,"refreshToken":"secret-refresh","expiresIn":"soon"}');
    const { error } = await failureOf(client.signIn('admin', 'x'));
    expect(error.code).toBe('unexpected-answer');
    expect(error.message).toContain('accessToken');
    expect(JSON.stringify(error)).not.toContain('secret-refresh');
  });
});

describe('an answer that isn’t what was asked for', () => {
  test.each([
    ['401', 401, 'application/problem+json', problem('session-expired', 401), 'session-expired'],
    ['403', 403, 'application/problem+json', problem('forbidden', 403), 'not-allowed'],
    ['410', 410, 'application/problem+json', problem('cursor-gone', 410), 'unexpected-answer'],
    ['413', 413, 'application/problem+json', problem('too-large', 413), 'invalid'],
    ['429', 429, 'application/problem+json', problem('too-many-requests', 429), 'too-many-requests'],
    ['500', 500, 'application/problem+json', problem('internal', 500), 'unexpected-answer'],
    ['500 as a page', 500, 'text/html', '<h1>Oops</h1>', 'unexpected-answer'],
    ['502', 502, 'text/html', 'Bad gateway', 'unreachable'],
    ['503', 503, 'application/problem+json', problem('unavailable', 503), 'unreachable'],
    ['404 as a page', 404, 'text/html', 'Not found', 'intercepted'],
    ['a redirection', 307, 'text/plain', '', 'intercepted'],
    ['a network’s own sign-in', 511, 'text/html', '<h1>Sign in</h1>', 'intercepted'],
    ['401 as a page', 401, 'text/html', 'Who are you', 'intercepted'],
    ['410 as a page', 410, 'text/html', 'Gone', 'intercepted'],
    ['401 of nobody’s', 401, 'text/plain', 'no', 'unexpected-answer'],
    ['410 of nobody’s', 410, 'text/plain', 'no', 'unexpected-answer'],
    [
      'a demand for a newer app',
      426,
      'application/problem+json',
      problem('client-too-old', 426),
      'client-too-old',
    ],
    ['a web page in place of JSON', 200, 'text/html', '<title>Hotel</title>', 'intercepted'],
    [
      'JSON cut in the middle',
      200,
      'application/json',
      '{"epoch":"e","changes":[{"op":"up',
      'unexpected-answer',
    ],
    ['nothing', 200, 'application/json', '', 'unexpected-answer'],
  ])(
    '%s becomes a failure with a code, a sentence and a detail without the token',
    async (_what, status, type, body, code) => {
      always(status, type, body);
      const { error } = await failureOf(client.changesPage(token, 'cursor-x', false, open));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
      expect(JSON.stringify(error)).not.toContain(token);
    },
  );

  const json = 'application/problem+json';
  test.each([
    ['429 of the partner API', 429, json, problem('too-many-requests', 429), true],
    ['a demand for a newer app', 426, json, problem('client-too-old', 426), true],
    ['a session that ended', 401, json, problem('session-expired', 401), true],
    ['too much to do', 503, json, problem('unavailable', 503, { nothingDone: true }), true],
    ['too much to do, of an older partner API', 503, json, problem('unavailable', 503), false],
    ['a failure', 500, json, problem('internal', 500), false],
    ['another kind with 429', 429, json, problem('mail-limit', 429), false],
    ['429 in words of its own with another status', 503, json, problem('too-many-requests', 429), false],
    ['429 of somebody between', 429, 'text/html', 'Slow down', false],
    ['JSON of somebody between', 429, 'application/json', '{"error":"slow down"}', false],
    ['426 of somebody between', 426, 'text/plain', 'Upgrade Required', false],
    ['503 of somebody between', 503, 'text/html', 'Service Unavailable', false],
    ['502', 502, 'text/html', 'Bad gateway', false],
    ['504', 504, 'text/html', 'Gateway timeout', false],
    ['an answer that isn’t understood', 200, 'application/json', '{}', false],
  ])('%s says whether nothing was done', async (_what, status, type, body, nothingDone) => {
    always(status, type, body, { 'retry-after': '3' });
    const failure = await failureOf(client.push(token, [], open, false));
    expect(failure.nothingDone).toBe(nothingDone);
  });

  test('that breaks off is taken for a connection that broke, not for a page', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
      response.write('{"epoch":"e"', () => response.destroy());
    };
    expect((await failureOf(client.snapshotPage(token, null, open))).error.code).toBe('unreachable');
  });

  test('never carries the token to another address', async () => {
    const seen: string[] = [];
    const elsewhere = http.createServer((request, response) => {
      seen.push(String(request.headers.authorization));
      response.end();
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    always(307, 'text/plain', '', { location: `http://127.0.0.1:${port}/v1/changes` });
    await failureOf(client.changesPage(token, 'c', false, open));
    await new Promise((resolve) => elsewhere.close(resolve));
    expect(seen).toEqual([]);
  });

  test.each([
    ['wrong types', '{"epoch":7,"results":0}'],
    ['no result for a change', '{"epoch":"e","results":[]}'],
    ['a result for another change', '{"epoch":"e","results":[{"id":"b","outcome":"applied","seq":1}]}'],
  ])('to a push with %s isn’t believed', async (_what, body) => {
    always(200, 'application/json', body);
    const pushed = client.push(token, [mutation('0190a1b2-0000-7000-8000-000000000002')], open, false);
    expect((await failureOf(pushed)).error.code).toBe('unexpected-answer');
  });
});

test.each([401, 410, 400, 422])(
  'a page with status %i decides nothing about session, cursor or changes',
  async (status) => {
    always(status, 'text/html', '<title>Hotel</title>');
    expect((await failureOf(client.changesPage(token, 'c', false, open))).status).toBeNull();
  },
);

describe('an older or newer partner API', () => {
  const about = { service: 'switchyard-partner-api', apiVersion: 1, name: 'Riverside', epoch: 'e' };
  test.each([
    [
      'of a newer contract, whatever else it says',
      { service: about.service, apiVersion: 2 },
      'client-too-old',
    ],
    ['of an older contract', { ...about, apiVersion: 0 }, 'server-too-old'],
    ['that takes a newer app alone', { ...about, minClient: '1.10.0' }, 'client-too-old'],
  ])('%s is told in a sentence', async (_what, body, code) => {
    always(200, 'application/json', JSON.stringify(body));
    const { error } = await failureOf(client.greet());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    ['says less of itself', about],
    ['says more of itself', { ...about, minClient: '1.2.0', weather: 'fine' }],
    ['demands a version that can’t be read', { ...about, minClient: 'latest' }],
  ])('that %s is worked with', async (_what, body) => {
    always(200, 'application/json', JSON.stringify(body));
    expect(await client.greet()).toMatchObject({ name: 'Riverside' });
  });

  test('is told the version of Switchyard with each request', async () => {
    const said: unknown[] = [];
    answer = (request, response) => {
      said.push(request.headers['switchyard-client']);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(about));
    };
    await client.greet();
    expect(said).toEqual(['1.2.0']);
  });

  test('may answer a change with an outcome that isn’t known here: it’s asked again', async () => {
    const id = '0190a1b2-0000-7000-8000-000000000002';
    const results = [{ id, outcome: 'deferred', until: 'tomorrow' }];
    always(200, 'application/json', JSON.stringify({ epoch: 'e', results, more: true }));
    expect(await client.push(token, [mutation(id)], open, false)).toMatchObject({
      results: [{ id, outcome: 'retry', because: expect.stringContaining('“deferred”'), isUnclear: true }],
    });
  });

  test('may refuse a change for a reason that isn’t known here', async () => {
    const id = '0190a1b2-0000-7000-8000-000000000002';
    const told = { type: '/problems/moon', title: 'The moon is full', status: 418, kind: 'moon', phase: 4 };
    const results = [{ id, outcome: 'rejected', problem: told }];
    always(200, 'application/json', JSON.stringify({ epoch: 'e', results }));
    expect(await client.push(token, [mutation(id)], open, false)).toMatchObject({
      results: [{ outcome: 'rejected', problem: { title: 'The moon is full' } }],
    });
  });

  test('isn’t believed when it answers a known outcome in another shape', async () => {
    const id = '0190a1b2-0000-7000-8000-000000000002';
    always(200, 'application/json', JSON.stringify({ epoch: 'e', results: [{ id, outcome: 'applied' }] }));
    expect((await failureOf(client.push(token, [mutation(id)], open, false))).error.code).toBe(
      'unexpected-answer',
    );
  });
});

describe('silence', () => {
  test('before an answer ends the request at its deadline', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const failed = failureOf(client.changesPage(token, 'c', false, open));
    await arrived.promise;
    clock.advance(60_000);
    expect((await failed).error).toMatchObject({ code: 'unreachable' });
  });

  test('while changes are sent is given what their bytes take at 16 kB/s, on top', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const large = { ...mutation('m1'), touches: ['x'.repeat(320_000)] };
    const failed = failureOf(client.push(token, [large], open, false));
    await arrived.promise;
    clock.advance(79_000);
    expect(clock.waits[0]).toBeLessThan(2000);
    clock.advance(2000);
    expect((await failed).error).toMatchObject({ code: 'unreachable', detail: 'nothing heard for 80 s' });
  });

  test('in the middle of an answer ends the request too', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"epoch":', () => arrived.resolve());
    };
    const failed = failureOf(client.changesPage(token, 'c', false, open));
    await arrived.promise;
    clock.advance(60_000);
    expect((await failed).error.code).toBe('unreachable');
  });

  test('hardly broken by a byte now and then ends the request too', async () => {
    const arrived = Promise.withResolvers<http.ServerResponse>();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{', () => arrived.resolve(response));
    };
    const heard = Promise.withResolvers<void>();
    let received = 0;
    const listening = new PartnerClient({
      address: () => Promise.resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        const counted = response.body?.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              controller.enqueue(chunk);
              received += chunk.byteLength;
              if (received >= 2) heard.resolve();
            },
          }),
        );
        return new Response(counted ?? null, { status: response.status, headers: response.headers });
      },
      clock,
      clientVersion: '1.2.0',
    });
    const failed = failureOf(listening.changesPage(token, 'c', false, open));
    const response = await arrived.promise;
    await expect.poll(() => clock.waits.length).toBe(3);
    clock.advance(25_000);
    response.write('"');
    await heard.promise;
    await expect.poll(() => clock.waits.at(-2)).toBe(30_000);
    clock.advance(5000);
    expect((await failed).error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('too slow'),
      detail: '2 bytes in 30 s',
    });
  });

  test('of the event stream beyond its heartbeat ends it', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: change\ndata: {"epoch":"e","seq":4}\n\n');
    };
    const told = Promise.withResolvers<unknown>();
    const failed = failureOf(
      client.events(token, { onOpen: () => undefined, onEvent: (event) => told.resolve(event) }, open),
    );
    expect(await told.promise).toEqual({ epoch: 'e', seq: 4 });
    clock.advance(60_000);
    expect((await failed).error.code).toBe('unreachable');
  });

  test('is cut short when nobody wants the answer any more', async () => {
    const stop = new AbortController();
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const asked = client.changesPage(token, 'c', false, stop.signal);
    await arrived.promise;
    stop.abort();
    await expect(asked).rejects.toBeInstanceOf(Stopped);
    expect(clock.waits).toEqual([]);
  });
});

describe('the stream of events', () => {
  test('skips what it doesn’t know and goes on', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        ': heartbeat\n\nevent: party\ndata: {}\n\nevent: change\ndata: nonsense\n\nevent: change\ndata: {"epoch":"e","seq":9}\n\n',
      );
    };
    const events: unknown[] = [];
    let opened = 0;
    await client.events(token, { onOpen: () => opened++, onEvent: (event) => events.push(event) }, open);
    expect(events).toEqual([{ epoch: 'e', seq: 9 }]);
    expect(opened).toBe(1);
  });

  test('that is a web page isn’t one', async () => {
    always(200, 'text/html', '<p>');
    const listener = { onOpen: () => undefined, onEvent: () => undefined };
    expect((await failureOf(client.events(token, listener, open))).error.code).toBe('intercepted');
  });
});

test('a partner API that has too much to do says when it’s asked again', async () => {
  always(503, 'application/problem+json', problem('unavailable', 503), { 'retry-after': '4' });
  const failure = await failureOf(client.changesPage(token, 'c', false, open));
  expect(failure).toMatchObject({ status: 503, retryAfterMs: 4000, error: { code: 'too-many-requests' } });
});

test.each([
  ['5', 5000],
  ['0', 1000],
  ['99999999', 3_600_000],
  ['Mon, 02 Mar 2026 08:00:20 GMT', 20_000],
  ['Mon, 02 Mar 2020 08:00:20 GMT', 1000],
  ['soon', 30_000],
  [null, 30_000],
])('Retry-After %s is a wait of %i ms', (header, ms) => {
  expect(retryAfterMs(header, Date.parse('2026-03-02T08:00:00Z'))).toBe(ms);
});

describe('the address of a partner API', () => {
  test.each([
    ['https://partner.example', 'https://partner.example'],
    ['  partner.example/ ', 'https://partner.example'],
    ['https://Partner.Example:8443/api/v1/', 'https://partner.example:8443/api'],
    ['https://partner.example/?a=1#b', 'https://partner.example'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:9', 'http://[::1]:9'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(partnerAddress(typed)).toBe(kept);
  });

  test.each([
    ['http://partner.example', 'use https://'],
    ['http://127.0.0.1.partner.example', 'use https://'],
    ['http://192.168.1.5', 'use https://'],
    ['ftp://partner.example', 'https://'],
    ['https://admin:secret@partner.example', 'leave them out'],
    ['not an address', 'isn’t an address'],
    ['https://', 'isn’t an address'],
  ])('%s is refused, and says why', (typed, why) => {
    let thrown: unknown;
    try {
      partnerAddress(typed);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof Failure)) throw new Error('it was accepted');
    expect(thrown.error.code).toBe('invalid');
    expect(thrown.error.message).toContain(why);
    expect(thrown.error.fields?.[0]?.path).toBe('url');
    expect(thrown.error.message).not.toContain('secret');
  });
});

describe('the next page of a snapshot', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  test.each([
    ['{"epoch":"e","sections":[],"next":"customer:0190"}', 'customer:0190'],
    ['{"epoch":"e","sections":[],"next":"a\\"b"}\n', 'a"b'],
    ['{"epoch":"e","sections":[],"next":null}', null],
    ['{"next":"x","sections":[{"rows":[{"next":"trap"}]}]}', undefined],
    ['{"sections":[]', undefined],
    ['{"epoch":"e","sections":[],"next":"cust\u0007omer"}', undefined],
  ])('of %s is found at its end alone', (text, next) => {
    expect(nextOf(bytes(text))).toBe(next);
  });
});

describe('the page after a page of changes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  test.each([
    ['{"epoch":"e","changes":[],"cursor":"abc","seq":7,"more":true}', 'abc'],
    ['{"changes":[],"cursor":"a\\"b","seq":7,"more":true}\n', 'a"b'],
    ['{"changes":[],"cursor":"abc","seq":7,"more":false}', undefined],
    [
      '{"changes":[],"cursor":"abc","seq":7,"more":false,"digests":{"site":{"count":1,"versionSum":1}}}',
      undefined,
    ],
    ['{"cursor":"trap","seq":1,"more":true,"changes":[{"op":"delete"}]}', undefined],
    ['{"changes":[],"cursor":"a\u0007bc","seq":7,"more":true}', undefined],
    ['', undefined],
  ])('of %s is found at its end alone', (text, cursor) => {
    expect(followingCursorOf(bytes(text))).toBe(cursor);
  });
});

describe('for somebody who is signing in and waits', () => {
  test.each([
    [
      'nothing answers',
      new PartnerFailure({ code: 'unreachable', message: 'Tried again by itself.' }),
      'Check the address',
    ],
    [
      'it’s busy',
      new PartnerFailure(
        { code: 'too-many-requests', message: 'Goes on by itself.' },
        { status: 429, retryAfterMs: 41_500 },
      ),
      'in 42 seconds',
    ],
    [
      'it fails',
      new PartnerFailure({ code: 'unexpected-answer', message: 'Tried again by itself.' }, { status: 500 }),
      'aren’t signed in',
    ],
    [
      'it’s no partner API',
      new PartnerFailure({ code: 'unexpected-answer', message: 'It’s no partner API.' }),
      'no partner API',
    ],
    [
      'the password is wrong',
      new PartnerFailure({ code: 'wrong-credentials', message: 'It isn’t right.' }, { status: 401 }),
      'isn’t right',
    ],
  ])('a failure doesn’t promise to be tried again when %s', (_when, failure, sentence) => {
    const worded = inPerson(failure);
    if (!(worded instanceof PartnerFailure)) throw new Error('it became something else');
    expect(worded.error.code).toBe(failure.error.code);
    expect(worded.error.message).toContain(sentence);
    expect(worded.error.message).not.toContain('by itself');
  });
});
