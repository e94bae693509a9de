import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Brand, Invite } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mostResetsFrom, mostResetsOf } from '../../../partner-api/onboarding/password-resets.ts';
import { inDatabase } from '../../support/database-of.ts';
import { linkIn, MailServer } from '../../support/mail-server.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

const first = 'four calm words here';
const next = 'other words of my own';
const hour = 60 * 60_000;
const clock = new ManualClock();
let mails: MailServer;
let api: TestPartnerApi;
let admin: SyncCaller;

beforeAll(async () => {
  mails = await MailServer.start();
  api = await TestPartnerApi.start({
    ...{ smtpUrl: mails.url, signInLimit: 10_000 },
    surroundings: {
      now: () => clock.now(),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    },
  });
});
// Each test begins with nothing asked for in its hour, and with somebody who is signed in.
beforeEach(async () => {
  clock.advance(2 * hour);
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(async () => {
  await api.remove();
  await mails.close();
});

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${api.url}${path}`, {
    ...{ method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' },
  });
}

async function rowsOf<T>(kind: string): Promise<T[]> {
  return ((await admin.snapshot()).rows.get(kind) ?? []) as unknown as T[];
}

/** A customer of a brand that registered; gives its id, and the e-mail of its person. */
async function registered(name: string): Promise<{ id: string; email: string; brand: Brand }> {
  const id = newId();
  const email = `${id}@reset.example`;
  const [brand] = await rowsOf<Brand>('brand');
  const [payer] = await rowsOf<{ id: string }>('billingAccount');
  if (!brand || !payer) throw new Error('the sample has no brand or no billing account');
  const fields = { name, contactName: 'Ann Berg', contactEmail: email, billingAccountId: payer.id };
  await admin.pushOne(mutationOf('invite.create', { id, fields: { ...fields, brandId: brand.id } }));
  const invite = new URL(linkIn(await mails.mailTo(email))).searchParams.get('invite') ?? '';
  await post('/register', { invite, name, contactName: 'Ann Berg', password: first, repeated: first });
  const made = (await rowsOf<Invite>('invite')).find((each) => each.id === id);
  return { id: made?.customerId ?? '', email, brand };
}

async function signIn(login: string, password: string): Promise<string | null> {
  const answer = await post('/account/sign-in', { login, password });
  return answer.status === 303 ? (answer.headers.get('set-cookie')?.split(';')[0] ?? null) : null;
}

async function isSignedIn(cookie: string): Promise<boolean> {
  return (await fetch(`${api.url}/account`, { headers: { cookie }, redirect: 'manual' })).status === 200;
}

const ask = (login: string, headers = {}) => post('/account/forgotten', { login }, headers);

/** Asks for a link and gives the token in its mail, the so-manieth to that address; the first one was the invite. */
async function tokenFor(email: string, number = 2): Promise<string> {
  expect((await ask(email)).status).toBe(200);
  const link = linkIn(await mails.mailTo(email, number), '/account/reset?token=');
  return new URL(link).searchParams.get('token') ?? '';
}

const choose = (token: string, password = next) =>
  post('/account/reset', { token, password, repeated: password });

test('who forgot the password chooses another by a link from a mail in the brand; everybody else is signed out, and Activity has it', async () => {
  const { id, email, brand } = await registered('Alder');
  const elsewhere = (await signIn(email, first)) ?? '';
  const token = await tokenFor(email);
  const mail = await mails.mailTo(email, 2);
  expect(mail.subject).toBe('Choose a new password');
  expect(mail.html).toContain(`<bdi>${brand.name}</bdi>`);
  expect(await (await fetch(`${api.url}/account/sign-in`)).text()).toContain('href="/account/forgotten"');

  const page = await (await fetch(`${api.url}/account/reset?token=${token}`)).text();
  expect(page).toContain(`value="${email}"`);
  const wrong = await post('/account/reset', { token, password: 'short', repeated: 'other' });
  expect([wrong.status, (await wrong.text()).includes('The password needs at least')]).toEqual([400, true]);
  expect(await isSignedIn(elsewhere)).toBe(true);

  expect((await choose(token)).status).toBe(200);
  expect(await isSignedIn(elsewhere)).toBe(false);
  expect([await signIn(email, first), typeof (await signIn(email, next))]).toEqual([null, 'string']);
  const { body } = await admin.get<{ items: object[] }>(`/v1/activity?entityId=${id}`);
  expect(body.items[0]).toMatchObject({ action: 'customer.password', account: { name: 'Ann Berg' } });
  expect(JSON.stringify(body)).not.toContain(next);
});

test('a link works once, however often at the same time, and those before it end with it', async () => {
  const { email } = await registered('Birch');
  const earlier = await tokenFor(email);
  const token = await tokenFor(email, 3);
  const tries = await Promise.all([1, 2, 3].map((at) => choose(token, `${next} ${at}`)));
  expect(tries.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  expect((await choose(token)).status).toBe(404);
  expect((await choose(earlier)).status).toBe(404);
});

test('a link ends after an hour', async () => {
  const { email } = await registered('Cedar');
  const late = await tokenFor(email);
  clock.advance(hour);
  expect((await fetch(`${api.url}/account/reset?token=${late}`)).status).toBe(404);
  expect((await choose(late)).status).toBe(404);
  expect(await signIn(email, first)).not.toBeNull();
});

test('an e-mail with which nobody signs in is answered as a known one, and gets no mail', async () => {
  const { email } = await registered('Elm');
  const [known, unknown] = [await ask(email), await ask('nobody@reset.example')];
  expect([known.status, unknown.status]).toEqual([200, 200]);
  expect((await known.text()).replaceAll(email, '')).toBe(
    (await unknown.text()).replaceAll('nobody@reset.example', ''),
  );
  await mails.mailTo(email, 2);
  expect(mails.mails.some(({ to }) => to?.[0]?.address === 'nobody@reset.example')).toBe(false);
});

test.each([
  ['known', async () => (await registered('Fir')).email],
  ['unknown', () => Promise.resolve('stranger@reset.example')],
])('more than an hour takes are refused alike for a %s e-mail; later one is taken', async (_what, of) => {
  const email = await of();
  for (let at = 0; at < mostResetsOf; at++) expect((await ask(email)).status).toBe(200);
  const refused = await ask(email.toUpperCase());
  expect([refused.status, (await refused.text()).includes('Too many links')]).toEqual([429, true]);
  clock.advance(hour + 1);
  expect((await ask(email)).status).toBe(200);
});

test('one address of a computer gets no more than an hour takes, whatever e-mails it tries', async () => {
  for (let at = 0; at < mostResetsFrom; at++) expect((await ask(`p${at}@reset.example`)).status).toBe(200);
  expect((await ask('one-more@reset.example')).status).toBe(429);
});

test('its token lies nowhere, opens no session, and no form of another site sends it', async () => {
  const { email } = await registered('Hazel');
  const token = await tokenFor(email);
  const kept = JSON.stringify(await inDatabase(api, 'SELECT hash, login FROM customer_session'));
  expect(kept).not.toContain(token);
  for (const value of [token, `reset ${token}`, encodeURIComponent(`reset ${token}`)])
    expect(await isSignedIn(`switchyard_customer=${value}`)).toBe(false);
  const foreign = { 'sec-fetch-site': 'cross-site' };
  expect((await ask(email, foreign)).status).toBe(403);
  const sent = await post('/account/reset', { token, password: next, repeated: next }, foreign);
  expect(sent.status).toBe(403);
  expect((await choose('x'.repeat(43))).status).toBe(404);
  expect(await signIn(email, first)).not.toBeNull();
});
