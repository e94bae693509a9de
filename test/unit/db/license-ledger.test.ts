import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Failure } from '../../../common/contract/errors.ts';
import type { License } from '../../../common/domain/entities.ts';
import type { Holder } from '../../../common/domain/licenses.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import { createReader, type LocalReader } from '../../../db/reader.ts';
import { createWriter, type LocalWriter } from '../../../db/writer.ts';
import { openCommands, type CommandLayer } from '../../../partner-api/commands/mutate.ts';
import { JsonText, type Call } from '../../../partner-api/http/answer.ts';
import { syncHandlers } from '../../../partner-api/http/handlers/sync.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { idOf, licenseRow, noon, projectRow } from './fixture.ts';

const bought = 20;
const holders: Holder[] = [null, idOf(1), idOf(2)];
const account: Account = { id: 'a', login: 'ada', name: 'Ada', role: 'admin', scope: null };
const call = {
  ...{ requestId: 'request', client: '', gone: new AbortController().signal },
  session: { account, family: 'f', expiresAt: 0 },
} as unknown as Call;

interface Client extends LocalWriter {
  folder: string;
  reader: LocalReader;
}

interface World {
  store: Store;
  commands: CommandLayer;
  handlers: ReturnType<typeof syncHandlers>;
  clients: Client[];
  /** Ids of every move that was queued. */
  queued: Set<string>;
  made: number;
  /** Rows that the server still writes before it fails; 0 doesn't fail. */
  failsIn: number;
}

function openClient(folder: string): Client {
  const options = { folder, context: 'partner-account' as const, durable: false };
  return { ...createWriter(options), folder, reader: createReader({ folder }) };
}

/** The real server but for its HTTP, and two caches of it. */
function openWorld(): { world: World; close: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-ledger-'));
  const file = join(folder, 'partner-api.db');
  const rows = [
    ...[1, 2].map((n) => ({ kind: 'project', row: projectRow(n, `Project ${n}`, null) }) as const),
    { kind: 'license', row: licenseRow(50, null, bought) } as const,
  ];
  createDatabase({ file, epoch: 'epoch', name: 'Test', rows });
  const opened = openSqliteStore(file);
  const world = { clients: [] as Client[], queued: new Set<string>(), made: 0, failsIn: 0 } as World;
  world.store = {
    ...opened,
    transaction: (work) =>
      opened.transaction((tx) =>
        work({
          ...tx,
          put: async (kind, row) => {
            world.failsIn -= 1;
            if (world.failsIn === 0) throw new Error('the server fails here');
            return tx.put(kind, row);
          },
        }),
      ),
  };
  const surroundings = { now: () => Date.parse(noon), randomBytes: (n: number) => new Uint8Array(n) };
  world.commands = openCommands(world.store, surroundings, () => undefined);
  const events = {
    open: () => Promise.reject(new Error('no events')),
    fetched: () => undefined,
    close: () => undefined,
  };
  world.handlers = syncHandlers(world.store, world.commands, events as never);
  world.clients = [1, 2].map((n) => openClient(mkdtempSync(join(folder, `client-${n}-`))));
  const close = async () => {
    for (const client of world.clients) {
      client.reader.close();
      client.close();
    }
    await opened.close();
    rmSync(folder, { recursive: true });
  };
  return { world, close };
}

async function pull({ handlers }: World, { writer }: Client): Promise<void> {
  if (writer.status().cursor === null) {
    writer.beginSnapshot();
    for (let more = true; more;) {
      const after = writer.status().snapshot?.after ?? undefined;
      const { body } = await handlers.readSnapshot(
        { query: { after, limit: 5000 } } as Parameters<typeof handlers.readSnapshot>[0],
        call,
      );
      more = writer.applySnapshotPage(asBytes(body)).more;
    }
  }
  for (let more = true; more;) {
    const query = { cursor: writer.status().cursor ?? '', limit: 1000, digest: '1' as const };
    const { body } = await handlers.readChanges(
      { query } as Parameters<typeof handlers.readChanges>[0],
      call,
    );
    const report = writer.applyChanges(asBytes(body), noon);
    expect(report.digestsAgree).not.toBe(false);
    more = report.more;
  }
}

function asBytes(body: unknown): Uint8Array {
  if (!(body instanceof JsonText)) throw new TypeError('the handler gave no text');
  return typeof body.text === 'string' ? Buffer.from(body.text) : body.text;
}

async function push({ commands }: World, { writer }: Client, lost: boolean): Promise<void> {
  const batch = writer.nextBatch(4);
  if (batch.length === 0) return;
  const outcomes = await commands.mutateAll(batch, { account, requestId: 'request' });
  if (lost) writer.unsend();
  else writer.settle(outcomes);
}

const pools = ({ reader }: Client) => holders.map((holder) => reader.reader.licensesIn(holder, 'Mailbox'));
/** The pools without what waits behind a stuck move. */
const confirmed = ({ reader }: Client) =>
  holders.map((holder) =>
    sum(reader.reader.licensePools(holder).map(({ quantity, provisional }) => quantity - provisional)),
  );
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const someSteps = fc.array(
  fc.record({
    do: fc.constantFrom(
      ...(['move', 'move', 'move', 'push', 'push', 'pull', 'pull', 'retry', 'take-back', 'restart'] as const),
    ),
    who: fc.nat(1),
    // Most want the partner account's, and more than there are.
    from: fc.constantFrom(null, null, ...holders),
    to: fc.constantFrom(...holders),
    quantity: fc.integer({ min: 4, max: 14 }),
    lost: fc.constantFrom(false, false, true),
    failsIn: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
  }),
  { minLength: 12, maxLength: 30, size: 'max' },
);
type Step = typeof someSteps extends fc.Arbitrary<(infer S)[]> ? S : never;

async function take(world: World, step: Step): Promise<void> {
  const client = world.clients[step.who];
  if (!client) return;
  const { writer } = client;
  const fresh = () => idOf(10_000 + world.made++);
  switch (step.do) {
    case 'move': {
      if (step.from === step.to) return;
      const id = fresh();
      const args = { ids: [fresh(), fresh()], from: step.from, to: step.to, type: 'Mailbox', reason: '' };
      try {
        writer.queue([
          {
            ...{ id, at: noon, context: 'partner-account', name: 'license.move' },
            args: { ...args, quantity: step.quantity },
          },
        ]);
        world.queued.add(id);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || !/left; this moves/.test(thrown.message)) throw thrown;
      }
      return;
    }
    case 'push':
      world.failsIn = step.failsIn;
      await push(world, client, step.lost);
      world.failsIn = 0;
      return;
    case 'pull':
      return pull(world, client);
    case 'retry': {
      const [one] = client.reader.reader.outboxEntries(null).filter(({ state }) => isStuck(state));
      if (!one) return;
      const id = fresh();
      // One that was parked keeps its id: it may have arrived.
      if (one.state === 'rejected') {
        world.queued.delete(one.mutation.id);
        world.queued.add(id);
      }
      writer.retryAll([{ id: one.mutation.id, renewal: { id, at: noon } }]);
      return;
    }
    case 'take-back': {
      const [one] = client.reader.reader.outboxEntries(null).filter(({ state }) => state === 'waiting');
      if (!one) return;
      for (const id of writer.takeBack([one.mutation.id]).taken) world.queued.delete(id);
      return;
    }
    case 'restart':
      client.reader.close();
      client.close();
      world.clients[step.who] = openClient(client.folder);
  }
}

const isStuck = (state: string) => ['conflict', 'rejected', 'parked'].includes(state);

it('two operators, lost answers, a server that fails, restarts: no license is made or lost, and no pool is overdrawn', async () => {
  await fc.assert(
    fc.asyncProperty(someSteps, async (steps) => {
      const { world, close } = openWorld();
      try {
        for (const client of world.clients) await pull(world, client);
        for (const step of steps) {
          await take(world, step);
          for (const client of world.clients) {
            const now = pools(client);
            expect(sum(now)).toBe(bought);
            expect(Math.min(...now)).toBeGreaterThanOrEqual(0);
          }
        }
        // Until nothing moves any more: what waits is sent, and everybody hears of it.
        const isWaiting = () => world.clients.some(({ writer }) => writer.status().waiting > 0);
        for (let round = 0; round < 10 && isWaiting(); round++)
          for (const client of world.clients) {
            await push(world, client, false);
            await pull(world, client);
          }
        for (const client of world.clients) await pull(world, client);
        const { items } = await world.store.read.list('license', { sight: null, after: null, limit: 10_000 });
        const entries = items.map((json) => JSON.parse(json) as License);
        const there = holders.map((holder) =>
          sum(entries.filter(({ projectId }) => projectId === holder).map(({ quantity }) => quantity)),
        );
        expect(sum(there)).toBe(bought);
        expect(Math.min(...there)).toBeGreaterThanOrEqual(0);
        const moved = new Set<string>();
        for (const client of world.clients) {
          expect(confirmed(client)).toEqual(there);
          const held = client.reader.reader.outboxEntries(null);
          for (const { state, lastAnswer, mutation } of held) {
            // One that follows a stuck one waits for that to be decided.
            if (isStuck(state)) expect(lastAnswer).toMatch(/left; this moves \d+\.$/);
            else expect(held.some(({ mutation: { id } }) => mutation.after.includes(id))).toBe(true);
            moved.add(mutation.id);
          }
        }
        // Every move that was made took effect once, or waits for its operator with the numbers.
        const applied = [...world.queued].filter((id) => !moved.has(id));
        expect(entries.length).toBe(1 + 2 * applied.length);
      } finally {
        await close();
      }
    }),
    { numRuns: 25 },
  );
});
