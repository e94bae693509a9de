import { describe, expect, test } from 'vitest';
import { commandNames } from '../../../common/contract/names.ts';
import { Failure, type Result } from '../../../common/contract/errors.ts';
import { connectRouter, createEmit, type Handlers } from '../../../main/ipc/router.ts';

const ours = { from: 'app://switchyard/index.html' };
type Call = (event: typeof ours, ...args: unknown[]) => Promise<Result<unknown>>;

/** A router whose every handler fails the test unless it's given here. */
function connected(
  given: Partial<Handlers>,
  checkOutput = true,
): { calls: Map<string, Call>; logged: string[] } {
  const calls = new Map<string, Call>();
  const logged: string[] = [];
  const uncalled = Object.fromEntries(
    commandNames.map((name) => [
      name,
      () => {
        throw new Error(`${name} was reached`);
      },
    ]),
  );
  connectRouter<typeof ours>({
    handlers: { ...(uncalled as unknown as Handlers), ...given },
    isTrusted: ({ from }) => from === ours.from,
    handle: (channel, listener) => calls.set(channel, listener),
    checkOutput,
    log: (_level, text) => logged.push(text),
  });
  return { calls, logged };
}

async function call(calls: Map<string, Call>, name: string, ...args: unknown[]): Promise<Result<unknown>> {
  const listener = calls.get(name);
  if (!listener) throw new Error(`${name} isn't registered`);
  return listener(ours, ...args);
}

describe('the router', () => {
  test('registers every command of the contract and nothing else', () => {
    const { calls } = connected({});
    expect([...calls.keys()].sort()).toEqual([...commandNames].sort());
  });

  test('lets calls wait for handlers that are still being built', async () => {
    const calls = new Map<string, Call>();
    const building = Promise.withResolvers<Handlers>();
    connectRouter<typeof ours>({
      handlers: building.promise,
      isTrusted: () => true,
      handle: (channel, listener) => calls.set(channel, listener),
      checkOutput: true,
      log: () => undefined,
    });
    const answer = call(calls, 'brand.choices');
    building.resolve({ 'brand.choices': () => ({ brands: [] }) } as unknown as Handlers);
    expect(await answer).toEqual({ ok: true, value: { brands: [] } });
  });

  test.each(commandNames)(
    'refuses %s from anything that isn’t the window, before looking at the input',
    async (name) => {
      const { calls, logged } = connected({});
      const answer = await calls.get(name)?.({ from: 'https://elsewhere.example' }, { id: 'x' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad-call' } });
      expect(logged.join()).toContain(name);
    },
  );

  test('answers input that doesn’t fit with the fields that are wrong, and doesn’t reach the handler', async () => {
    const { calls } = connected({});
    const answer = await call(calls, 'customer.create', { partnerId: null, name: '   ', email: 'nobody' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
    if (answer.ok) return;
    expect(answer.error.fields?.map(({ path }) => path).sort()).toEqual(['email', 'name']);
    expect(answer.error.message).toContain('Customer name is mandatory');
  });

  test('refuses more than one argument', async () => {
    const { calls } = connected({});
    expect(await call(calls, 'app.copyText', { text: 'a' }, 'b')).toMatchObject({
      ok: false,
      error: { code: 'bad-call' },
    });
  });

  test('hands the handler parsed input with its defaults filled in', async () => {
    const seen: unknown[] = [];
    const { calls } = connected({
      'list.indexOf': (input) => {
        seen.push(input);
        return { index: 3 };
      },
    });
    const answer = await call(calls, 'list.indexOf', { list: { kind: 'customer' }, id: 'a', more: 1 });
    expect(answer).toEqual({ ok: true, value: { index: 3 } });
    expect(seen).toEqual([
      {
        list: {
          kind: 'customer',
          scope: { type: 'all' },
          search: '',
          filters: [],
          where: [],
          sort: { column: 'name', direction: 'ascending' },
        },
        id: 'a',
      },
    ]);
  });

  test('turns a failure into its own error, as data', async () => {
    const { calls } = connected({
      'overview.show': () => {
        throw new Failure({ code: 'offline', message: 'You are offline.', retry: 'later' });
      },
    });
    expect(await call(calls, 'overview.show')).toEqual({
      ok: false,
      error: { code: 'offline', message: 'You are offline.', retry: 'later' },
    });
  });

  test.each([new TypeError('x is undefined'), 'a text', undefined])(
    'turns any other thrown value (%s) into an internal error and logs it',
    async (thrown) => {
      const { calls, logged } = connected({ 'overview.show': () => Promise.reject(thrown) });
      expect(await call(calls, 'overview.show')).toMatchObject({ ok: false, error: { code: 'internal' } });
      expect(logged).toHaveLength(1);
    },
  );

  test('catches an answer that doesn’t fit the contract where answers are checked', async () => {
    const wrong = { 'list.ids': () => ({ ids: [1] }) as unknown as { ids: string[] } };
    const input = { list: { kind: 'site' }, from: 0, to: 9 };
    const checked = await call(connected(wrong).calls, 'list.ids', input);
    expect(checked).toMatchObject({ ok: false, error: { code: 'bad-call' } });
    const unchecked = await call(connected(wrong, false).calls, 'list.ids', input);
    expect(unchecked).toEqual({ ok: true, value: { ids: [1] } });
  });
});

describe('events to the window', () => {
  test('go out as they are when they fit the contract', () => {
    const sent: unknown[] = [];
    createEmit((...message) => sent.push(message), true)('app.navigate', { to: 'customer/1' });
    expect(sent).toEqual([['app.navigate', { to: 'customer/1' }]]);
  });

  test('that don’t fit the contract don’t go out', () => {
    const sent: unknown[] = [];
    const emit = createEmit((...message) => sent.push(message), true);
    expect(() => emit('cache.changed', { revision: 1.5, kinds: [] })).toThrow();
    expect(sent).toEqual([]);
  });
});
