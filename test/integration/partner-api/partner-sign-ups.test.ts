import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PartnerSignUp } from '../../../common/partner-api/partner-sign-ups.ts';
import { MailServer } from '../../support/mail-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, logins, SyncCaller } from './caller.ts';

let api: TestPartnerApi;
let mails: MailServer;
let admin: SyncCaller;
let time = Date.parse('2026-11-27T08:00:00Z');
const hour = 60 * 60 * 1000;

beforeAll(async () => {
  mails = await MailServer.start();
  const { machine } = await import('../../../partner-api/surroundings.ts');
  const surroundings = { ...machine, now: () => time };
  api = await TestPartnerApi.start({
    signInLimit: 10_000,
    smtpUrl: mails.url,
    surroundings,
    mailRetryMs: 20,
  });
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(async () => {
  await api.remove();
  await mails.close();
});

function send(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(api.url + path, { method: 'POST', headers, body: new URLSearchParams(form) });
}
const signUp = (email: string, more: Record<string, string> = {}) =>
  send('/partner-sign-up', {
    name: 'Fjord Partners',
    contactName: 'Ann Berg',
    email,
    country: 'no',
    ...more,
  });
async function tokenTo(email: string, number = 1): Promise<string> {
  const { text } = await mails.mailTo(email, number);
  return /confirm\?token=([\w-]{43})/.exec(text ?? '')?.[1] ?? '';
}
const confirm = (token: string) => send('/partner-sign-up/confirm', { token });
async function listed(email: string): Promise<PartnerSignUp | undefined> {
  const { body } = await call<{ items: PartnerSignUp[] }>(api.url, 'GET', '/v1/partner-sign-ups', {
    token: admin.token,
  });
  return body.items.find((item) => item.email === email);
}
const decide = (id: string, how: string, body?: object) =>
  call<PartnerSignUp & { kind: string }>(api.url, 'POST', `/v1/partner-sign-ups/${id}/${how}`, {
    ...{ token: admin.token, ...(body ? { body } : {}) },
  });

test('who signed up is shown once its e-mail is confirmed, and verified it’s a partner and gets a mail', async () => {
  const email = 'ann@fjord.example';
  expect((await signUp(email)).status).toBe(200);
  const token = await tokenTo(email);
  expect(await listed(email)).toBeUndefined();
  // A program that looks at links doesn't use it up.
  const seen = await fetch(`${api.url}/partner-sign-up/confirm?token=${token}`);
  expect(await seen.text()).toContain('Fjord Partners');
  expect(await listed(email)).toBeUndefined();
  expect((await confirm(token)).status).toBe(200);
  expect((await confirm(token)).status).toBe(404);
  const waiting = await listed(email);
  expect(waiting).toMatchObject({ state: 'waiting', country: 'NO', contactName: 'Ann Berg' });

  const verified = await decide(waiting?.id ?? '', 'verification');
  expect(verified.body).toMatchObject({ state: 'verified', decidedBy: expect.stringMatching(/./) });
  const partners = (await admin.snapshot()).rows.get('partner') ?? [];
  expect(partners.find(({ id }) => id === verified.body.partnerId)).toMatchObject({
    name: 'Fjord Partners',
    email,
  });
  expect((await mails.mailTo(email, 2)).subject).toBe('Fjord Partners is verified');
  expect((await decide(waiting?.id ?? '', 'refusal', { reason: 'Late' })).body.kind).toBe('in-use');
});

test('a known e-mail is answered as an unknown one, and gets no mail', async () => {
  const email = 'known@fjord.example';
  const first = await signUp(email);
  await confirm(await tokenTo(email));
  const again = await signUp(email, { name: 'Somebody Else' });
  expect([again.status, await again.text()]).toEqual([first.status, await first.text()]);
  const other = 'later@fjord.example';
  await signUp(other);
  await mails.mailTo(other);
  expect(mails.mails.filter(({ to }) => to?.[0]?.address === email)).toHaveLength(1);
  expect(await listed(email)).toMatchObject({ name: 'Fjord Partners' });
});

test('a link that’s guessed, cut, replaced or too old leads nowhere', async () => {
  const email = 'late@fjord.example';
  await signUp(email);
  const former = await tokenTo(email);
  await signUp(email);
  const token = await tokenTo(email, 2);
  for (const wrong of ['', 'A'.repeat(43), former, token.slice(1), `${token}A`])
    expect((await confirm(wrong)).status).toBe(404);
  time += 49 * hour;
  expect((await confirm(token)).status).toBe(404);
  time -= 49 * hour;
  expect((await confirm(token)).status).toBe(200);
});

test('an address gets at most three mails a day, and is answered all the same', async () => {
  const email = 'bombed@fjord.example';
  for (const number of [1, 2, 3]) {
    expect((await signUp(email)).status).toBe(200);
    await mails.mailTo(email, number);
  }
  expect((await signUp(email)).status).toBe(200);
  await signUp('after@fjord.example');
  await mails.mailTo('after@fjord.example');
  expect(mails.mails.filter(({ to }) => to?.[0]?.address === email)).toHaveLength(3);
});

test.each([
  ['a line break', 'Fjord\r\nBcc: all@fjord.example'],
  ['a bidi control', 'Fjord \u202Eelpmaxe'],
  ['nothing', '   '],
])('a name with %s is refused beside its field', async (_what, name) => {
  const answer = await signUp('bad@fjord.example', { name });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('id="name-fault"');
});

test('markup in a name is text, on the page and in the mail', async () => {
  const email = 'markup@fjord.example';
  const name = '<img src=x onerror=1> {{7*7}}';
  await signUp(email, { name });
  const mail = await mails.mailTo(email);
  expect(mail.html).not.toContain('<img');
  const page = await fetch(`${api.url}/partner-sign-up/confirm?token=${await tokenTo(email)}`);
  const text = await page.text();
  expect(text).toContain('&lt;img src=x onerror=1&gt; {{7*7}}');
});

test('a form of another site is refused, and nothing is begun', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' };
  const form = { name: 'Fjord', contactName: 'Ann', email: 'cross@fjord.example', country: 'NO' };
  expect((await send('/partner-sign-up', form, headers)).status).toBe(403);
  expect((await send('/partner-sign-up/confirm', { token: 'x' }, headers)).status).toBe(403);
});

test('an address of a computer is limited by itself', async () => {
  const strict = await TestPartnerApi.start({ signInLimit: 12 });
  try {
    const statuses: number[] = [];
    for (const number of [1, 2, 3]) {
      const form = { name: 'Fjord', contactName: 'Ann', email: `${number}@fjord.example`, country: 'NO' };
      const body = new URLSearchParams(form);
      statuses.push((await fetch(`${strict.url}/partner-sign-up`, { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await strict.remove();
  }
});

test('an Admin refuses with a reason; nobody else sees sign-ups', async () => {
  const email = 'no@fjord.example';
  await signUp(email);
  await confirm(await tokenTo(email));
  const id = (await listed(email))?.id ?? '';
  expect((await decide(id, 'refusal', { reason: ' ' })).status).toBe(400);
  expect((await decide(id, 'refusal', { reason: 'No reseller' })).body).toMatchObject({
    ...{ state: 'refused', because: 'No reseller', partnerId: null },
  });
  const operator = await SyncCaller.of(api.url, logins.operator);
  const answer = await call(api.url, 'GET', '/v1/partner-sign-ups', { token: operator.token });
  expect(answer.status).toBe(403);
});
