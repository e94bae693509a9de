import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import { createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

async function createSite(caller: SyncCaller, customerId: string, name: string): Promise<string> {
  const id = newId();
  await caller.pushOne(mutationOf('site.create', { id, fields: { customerId, name } }));
  return id;
}

const deletion = (ids: string[], shown: string[]) =>
  mutationOf('customer.delete', { ids, bulk: { job: newId(), part: 1, of: 1, shown } });
const exists = async (caller: SyncCaller, path: string) => (await caller.get(path)).status === 200;

describe('a part of a bulk delete', () => {
  test('deletes what is as it was shown, leaves what has a site that wasn’t, and notes what is gone', async () => {
    const caller = await SyncCaller.of(server.url);
    const [as, grown, gone] = [
      await createCustomer(caller, 'As Shown'),
      await createCustomer(caller, 'Grown'),
      await createCustomer(caller, 'Gone Before'),
    ];
    const shown = [await createSite(caller, as, 'Shown'), await createSite(caller, grown, 'Shown too')];
    const appeared = await createSite(caller, grown, 'Appeared');
    await caller.pushOne(mutationOf('customer.delete', { ids: [gone] }));
    const part = deletion([as, grown, gone, newId()], shown);
    const outcome = await caller.pushOne(part);
    expect(outcome).toMatchObject({
      outcome: 'applied',
      gone: [gone],
      left: [
        {
          id: grown,
          name: 'Grown',
          because: 'The site Appeared is there, and the dry run didn’t show it.',
          appeared: [{ kind: 'site', id: appeared, name: 'Appeared' }],
        },
        { name: '', because: 'Your account doesn’t see this customer.' },
      ],
    });
    expect(await exists(caller, `/v1/customers/${as}`)).toBe(false);
    expect(await exists(caller, `/v1/customers/${grown}`)).toBe(true);
    expect(await exists(caller, `/v1/sites/${shown[1] ?? ''}`)).toBe(true);
    // A resend is answered as before, whatever has become of it since.
    await caller.pushOne(mutationOf('site.delete', { ids: [appeared] }));
    expect(await caller.pushOne(part)).toEqual(outcome);
    expect(await exists(caller, `/v1/customers/${grown}`)).toBe(true);
  });

  test('leaves a site at which a probe was put since, and one whose customer has taken the right back', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await createSite(caller, await createCustomer(caller, 'With Probe'), 'Probed');
    const { body } = await caller.get<{ items: Row[] }>('/v1/probes?siteId=none&limit=1');
    const probe = body.items[0]?.id ?? '';
    await caller.pushOne(
      mutationOf('probe.associate', { ids: [probe], siteId: site }, { before: { [probe]: null } }),
    );
    const { rows } = await caller.snapshot();
    const closed = (rows.get('customer') ?? []).find(
      ({ id, grants }) =>
        !(grants as string[]).includes('manage-configuration') &&
        (rows.get('site') ?? []).some(({ customerId }) => customerId === id),
    );
    const refused = (rows.get('site') ?? []).find(({ customerId }) => customerId === closed?.id);
    const ids = [site, refused?.id ?? ''];
    const bulk = { job: newId(), part: 1, of: 1, shown: (rows.get('probe') ?? []).map(({ id }) => id) };
    const without = { ...bulk, shown: bulk.shown.filter((id) => id !== probe) };
    const outcome = await caller.pushOne(mutationOf('site.delete', { ids, bulk: without }));
    expect(leftOf(outcome)).toMatchObject([
      { id: site, appeared: [{ kind: 'probe', id: probe }] },
      { id: refused?.id, because: expect.stringMatching(/hasn’t granted/) },
    ]);
    const again = await caller.pushOne(mutationOf('site.delete', { ids: [site], bulk }));
    expect(leftOf(again)).toEqual([]);
    expect(await exists(caller, `/v1/sites/${site}`)).toBe(false);
  });

  test('is refused whole to who may not delete at all', async () => {
    const admin = await SyncCaller.of(server.url);
    const id = await createCustomer(admin, 'Not Yours');
    const operator = await SyncCaller.of(server.url, 'operator');
    expect(await operator.pushOne(deletion([id], []))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'forbidden' },
    });
  });
});

function leftOf(outcome: MutationOutcome): unknown[] {
  expect(outcome.outcome).toBe('applied');
  return outcome.outcome === 'applied' ? (outcome.left ?? []) : [];
}
