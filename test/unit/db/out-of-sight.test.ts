import { describe, expect, it } from 'vitest';
import type { Account } from '../../../common/partner-api/session.ts';
import type { NewMutation } from '../../../db/api.ts';
import {
  change,
  customerRow,
  digestsOf,
  epoch,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  snapshotBody,
  type TestCache,
} from './fixture.ts';

const partner = partnerRow(1, 'Northwind');
const contoso = customerRow(11, 'Contoso', idOf(1));
const fabrikam = customerRow(12, 'Fabrikam');
const depot = siteRow(21, 'Depot', idOf(11));
const meter = probeRow(31, idOf(21));
const everything = { partner: [partner], customer: [contoso, fabrikam], site: [depot], probe: [meter] };

const account: Account = {
  id: 'a',
  login: 'europe',
  name: 'Katrin',
  role: 'admin',
  scope: { brandId: idOf(90), name: 'Europe' },
};
type Told =
  { op: 'scope-out' | 'delete'; kind: string; id: string } | { op: 'upsert'; kind: string; row: object };

function page(seq: number, changes: Told[], more: object = {}): Uint8Array {
  const told = changes.map((one) => ({ ...one, seq }));
  return Buffer.from(
    JSON.stringify({ epoch, changes: told, cursor: `at-${seq}`, seq, more: false, account, ...more }),
  );
}

const leaves = (kind: string, n: number): Told => ({ op: 'scope-out', kind, id: idOf(n) });
const rename = (n: number, name: string) => change('customer.update', { id: idOf(n), changes: { name } });

function names(cache: TestCache, kind: 'customer' | 'site'): string[] {
  return cache.reader.listWindow(listOf({ kind }), 0, 50).rows.map((row) => row.name);
}

const outbox = (cache: TestCache) =>
  cache.reader.outboxWindow({}, 0, 50).rows.map(({ state, lastAnswer }) => ({ state, lastAnswer }));

const mayNotSee = (kind: string) => `Your account may not see the ${kind} that it concerns any more.`;

describe('what leaves the account’s sight', () => {
  it('goes from here, alone: what is below it leaves by itself', () => {
    const cache = openWith(everything);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    expect(names(cache, 'customer')).toEqual(['Fabrikam']);
    expect(names(cache, 'site')).toEqual(['Depot']);
    const rest = { partner: [partner], customer: [fabrikam], site: [], probe: [] };
    const left = page(1002, [leaves('site', 21), leaves('probe', 31)], { digests: digestsOf(rest) });
    expect(cache.writer.applyChanges(left, noon)).toMatchObject({ digestsAgree: true, account });
    expect(names(cache, 'site')).toEqual([]);
  });

  it.each<[string, NewMutation, string]>([
    ['an edit', rename(11, 'Contoso Health'), mayNotSee('customer')],
    ['a delete', change('customer.delete', { ids: [idOf(11)] }), mayNotSee('customer')],
    ['a delete of several', change('customer.delete', { ids: [idOf(12), idOf(11)] }), mayNotSee('customer')],
    ['a move', change('customer.move', { ids: [idOf(11)], partnerId: null }), mayNotSee('customer')],
  ])('parks %s that waits for it, with the reason', (_what, queued, sentence) => {
    const cache = openWith(everything);
    cache.writer.queue([queued]);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    expect(outbox(cache)).toEqual([{ state: 'parked', lastAnswer: sentence }]);
    expect(names(cache, 'customer')).toEqual(['Fabrikam']);
  });

  it('parks what names it, also where that follows a change that needs a person', () => {
    const cache = openWith(everything);
    const edit = rename(12, 'Fabrikam Two');
    cache.writer.queue([edit, change('customer.delete', { ids: [idOf(11), idOf(12)] })]);
    const problem = { type: '/problems/invalid', title: 'Refused', status: 400, kind: 'invalid' as const };
    cache.writer.settle([{ id: edit.id, outcome: 'rejected', problem }]);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    expect(outbox(cache)).toMatchObject([
      { state: 'rejected' },
      { state: 'parked', lastAnswer: mayNotSee('customer') },
    ]);
    expect(names(cache, 'customer')).toEqual(['Fabrikam']);
  });

  it('parks what was to be made under it or to go there', () => {
    const cache = openWith(everything);
    const fields = { partnerId: idOf(1), name: 'New', email: 'new@x.example' };
    cache.writer.queue([
      change('customer.create', { id: idOf(50), fields: fields as never }),
      change('customer.move', { ids: [idOf(12)], partnerId: idOf(1) }),
      rename(12, 'Fabrikam Two'),
    ]);
    cache.writer.applyChanges(page(1001, [leaves('partner', 1)]), noon);
    expect(outbox(cache).map(({ lastAnswer }) => lastAnswer)).toEqual([
      mayNotSee('partner'),
      mayNotSee('partner'),
      null,
    ]);
    expect(names(cache, 'customer')).toContain('Fabrikam Two');
  });

  it('leaves a change of a customer alone whose partner went out of sight', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(11, 'Contoso Health')]);
    cache.writer.applyChanges(page(1001, [leaves('partner', 1)]), noon);
    expect(outbox(cache)).toEqual([{ state: 'waiting', lastAnswer: null }]);
    expect(names(cache, 'customer')).toContain('Contoso Health');
  });

  it('isn’t taken for deleted: a deletion has its own words', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(11, 'A'), rename(12, 'B')]);
    const gone: Told = { op: 'delete', kind: 'customer', id: idOf(12) };
    cache.writer.applyChanges(page(1001, [leaves('customer', 11), gone]), noon);
    expect(outbox(cache).map(({ lastAnswer }) => lastAnswer)).toEqual([
      mayNotSee('customer'),
      'The customer that it changes doesn’t exist any more.',
    ]);
  });

  it('comes back as it is when it comes into sight again, and a parked change goes on when it’s retried', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(11, 'Contoso Health')]);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    const row = { ...contoso, version: 1002, reference: 'THERE' };
    cache.writer.applyChanges(page(1002, [{ op: 'upsert', kind: 'customer', row }]), noon);
    expect(names(cache, 'customer')).toEqual(['Contoso', 'Fabrikam']);
    const [parked] = cache.reader.outboxWindow({}, 0, 1).rows;
    cache.writer.retryAll([{ id: parked?.id ?? '', renewal: { id: idOf(800), at: noon } }]);
    expect(outbox(cache)).toEqual([{ state: 'waiting', lastAnswer: null }]);
    expect(names(cache, 'customer')).toEqual(['Contoso Health', 'Fabrikam']);
  });

  it('explains a rejection that came before it was known, and keeps other reasons', () => {
    const cache = openWith(everything);
    const [notFound, forbidden] = [rename(11, 'A'), rename(11, 'B')];
    cache.writer.queue([notFound]);
    cache.writer.queue([forbidden]);
    const rejected = (id: string, detail: string) => ({
      id,
      outcome: 'rejected' as const,
      problem: { type: '/problems/x', title: 'x', status: 400, kind: 'x', detail },
    });
    cache.writer.nextBatch(10);
    cache.writer.settle([
      rejected(notFound.id, `There is no customer with the id ${idOf(11)}.`),
      rejected(forbidden.id, 'Only an Admin may edit customers.'),
    ]);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    expect(outbox(cache).map(({ lastAnswer }) => lastAnswer)).toEqual([
      mayNotSee('customer'),
      `${mayNotSee('customer')} Only an Admin may edit customers.`,
    ]);
  });

  it('is remembered after a restart', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(11, 'A')]);
    cache.writer.applyChanges(page(1001, [leaves('customer', 11)]), noon);
    const { folder } = cache;
    cache.close();
    const again = openHere(folder);
    const [parked] = again.reader.outboxWindow({}, 0, 1).rows;
    again.writer.retryAll([{ id: parked?.id ?? '', renewal: { id: idOf(801), at: noon } }]);
    expect(outbox(again)).toEqual([{ state: 'parked', lastAnswer: mayNotSee('customer') }]);
  });
});

describe('a new snapshot of an account that doesn’t see everything', () => {
  const walkAnew = (cache: TestCache, rows: object, who: Account) => {
    const before = names(cache, 'customer');
    cache.writer.startOver(false);
    cache.writer.beginSnapshot();
    cache.writer.applySnapshotPage(snapshotBody(rows as never, { start: 'at-1010' }));
    expect(names(cache, 'customer')).toEqual(before);
    cache.writer.applyChanges(page(1010, [], { digests: digestsOf(rows as never), account: who }), noon);
  };
  const rest = { partner: [partner], customer: [contoso], site: [depot], probe: [meter] };

  it('parks what it came without as missing, not as deleted, and keeps the rest of the outbox', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(12, 'F'), rename(11, 'Contoso Health')]);
    walkAnew(cache, rest, account);
    expect(outbox(cache)).toEqual([
      {
        state: 'parked',
        lastAnswer:
          'The customer that it concerns isn’t among what your account sees any more. It may have been deleted.',
      },
      { state: 'waiting', lastAnswer: null },
    ]);
    expect(names(cache, 'customer')).toEqual(['Contoso Health']);
  });

  it('leaves it to the partner API what becomes of a delete of something that is missing', () => {
    const cache = openWith(everything);
    const before = change('customer.delete', { ids: [idOf(12)] });
    cache.writer.queue([rename(11, 'Fabrikam'), before]);
    walkAnew(cache, rest, account);
    expect(outbox(cache).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  it('leaves it to the partner API what becomes of a restore: what is missing may be what was deleted', () => {
    const cache = openWith(everything);
    const gone = change('customer.delete', { ids: [idOf(11), idOf(12)] });
    cache.writer.queue([gone]);
    cache.writer.nextBatch(10);
    cache.writer.settle([{ id: gone.id, outcome: 'applied', seq: 1001 }]);
    const tombstones = [11, 12].map((n): Told => ({ op: 'delete', kind: 'customer', id: idOf(n) }));
    cache.writer.applyChanges(page(1001, tombstones), noon);
    const restore = change('customer.restore', { deletion: gone.id, ids: [idOf(11), idOf(12)] });
    cache.writer.queue([restore]);
    expect(names(cache, 'customer')).toEqual(['Contoso', 'Fabrikam']);
    walkAnew(cache, { ...rest, customer: [], site: [] }, account);
    expect(outbox(cache)).toEqual([{ state: 'waiting', lastAnswer: null }]);
    // Whether the account may still see them isn't known here.
    expect(names(cache, 'customer')).toEqual([]);
    const problem = { type: '/problems/not-found', title: 'x', status: 404, kind: 'not-found' as const };
    cache.writer.nextBatch(10);
    cache.writer.settle([
      { id: restore.id, outcome: 'rejected', problem: { ...problem, detail: `Nothing has ${idOf(11)}.` } },
    ]);
    expect(outbox(cache)).toMatchObject([
      { state: 'rejected', lastAnswer: expect.stringContaining('isn’t among what your account sees') },
    ]);
  });

  it('keeps showing what was deleted and restored, where both are offered once more to a restored server', () => {
    const cache = openWith(everything);
    const gone = change('customer.delete', { ids: [idOf(11), idOf(12)] });
    const asked = { deletion: gone.id, ids: [idOf(11), idOf(12)] };
    const restore = change('customer.restore', asked);
    cache.writer.queue([gone, restore]);
    cache.writer.nextBatch(10);
    cache.writer.settle([
      { id: gone.id, outcome: 'applied', seq: 1001 },
      { id: restore.id, outcome: 'applied', seq: 1002 },
    ]);
    const back = [contoso, fabrikam].map((row): Told => ({ op: 'upsert', kind: 'customer', row }));
    cache.writer.applyChanges(page(1002, back), noon);
    cache.writer.queue([rename(12, 'Fabrikam Two')]);
    // Another restore of the same: it's what the walk finds one of missing for.
    cache.writer.queue([change('customer.restore', asked)]);
    walkAnew(cache, { ...rest, customer: [fabrikam], site: [] }, account);
    cache.writer.startOver(true);
    expect(names(cache, 'customer')).toEqual(['Fabrikam Two']);
  });

  it('knows again what is made once more for a server that came back from a backup', () => {
    const cache = openWith(everything);
    const fields = { partnerId: null, name: 'New', email: 'new@x.example' };
    const made = change('customer.create', { id: idOf(50), fields: fields as never });
    const named = rename(50, 'New Two');
    cache.writer.queue([made, named]);
    cache.writer.nextBatch(10);
    cache.writer.settle([
      { id: made.id, outcome: 'applied', seq: 1001 },
      { id: named.id, outcome: 'applied', seq: 1002 },
    ]);
    cache.writer.queue([change('customer.update', { id: idOf(50), changes: { notes: 'Later' } })]);
    walkAnew(cache, rest, account);
    expect(outbox(cache).map(({ state }) => state)).toEqual(['parked']);
    cache.writer.startOver(true);
    expect(names(cache, 'customer')).toContain('New Two');
  });

  it('takes what is missing for deleted where the account sees everything', () => {
    const cache = openWith(everything);
    cache.writer.queue([rename(12, 'Fabrikam')]);
    walkAnew(cache, rest, { ...account, scope: null });
    expect(outbox(cache)).toEqual([
      { state: 'parked', lastAnswer: 'The customer that it changes doesn’t exist any more.' },
    ]);
  });
});

it('an account with a role of a newer server holds no changes up', () => {
  const cache = openWith(everything);
  const row = { ...fabrikam, version: 1001, name: 'Fabrikam Two' };
  const strange = page(1001, [{ op: 'upsert', kind: 'customer', row }], {
    account: { ...account, role: 'auditor' },
  });
  expect(cache.writer.applyChanges(strange, noon)).toMatchObject({ faults: [], account: null });
  expect(names(cache, 'customer')).toContain('Fabrikam Two');
});
