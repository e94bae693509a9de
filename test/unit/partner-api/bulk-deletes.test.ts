import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { customerFields, fullGrants } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import {
  openBulkDeletes,
  type BulkDeletes,
} from '../../../partner-api/commands/bulk-deletes/bulk-deletes.ts';
import { openCommands, type CommandLayer } from '../../../partner-api/commands/mutate.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import type { SeedRow } from '../../../partner-api/store/seed-rows.ts';
import { StoreUnavailable } from '../../../partner-api/store/unavailable.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store, StoredAccount } from '../../../partner-api/store/store.ts';

const customers = 600;
const surroundings = { now: () => Date.UTC(2026, 2, 2), randomBytes: (count: number) => randomBytes(count) };
const account: Account = { id: newId(), login: 'admin', name: 'Ingrid', role: 'admin', scope: null };
const stored: StoredAccount = { ...account, password: '', isDisabled: false, expiresAt: null };
const everything = { filter: {} };

let folder: string;
let store: Store;
let defects: unknown[];
const onDefect = (error: unknown) => void defects.push(error);

function* seedRows(): Generator<SeedRow> {
  const at = '2026-03-01T08:00:00.000Z';
  for (let number = 0; number < customers; number++) {
    const fields = customerFields.parse({
      name: `Customer ${number}`,
      email: 'it@x.example',
      partnerId: null,
    });
    const made = { customerId: `C-${number}`, origin: 'wizard' as const, grants: [...fullGrants] };
    yield { kind: 'customer', row: { id: newId(), createdAt: at, updatedAt: at, ...fields, ...made } };
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-bulk-'));
  const file = join(folder, 'partner-api.db');
  createDatabase({ file, epoch: 'epoch', name: 'Bulk', rows: seedRows() });
  store = openSqliteStore(file);
  defects = [];
  await store.transaction((tx) => tx.saveAccount(stored, 0));
});
afterEach(async () => {
  for (const deletes of opened.splice(0)) await deletes.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const commands = () => openCommands(store, surroundings, onDefect);
const opened: BulkDeletes[] = [];
const open = (layer: CommandLayer = commands()) => {
  const deletes = openBulkDeletes(store, layer, surroundings, onDefect);
  opened.push(deletes);
  return deletes;
};
const stateOf = async (id: string) => (await store.read.bulkDelete(id))?.state;
const left = async () => (await store.read.position(null)).digests.customer?.count;

describe('a bulk delete of several parts', () => {
  test('that dies after a part was applied and before that was written down goes on, and does nothing twice', async () => {
    const real = commands();
    let parts = 0;
    const mortal: CommandLayer = {
      ...real,
      mutate: async (mutation, request) => {
        await real.mutate(mutation, request);
        parts += 1;
        // Nothing more is heard of this process.
        if (parts === 2) return new Promise(() => undefined);
        return real.mutate(mutation, request);
      },
    };
    // It can’t be closed: a part of it never ends.
    const dying = openBulkDeletes(store, mortal, surroundings, onDefect);
    const { id, token } = await dying.dryRun(account, 'customer', everything);
    await dying.begin(account, token);
    await expect.poll(() => parts).toBe(2);
    expect(await store.read.bulkDelete(id)).toMatchObject({ state: 'running', deleted: 250 });

    const next = open();
    await next.goOn();
    await expect.poll(() => stateOf(id)).toBe('done');
    expect(await store.read.bulkDelete(id)).toMatchObject({ deleted: customers, left: 0, gone: 0 });
    expect(await left()).toBe(0);
    const { items } = await store.read.activity({ sight: null, before: null, limit: 2 * customers });
    expect(items).toHaveLength(customers);
  });

  test('pauses with a sentence where the store can’t take a part, and goes on when it’s resumed', async () => {
    const real = commands();
    let isBroken = true;
    const deletes = open({
      ...real,
      mutate: (mutation, request) =>
        isBroken ? Promise.reject(new Error('disk I/O error')) : real.mutate(mutation, request),
    });
    const { id, token } = await deletes.dryRun(account, 'customer', everything);
    await deletes.begin(account, token);
    await expect.poll(() => stateOf(id)).toBe('paused');
    expect((await store.read.bulkDelete(id))?.because).toMatch(/couldn’t go on.*resume it to try again/);
    expect([await left(), String(defects[0])]).toEqual([customers, 'Error: disk I/O error']);
    isBroken = false;
    await deletes.resume(account, id);
    await expect.poll(() => stateOf(id)).toBe('done');
    expect(await left()).toBe(0);
  });

  test('goes on by itself where the store didn’t answer for a while', async () => {
    const real = commands();
    let isAway = true;
    const deletes = open({
      ...real,
      mutate: (mutation, request) =>
        isAway ? Promise.reject(new StoreUnavailable('gone')) : real.mutate(mutation, request),
    });
    const { id, token } = await deletes.dryRun(account, 'customer', everything);
    await deletes.begin(account, token);
    await expect.poll(() => defects.length).toBe(1);
    expect(await stateOf(id)).toBe('running');
    isAway = false;
    await deletes.goOn();
    await expect.poll(() => stateOf(id)).toBe('done');
    expect(await left()).toBe(0);
  });

  test('counts each part once where a process comes late with one that another has done', async () => {
    const real = commands();
    const late = Promise.withResolvers<void>();
    let arrived = 0;
    const slow = open({
      ...real,
      mutate: async (mutation, request) => {
        arrived += 1;
        await late.promise;
        return real.mutate(mutation, request);
      },
    });
    const { id, token } = await slow.dryRun(account, 'customer', everything);
    await slow.begin(account, token);
    await expect.poll(() => arrived).toBe(1);
    await open().goOn();
    await expect.poll(() => stateOf(id)).toBe('done');
    late.resolve();
    await slow.close();
    expect(await store.read.bulkDelete(id)).toMatchObject({ state: 'done', deleted: customers, left: 0 });
  });

  test.each([
    ['was disabled', { isDisabled: true }, 'stopped', 0],
    ['may not delete any more', { role: 'operator' as const }, 'done', 350],
  ])('of an account that %s meanwhile deletes no more, and says why', async (_, change, state, leftOver) => {
    const real = commands();
    const deletes = open({
      ...real,
      mutate: async (mutation, request) => {
        const outcome = await real.mutate(mutation, request);
        await store.transaction((tx) => tx.saveAccount({ ...stored, ...change }, 0));
        return outcome;
      },
    });
    const { id, token } = await deletes.dryRun(account, 'customer', everything);
    await deletes.begin(account, token);
    await expect.poll(() => stateOf(id)).toBe(state);
    const bulk = await store.read.bulkDelete(id);
    expect(bulk).toMatchObject({ deleted: 250, left: leftOver });
    expect(await left()).toBe(350);
    const part = await store.read.bulkPartFrom(id, 2);
    const why = part?.outcome?.outcome === 'rejected' ? part.outcome.problem.detail : bulk?.because;
    expect(why).toMatch(/Only an Admin may delete customers|may not sign in any more/);
  });

  test('that is stopped ends after the part that is under way, and closing waits for that one', async () => {
    const real = commands();
    const stopping = Promise.withResolvers<undefined>();
    const deletes = open({
      ...real,
      mutate: async (mutation, request) => {
        await deletes.stop(account, id);
        stopping.resolve(undefined);
        return real.mutate(mutation, request);
      },
    });
    const { id, token } = await deletes.dryRun(account, 'customer', everything);
    await deletes.begin(account, token);
    await stopping.promise;
    await deletes.close();
    expect(await store.read.bulkDelete(id)).toMatchObject({ state: 'stopped', deleted: 250 });
    expect(await left()).toBe(350);
  });
});
