import { describe, expect, it } from 'vitest';
import { minimalGrants } from '../../../common/domain/entities.ts';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  listOf,
  noon,
  openWith,
  probeRow,
  siteRow,
  type TestCache,
  unpacked,
} from './fixture.ts';

const contoso = customerRow(11, 'Contoso');
const fabrikam = customerRow(12, 'Fabrikam', null, { grants: [...minimalGrants] });
const depot = siteRow(21, 'Depot', idOf(11));
const mill = siteRow(22, 'São Mill', idOf(12));
const rows = {
  customer: [contoso, fabrikam],
  site: [depot, mill],
  probe: [probeRow(31, idOf(21)), probeRow(32, idOf(22)), probeRow(33, null, { name: '' })],
};

const siteOf = (cache: TestCache, id: string) => cache.reader.placementImpact([id], null).seen[id];
const states = (cache: TestCache) => cache.reader.outboxWindow({}, 0, 50).rows.map((row) => row.state);

describe('sites and probes in the cache', () => {
  it('show a new site at once, and its probes', () => {
    const cache = openWith(rows);
    const fields = { ...siteRow(1, 'Annexe', idOf(11)) };
    cache.writer.queue([
      change('site.create', { id: idOf(23), fields }),
      change('probe.associate', { ids: [idOf(33), idOf(31)], siteId: idOf(23) }),
    ]);
    expect(cache.reader.siteDetail(idOf(23))).toMatchObject({
      site: { name: 'Annexe', version: 0 },
      customer: { name: 'Contoso' },
      probes: [{ id: idOf(33) }, { id: idOf(31) }],
    });
    expect(cache.reader.outboxWindow({}, 0, 10).rows.map(({ title }) => title)).toEqual([
      'Add site Annexe of Contoso',
      'Move 2 probes to Annexe',
    ]);
  });

  it('free the probes of a site that is deleted, and put all back when that is taken back', () => {
    const cache = openWith(rows);
    const deletion = change('site.delete', { ids: [idOf(21)] });
    cache.writer.queue([deletion]);
    expect(cache.reader.siteDetail(idOf(21))).toBeNull();
    expect(siteOf(cache, idOf(31))).toBeNull();
    cache.writer.takeBack([deletion.id]);
    expect(cache.reader.siteDetail(idOf(21))?.probes).toMatchObject([{ id: idOf(31) }]);
  });

  it('show a deleted site again at once when it’s restored, but not a probe that is elsewhere since', () => {
    const cache = openWith(rows);
    const deletion = change('site.delete', { ids: [idOf(21)] });
    cache.writer.queue([deletion]);
    cache.writer.queue([change('probe.associate', { ids: [idOf(31)], siteId: idOf(22) })]);
    cache.writer.queue([change('site.restore', { deletion: deletion.id, ids: [idOf(21)] })]);
    expect(cache.reader.siteDetail(idOf(21))?.probes).toEqual([]);
    expect(siteOf(cache, idOf(31))).toBe(idOf(22));
  });

  it('send where a probe is again once the deletion that had freed it is taken back', () => {
    const cache = openWith(rows);
    const deletion = change('site.delete', { ids: [idOf(21)] });
    cache.writer.queue([deletion]);
    cache.writer.queue([change('probe.associate', { ids: [idOf(31)], siteId: idOf(22) })]);
    cache.writer.takeBack([deletion.id]);
    expect(cache.writer.nextBatch(10)).toMatchObject([{ before: { [idOf(31)]: idOf(21) } }]);
  });

  it('park a probe’s move to a site that somebody else has deleted', () => {
    const cache = openWith(rows);
    cache.writer.queue([change('probe.associate', { ids: [idOf(33)], siteId: idOf(21) })]);
    cache.writer.applyChanges(
      changesBody(1010, [
        { kind: 'probe', row: { ...probeRow(31, null), version: 1001 } },
        { kind: 'site', id: idOf(21), gone: true },
      ]),
      noon,
    );
    expect(states(cache)).toEqual(['parked']);
    expect(siteOf(cache, idOf(33))).toBeNull();
  });

  it('refuse a site of a customer that isn’t there, and queue nothing', () => {
    const cache = openWith(rows);
    const fields = siteRow(1, 'Nowhere', idOf(99));
    expect(() => cache.writer.queue([change('site.create', { id: idOf(23), fields })])).toThrow(
      /doesn’t exist/,
    );
    expect(cache.writer.status().waiting).toBe(0);
  });

  it('send where a probe was with its move, and what the operator saw where somebody else moved it since', () => {
    const cache = openWith(rows);
    const move = change('probe.associate', { ids: [idOf(31), idOf(33)], siteId: idOf(22) });
    const late = change('probe.disassociate', { ids: [idOf(32)] }, { [idOf(32)]: idOf(21) });
    cache.writer.queue([move, late]);
    expect(cache.writer.nextBatch(10).map(({ before }) => before)).toEqual([
      { [idOf(31)]: idOf(21), [idOf(33)]: null },
      { [idOf(32)]: idOf(21) },
    ]);
  });

  it('let a deletion of a customer wait for what happens to its sites', () => {
    const cache = openWith(rows);
    const fields = siteRow(1, 'Annexe', idOf(11));
    const made = change('site.create', { id: idOf(23), fields });
    const placed = change('probe.associate', { ids: [idOf(33)], siteId: idOf(21) });
    cache.writer.queue([made, placed, change('customer.delete', { ids: [idOf(11)] })]);
    const [, , deletion] = cache.writer.nextBatch(10);
    expect(deletion?.after).toEqual([made.id, placed.id]);
  });
});

describe('what is said before it’s done', () => {
  it('counts what deleting sites takes along, and names customers that grant less', () => {
    const cache = openWith(rows);
    const selection = { type: 'ids' as const, ids: [idOf(21), idOf(22), idOf(99)] };
    expect(unpacked(cache.reader.freezeDelete('site', selection))).toMatchObject({
      ids: [idOf(21), idOf(22)],
      probes: [idOf(31), idOf(32)],
      missing: 1,
      names: ['Depot', 'São Mill'],
      limited: [{ name: 'Fabrikam', rows: 1, grants: minimalGrants }],
    });
  });

  it('says which sites and customers probes leave, and where they’re seen', () => {
    const cache = openWith(rows);
    expect(cache.reader.placementImpact([idOf(31), idOf(32), idOf(33)], idOf(21))).toMatchObject({
      probes: 3,
      names: ['SN-33', 'Probe 31', 'Probe 32'],
      fromInventory: 1,
      already: 1,
      leaving: [{ id: idOf(22), customerName: 'Fabrikam', probes: 1 }],
      target: { name: 'Depot', customerName: 'Contoso' },
      seen: { [idOf(31)]: idOf(21), [idOf(32)]: idOf(22), [idOf(33)]: null },
    });
  });

  it('knows which names a customer has already, blind to accents and case', () => {
    const cache = openWith(rows);
    expect(cache.reader.siteNamesTaken(idOf(12), ['sao mill ', 'Depot'])).toEqual(['sao mill ']);
  });

  it.each([
    ['', ['Depot', 'São Mill']],
    ['sao', ['São Mill']],
    ['fabri', ['São Mill']],
    ['mill fabrikam', ['São Mill']],
    ['mill contoso', []],
  ])('finds sites for “%s”', (query, names) => {
    const cache = openWith(rows);
    const found = cache.reader.siteChoices({ query, limit: 10, customerId: null });
    expect(found.sites.map(({ name }) => name)).toEqual(names);
    expect(found.total).toBe(names.length);
  });

  it('lists probes by whether they’re at a site and by status', () => {
    const cache = openWith(rows);
    const total = (filters: ('at-site' | 'online' | 'silent')[]) =>
      cache.reader.listWindow(listOf({ kind: 'probe', filters }), 0, 10).total;
    expect([total(['at-site']), total(['online']), total(['silent'])]).toEqual([2, 3, 0]);
  });
});
