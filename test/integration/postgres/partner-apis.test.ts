import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { AuditVerification } from '../../../common/partner-api/audit.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { startPartnerApi, type PartnerApi } from '../../../partner-api/start.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { password } from '../../support/test-partner-api.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { call, createCustomer, signIn, SyncCaller } from '../partner-api/caller.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

/** Partner APIs started at the same time on an empty database and data folder. */
async function startTogether(count: number): Promise<PartnerApi[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-together-'));
  const url = await server.database();
  const starting = Array.from({ length: count }, () =>
    startPartnerApi({
      ...{ dataDir, seed: sampleSeed, password, passwordCost: 10 },
      openStore: postgresOpener({ url, limits: { readers: 2 } }),
    }),
  );
  onTestFinished(async () => {
    for (const started of await Promise.allSettled(starting))
      if (started.status === 'fulfilled') await started.value.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return Promise.all(starting);
}

test('processes that are started at the same time on an empty database are one partner API, and Activity verifies in each', async () => {
  const apis = await startTogether(3);
  expect(apis.filter(({ isNew }) => isNew)).toHaveLength(1);
  const tokens = await signIn(apis[0]?.url ?? '');
  for (const { url } of apis) {
    await createCustomer(await SyncCaller.of(url), `Made at ${url}`);
    const { status, body } = await call<AuditVerification>(url, 'GET', '/v1/activity/verification', {
      token: tokens.accessToken,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ sound: true, fault: null });
    expect(body.checkpoint).not.toBeNull();
  }
});
