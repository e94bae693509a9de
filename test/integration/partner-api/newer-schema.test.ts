import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type * as Entities from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import type { PartnerApi } from '../../../partner-api/start.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, customerFields, mutationOf, signIn, SyncCaller } from './caller.ts';

let api: TestPartnerApi;
let newer: PartnerApi | null = null;
afterEach(async () => {
  await newer?.close();
  newer = null;
  vi.doUnmock('../../../common/domain/entities.ts');
  vi.resetModules();
  await api.remove();
});

/** The next version in the place of this one: its customers have one more field, which says something where nothing is sent. */
async function update(): Promise<string> {
  await api.stop();
  vi.resetModules();
  vi.doMock('../../../common/domain/entities.ts', async (original) => {
    const entities = await original<typeof Entities>();
    return {
      ...entities,
      customerFields: entities.customerFields.extend({ serviceTier: z.string().default('standard') }),
    };
  });
  const { startPartnerApi } = await import('../../../partner-api/start.ts');
  newer = await startPartnerApi({ ...api.place, seed: sampleSeed, password, passwordCost: 10, port: 0 });
  return newer.url;
}

describe('a change that is sent again after the partner API was updated to one with a field more', () => {
  test('gets the answer that it had', async () => {
    api = await TestPartnerApi.start();
    const mutation = mutationOf('customer.create', { id: newId(), fields: customerFields('Before') });
    const first = await (await SyncCaller.of(api.url)).pushOne(mutation);
    const caller = await SyncCaller.of(await update());
    expect(await caller.pushOne(mutation)).toEqual(first);
    const other = { ...mutation, args: { ...mutation.args, fields: customerFields('Another') } };
    expect(await caller.pushOne(other)).toMatchObject({ problem: { kind: 'already-exists' } });
    const id = await createCustomer(caller, 'After');
    expect((await caller.get(`/v1/customers/${id}`)).body).toMatchObject({ serviceTier: 'standard' });
  });

  test('gets it through the resource door too, by its Idempotency-Key', async () => {
    api = await TestPartnerApi.start();
    const create = async (url: string) => {
      const { accessToken: token } = await signIn(url);
      const headers = { 'idempotency-key': key };
      return call(url, 'POST', '/v1/customers', { token, headers, body: customerFields('By key') });
    };
    const key = newId();
    const first = await create(api.url);
    expect(first.status).toBe(201);
    const again = await create(await update());
    expect(again).toMatchObject({ status: 201, body: { id: first.body['id'] } });
  });
});
