import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { onboardingLinkFields, type OnboardingLink } from '../../../common/domain/entities.ts';
import { onboardingAddress } from '../../../common/domain/onboarding-links.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { change, idOf, noon, openWith } from './fixture.ts';

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

it('a file from before onboarding links gets their table, empty', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 200),
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT count(*) FROM onboardingLink').pluck().get()).toBe(0);
  db.close();
});
