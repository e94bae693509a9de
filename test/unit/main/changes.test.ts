import { beforeEach, describe, expect, test } from 'vitest';
import { fullGrants } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import type { NewMutation } from '../../../db/api.ts';
import type { CacheClient } from '../../../db/client.ts';
import { Changes } from '../../../main/changes/changes.ts';
import { reversalOf } from '../../../main/changes/reversal.ts';
import { systemRandom } from '../../../main/ports.ts';
import { SentChanges } from '../../../main/sync/sent.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const [a, b, c, p, q] = Array.from({ length: 5 }, () => newId()) as [string, string, string, string, string];
const envelope = {
  id: newId(),
  context: 'partner-account' as const,
  before: {},
  touches: [],
  after: [],
  at: '2026-03-02T08:00:00.000Z',
};
const fields = { name: 'Contoso', email: 'office@contoso.example' };

describe('what takes a change back', () => {
  const cases: [string, unknown, unknown][] = [
    [
      'a created partner',
      { name: 'partner.create', args: { id: p, fields } },
      [{ name: 'partner.delete', args: { ids: [p] } }],
    ],
    [
      'a created customer',
      { name: 'customer.create', args: { id: a, fields } },
      [{ name: 'customer.delete', args: { ids: [a] } }],
    ],
    [
      'an edit',
      { name: 'customer.update', args: { id: a, changes: { name: 'New' } }, before: { name: 'Old' } },
      [{ name: 'customer.update', args: { id: a, changes: { name: 'Old' } }, before: { name: 'New' } }],
    ],
    [
      'a delete',
      { name: 'customer.delete', args: { ids: [a, b] } },
      [{ name: 'customer.restore', args: { deletion: envelope.id, ids: [a, b] } }],
    ],
    [
      'a restore',
      { name: 'partner.restore', args: { deletion: newId(), ids: [p] } },
      [{ name: 'partner.delete', args: { ids: [p] } }],
    ],
    [
      'a move of customers of several partners',
      {
        name: 'customer.move',
        args: { ids: [a, b, c], partnerId: null },
        before: { [a]: p, [b]: q, [c]: p },
      },
      [
        { name: 'customer.move', args: { ids: [a, c], partnerId: p }, before: { [a]: null, [c]: null } },
        { name: 'customer.move', args: { ids: [b], partnerId: q }, before: { [b]: null } },
      ],
    ],
    [
      'a site that was added',
      { name: 'site.create', args: { id: a, fields: {} } },
      [{ name: 'site.delete', args: { ids: [a] } }],
    ],
    [
      'a delete of sites',
      { name: 'site.delete', args: { ids: [a, b] } },
      [{ name: 'site.restore', args: { deletion: envelope.id, ids: [a, b] } }],
    ],
    [
      'probes from the inventory and from another site',
      { name: 'probe.associate', args: { ids: [a, b], siteId: p }, before: { [a]: null, [b]: q } },
      [
        { name: 'probe.disassociate', args: { ids: [a] }, before: { [a]: p } },
        { name: 'probe.associate', args: { ids: [b], siteId: q }, before: { [b]: p } },
      ],
    ],
    [
      'probes that were taken off their sites, one of them from none',
      { name: 'probe.disassociate', args: { ids: [a, b] }, before: { [a]: p, [b]: null } },
      [{ name: 'probe.associate', args: { ids: [a], siteId: p }, before: { [a]: null } }],
    ],
    [
      'a move of a direct customer, and of one that nobody knew',
      { name: 'customer.move', args: { ids: [a, b], partnerId: p }, before: { [a]: null } },
      [{ name: 'customer.move', args: { ids: [a], partnerId: null }, before: { [a]: p } }],
    ],
  ];
  test.each(cases)('is its reverse: %s', (_what, change, reverse) => {
    expect(
      reversalOf({ ...envelope, ...(change as Pick<Mutation, 'name' | 'args'>) } as Mutation, newId),
    ).toEqual(reverse);
  });
});

describe('changes', () => {
  let queued: NewMutation[];
  let discarded: string[];
  let account: Account | null;
  let customer: object;
  let sent: SentChanges;
  let changes: Changes;

  beforeEach(() => {
    queued = [];
    discarded = [];
    account = { id: 'x', login: 'admin', name: 'A', role: 'admin', scope: null };
    customer = { partnerId: null, name: 'Old', email: 'old@x.example', grants: ['billing-management'] };
    sent = new SentChanges();
    const cache = {
      read: {
        partnerDeleteImpact: (ids: string[]) => Promise.resolve({ partners: ids.length, blocked: [] }),
        customerDetail: (id: string) => Promise.resolve({ customer: { id, ...customer } }),
        partnerDetail: (id: string) => Promise.resolve({ partner: { id, ...customer } }),
      },
      write: {
        queue: (mutations: NewMutation[]) => {
          queued.push(...mutations);
          return Promise.resolve({ mutationIds: mutations.map(({ id }) => id) });
        },
        takeBack: () => Promise.resolve({ taken: [] }),
        discardAll: (ids: string[]) => Promise.resolve(void discarded.push(...ids)),
      },
    } as unknown as CacheClient;
    changes = new Changes({
      cache,
      sent,
      clock: new ManualClock(),
      random: systemRandom,
      account: () => account,
      sealingKey: () => null,
      onQueued: () => undefined,
    });
  });

  test('of more than 5,000 customers become several mutations in one transaction, each id once', async () => {
    const ids = Array.from({ length: 12_000 }, () => newId());
    const { mutationIds } = await changes.moveCustomers({ ids: [...ids, ids[0] ?? ''], partnerId: p });
    expect(mutationIds).toHaveLength(3);
    expect(queued.flatMap((one) => (one.name === 'customer.move' ? one.args.ids : []))).toEqual(ids);
    expect(queued.every((one) => one.name === 'customer.move' && one.args.ids.length <= 5000)).toBe(true);
  });

  test('that the customer hasn’t granted are refused with the reason, before anything is queued', async () => {
    const edit = { id: a, fields: { partnerId: null, name: 'New', email: 'x@y.example' } };
    await expect(changes.updateCustomer(edit as never)).rejects.toMatchObject({
      error: { code: 'not-allowed', message: expect.stringContaining('hasn’t granted Account settings') },
    });
    expect(queued).toEqual([]);
  });

  describe('of an edit form that says what its fields held when it was opened', () => {
    const asked = { name: 'Mine', email: 'old@x.example', partnerId: null };
    beforeEach(() => {
      customer = { name: 'Theirs', email: 'theirs@x.example', partnerId: p, grants: fullGrants };
    });

    test('are the edited fields alone, over what the operator saw', async () => {
      const edit = { id: a, fields: asked, base: { name: 'Old' } };
      const { mutationIds } = await changes.updateCustomer(edit as never);
      expect(mutationIds).toHaveLength(1);
      expect(queued).toMatchObject([
        { name: 'customer.update', args: { id: a, changes: { name: 'Mine' } }, before: { name: 'Old' } },
      ]);
      await changes.updatePartner({ ...edit, id: p } as never);
      expect(queued[1]).toMatchObject({
        args: { id: p, changes: { name: 'Mine' } },
        before: { name: 'Old' },
      });
    });

    test('are none where somebody else has set the same', async () => {
      const edit = { id: a, fields: { ...asked, name: 'Theirs' }, base: { name: 'Old' } };
      expect(await changes.updateCustomer(edit as never)).toEqual({ mutationIds: [] });
      expect(queued).toEqual([]);
    });

    test('move the customer only if its partner was edited', async () => {
      await changes.updateCustomer({ id: a, fields: asked, base: { partnerId: q } } as never);
      expect(queued).toMatchObject([
        { name: 'customer.move', args: { ids: [a], partnerId: null }, before: { [a]: q } },
      ]);
    });
  });

  test.each(['operator', 'read-only'] as const)(
    'of an account that is %s are refused with the reason',
    async (role) => {
      account = { id: 'x', login: 'o', name: 'O', role, scope: null };
      await expect(changes.moveCustomers({ ids: [a], partnerId: p })).rejects.toMatchObject({
        error: { code: 'not-allowed' },
      });
      expect(queued).toEqual([]);
    },
  );

  test('that the partner API didn’t accept are discarded by undo, not reversed', async () => {
    const refused = { ...envelope, name: 'customer.delete', args: { ids: [a] } } as Mutation;
    sent.remember([refused]);
    sent.settle([{ id: refused.id, outcome: 'conflict', because: 'it was changed', conflicts: [] }]);
    expect(await changes.undo({ mutationIds: [refused.id] })).toEqual({ how: 'taken-back' });
    expect(discarded).toEqual([refused.id]);
    expect(queued).toEqual([]);
  });

  test('made before the app was started can’t be undone, and undo says so', async () => {
    await expect(changes.undo({ mutationIds: [newId()] })).rejects.toMatchObject({
      error: { code: 'not-found', message: expect.stringContaining('last started') },
    });
  });
});
