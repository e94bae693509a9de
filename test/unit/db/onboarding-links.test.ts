import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { customerIdFault, customerIdFaultSoFar, tidyCustomerId } from '../../../common/domain/customer-id.ts';
import {
  linkRequestFields,
  onboardingLinkFields,
  type OnboardingLink,
} from '../../../common/domain/entities.ts';
import { onboardingAddress } from '../../../common/domain/onboarding-links.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { change, customerRow, idOf, noon, openWith } from './fixture.ts';

it('an onboarding link made offline is there without an address, and revoked ones say so at once', () => {
  const { reader, writer } = openWith({});
  const fields = onboardingLinkFields.parse({ name: 'Website' });
  writer.queue([change('onboardingLink.create', { id: idOf(1), fields })]);
  expect(reader.onboardingLinkRows()).toMatchObject([
    { name: 'Website', code: null, uses: 0, version: 0, brand: null, pending: { waiting: 1 } },
  ]);
  writer.queue([change('onboardingLink.replace', { id: idOf(1) })]);
  expect(reader.onboardingLinkRows()).toMatchObject([{ code: null, revokedAt: null }]);
  writer.queue([change('onboardingLink.revoke', { id: idOf(1) })]);
  expect(reader.onboardingLinkRows()).toMatchObject([{ revokedAt: noon, pending: { waiting: 3 } }]);
  const { rows } = reader.outboxWindow({ states: [], search: '' }, 0, 10);
  expect(rows.map(({ title }) => title)).toEqual([
    'Make the onboarding link Website',
    'Replace Website',
    'Revoke Website',
  ]);
});

it.each([
  ['abc', null, 'portal.x.example', null, 'https://portal.x.example/join/direct/abc'],
  ['abc', 'p1', '', 'https://api.example', 'https://api.example/join/p1/abc'],
  ['abc', null, '', null, null],
  [null, null, 'portal.x.example', null, null],
] as const)(
  'a link’s address is at its brand’s domain, else at home: %s %s',
  (code, partnerId, serviceDomain, home, address) => {
    const link: Pick<OnboardingLink, 'code' | 'partnerId'> = { code, partnerId };
    expect(onboardingAddress(link, { serviceDomain }, home)).toBe(address);
  },
);

it('requests made offline are there as not asked yet, and a Customer ID that is here is found', () => {
  const customer = customerRow(7, 'Contoso', null, {
    grants: ['basic-monitoring'],
    customerId: 'CTSD-7F3K-92',
  });
  const { reader, writer } = openWith({ customer: [customer] });
  expect(reader.customerWithCode('CTSD-7F3K-92')).toEqual({ id: customer.id, name: 'Contoso' });
  expect(reader.customerWithCode('CTSD-7F3K-93')).toBeNull();
  const link = linkRequestFields.parse({ customerCode: 'bcdfghjk12' });
  const rights = { customerId: customer.id, grants: ['access-data' as const], reason: 'Photos' };
  writer.queue([change('accessRequest.link', { id: idOf(1), fields: link })]);
  writer.queue([change('accessRequest.ask', { id: idOf(2), fields: rights })]);
  expect(reader.accessRequestRows(null)).toMatchObject([
    { name: 'Contoso', asks: 'rights', status: 'waiting', version: 0, grants: ['access-data'] },
    { name: 'BCDF-GHJK-12', asks: 'link', status: 'waiting', customerId: null },
  ]);
  writer.queue([change('accessRequest.withdraw', { id: idOf(2) })]);
  expect(reader.accessRequestRows(customer.id)).toMatchObject([{ status: 'withdrawn' }]);
  const { rows } = reader.outboxWindow({ states: [], search: '' }, 0, 10);
  expect(rows.map(({ title }) => title)).toEqual([
    'Add the customer with the ID BCDF-GHJK-12',
    'Ask Contoso for more rights',
    'Withdraw the request to Contoso',
  ]);
});

it.each([
  ['bcdf-ghjk-12', 'BCDF-GHJK-12', undefined],
  ['BCDF GHJK 12', 'BCDF-GHJK-12', undefined],
  ['BCDF–GHJK–12', 'BCDF-GHJK-12', undefined],
  ['', '', 'mandatory'],
  ['BCDF-GHJK-1', 'BCDF-GHJK-1', 'such as CTSD-7F3K-92'],
  ['ABCD-GHJK-12', 'ABCD-GHJK-12', 'no “A” there'],
  ['BCDF-GHJ0-12', 'BCDF-GHJ0-12', 'no “0” there'],
])('the Customer ID %j is tidied, and what is wrong with it is said', (typed, tidy, fault) => {
  expect(tidyCustomerId(typed)).toBe(tidy);
  if (fault === undefined) expect(customerIdFault(typed)).toBeUndefined();
  else expect(customerIdFault(typed)).toContain(fault);
});

it.each([
  ['', undefined],
  ['b', undefined],
  ['bcdf-gh', undefined],
  ['BCDF GHJ2 1', undefined],
  ['BCDO', 'no “O” there'],
  ['B1', 'no “1” there'],
  ['BCD7', 'is four letters'],
  ['!', 'is four letters'],
  ['BCDF-GHJK-A', 'is four letters'],
  ['BCDF-GHJK-123', 'is four letters'],
])('of %j it’s said as it’s typed whether it can still become a Customer ID', (typed, fault) => {
  if (fault === undefined) expect(customerIdFaultSoFar(typed)).toBeUndefined();
  else expect(customerIdFaultSoFar(typed)).toContain(fault);
});

it('the Customer ID that’s given as an example is one', () => {
  const example = /such as (\S+)$/.exec(customerIdFault('no') ?? '')?.[1] ?? '';
  expect(customerIdFault(example)).toBeUndefined();
});

it('a file from before onboarding links gets their table and that of requests, empty', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 200),
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  for (const table of ['onboardingLink', 'accessRequest'])
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  db.close();
});
