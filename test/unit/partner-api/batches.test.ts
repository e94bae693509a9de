import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { mutation as mutationSchema, type Mutation } from '../../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import { openCommands } from '../../../partner-api/commands/mutate.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { idOf } from '../db/fixture.ts';

const at = '2026-03-02T08:00:00.000Z';
const actor = {
  account: { id: 'a', login: 'admin', name: 'Ada', role: 'admin' as const, scope: null },
  requestId: 'request',
};

/** An empty store in a file of its own, and its commands; time stands still and randomness counts. */
function open(change: (store: Store) => Store = (store) => store) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-batches-'));
  const file = join(folder, 'partner-api.db');
  createDatabase({ file, epoch: 'epoch', name: 'Test', rows: [] });
  const store = openSqliteStore(file);
  let drawn = 0;
  const surroundings = {
    now: () => Date.parse(at),
    randomBytes: (count: number) => new Uint8Array(count).map((_, index) => (drawn++ * 31 + index * 7) % 256),
  };
  const defects: unknown[] = [];
  const commands = openCommands(change(store), surroundings, (defect) => defects.push(defect));
  const close = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
  const rows = async () => {
    const found = await Promise.all(people.map((n) => store.read.row(null, 'customer', idOf(n))));
    return found.map((row) => row?.json ?? null);
  };
  return { commands, defects, rows, close, store };
}

const people = [1, 2, 3, 4];

function mutationOf(n: number, name: string, args: object, more: object = {}): Mutation {
  const envelope = {
    id: idOf(10_000 + n),
    context: 'partner-account',
    at,
    before: {},
    touches: [],
    after: [],
  };
  return { ...envelope, name, args, ...more } as unknown as Mutation;
}

const someBatch = fc
  .array(
    fc.record({
      who: fc.constantFrom(...people),
      what: fc.constantFrom('create', 'rename', 'overwrite', 'delete', 'restore', 'nonsense', 'unreadable'),
      follows: fc.option(fc.nat(15), { nil: null }),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((steps) =>
    steps.map(({ who, what, follows }, n) => {
      const id = idOf(who);
      const after = follows !== null && follows < n ? [idOf(10_000 + follows)] : [];
      const fields = { partnerId: null, name: `Customer ${who}`, email: 'it@contoso.example' };
      switch (what) {
        case 'create':
          return mutationOf(n, 'customer.create', { id, fields }, { after });
        case 'rename':
          return mutationOf(
            n,
            'customer.update',
            { id, changes: { notes: `by ${n}` } },
            { after, before: { notes: '' } },
          );
        case 'overwrite':
          return mutationOf(
            n,
            'customer.update',
            { id, changes: { reference: `${n}` } },
            { after, before: { reference: 'seen' } },
          );
        case 'delete':
          return mutationOf(n, 'customer.delete', { ids: [id] }, { after });
        case 'restore':
          return mutationOf(n, 'customer.restore', { deletion: idOf(10_000 + who), ids: [id] }, { after });
        case 'nonsense':
          return mutationOf(n, 'customer.move', { ids: [id], partnerId: idOf(77) }, { after });
        default:
          return mutationOf(n, 'customer.create', { id, fields: { name: '' } }, { after });
      }
    }),
  );

test('a batch that reaches the disk in one commit has the outcomes and the rows that its mutations have one by one', async () => {
  await fc.assert(
    fc.asyncProperty(someBatch, async (batch) => {
      const together = open();
      const apart = open();
      try {
        const outcomes = await together.commands.mutateAll(batch, actor);
        const single: MutationOutcome[] = [];
        const unapplied = new Set<string>();
        for (const mutation of batch) {
          if (mutation.after.some((id) => unapplied.has(id)))
            single.push({
              id: mutation.id,
              outcome: 'retry',
              because: 'An earlier change that it follows wasn’t applied.',
            });
          else single.push(...(await apart.commands.mutateAll([mutation], actor)));
          if (single.at(-1)?.outcome !== 'applied') unapplied.add(mutation.id);
        }
        expect(outcomes).toEqual(single);
        expect(await together.rows()).toEqual(await apart.rows());
        expect(await together.store.read.activity({ sight: null, before: null, limit: 100 })).toEqual(
          await apart.store.read.activity({ sight: null, before: null, limit: 100 }),
        );
        const again = await together.commands.mutateAll(batch, actor);
        for (const [index, { outcome }] of outcomes.entries())
          if (outcome === 'applied') expect(again[index]).toEqual(outcomes[index]);
      } finally {
        await together.close();
        await apart.close();
      }
    }),
    { numRuns: 25 },
  );
});

test('a defect at one change of a batch is told, keeps nothing of that change, and holds up no other', async () => {
  const broken = idOf(2);
  const { commands, defects, rows, close } = open((store) => ({
    ...store,
    transaction: (work) =>
      store.transaction((tx) =>
        work({
          ...tx,
          audit: async (entry) => {
            if (entry.entity.id === broken) throw new Error('the disk has a moment');
            await tx.audit(entry);
          },
        }),
      ),
  }));
  onTestFinished(close);
  const create = (n: number, more: object = {}) =>
    mutationOf(
      n,
      'customer.create',
      { id: idOf(n), fields: { partnerId: null, name: `Customer ${n}`, email: 'it@contoso.example' } },
      more,
    );
  const outcomes = await commands.mutateAll(
    [create(1), create(2), create(3), create(4, { after: [create(2).id] })],
    actor,
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'retry', 'applied', 'retry']);
  expect(defects).toHaveLength(1);
  expect((await rows()).map((row) => row !== null)).toEqual([true, false, true, false]);
});

test('nothing of a batch stays when its commit fails, and nothing of it is answered as applied', async () => {
  const { commands, rows, close } = open((store) => ({
    ...store,
    transaction: (work) =>
      store.transaction(async (tx) => {
        await work(tx);
        throw new Error('the disk is full');
      }),
  }));
  onTestFinished(close);
  const batch = people.map((n) =>
    mutationOf(n, 'customer.create', {
      id: idOf(n),
      fields: { partnerId: null, name: `Customer ${n}`, email: 'it@contoso.example' },
    }),
  );
  const outcomes = await commands.mutateAll(batch, actor);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry', 'retry']);
  expect(await rows()).toEqual([null, null, null, null]);
});

test('a Customer ID that chance draws twice is one customer’s alone, within a batch and beside those there before', async () => {
  const { store, close } = open();
  onTestFinished(close);
  let drawn = 0;
  const randomBytes = (count: number) => new Uint8Array(count).fill(drawn++ >> 1);
  const { mutateAll } = openCommands(store, { now: () => Date.parse(at), randomBytes }, () => undefined);
  const create = (n: number) => {
    const fields = { partnerId: null, name: `Customer ${n}`, email: 'it@contoso.example' };
    return mutationOf(n, 'customer.create', { id: idOf(n), fields });
  };
  const first = await mutateAll([create(1), create(2)], actor);
  drawn = 0;
  const second = await mutateAll([create(3), create(4)], actor);
  expect([...first, ...second].map(({ outcome }) => outcome)).toEqual(people.map(() => 'applied'));
  const rows = await Promise.all(people.map((n) => store.read.row(null, 'customer', idOf(n))));
  const ids = rows.map((row) => (JSON.parse(row?.json ?? '{}') as { customerId: string }).customerId);
  expect(new Set(ids).size).toBe(people.length);
});

test('a change that an earlier version answered, which told it by what its schema had filled in, has that answer still', async () => {
  const create = mutationOf(1, 'customer.create', {
    id: idOf(1),
    fields: { partnerId: null, name: 'Customer 1', email: 'it@contoso.example' },
  });
  const { name, args, before, context } = mutationSchema.parse(create);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([name, args, before, context]))
    .digest('base64url');
  const { commands, store, close } = open((store) => ({
    ...store,
    transaction: (work) =>
      store.transaction((tx) =>
        work({ ...tx, remember: (id, when, { outcome }) => tx.remember(id, when, { fingerprint, outcome }) }),
      ),
  }));
  onTestFinished(close);
  const [first] = await commands.mutateAll([create], actor);
  expect(first?.outcome).toBe('applied');
  const { mutateAll } = openCommands(
    store,
    { now: () => Date.parse(at), randomBytes: (count) => new Uint8Array(count) },
    () => undefined,
  );
  expect(await mutateAll([create], actor)).toEqual([first]);
  const other = { ...create, args: { ...create.args, id: idOf(2) } };
  expect(await mutateAll([other], actor)).toMatchObject([{ problem: { kind: 'already-exists' } }]);
});
