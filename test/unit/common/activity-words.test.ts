import { expect, test } from 'vitest';
import type { ActivityItem } from '../../../common/contract/activity.ts';
import { contextWords, sentenceOf, valuesOf } from '../../../common/contract/activity-words.ts';

const beta = '01900000-0000-7000-8000-000000000502';
const base: ActivityItem = {
  ...{ entry: 1, at: '2026-03-02T08:00:00.000Z', account: { id: 'a', name: 'Ada' }, role: 'operator' },
  ...{ context: 'partner-account', requestId: 'r', mutationId: beta, client: '', customerIds: [], hash: '' },
  ...{ action: 'license.move', entity: { kind: 'license', id: beta }, title: '10 Mailbox', before: null },
  after: { from: null, to: beta, type: 'Mailbox', quantity: 10, reason: '' },
};

test('a move of licenses is told with both pools', () => {
  expect(sentenceOf(base, { [beta]: 'Beta' })).toBe(
    'Ada moved 10 Mailbox licenses from the partner account to Beta',
  );
  expect(sentenceOf({ ...base, title: '1 Mailbox', after: { ...base.after, quantity: 1 } })).toBe(
    'Ada moved 1 Mailbox license from the partner account to a project that isn’t here',
  );
  expect(valuesOf(base, { [beta]: 'Beta' }).map(({ field, is }) => [field, is])).toEqual([
    ['From', 'Partner account'],
    ['To', 'Beta'],
    ['License type', 'Mailbox'],
    ['Quantity', '10'],
  ]);
});

test('a new password of a customer’s login is no new customer', () => {
  const login = {
    ...base,
    entity: { kind: 'customer', id: beta },
    title: 'Beta',
    after: { login: 'a@b.example' },
  };
  expect(sentenceOf({ ...login, action: 'customer.login' })).toContain(
    'Ada set a new password of the customer Beta',
  );
  expect(sentenceOf({ ...login, action: 'customer.password' })).toContain(
    'Ada changed its own password at the customer Beta',
  );
  expect(sentenceOf({ ...login, action: 'customer.create' })).toBe('Ada added the customer Beta');
});

test('whose a site is isn’t called by the name of the Customer ID', () => {
  const site = { ...base, entity: { kind: 'site', id: beta }, title: 'Depot', action: 'site.create' };
  const told = valuesOf({ ...site, after: { name: 'Depot', customerId: beta } }, { [beta]: 'Contoso' });
  expect(told.map(({ field, is }) => [field, is])).toContainEqual(['Customer', 'Contoso']);
  const customer = { ...base, entity: { kind: 'customer', id: beta }, action: 'customer.create' };
  const own = valuesOf({ ...customer, after: { name: 'Contoso', customerId: 'CTSD-7F3K-92' } });
  expect(own.map(({ field, is }) => [field, is])).toContainEqual(['Customer ID', 'CTSD-7F3K-92']);
});

test('a project is added and changed by its name', () => {
  const project = { ...base, entity: { kind: 'project', id: beta }, title: 'Beta' };
  expect(sentenceOf({ ...project, action: 'project.create', after: { name: 'Beta' } })).toBe(
    'Ada added the project Beta',
  );
  expect(
    sentenceOf({ ...project, action: 'project.update', before: { phone: '' }, after: { phone: '1' } }),
  ).toBe('Ada changed the project Beta: phone');
});

test('a change of a visit says what was noted, each thing once', () => {
  const item = (state: string) => ({ position: 0, text: 'Check the UPS', state, reason: '' });
  const photo = { hash: 'a'.repeat(64), bytes: 9, by: 'Ada', width: 4, height: 3, takenAt: base.at };
  const visit = {
    ...{ ...base, action: 'visit.update', entity: { kind: 'visit', id: beta }, title: 'Yearly check' },
    before: { status: 'planned', [`checklist.${beta}`]: item('open'), [`photos.${beta}`]: photo },
    after: { status: 'done', [`checklist.${beta}`]: item('done'), [`photos.${beta}`]: null },
  };
  expect(sentenceOf(visit)).toBe(
    'Ada changed the visit Yearly check: status, Done: Check the UPS, Photo 4 × 3 (taken out)',
  );
});

test('whose eyes somebody looked through is told by the project’s name, where that’s known', () => {
  expect(contextWords('partner-account')).toBe('Partner account');
  expect(contextWords(`project:${beta}`, { [beta]: 'Beta' })).toBe('Beta');
  expect(contextWords(`project:${beta}`)).toBe('A project');
});
