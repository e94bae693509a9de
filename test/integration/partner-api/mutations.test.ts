import { describe, expect, test } from 'vitest';
import type { Customer, Probe } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { customerFields, createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

describe('mutations', () => {
  test('a mutation sent again takes effect once and gets the same answer', async () => {
    const caller = await SyncCaller.of(server.url);
    const mutation = mutationOf('customer.create', {
      id: newId(),
      fields: customerFields('Once only'),
    });
    const first = await caller.pushOne(mutation);
    const { start } = await caller.snapshot();
    expect(await caller.pushOne(mutation)).toEqual(first);
    expect((await caller.changes(start)).body.changes).toEqual([]);
  });

  test('a mutation sent again with its fields in another order is the same one', async () => {
    const caller = await SyncCaller.of(server.url);
    const mutation = mutationOf('customer.create', { id: newId(), fields: customerFields('In order') });
    const first = await caller.pushOne(mutation);
    const fields = Object.fromEntries(Object.entries(customerFields('In order')).reverse());
    expect(await caller.pushOne({ ...mutation, args: { fields, id: mutation.args.id } as never })).toEqual(
      first,
    );
  });

  test('a mutation id that was used for another change is refused', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = newId();
    await caller.pushOne(
      mutationOf('customer.create', { id: newId(), fields: customerFields('One') }, { id }),
    );
    const other = mutationOf(
      'customer.create',
      { id: newId(), fields: customerFields('Two') },
      {
        id,
      },
    );
    expect(await caller.pushOne(other)).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'already-exists' },
    });
  });

  test('a created customer gets a Customer ID, all six grants and the origin wizard', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Harbour Clinic');
    const { body } = await caller.get(`/v1/customers/${id}`);
    expect(body).toMatchObject({ origin: 'wizard', name: 'Harbour Clinic' });
    expect(body.customerId).toMatch(/^[A-Z]{4}-[A-Z2-9]{4}-\d\d$/);
    expect((body as unknown as Customer).grants).toHaveLength(6);
  });

  test('an id that one batch makes, deletes and makes again is made once, and what was there before isn’t made anew', async () => {
    const caller = await SyncCaller.of(server.url);
    const before = await createCustomer(caller, 'There before');
    const gone = await createCustomer(caller, 'Gone before');
    await caller.pushOne(mutationOf('customer.delete', { ids: [gone] }));
    const id = newId();
    const create = (of: string, name: string) =>
      mutationOf('customer.create', { id: of, fields: customerFields(name) });
    const others = Array.from({ length: 20 }, (_, number) => create(newId(), `Other ${number}`));
    const outcomes = await caller.push(
      create(id, 'First'),
      create(id, 'Second'),
      create(before, 'Over it'),
      create(gone, 'Over what’s gone'),
      ...others,
      mutationOf('customer.delete', { ids: [id] }),
      create(id, 'Third'),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...['applied', 'rejected', 'rejected', 'rejected'],
      ...others.map(() => 'applied'),
      ...['applied', 'rejected'],
    ]);
    const { rows } = await caller.snapshot();
    const customers = (rows.get('customer') ?? []) as unknown as Customer[];
    expect(customers.filter(({ name }) => /^(First|Second|Third|Over)/.test(name))).toEqual([]);
    expect(customers.filter(({ name }) => name.startsWith('Other'))).toHaveLength(20);
    expect(new Set(customers.map(({ customerId }) => customerId)).size).toBe(customers.length);
  });

  test('changes of different fields merge, and of the same field conflict as a whole', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Merge me');
    const change = (changes: Record<string, unknown>, before: Record<string, unknown>) =>
      caller.pushOne(mutationOf('customer.update', { id, changes }, { before }));
    expect(await change({ 'address.city': 'Porto' }, { 'address.city': '' })).toMatchObject({
      outcome: 'applied',
    });
    expect(await change({ 'address.street': 'Rua A' }, { 'address.street': '' })).toMatchObject({
      outcome: 'applied',
    });
    const conflict = await change(
      { 'address.city': 'Braga', reference: 'R1' },
      { 'address.city': '', reference: '' },
    );
    expect(conflict).toMatchObject({
      outcome: 'conflict',
      entity: { kind: 'customer', id },
      conflicts: [{ field: 'address.city', base: '', mine: 'Braga', theirs: 'Porto' }],
    });
    const { body } = await caller.get(`/v1/customers/${id}`);
    expect(body).toMatchObject({ reference: '', address: { city: 'Porto', street: 'Rua A' } });
  });

  test('a conflict is looked at anew when it is sent again', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Wavering');
    const mutation = mutationOf(
      'customer.update',
      { id, changes: { notes: 'mine' } },
      { before: { notes: 'base' } },
    );
    await caller.pushOne(
      mutationOf('customer.update', { id, changes: { notes: 'theirs' } }, { before: { notes: '' } }),
    );
    expect((await caller.pushOne(mutation)).outcome).toBe('conflict');
    await caller.pushOne(
      mutationOf('customer.update', { id, changes: { notes: 'base' } }, { before: { notes: 'theirs' } }),
    );
    expect((await caller.pushOne(mutation)).outcome).toBe('applied');
  });

  test('what follows a change of the same batch that was not applied is not tried', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = newId();
    const bad = mutationOf('customer.create', { id, fields: customerFields('') });
    const next = mutationOf('customer.update', { id, changes: { notes: 'x' } }, { after: [bad.id] });
    const last = mutationOf('customer.update', { id, changes: { notes: 'y' } }, { after: [next.id] });
    const free = mutationOf('customer.create', { id: newId(), fields: customerFields('Unrelated') });
    const outcomes = await caller.push(bad, next, last, free);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['rejected', 'retry', 'retry', 'applied']);
    expect(outcomes[0]).toMatchObject({ problem: { fields: [{ path: 'args.fields.name' }] } });
  });

  test('editing what somebody deleted is a conflict that says who and when', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Short-lived');
    await caller.pushOne(mutationOf('customer.delete', { ids: [id] }));
    const outcome = await caller.pushOne(mutationOf('customer.update', { id, changes: { notes: 'x' } }));
    expect(outcome).toMatchObject({
      outcome: 'conflict',
      because: expect.stringContaining('Ingrid Halvorsen'),
    });
    const unknown = await caller.pushOne(
      mutationOf('customer.update', { id: newId(), changes: { notes: 'x' } }),
    );
    expect(unknown).toMatchObject({ outcome: 'rejected', problem: { kind: 'not-found' } });
  });

  test('a customer goes to a partner and back, and not over somebody else’s move', async () => {
    const caller = await SyncCaller.of(server.url);
    const partners = (await caller.snapshot()).rows.get('partner') ?? [];
    const [a, b] = partners.map((row) => row.id);
    if (!a || !b) throw new Error('no partners');
    const id = await createCustomer(caller, 'On the move');
    const move = (partnerId: string | null, before: string | null) =>
      caller.pushOne(mutationOf('customer.move', { ids: [id], partnerId }, { before: { [id]: before } }));
    expect((await move(a, null)).outcome).toBe('applied');
    expect(await move(b, null)).toMatchObject({
      outcome: 'conflict',
      conflicts: [{ field: 'partnerId', theirs: a }],
    });
    expect((await move(null, a)).outcome).toBe('applied');
    expect(await move(newId(), null)).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
  });

  test('a partner with customers stays; one without goes and comes back', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = newId();
    const fields = { name: 'Weser Systemhaus', email: 'office@weser.example' };
    await caller.pushOne(mutationOf('partner.create', { id, fields }));
    const customer = await createCustomer(caller, 'Belongs there', id);
    expect(await caller.pushOne(mutationOf('partner.delete', { ids: [id] }))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'partner-has-customers' },
    });
    await caller.pushOne(mutationOf('customer.delete', { ids: [customer] }));
    const deletion = mutationOf('partner.delete', { ids: [id] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    expect((await caller.get(`/v1/partners/${id}`)).status).toBe(404);
    const gone = await caller.pushOne(
      mutationOf('customer.create', { id: newId(), fields: customerFields('Too late', id) }),
    );
    expect(gone).toMatchObject({ outcome: 'conflict', entity: { kind: 'partner', id } });
    const back = mutationOf('partner.restore', { deletion: deletion.id, ids: [id] });
    expect((await caller.pushOne(back)).outcome).toBe('applied');
    expect((await caller.get(`/v1/partners/${id}`)).body).toMatchObject(fields);
  });
});

describe('a conflict says what a person needs to settle it', () => {
  async function partnerOf(caller: SyncCaller, name: string): Promise<string> {
    const id = newId();
    const fields = { name, email: 'office@weser.example' };
    await caller.pushOne(mutationOf('partner.create', { id, fields }));
    return id;
  }

  async function deleted(caller: SyncCaller, kind: 'customer' | 'partner', id: string): Promise<string> {
    const deletion = mutationOf(`${kind}.delete`, { ids: [id] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    return deletion.id;
  }

  test('who set each field to what it is now, and when; one who restored it didn’t set it', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Told in detail');
    const set = mutationOf(
      'customer.update',
      { id, changes: { notes: 'theirs' } },
      { before: { notes: '' } },
    );
    await caller.pushOne(set);
    const deletion = await deleted(caller, 'customer', id);
    await caller.pushOne(mutationOf('customer.restore', { deletion, ids: [id] }));
    const outcome = await caller.pushOne(
      mutationOf(
        'customer.update',
        { id, changes: { notes: 'mine', name: 'Mine' } },
        { before: { notes: 'base', name: 'Base' } },
      ),
    );
    const { body } = await caller.get(`/v1/activity?entityId=${id}`);
    const items = body.items as unknown as { action: string; at: string }[];
    const at = (action: string) => items.find((item) => item.action === action)?.at;
    expect(outcome).toMatchObject({
      outcome: 'conflict',
      conflicts: [
        { field: 'notes', changed: { by: 'Ingrid Halvorsen', at: at('customer.update') } },
        { field: 'name', changed: { by: 'Ingrid Halvorsen', at: at('customer.create') } },
      ],
    });
  });

  test('what was deleted, by whom, when, and the deletion that brings it back', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Gone for now');
    const deletion = await deleted(caller, 'customer', id);
    const edit = mutationOf('customer.update', { id, changes: { notes: 'x' } }, { before: { notes: '' } });
    const gone = { kind: 'customer', id, name: 'Gone for now', by: 'Ingrid Halvorsen', deletion };
    expect(await caller.pushOne(edit)).toMatchObject({ outcome: 'conflict', deleted: [gone] });
    await caller.pushOne(mutationOf('customer.restore', { deletion, ids: [id] }));
    expect((await caller.pushOne(edit)).outcome).toBe('applied');
  });

  test('which partner is gone from above a new, a moved and a restored customer', async () => {
    const caller = await SyncCaller.of(server.url);
    const partner = await partnerOf(caller, 'Weser Nord');
    const below = await createCustomer(caller, 'Was below', partner);
    const elsewhere = await createCustomer(caller, 'Was elsewhere');
    const customerDeletion = await deleted(caller, 'customer', below);
    const deletion = await deleted(caller, 'partner', partner);
    const gone = { kind: 'partner', id: partner, name: 'Weser Nord', deletion };
    for (const mutation of [
      mutationOf('customer.create', { id: newId(), fields: customerFields('New below', partner) }),
      mutationOf(
        'customer.move',
        { ids: [elsewhere], partnerId: partner },
        { before: { [elsewhere]: null } },
      ),
      mutationOf('customer.restore', { deletion: customerDeletion, ids: [below] }),
    ])
      expect(await caller.pushOne(mutation)).toMatchObject({ outcome: 'conflict', deleted: [gone] });
    await caller.pushOne(mutationOf('partner.restore', { deletion, ids: [partner] }));
    const restored = mutationOf('customer.restore', { deletion: customerDeletion, ids: [below] });
    expect((await caller.pushOne(restored)).outcome).toBe('applied');
    expect((await caller.pushOne({ ...restored, id: newId() })).outcome).toBe('applied');
  });

  test('every customer of a move that was moved or deleted meanwhile, and none of them is moved', async () => {
    const caller = await SyncCaller.of(server.url);
    const [from, to, other] = [
      await partnerOf(caller, 'From'),
      await partnerOf(caller, 'To'),
      await partnerOf(caller, 'Other'),
    ];
    const ids = [
      await createCustomer(caller, 'Still there', from),
      await createCustomer(caller, 'Moved away', from),
      await createCustomer(caller, 'Deleted', from),
    ];
    const [, moved, gone] = ids as [string, string, string];
    await caller.pushOne(
      mutationOf('customer.move', { ids: [moved], partnerId: other }, { before: { [moved]: from } }),
    );
    const deletion = await deleted(caller, 'customer', gone);
    const before = Object.fromEntries(ids.map((id) => [id, from]));
    expect(
      await caller.pushOne(mutationOf('customer.move', { ids, partnerId: to }, { before })),
    ).toMatchObject({
      outcome: 'conflict',
      because:
        '1 of the 3 customers was moved somewhere else in the meantime, and 1 of the 3 customers was deleted in the meantime.',
      conflicts: [{ field: 'partnerId', entityId: moved, base: from, mine: to, theirs: other }],
      deleted: [{ kind: 'customer', id: gone, deletion }],
    });
    for (const [id, partnerId] of [
      [ids[0], from],
      [moved, other],
    ] as const)
      expect((await caller.get(`/v1/customers/${id ?? ''}`)).body).toMatchObject({ partnerId });
  });

  test('entries that both sides add to the external ids merge', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Two systems');
    const add = (system: string) =>
      caller.pushOne(
        mutationOf(
          'customer.update',
          { id, changes: { externalIds: [{ system, value: '7' }] } },
          { before: { externalIds: [] } },
        ),
      );
    expect((await add('PSA')).outcome).toBe('applied');
    expect((await add('CRM')).outcome).toBe('applied');
    expect((await caller.get(`/v1/customers/${id}`)).body).toMatchObject({
      externalIds: [
        { system: 'PSA', value: '7' },
        { system: 'CRM', value: '7' },
      ],
    });
  });
});

describe('deleting and restoring customers', () => {
  /** A customer of the seed with at least two sites, its sites and their probes. */
  async function family(caller: SyncCaller) {
    const { rows, start } = await caller.snapshot();
    const sites = (rows.get('site') ?? []) as (Row & { customerId: string })[];
    const probes = (rows.get('probe') ?? []) as unknown as Probe[];
    const bySize = Map.groupBy(sites, (site) => site.customerId);
    const found = [...bySize].find(([, own]) => own.length >= 2);
    if (!found) throw new Error('no customer with two sites');
    const own = found[1].map((site) => site.id);
    return {
      id: found[0],
      start,
      siteIds: own,
      visits: (rows.get('visit') ?? [])
        .filter((row) => own.includes(String(row.siteId)))
        .map((row) => row.id),
      probes: probes.filter((probe) => probe.siteId !== null && own.includes(probe.siteId)),
    };
  }

  test('a deleted customer takes its sites and their visits along and frees their probes; restoring brings all of it back', async () => {
    const caller = await SyncCaller.of(server.url);
    const { id, siteIds, visits, probes, start } = await family(caller);
    const before = (await caller.get(`/v1/customers/${id}`)).body;
    const deletion = mutationOf('customer.delete', { ids: [id] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    const { body: deleted } = await caller.changes(start, '&digest=1');
    const tombs = deleted.changes.flatMap((change) => (change.op === 'delete' ? [change.id] : []));
    expect(tombs.sort()).toEqual([id, ...siteIds, ...visits].sort());
    const freed = deleted.changes.flatMap((change) => (change.op === 'upsert' ? [change.row] : []));
    expect(freed.map((row) => row.id).sort()).toEqual(probes.map((probe) => probe.id).sort());
    expect(freed.every((row) => row.siteId === null)).toBe(true);

    const again = mutationOf('customer.delete', { ids: [id] });
    expect((await caller.pushOne(again)).outcome).toBe('applied');

    const restore = mutationOf('customer.restore', { deletion: deletion.id, ids: [id] });
    expect((await caller.pushOne(restore)).outcome).toBe('applied');
    const { body: restored } = await caller.changes(deleted.cursor);
    expect(restored.changes.every((change) => change.op === 'upsert')).toBe(true);
    // Seen from before the deletion it's as if there had been none: no tombstone is left.
    const { body: whole } = await caller.changes(start);
    const told = whole.changes.map((change) =>
      change.op === 'upsert' ? change.row.id : `gone ${change.id}`,
    );
    expect(told.sort()).toEqual([id, ...siteIds, ...visits, ...probes.map((probe) => probe.id)].sort());
    const after = (await caller.get(`/v1/customers/${id}`)).body;
    expect({ ...after, version: 0, updatedAt: '' }).toEqual({ ...before, version: 0, updatedAt: '' });
    for (const probe of probes)
      expect((await caller.get(`/v1/probes/${probe.id}`)).body).toMatchObject({ siteId: probe.siteId });
  });

  test('what a deletion did not take cannot be restored by its name', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Nothing to restore');
    await caller.pushOne(mutationOf('customer.delete', { ids: [id] }));
    const restore = mutationOf('customer.restore', { deletion: newId(), ids: [id] });
    expect(await caller.pushOne(restore)).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'not-restorable' },
    });
  });

  test('a deletion of which one id was never there does nothing at all', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createCustomer(caller, 'Stays whole');
    const outcome = await caller.pushOne(mutationOf('customer.delete', { ids: [id, newId()] }));
    expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'not-found' } });
    expect((await caller.get(`/v1/customers/${id}`)).status).toBe(200);
  });
});
