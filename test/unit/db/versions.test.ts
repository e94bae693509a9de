import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listWindow, customerDetail } from '../../../common/contract/views.ts';
import { mutationNames } from '../../../common/domain/mutations.ts';
import {
  change,
  changesBody,
  customerRow,
  digestsOf,
  freshFolder,
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

/** A customer as a newer server gives it: with fields that this version doesn't know, at every level. */
const contoso = {
  ...customerRow(11, 'Contoso', null, { externalIds: [{ system: 'crm', value: '7' }] }),
  mood: 'good',
  address: { ...customerRow(11, 'Contoso').address, planet: 'Earth' },
};
const edit = () => change('customer.update', { id: idOf(11), changes: { notes: 'Mine' } });
const shown = (cache: TestCache) => cache.reader.customerDetail(idOf(11))?.customer;
const known = { mood: 'good', address: { planet: 'Earth' } };

describe('fields that this version doesn’t know', () => {
  it('survive an edit, and aren’t sent back', () => {
    const cache = openWith({ customer: [contoso] });
    cache.writer.queue([edit()]);
    expect(shown(cache)).toMatchObject({ notes: 'Mine', ...known });
    expect(cache.writer.nextBatch(10)).toMatchObject([
      { args: { changes: { notes: 'Mine' } }, before: { notes: '' } },
    ]);
  });

  it('survive taking the edit back', () => {
    const cache = openWith({ customer: [contoso] });
    const made = edit();
    cache.writer.queue([made]);
    cache.writer.takeBack([made.id]);
    expect(shown(cache)).toEqual(contoso);
  });

  it('survive being deleted and restored', () => {
    const cache = openWith({ customer: [contoso] });
    const removal = change('customer.delete', { ids: [idOf(11)] });
    cache.writer.queue([removal]);
    expect(cache.reader.customerDetail(idOf(11))).toBeNull();
    cache.writer.queue([change('customer.restore', { deletion: removal.id, ids: [idOf(11)] })]);
    expect(shown(cache)).toMatchObject(known);
  });

  it('come in below a change that waits, and are no conflict', () => {
    const cache = openWith({ customer: [contoso] });
    cache.writer.queue([edit()]);
    const newer = { ...contoso, version: 1001, mood: 'better', orbit: 3 };
    const { status } = cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', row: newer }]), noon);
    expect(shown(cache)).toMatchObject({ notes: 'Mine', mood: 'better', orbit: 3 });
    expect(status).toMatchObject({ waiting: 1, stuck: 0 });
  });

  it('survive a new generation with the edit on top', () => {
    const cache = openWith({ customer: [contoso] });
    cache.writer.queue([edit()]);
    cache.writer.startOver(false);
    cache.writer.beginSnapshot();
    cache.writer.applySnapshotPage(snapshotBody({ customer: [contoso] }, { start: 'at-2000' }));
    cache.writer.applyChanges(changesBody(2000, [], { digests: digestsOf({ customer: [contoso] }) }), noon);
    expect(shown(cache)).toMatchObject({ notes: 'Mine', ...known });
  });
});

describe('words of enumerations that this version doesn’t know', () => {
  const odd = {
    ...customerRow(12, 'Odd'),
    origin: 'telepathy',
    grants: ['billing-management', 'moon-access'],
  };
  const site = siteRow(21, 'Yard', idOf(12));
  const probe = { ...probeRow(31, idOf(21)), status: 'maintenance' };
  const open = () => openWith({ customer: [odd], site: [site], probe: [probe] });

  it('are shown as they are, in every list and detail', () => {
    const { reader } = open();
    for (const kind of ['customer', 'site', 'probe'] as const) {
      const window = listWindow.parse(reader.listWindow(listOf({ kind }), 0, 10));
      expect(window.total).toBe(1);
    }
    expect(reader.listWindow(listOf({ kind: 'probe' }), 0, 10).rows).toMatchObject([
      { status: 'maintenance' },
    ]);
    const detail = customerDetail.parse(reader.customerDetail(idOf(12)));
    expect(detail.customer).toMatchObject({ origin: 'telepathy', grants: odd.grants });
    expect(reader.overview().counts).toMatchObject({ probes: 1, probesOnline: 0, probesOffline: 0 });
  });

  it('survive an edit', () => {
    const cache = open();
    cache.writer.queue([change('customer.update', { id: idOf(12), changes: { notes: 'Mine' } })]);
    expect(cache.reader.customerDetail(idOf(12))?.customer).toMatchObject({ origin: 'telepathy' });
  });

  it('don’t make limited access full: a right that isn’t known here stands for none of those that are', () => {
    const names = ['billing-management', 'basic-monitoring', 'manage-configuration', 'account-settings'];
    const five = { ...customerRow(13, 'Five'), grants: [...names, 'access-data', 'moon-access'] };
    const { reader } = openWith({ customer: [five] });
    expect(reader.listWindow(listOf({ kind: 'customer', filters: ['no-access'] }), 0, 10).total).toBe(1);
  });
});

describe('rows of kinds that this version doesn’t know', () => {
  const drone = { id: idOf(90), version: 90, name: 'Drone' };

  it('are counted, and go when the server deletes them', () => {
    const cache = openWith({ customer: [contoso] });
    const came = cache.writer.applyChanges(changesBody(1001, [{ kind: 'drone', row: drone }]), noon);
    expect(came.status.aside).toEqual({ drone: 1 });
    const gone = cache.writer.applyChanges(
      changesBody(1002, [{ kind: 'drone', id: drone.id, gone: true }]),
      noon,
    );
    expect(gone.status.aside).toEqual({});
  });

  it('are counted while a snapshot runs, as every kind is', () => {
    const cache = openHere();
    cache.writer.beginSnapshot();
    const page = snapshotBody({ customer: [contoso], drone: [drone] }, { start: 'at-50', next: 'p2' });
    expect(cache.writer.applySnapshotPage(page).status.snapshot?.kinds).toEqual({
      customer: { done: 1, total: 1 },
      drone: { done: 1, total: 1 },
    });
  });

  it('are taken in by a version that knows them, with changes that wait on top', () => {
    const folder = freshFolder();
    const partner = partnerRow(1, 'Northwind');
    const cache = openWith({ customer: [contoso] }, folder);
    cache.writer.queue([edit()]);
    cache.close();
    // As an older version left it, to which partners were unknown.
    const file = new Database(join(folder, 'cache-1.db'));
    const put = file.prepare('INSERT INTO aside (kind, id, doc) VALUES (?, ?, ?)');
    put.run('partner', partner.id, JSON.stringify(partner));
    put.run('drone', drone.id, JSON.stringify(drone));
    put.run('site', idOf(22), '{"id":"not what a site looks like"}');
    file.close();
    const newer = openHere(folder);
    expect(newer.writer.status().aside).toEqual({ drone: 1, site: 1 });
    expect(newer.reader.partnerDetail(partner.id)?.partner).toEqual(partner);
    expect(shown(newer)).toMatchObject({ notes: 'Mine' });
    const digests = digestsOf({ customer: [contoso], partner: [partner] });
    expect(newer.writer.applyChanges(changesBody(1003, [], { digests }), noon).digestsAgree).toBe(true);
  });
});

describe('changes that the server doesn’t understand', () => {
  const understood = {
    names: mutationNames.filter((name) => name !== 'customer.update'),
    because: 'The partner API of Riverside, version 0.9, doesn’t know this change yet.',
  };

  it('are held back with a reason, and what doesn’t follow them goes', () => {
    const cache = openWith({ customer: [contoso], partner: [partnerRow(1, 'Northwind')] });
    const held = edit();
    const after = change('customer.move', { ids: [idOf(11)], partnerId: idOf(1) });
    const other = change('partner.update', { id: idOf(1), changes: { notes: 'Theirs' } });
    cache.writer.queue([held]);
    cache.writer.queue([after]);
    cache.writer.queue([other]);
    const sent = cache.writer.nextBatch(10, undefined, understood).map(({ id }) => id);
    expect(sent).not.toContain(held.id);
    expect(sent).toContain(other.id);
    expect(cache.writer.status()).toMatchObject({ waiting: 3, stuck: 0 });
    const { rows } = cache.reader.outboxWindow({}, 0, 10);
    expect(rows.find(({ id }) => id === held.id)).toMatchObject({ lastAnswer: understood.because });
  });

  it('go once it does', () => {
    const cache = openWith({ customer: [contoso] });
    const held = edit();
    cache.writer.queue([held]);
    expect(cache.writer.nextBatch(10, undefined, understood)).toEqual([]);
    expect(cache.writer.nextBatch(10, undefined, { ...understood, names: mutationNames })).toMatchObject([
      { id: held.id },
    ]);
  });
});
