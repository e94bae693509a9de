import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  everything,
  formatRoute,
  namedIn,
  parseRoute,
  without,
  type Route,
} from '../../../renderer/app/router.ts';

const id = '01900000-0000-7000-8000-000000000001';
const other = '01900000-0000-7000-8000-000000000002';

const cases: [address: string, route: Route][] = [
  ['overview', { page: 'overview' }],
  ['settings', { page: 'settings' }],
  ['sync', { page: 'sync', change: null }],
  [`sync/${id}`, { page: 'sync', change: id }],
  ['conflicts', { page: 'conflict', id: null }],
  [`conflict/${id}`, { page: 'conflict', id }],
  [`conflict/${id}.${id}`, { page: 'conflict', id: `${id}.${id}` }],
  ['activity', { page: 'activity', entityId: null, view: 'server' }],
  [`activity?here&of=${id}`, { page: 'activity', entityId: id, view: 'here' }],
  ['partners', { page: 'partner', scope: everything, id: null }],
  [`partners?id=${id}`, { page: 'partner', scope: everything, id }],
  ['customers', { page: 'customer', scope: everything, id: null }],
  ['customers?scope=direct', { page: 'customer', scope: { type: 'direct' }, id: null }],
  [`customers?partner=${id}&id=${other}`, { page: 'customer', scope: { type: 'parent', id }, id: other }],
  [`sites?customer=${id}`, { page: 'site', scope: { type: 'parent', id }, id: null }],
  [`probes?site=${id}`, { page: 'probe', scope: { type: 'parent', id }, id: null }],
  [`probes?scope=inventory&id=${id}`, { page: 'probe', scope: { type: 'inventory' }, id }],
  ['invites', { page: 'invites', id: null }],
  ['invites?show=expiring', { page: 'invites', id: null, look: { show: 'expiring' } }],
  [
    'onboarding-links?find=m%C3%BChlbach+%26',
    { page: 'onboarding-links', id: null, look: { find: 'mühlbach &' } },
  ],
  ['customer/new', { page: 'wizard', mode: 'add', partnerId: undefined }],
  ['customer/new?partner=direct', { page: 'wizard', mode: 'add', partnerId: null }],
  [`customer/new?partner=${id}`, { page: 'wizard', mode: 'add', partnerId: id }],
  [`customer/${id}/edit`, { page: 'wizard', mode: 'edit', customerId: id }],
];

describe('an address', () => {
  it.each(cases)('%s is read as its route, and written the same', (address, route) => {
    expect(parseRoute(address)).toEqual(route);
    expect(formatRoute(route)).toBe(address);
  });

  it.each([
    ['#customers', 'customers'],
    ['#/customers', 'customers'],
    ['/customers/', 'customers'],
    [`customer/${id}`, `customers?id=${id}`],
    [`partner/${id}`, `partners?id=${id}`],
    [`site/${id}`, `sites?id=${id}`],
    [`probe/${id}`, `probes?id=${id}`],
    [`customer/${id}/anything`, `customers?id=${id}`],
  ])('%s means %s', (address, meant) => {
    expect(parseRoute(address)).toEqual(parseRoute(meant));
  });

  it.each([
    '',
    '#',
    'nowhere',
    'customer',
    'partner/',
    'customer//edit',
    'constructor',
    '__proto__',
    'toString/valueOf',
    'https://elsewhere.example/customers',
    '%E0%A4%A',
  ])('%j, which names nothing, is the overview', (address) => {
    expect(parseRoute(address)).toEqual({ page: 'overview' });
  });

  it.each(['customers?scope=inventory', 'probes?scope=direct', 'sites?partner=x', 'partners?scope=direct'])(
    '%s, with a scope that the list doesn’t have, shows everything',
    (address) => {
      expect(parseRoute(address)).toMatchObject({ scope: everything });
    },
  );
});

it('reads back every route that it writes', () => {
  const anyId = fc.uuid();
  const idOrNull = fc.option(anyId);
  const parent = anyId.map((of) => ({ type: 'parent' as const, id: of }));
  const all = fc.constant(everything);
  const list = <K extends 'partner' | 'customer' | 'site' | 'probe'>(
    page: K,
    only?: 'direct' | 'inventory',
  ) =>
    fc.record({
      page: fc.constant(page),
      scope: only ? fc.oneof(all, parent, fc.constant({ type: only })) : fc.oneof(all, parent),
      id: idOrNull,
    });
  const anyRoute: fc.Arbitrary<Route> = fc.oneof(
    fc.constant({ page: 'overview' as const }),
    fc.constant({ page: 'settings' as const }),
    fc.record({ page: fc.constant('sync' as const), change: idOrNull }),
    list('partner'),
    list('customer', 'direct'),
    list('site'),
    list('probe', 'inventory'),
    fc.record({
      page: fc.constant('wizard' as const),
      mode: fc.constant('add' as const),
      partnerId: fc.oneof(anyId, fc.constant(null), fc.constant(undefined)),
    }),
    fc.record({
      page: fc.constant('wizard' as const),
      mode: fc.constant('edit' as const),
      customerId: anyId,
    }),
  );
  fc.assert(
    fc.property(anyRoute, (route) => {
      expect(parseRoute(formatRoute(route))).toEqual(route);
      expect(parseRoute(`#${formatRoute(route)}`)).toEqual(route);
    }),
  );
});

it('gives some page for whatever is typed after the #', () => {
  const pages = ['overview', 'settings', 'sync', 'wizard', 'partner', 'customer', 'site', 'probe'];
  fc.assert(
    fc.property(fc.string(), (address) => {
      const route = parseRoute(address);
      expect(pages).toContain(route.page);
      expect(parseRoute(formatRoute(route)).page).toBe(route.page);
    }),
  );
});

describe('where one was, once the thing that was open is gone', () => {
  it.each([
    [`visit/${id}`, 'visits'],
    [`customer/${id}/edit`, 'customers'],
    [`customers?partner=${other}&id=${id}`, `customers?partner=${other}`],
  ])('%s: is its list', (address, list) => {
    const route = parseRoute(address);
    expect(namedIn(route)).toBe(id);
    expect(formatRoute(without(route))).toBe(list);
  });

  it.each(['overview', 'settings', 'customers', 'visits/week'])('%s: stays', (address) => {
    expect(namedIn(parseRoute(address))).toBeNull();
  });
});
