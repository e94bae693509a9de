import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { defaultLimits, openPool, type PostgresLimits } from '../../../partner-api/store/postgres/pools.ts';
import { openPostgresStore } from '../../../partner-api/store/postgres/postgres-store.ts';
import { StoreUnavailable } from '../../../partner-api/store/unavailable.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { cycles } from '../../support/long-run.ts';
import { asOwner, PostgresServer } from '../../support/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

/** Stores over one database, as several processes have them. */
async function stores(
  count: number,
  { url = '', ...limits }: Partial<PostgresLimits> & { url?: string } = {},
): Promise<Store[]> {
  url ||= await server.database();
  const opened: Store[] = [];
  for (let number = 0; number < count; number++) {
    const { store } = await openPostgresStore({
      url,
      seed: () => ({ epoch: randomUUID(), name: 'Many', rows: [] }),
      limits: { readers: 2, ...limits },
    });
    opened.push(store);
  }
  onTestFinished(async () => {
    await Promise.all(opened.map((store) => store.close()));
  });
  return opened;
}

const now = () => new Date().toISOString();

function customer(name: string): Customer {
  return {
    ...{ id: newId(), version: 0, createdAt: now(), updatedAt: now(), name, email: 'office@many.example' },
    ...{ partnerId: null, brandId: null, customerId: null, reference: '', grants: [] },
  } as unknown as Customer;
}

vi.setConfig({ testTimeout: cycles({ usually: 120_000, long: 1_200_000 }) });

test('however transactions of several processes overlap, a reader of the feed misses no change and sees none twice', async () => {
  const [one, two, three] = await stores(3);
  const writers = [one, two, three].filter((store) => store !== undefined);
  const each = cycles({ usually: 150, long: 3000 });
  const counter = customer('0');
  await one?.transaction(async (tx) => void (await tx.put('customer', counter)));
  let writing = writers.length;
  const write = async (store: Store) => {
    for (let number = 0; number < each; number++)
      await store.transaction(async (tx) => {
        // What is read in a transaction is as the one before it left it, in whichever process that was.
        const { name } = (await tx.row('customer', counter.id)) ?? counter;
        await tx.put('customer', { ...counter, name: String(Number(name) + 1) });
        const rows = 1 + Math.floor(Math.random() * 3);
        for (let row = 0; row < rows; row++) {
          await tx.put('customer', customer(`c${number}`));
          // The turn of others, with a sequence number taken and not committed.
          if (Math.random() < 0.3) await sleep(Math.random() * 2);
        }
      });
    writing--;
  };
  const read = async (store: Store) => {
    const seen = new Map<number, string>();
    let at = 0;
    for (;;) {
      const isLast = writing === 0;
      const page = await store.read.changes(null, at, 7);
      for (const { seq, id } of page.changes) {
        expect(seq).toBeGreaterThan(at);
        expect(seen.has(seq)).toBe(false);
        seen.set(seq, id);
      }
      expect(page.end).toBeGreaterThanOrEqual(at);
      at = page.end;
      if (isLast && !page.more) return seen;
    }
  };
  const [a, b] = await Promise.all([...writers.slice(0, 2).map(read), ...writers.map(write)]);
  const digests = (await one?.read.position(null))?.digests;
  for (const seen of [a as Map<number, string>, b as Map<number, string>]) {
    const versions = new Map([...seen].map(([seq, id]) => [id, seq]));
    expect(versions.size).toBe(digests?.customer?.count);
    expect([...versions.values()].reduce((sum, seq) => sum + seq, 0)).toBe(digests?.customer?.versionSum);
  }
  const counted = await one?.transaction((tx) => tx.row('customer', counter.id));
  expect(counted?.name).toBe(String(writers.length * each));
});

test('what one process commits is told in all, and once', async () => {
  const [one, two] = await stores(2);
  const heard: number[] = [];
  two?.onCommit((seq) => heard.push(seq));
  for (const name of ['A', 'B', 'C'])
    await one?.transaction(async (tx) => void (await tx.put('customer', customer(name))));
  await expect.poll(() => heard.at(-1)).toBe(3);
  expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
  // Nothing is told of a transaction that only looked, or that was taken back.
  await one?.transaction(async (tx) => void (await tx.seq()));
  await expect(
    one?.transaction(async (tx) => {
      await tx.put('customer', customer('never'));
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  await one?.transaction(async (tx) => void (await tx.put('customer', customer('D'))));
  await expect.poll(() => heard.at(-1)).toBe(4);
});

test('a write that the database refuses takes its whole transaction along, however late it answers', async () => {
  const [one] = await stores(1);
  const [a, b, c] = ['a', 'b', 'c'].map(customer);
  if (!one || !a || !b || !c) throw new Error('nothing to write');
  const key = { id: 'k', madeAt: 1, publicKey: new Uint8Array(1), privateKey: new Uint8Array(1) };
  const twice = one.transaction(async (tx) => {
    for (const row of [a, b])
      await tx.attempt(async () => {
        await tx.put('customer', row);
        await tx.saveSealingKey(key);
      });
    // What it throws would be taken for the command's own refusal, and the transaction would go on.
    await tx.attempt(async () => Promise.reject(new Error('refused')));
  });
  await expect(twice).rejects.toThrow('duplicate key');
  expect(await one.read.position(null)).toMatchObject({ seq: 0 });
  // What an attempt did alone is taken back where it's refused by the command.
  await one.transaction(async (tx) => {
    await tx.attempt(async () => void (await tx.put('customer', a)));
    const refused = tx.attempt(async () => {
      await tx.put('customer', b);
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    await tx.put('customer', c);
  });
  const { changes } = await one.read.changes(null, 0, 10);
  expect(changes.map(({ id, seq }) => [id, seq])).toEqual([
    [a.id, 1],
    [c.id, 2],
  ]);
});

test('who waits for a turn longer than a statement may take is told to come again, and nothing of it is done', async () => {
  const url = await server.database();
  const [slow] = await stores(1, { url });
  const [hasty] = await stores(1, { url, statementMs: 300 });
  const first = customer('first');
  await slow?.transaction(async (tx) => void (await tx.put('customer', first)));
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let holding: Promise<void> | undefined;
  await new Promise<void>((begun) => {
    holding = slow?.transaction(async (tx) => {
      await tx.put('customer', customer('second'));
      begun();
      await held;
    });
  });
  await expect(
    hasty?.transaction(async (tx) => void (await tx.put('customer', customer('third')))),
  ).rejects.toThrow(StoreUnavailable);
  release();
  await holding;
  // The same where the wait is in the middle of a transaction that has written already.
  const lock = new pg.Client({ connectionString: url, options: '-c switchyard.sight=*' });
  await lock.connect();
  onTestFinished(() => lock.end());
  await lock.query('BEGIN');
  await lock.query('SELECT 1 FROM entity WHERE id = $1 FOR UPDATE', [first.id]);
  await expect(
    hasty?.transaction(async (tx) => {
      await tx.put('customer', customer('fourth'));
      await tx.put('customer', { ...first, name: 'renamed' });
    }),
  ).rejects.toThrow(StoreUnavailable);
  await lock.query('ROLLBACK');
  await hasty?.transaction(async (tx) => void (await tx.put('customer', { ...first, name: 'fifth' })));
  const { changes } = (await hasty?.read.changes(null, 0, 10)) ?? { changes: [] };
  const names = changes.map(({ now }) => typeof now === 'object' && (JSON.parse(now.json) as Customer).name);
  expect(names).toEqual(['second', 'fifth']);
  expect(changes.map(({ seq }) => seq)).toEqual([2, 3]);
});

test('a process that stands still in the middle of a transaction is cut off, the next one goes on, and nothing of the first is done', async () => {
  const url = await server.database();
  const pool = openPool(url, 1, defaultLimits);
  // As it is unless told: what the address tells takes its place.
  const { rows } = await pool.query<{ told: string }>(
    "SELECT current_setting('idle_in_transaction_session_timeout') AS told",
  );
  await pool.end();
  expect(rows).toEqual([{ told: '10s' }]);
  const [still] = await stores(1, { url: `${url}?idle_in_transaction_session_timeout=200` });
  const [next] = await stores(1, { url });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let holding: Promise<void> | undefined;
  await new Promise<void>((begun) => {
    holding = still?.transaction(async (tx) => {
      await tx.put('customer', customer('half done'));
      begun();
      await held;
      await tx.put('customer', customer('never'));
    });
  });
  const cutOff = expect(holding).rejects.toThrow(StoreUnavailable);
  // It has its turn although the other still believes that it's in the middle.
  await next?.transaction(async (tx) => void (await tx.put('customer', customer('next'))));
  release();
  await cutOff;
  await still?.transaction(async (tx) => void (await tx.put('customer', customer('again'))));
  const { changes } = (await next?.read.changes(null, 0, 10)) ?? { changes: [] };
  const names = changes.map(({ now }) => typeof now === 'object' && (JSON.parse(now.json) as Customer).name);
  expect(names).toEqual(['next', 'again']);
});

/** Lets the connection of a store that listens stand still, as one that carries nothing any more; gives what lets it go on. */
async function silenced(url: string): Promise<() => void> {
  const client = new pg.Client(asOwner(url));
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'switchyard-events' AND datname = current_database()",
  );
  await client.end();
  const [{ pid } = { pid: 0 }] = rows;
  expect(rows).toHaveLength(1);
  process.kill(pid, 'SIGSTOP');
  const goOn = (): void => void process.kill(pid, 'SIGCONT');
  onTestFinished(goOn);
  return goOn;
}

/** Milliseconds in which nothing is looked at within a test. */
const never = 24 * 60 * 60 * 1000;

test('what others commit is heard by NOTIFY: nothing is told while that isn’t carried', async () => {
  const url = await server.database();
  const [listening] = await stores(1, { url, lookMs: never });
  const goOn = await silenced(url);
  const [writing] = await stores(1, { url });
  const heard: number[] = [];
  listening?.onCommit((seq) => heard.push(seq));
  await writing?.transaction(async (tx) => void (await tx.put('customer', customer('A'))));
  // It's there for whoever reads, and nothing has told of it.
  expect(await listening?.read.position(null)).toMatchObject({ seq: 1 });
  expect(heard).toEqual([]);
  goOn();
  await expect.poll(() => heard).toEqual([1]);
});

test('a connection that listens and carries nothing any more is noticed, and what it lost is told', async () => {
  const url = await server.database();
  const [listening] = await stores(1, { url, lookMs: 50, connectMs: 5000 });
  await silenced(url);
  const [writing] = await stores(1, { url });
  const heard: number[] = [];
  listening?.onCommit((seq) => heard.push(seq));
  await writing?.transaction(async (tx) => void (await tx.put('customer', customer('A'))));
  await expect.poll(() => heard).toEqual([1]);
  await writing?.transaction(async (tx) => void (await tx.put('customer', customer('B'))));
  await expect.poll(() => heard).toEqual([1, 2]);
});

test('a process that goes on while another finds the database restored is of the new epoch too', async () => {
  const url = await server.database();
  const [one] = await stores(1, { url, lookMs: never });
  for (const name of ['A', 'B'])
    await one?.transaction(async (tx) => void (await tx.put('customer', customer(name))));
  const heard: number[] = [];
  one?.onCommit((seq) => heard.push(seq));
  const { store: other } = await openPostgresStore({
    url,
    newEpoch: 'of-the-restored',
    seed: () => ({ epoch: randomUUID(), name: 'Many', rows: [] }),
  });
  onTestFinished(() => other.close());
  expect(other.epoch).toBe('of-the-restored');
  await expect.poll(() => one?.epoch).toBe('of-the-restored');
  // Told although the sequence is no further than before.
  expect(heard).toEqual([2]);
});

test('a job runs in one process at a time, and another takes it up when that one is gone', async () => {
  const [one, two] = await stores(2);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let first: Promise<boolean> | undefined;
  await new Promise<void>((resolve) => {
    first = one?.exclusively('job', () => {
      resolve();
      return held;
    });
  });
  expect(await two?.exclusively('job', async () => undefined)).toBe(false);
  expect(await two?.exclusively('another', async () => undefined)).toBe(true);
  release();
  expect(await first).toBe(true);
  let ran = 0;
  expect(await two?.exclusively('job', async () => void ran++)).toBe(true);
  expect(ran).toBe(1);
});

test('a process whose hold of a job was lost is told so before it begins anything further, and another has it', async () => {
  const url = await server.database();
  const [one, two] = await stores(2, { url });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let holds: (() => boolean) | undefined;
  let first: Promise<boolean> | undefined;
  await new Promise<void>((begun) => {
    first = one?.exclusively('job', (isHeld) => {
      holds = isHeld;
      begun();
      return held;
    });
  });
  expect(holds?.()).toBe(true);
  const client = new pg.Client(asOwner(url));
  await client.connect();
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
  await client.end();
  await expect.poll(() => holds?.()).toBe(false);
  await expect.poll(() => two?.exclusively('job', async () => undefined)).toBe(true);
  release();
  expect(await first).toBe(false);
  expect(await one?.exclusively('job', async () => undefined)).toBe(true);
});

test('PostgreSQL crashes and comes back: what was acknowledged is there, and everything goes on', async () => {
  const own = await PostgresServer.start(['fsync=on', 'full_page_writes=on']);
  onTestFinished(() => own.remove());
  const { store } = await openPostgresStore({
    url: await own.database(),
    seed: () => ({ epoch: randomUUID(), name: 'Many', rows: [] }),
  });
  onTestFinished(() => store.close());
  const heard: number[] = [];
  store.onCommit((seq) => heard.push(seq));
  const kept = customer('Kept');
  await store.transaction(async (tx) => void (await tx.put('customer', kept)));
  const broken = store.transaction(async (tx) => {
    await tx.put('customer', customer('Broken'));
    await own.crash();
    await tx.put('customer', customer('Never'));
  });
  await expect(broken).rejects.toThrow();
  await expect(store.read.row(null, 'customer', kept.id)).rejects.toThrow();
  await own.run();
  expect(await store.read.row(null, 'customer', kept.id)).toMatchObject({ version: 1 });
  await store.transaction(async (tx) => void (await tx.put('customer', customer('After'))));
  expect((await store.read.position(null)).digests.customer).toEqual({ count: 2, versionSum: 3 });
  await expect.poll(() => heard.at(-1)).toBe(2);
});
