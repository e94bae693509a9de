import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { License } from '../../../common/domain/entities.ts';
import type { Holder } from '../../../common/domain/licenses.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import { openCommands } from '../../../partner-api/commands/mutate.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { idOf, licenseRow, projectRow } from '../db/fixture.ts';

const at = '2026-03-02T08:00:00.000Z';
const actor = {
  account: { id: 'a', login: 'admin', name: 'Ada', role: 'admin' as const, scope: null },
  requestId: 'request',
};
const bought = { Mailbox: 30, Archive: 12 } as const;
const holders: Holder[] = [null, idOf(1), idOf(2), idOf(3)];

/** A store with three projects and what was bought; `broken` may throw within any transaction. */
function open(broken: () => void = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-licenses-'));
  const file = join(folder, 'partner-api.db');
  const rows = [
    ...[1, 2, 3].map((n) => ({ kind: 'project', row: projectRow(n, `Project ${n}`, null) }) as const),
    { kind: 'license', row: licenseRow(50, null, bought.Mailbox) } as const,
    { kind: 'license', row: licenseRow(51, null, bought.Archive, { type: 'Archive' }) } as const,
  ];
  createDatabase({ file, epoch: 'epoch', name: 'Test', rows });
  const store = openSqliteStore(file);
  const failing: Store = {
    ...store,
    transaction: (work) =>
      store.transaction((tx) =>
        work({
          ...tx,
          put: async (kind, row) => {
            broken();
            return tx.put(kind, row);
          },
        }),
      ),
  };
  const surroundings = { now: () => Date.parse(at), randomBytes: (count: number) => new Uint8Array(count) };
  const commands = openCommands(failing, surroundings, () => undefined);
  const close = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { commands, store, file, close };
}

function moveOf(n: number, from: Holder, to: Holder, type: string, quantity: number): Mutation {
  return {
    ...{ id: idOf(10_000 + n), context: 'partner-account', at, before: {}, touches: [], after: [] },
    name: 'license.move',
    args: { ids: [idOf(20_000 + 2 * n), idOf(20_001 + 2 * n)], from, to, type, quantity, reason: '' },
  };
}

/** The pools as the ledger's entries make them, and as the database's own tables have them. */
async function poolsOf({ store, file }: Pick<ReturnType<typeof open>, 'store' | 'file'>) {
  const { items } = await store.read.list('license', { sight: null, after: null, limit: 10_000 });
  const entries = items.map((json) => JSON.parse(json) as License);
  const pools = new Map<string, number>();
  for (const { projectId, type, quantity } of entries) {
    const key = `${projectId ?? ''} ${type}`;
    pools.set(key, (pools.get(key) ?? 0) + quantity);
  }
  const db = new Database(file, { readonly: true });
  const kept = db
    .prepare<[], [string, string, number]>('SELECT holder, type, quantity FROM license_pool')
    .raw()
    .all();
  db.close();
  return { entries, pools, kept: new Map(kept.map(([holder, type, n]) => [`${holder} ${type}`, n])) };
}

const someMoves = fc.array(
  fc.record({
    from: fc.constantFrom(...holders),
    to: fc.constantFrom(...holders),
    type: fc.constantFrom('Mailbox', 'Archive', 'Drive'),
    quantity: fc.integer({ min: 1, max: 20 }),
    /** Sent as many times, as lost answers make a client do. */
    times: fc.integer({ min: 1, max: 3 }),
    /** At which written row of it the server fails; 0 for none. */
    failsAt: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 25 },
);

test('no sequence of moves, failures and retries makes or loses a license', async () => {
  await fc.assert(
    fc.asyncProperty(someMoves, async (steps) => {
      let failsIn = 0;
      const world = open(() => {
        failsIn -= 1;
        if (failsIn === 0) throw new Error('the server fails here');
      });
      try {
        const expected = new Map<string, number>(
          Object.entries(bought).map(([type, quantity]) => [` ${type}`, quantity]),
        );
        for (const [n, { from, to, type, quantity, times, failsAt }] of steps.entries()) {
          const move = moveOf(n, from, to, type, quantity);
          const has = expected.get(`${from ?? ''} ${type}`) ?? 0;
          const fits = from !== to && has >= quantity;
          const outcomes = [];
          for (let sent = 0; sent < times; sent++) {
            failsIn = sent === 0 ? failsAt : 0;
            const [outcome] = await world.commands.mutateAll([move], actor);
            outcomes.push(outcome?.outcome);
          }
          const applied = outcomes.includes('applied');
          if (applied) {
            expect(fits).toBe(true);
            expected.set(`${from ?? ''} ${type}`, has - quantity);
            expected.set(`${to ?? ''} ${type}`, (expected.get(`${to ?? ''} ${type}`) ?? 0) + quantity);
          } else if (times > 1 || failsAt === 0) expect(fits).toBe(false);
        }
        const { entries, pools, kept } = await poolsOf(world);
        for (const [key, quantity] of expected) expect(pools.get(key) ?? 0).toBe(quantity);
        for (const [key, quantity] of kept) expect(pools.get(key) ?? 0).toBe(quantity);
        expect(Math.min(0, ...pools.values())).toBe(0);
        for (const type of ['Mailbox', 'Archive'] as const) {
          const all = entries.filter((entry) => entry.type === type);
          expect(all.reduce((sum, entry) => sum + entry.quantity, 0)).toBe(bought[type]);
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: 25 },
  );
});

test('of two who want the last ten one gets them; the other is told what is left', async () => {
  const world = open();
  onTestFinished(world.close);
  const { commands } = world;
  const [first] = await commands.mutateAll([moveOf(1, null, idOf(1), 'Mailbox', 20)], actor);
  expect(first?.outcome).toBe('applied');
  const both = await Promise.all(
    [2, 3].map((n) => commands.mutateAll([moveOf(n, null, idOf(n), 'Mailbox', 10)], actor)),
  );
  const [[one], [two]] = both as [[unknown], [unknown]];
  expect(one).toMatchObject({ outcome: 'applied' });
  expect(two).toMatchObject({
    outcome: 'rejected',
    problem: {
      kind: 'too-few-licenses',
      detail: 'The partner account has no Mailbox licenses left; this moves 10.',
    },
  });
});

test('the database itself refuses what would make a license out of nothing', async () => {
  const world = open();
  onTestFinished(world.close);
  const half = (more: Partial<License>) =>
    world.store.transaction((tx) => tx.put('license', { ...licenseRow(70, idOf(1), 5), ...more }));
  // An entry whose other half never comes; one that takes more than there is; changing and deleting.
  await expect(half({ moveId: idOf(71) })).rejects.toThrow('FOREIGN KEY');
  await expect(half({ projectId: null, quantity: -40 })).rejects.toThrow('CHECK');
  await expect(world.store.transaction((tx) => tx.put('license', licenseRow(50, null, 31)))).rejects.toThrow(
    'append-only',
  );
  await expect(world.store.transaction((tx) => tx.remove('license', idOf(50), at, 'Ada'))).rejects.toThrow(
    'append-only',
  );
  const { pools } = await poolsOf(world);
  expect([...pools]).toEqual([
    [' Mailbox', bought.Mailbox],
    [' Archive', bought.Archive],
  ]);
});
