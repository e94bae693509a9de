import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, SyncCaller } from './caller.ts';

const first = 'four calm words here';
const next = 'other words of my own';
let api: TestPartnerApi;
let admin: SyncCaller;

beforeAll(async () => {
  api = await TestPartnerApi.start({ signInLimit: 10_000 });
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(() => api.remove());

function post(path: string, form: Record<string, string>, cookie = '') {
  return fetch(`${api.url}${path}`, {
    ...{ method: 'POST', headers: { cookie }, body: new URLSearchParams(form), redirect: 'manual' },
  });
}

/** A company that signed up by itself; gives the e-mail of its person. */
async function signedUp(name: string): Promise<string> {
  const email = `${name.toLowerCase()}@own.example`;
  const passwords = { password: first, repeated: first };
  await post('/sign-up', { name, contactName: 'Ann Berg', email, ...passwords });
  return email;
}

/** What a browser sends that is signed in, or null where the password isn't right. */
async function signIn(login: string, password: string): Promise<string | null> {
  const answer = await post('/account/sign-in', { login, password });
  return answer.status === 303 ? (answer.headers.get('set-cookie')?.split(';')[0] ?? null) : null;
}

async function change(cookie: string, asked: Record<string, string>) {
  const page = await (await fetch(`${api.url}/account/password`, { headers: { cookie } })).text();
  const key = /name="key" value="([\w-]+)"/.exec(page)?.[1] ?? '';
  const answer = await post('/account/password', { key, ...asked }, cookie);
  return { status: answer.status, text: await answer.text() };
}

async function isSignedIn(cookie: string): Promise<boolean> {
  const answer = await fetch(`${api.url}/account`, { headers: { cookie }, redirect: 'manual' });
  return answer.status === 200;
}

test('who is signed in chooses a new password; the former one ends, and so does every other session', async () => {
  const email = await signedUp('Alder');
  const cookie = (await signIn(email, first)) ?? '';
  const elsewhere = (await signIn(email, first)) ?? '';
  const done = await change(cookie, { current: first, password: next, repeated: next });
  expect([done.status, done.text.includes('Saved.')]).toEqual([200, true]);
  expect([await isSignedIn(cookie), await isSignedIn(elsewhere)]).toEqual([true, false]);
  expect(await signIn(email, first)).toBeNull();
  expect(await signIn(email, next)).not.toBeNull();
});

test('Activity has that a customer’s person changed it, and neither password', async () => {
  const row = ((await admin.snapshot()).rows.get('onboardingLink') ?? []).find(
    (each) => each['revokedAt'] === null && each['partnerId'] === null,
  );
  const email = 'ann@birch.example';
  const passwords = { password: first, repeated: first };
  await post(`/join/direct/${String(row?.['code'])}`, {
    name: 'Birch',
    contactName: 'Ann',
    email,
    ...passwords,
  });
  await change((await signIn(email, first)) ?? '', { current: first, password: next, repeated: next });
  const customer = ((await admin.snapshot()).rows.get('customer') ?? []).find(
    (each) => each['name'] === 'Birch',
  );
  const { body } = await admin.get<{ items: object[] }>(`/v1/activity?entityId=${customer?.id ?? ''}`);
  expect(body.items[0]).toMatchObject({
    action: 'customer.password',
    role: 'customer',
    account: { name: 'Ann' },
  });
  expect(JSON.stringify(body)).not.toContain(next);
});

test.each([
  ['current', { current: 'not this one', password: next, repeated: next }, 'is another one'],
  ['current', { current: '', password: next, repeated: next }, 'is mandatory'],
  ['password', { current: first, password: 'short', repeated: 'short' }, 'at least 12'],
  [
    'password',
    { current: first, password: 'cedar cedar cedar', repeated: 'cedar cedar cedar' },
    'easily guessed',
  ],
  ['repeated', { current: first, password: next, repeated: 'another' }, 'differ'],
])('what isn’t right in the field %s is said by it, and the password stays', async (name, asked, said) => {
  const email = await signedUp('Cedar');
  const answer = await change((await signIn(email, first)) ?? '', asked);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`href="#${name}"`);
  expect(answer.text).toContain(said);
  expect(await signIn(email, first)).not.toBeNull();
});

test('who found a browser signed in doesn’t guess the password there without end', async () => {
  const email = await signedUp('Dogwood');
  const cookie = (await signIn(email, first)) ?? '';
  for (let at = 0; at < 10; at++)
    await change(cookie, { current: `wrong ${at}`, password: next, repeated: next });
  expect((await change(cookie, { current: first, password: next, repeated: next })).status).toBe(429);
});

test('guesses that come all at once count as those that come one after the other', async () => {
  const email = await signedUp('Elm');
  const guesses = Array.from({ length: 25 }, (_, at) =>
    post('/account/sign-in', { login: email, password: `wrong ${at}` }),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(15);
});

test('a form without the page’s key, or of nobody, changes nothing', async () => {
  const email = await signedUp('Fir');
  const cookie = (await signIn(email, first)) ?? '';
  const asked = { current: first, password: next, repeated: next };
  expect((await post('/account/password', asked, cookie)).status).toBe(403);
  expect((await post('/account/password', asked)).headers.get('location')).toBe('/account/sign-in');
  expect(await signIn(email, first)).not.toBeNull();
});
