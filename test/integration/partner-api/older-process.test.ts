import { afterEach, expect, test, vi } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type * as unknownFields from '../../../common/domain/unknown-fields.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { customerFields, mutationOf, SyncCaller } from './caller.ts';

/** What a process knows of fields: a newer one knows them all. */
const process = vi.hoisted(() => ({ isNewer: false }));
vi.mock('../../../common/domain/unknown-fields.ts', async (original) => {
  const real = await original<typeof unknownFields>();
  return {
    unknownFieldsOf: (name: string, args: unknown) =>
      process.isNewer ? [] : real.unknownFieldsOf(name, args),
  };
});

let api: TestPartnerApi | null = null;
afterEach(async () => {
  process.isNewer = false;
  await api?.remove();
  api = null;
});

test('what a newer process of the same database applied is answered so by an older one, too', async () => {
  api = await TestPartnerApi.start();
  const caller = await SyncCaller.of(api.url);
  const fields = { ...customerFields('Contoso'), serviceTier: 'gold' };
  const create = mutationOf('customer.create', { id: newId(), fields });
  process.isNewer = true;
  const applied = await caller.pushOne(create);
  expect(applied).toMatchObject({ outcome: 'applied' });

  process.isNewer = false;
  expect(await caller.pushOne(create)).toEqual(applied);
  const site = mutationOf('site.create', {
    ...{ id: newId(), fields: { customerId: create.args.id, name: 'Depot' } },
  });
  expect(await caller.push(create, { ...site, after: [create.id] })).toMatchObject([
    applied,
    { outcome: 'applied' },
  ]);
  // Another change by this id isn't the one that was applied.
  const other = { ...create, args: { ...create.args, fields: { ...fields, serviceTier: 'silver' } } };
  expect(await caller.pushOne(other)).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'field-unknown' },
  });
});
