import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { openInstallations, type Installations } from '../../../partner-api/onboarding/installations.ts';
import { NotYetFault, type ConsentProvider, type Proof } from '../../../partner-api/providers/provider.ts';
import { ensureAccounts } from '../../../partner-api/auth/accounts.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store } from '../../../partner-api/store/store.ts';

const second = 1000;
const proof: Proof = {
  ...{ tenant: 'contoso', name: 'Contoso', domains: ['contoso.example'] },
  ...{ emails: ['it@contoso.example'], country: 'DE' },
};

/** A partner API's installations by a clock of the test's, and a provider that isn't ready until it's said to be. */
async function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-store-'));
  const file = join(folder, 'partner-api.db');
  createDatabase({ file, epoch: 'one', name: 'Riverside', rows: [] });
  let at = Date.UTC(2026, 5, 1);
  let made = 0;
  const surroundings = {
    now: () => at,
    randomBytes: (count: number) => new Uint8Array(count).fill(++made),
  };
  const asked: string[] = [];
  const provider = { isReady: false };
  const ask = async (tenant: string): Promise<Proof> => {
    asked.push(`${tenant} at ${(at - Date.UTC(2026, 5, 1)) / second}`);
    if (!provider.isReady) throw new NotYetFault('Microsoft 365 gave no access.', tenant);
    return proof;
  };
  const microsoft: ConsentProvider = {
    addressOf: async ({ state }) => new URL(`https://provider.example/?state=${state}`),
    prove: () => ask('contoso'),
    proveAgain: ask,
  };
  let store: Store | undefined;
  let installations: Installations | undefined;
  const stop = async () => {
    await installations?.tries.close();
    await store?.close();
  };
  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const defects: unknown[] = [];
  const run = async () => {
    store = openSqliteStore(file);
    await ensureAccounts(store, surroundings, { password: 'a b c d e', passwordCost: 10, seeded: [] });
    installations = await openInstallations(store, surroundings, {
      ...{ providers: { microsoft }, baseUrl: () => 'https://portal.example', retryMs: 5 * second },
      onDefect: (error) => defects.push(error),
    });
    return { store, installations };
  };
  const first = await run();
  const found = await first.store.read.accountByLogin('admin');
  if (!found) throw new Error('there is no admin');
  const account = { ...found, scope: null };
  const id = newId();
  const request = { id, provider: 'microsoft' as const, partnerId: null, domain: '' };
  const { url } = await first.installations.begin(account, request);
  const answered = await first.installations.answer(new URL(url).search, 'request');
  const shown = async () =>
    (await (installations ?? first.installations).list(account)).items.find((item) => item.id === id);
  const customers = async () =>
    (await (store ?? first.store).read.list('customer', { sight: null, after: null, limit: 9 })).items.map(
      (json) => JSON.parse(json) as Customer,
    );
  /** Moves the clock on, and does what is due then. */
  const after = async (seconds: number) => {
    at += seconds * second;
    await (installations ?? first.installations).tries.run();
    return shown();
  };
  const restart = async () => {
    await stop();
    await run();
  };
  const cancel = () => (installations ?? first.installations).cancel(account, id);
  return { id, answered, asked, provider, after, shown, customers, restart, cancel, defects };
}

test('a provider that isn’t ready after a consent is asked again ever more rarely, says when, and outlives a restart', async () => {
  const { id, answered, asked, provider, after, shown, customers, restart, defects } = await scene();
  expect(answered).toEqual({ state: 'not-yet', id, provider: 'microsoft' });
  expect(await shown()).toMatchObject({
    ...{ state: 'checking', nextTryAt: '2026-06-01T00:00:05.000Z', customerId: null },
    because: expect.stringContaining('doesn’t let this partner API in yet'),
  });
  await after(4);
  expect(asked).toEqual(['contoso at 0']);
  expect(await after(1)).toMatchObject({ nextTryAt: '2026-06-01T00:00:15.000Z' });

  await restart();
  expect(await after(9)).toMatchObject({ state: 'checking', nextTryAt: '2026-06-01T00:00:15.000Z' });
  provider.isReady = true;
  expect(await after(1)).toMatchObject({
    ...{ state: 'done', because: '', nextTryAt: null, domains: ['contoso.example'] },
  });
  expect(asked).toEqual(['contoso at 0', 'contoso at 5', 'contoso at 15']);
  await after(3600);
  expect(asked).toHaveLength(3);
  expect(await customers()).toMatchObject([{ name: 'Contoso', origin: 'on-behalf' }]);
  expect(defects).toEqual([]);
});

test('it’s given up after ten tries in some twenty minutes, with what the provider said', async () => {
  const { asked, after, customers } = await scene();
  for (const seconds of [5, 10, 20, 40, 80, 160, 300, 300]) await after(seconds);
  expect(await after(299)).toMatchObject({ state: 'checking' });
  expect(await after(1)).toMatchObject({
    ...{ state: 'failed', nextTryAt: null },
    because: 'Microsoft 365 gave no access. It was tried 10 times.',
  });
  expect(asked.at(-1)).toBe('contoso at 1215');
  await after(3600);
  expect(asked).toHaveLength(10);
  expect(await customers()).toEqual([]);
});

test('one that’s cancelled meanwhile is asked no more, and makes nothing', async () => {
  const { asked, provider, after, customers, cancel } = await scene();
  await cancel();
  provider.isReady = true;
  expect(await after(3600)).toMatchObject({ state: 'cancelled', nextTryAt: null, because: '' });
  expect(asked).toHaveLength(1);
  expect(await customers()).toEqual([]);
});
