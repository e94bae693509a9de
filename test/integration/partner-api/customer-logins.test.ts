import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller, type Row } from './caller.ts';
import { customerLoginOf, customerPassword, sealedFor } from './customer-login-of.ts';

let api: TestPartnerApi;
let admin: SyncCaller;

beforeAll(async () => {
  api = await TestPartnerApi.start({ signInLimit: 10_000 });
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(() => api.remove());

/** Signs in on the customer's own pages; the cookie, or null where it's refused. */
async function signIn(login: string, password: string): Promise<string | null> {
  const answer = await fetch(`${api.url}/account/sign-in`, {
    ...{ method: 'POST', redirect: 'manual' },
    body: new URLSearchParams({ login, password }),
  });
  return answer.status === 303 ? (answer.headers.get('set-cookie')?.split(';')[0] ?? null) : null;
}
const titleAt = async (cookie: string) =>
  /<h1>(.*?)<\/h1>/s.exec(await (await fetch(`${api.url}/account`, { headers: { cookie } })).text())?.[1];

async function created(email: string, more: object = {}) {
  const id = newId();
  const fields = { name: 'Alder Dental', email, partnerId: null, ...more };
  const mutation = mutationOf('customer.create', { id, fields, password: await sealedFor(api.url, id) });
  return { id, outcome: await admin.pushOne(mutation), mutation };
}

test('a customer that’s created with a sealed password has a login with it, on its own pages, and no mail', async () => {
  const { id, outcome, mutation } = await created('ann@alder.example');
  expect(outcome).toMatchObject({ outcome: 'applied' });
  expect(await signIn('ann@alder.example', 'Another-Horse-9-Staple')).toBeNull();
  const cookie = await signIn('ANN@alder.example', customerPassword);
  expect(cookie).not.toBeNull();
  expect(await titleAt(cookie ?? '')).toContain('Company information');
  // Sent once more, as after a lost answer, it's the same.
  expect(await admin.pushOne(mutation)).toEqual(outcome);
  const { body } = await admin.get<{ items: object[] }>(`/v1/activity?entityId=${id}`);
  expect(JSON.stringify(body)).not.toContain(mutation.args.password?.box);
});

test('an e-mail that somebody signs in with already is refused with the field, and nothing is made', async () => {
  await created('taken@alder.example');
  const { id, outcome } = await created('Taken@alder.example');
  expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
  expect(JSON.stringify(outcome)).toContain('email');
  const rows = (await admin.snapshot()).rows.get('customer') ?? [];
  expect(rows.some((row: Row) => row.id === id)).toBe(false);
});

test('a box that was sealed for another customer doesn’t open', async () => {
  const { id } = await created('box@alder.example');
  const password = await sealedFor(api.url, newId());
  const asked = { id, login: 'box@alder.example', password };
  expect(await admin.pushOne(mutationOf('customer.login', asked))).toMatchObject({
    outcome: 'rejected',
    problem: { detail: expect.stringContaining('can’t be opened') },
  });
});

test('a new password ends the former one and whoever is signed in; Activity has who set it', async () => {
  const { id } = await created('new@alder.example');
  const cookie = await signIn('new@alder.example', customerPassword);
  const password = 'Quiet-Lantern-7-Harbor';
  const sealed = await sealedFor(api.url, id, password);
  const asked = { id, login: 'office@alder.example', password: sealed };
  expect(await admin.pushOne(mutationOf('customer.login', asked))).toMatchObject({ outcome: 'applied' });
  expect(await signIn('new@alder.example', customerPassword)).toBeNull();
  expect(await signIn('office@alder.example', password)).not.toBeNull();
  const former = await fetch(`${api.url}/account`, {
    ...{ headers: { cookie: cookie ?? '' }, redirect: 'manual' },
  });
  expect(former.headers.get('location')).toBe('/account/sign-in');
  const { body } = await admin.get<{ items: { action: string }[] }>(`/v1/activity?entityId=${id}`);
  expect(body.items.map(({ action }) => action)).toContain('customer.login');
  expect(JSON.stringify(body)).not.toContain(sealed.box);
});

test('a customer that signed up by itself keeps its login to itself, whatever it granted', async () => {
  const row = ((await admin.snapshot()).rows.get('customer') ?? []).find(
    (each) => each['origin'] === 'invite' || each['origin'] === 'link' || each['origin'] === 'customer-id',
  );
  const asked = await customerLoginOf(api.url, row?.id ?? '');
  expect(await admin.pushOne(mutationOf('customer.login', asked))).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'forbidden' },
  });
});
