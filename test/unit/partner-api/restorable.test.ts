import { expect, test } from 'vitest';
import { fullGrants, minimalGrants } from '../../../common/domain/entities.ts';
import type { Role } from '../../../common/domain/access.ts';
import { restorableItem } from '../../../partner-api/commands/restorable.ts';
import type { BinParent, DeletedItem } from '../../../partner-api/store/recycle-bin.ts';

const parent: BinParent = {
  kind: 'customer',
  id: 'c',
  name: 'Contoso',
  state: 'here',
  deletion: null,
  grants: fullGrants,
};
const site: DeletedItem = {
  kind: 'site',
  id: 's',
  name: 'Porto',
  parent,
  grants: [],
  sites: 0,
  probes: 3,
  visits: 0,
  probesElsewhere: 0,
  isNameTaken: false,
};
const customer: DeletedItem = {
  ...site,
  kind: 'customer',
  parent: { ...parent, kind: 'partner', grants: [] },
};
const partner: DeletedItem = { ...site, kind: 'partner', parent: null };
const below = (item: DeletedItem, change: Partial<BinParent>): DeletedItem => ({
  ...item,
  parent: item.parent && { ...item.parent, ...change },
});

const cases: [string, DeletedItem, Role, string, string[]][] = [
  ['a site whose customer is here', site, 'admin', 'whole', []],
  ['a customer, whatever it granted', { ...customer, grants: minimalGrants }, 'admin', 'whole', []],
  ['a partner', partner, 'admin', 'whole', []],
  ['a site, by who may not restore', site, 'operator', 'no', ['role']],
  ['a partner, by who only sees', partner, 'read-only', 'no', ['role']],
  ['a site without the grant', below(site, { grants: minimalGrants }), 'admin', 'no', ['grant']],
  ['below what is in the bin', below(site, { state: 'in-bin' }), 'admin', 'no', ['parent-deleted']],
  ['below what is gone', below(customer, { state: 'gone' }), 'admin', 'no', ['parent-gone']],
  ['a site out of sight', below(site, { state: 'out-of-sight' }), 'admin', 'no', ['out-of-sight']],
  [
    'a customer below a partner out of sight',
    below(customer, { state: 'out-of-sight' }),
    'admin',
    'whole',
    [],
  ],
  ['probes placed elsewhere', { ...site, probesElsewhere: 2 }, 'admin', 'partly', ['probes-elsewhere']],
  ['a name that is taken', { ...customer, isNameTaken: true }, 'admin', 'whole', ['name-taken']],
  [
    'several at once: the hindrance comes first',
    below({ ...site, probesElsewhere: 1, isNameTaken: true }, { state: 'gone' }),
    'admin',
    'no',
    ['parent-gone', 'probes-elsewhere', 'name-taken'],
  ],
];

test.each(cases)('%s', (_what, item, role, comesBack, codes) => {
  const account = { id: 'a', login: 'a', name: 'Ana', role, scope: null };
  const told = restorableItem(item, account);
  expect(told.comesBack).toBe(comesBack);
  expect(told.reasons.map(({ code }) => code)).toEqual(codes);
});
