import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { PostgresLimits } from '../../../partner-api/store/postgres/pools.ts';
import { openPostgresStore } from '../../../partner-api/store/postgres/postgres-store.ts';
import { StoreUnavailable } from '../../../partner-api/store/unavailable.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { cycles } from '../../support/long-run.ts';
import { PostgresServer } from '../../support/postgres-server.ts';

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
  const answer = { fingerprint: 'f', outcome: { id: 'm', outcome: 'applied' as const, seq: 1 } };
  const twice = one.transaction(async (tx) => {
    for (const row of [a, b])
      await tx.attempt(async () => {
        await tx.put('customer', row);
        await tx.remember('m', now(), answer);
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
