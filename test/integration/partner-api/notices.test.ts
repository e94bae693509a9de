import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { noticeLimits } from '../../../common/domain/notices.ts';
import type { NoticeAudience } from '../../../common/partner-api/notices.ts';
import { linkIn, MailServer } from '../../support/mail-server.ts';
import { mailConnections } from '../../../partner-api/mail/mailer.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, logins, mutationOf, SyncCaller } from './caller.ts';

let ahead = 0;
const surroundings = { now: () => Date.now() + ahead, randomBytes: (count: number) => randomBytes(count) };
const logo =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let mails: MailServer;
let api: TestPartnerApi;
let admin: SyncCaller;
let operator: SyncCaller;

beforeAll(async () => {
  mails = await MailServer.start();
  api = await TestPartnerApi.start({
    ...{ surroundings, smtpUrl: mails.url, mailFrom: 'no-reply@portal.example', mailRetryMs: 20 },
    accessSeconds: 60 * 24 * 60 * 60,
  });
  admin = await SyncCaller.of(api.url);
  operator = await SyncCaller.of(api.url, logins.operator);
});
afterAll(async () => {
  await api.remove();
  await mails.close();
});

const fields = {
  ...{ name: 'Update of the probes', text: 'They restart once.\n\nNothing is lost.' },
  ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
};
const applied = async (mutation: object, by = admin) => {
  const outcome = await by.pushOne(mutation);
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
};
let number = 0;
const freshAddress = () => `it${++number}@thornbury.example`;
async function customer(email: string, more: object = {}): Promise<{ customerId: string; email: string }> {
  const id = newId();
  const made = { name: `Customer ${id.slice(-6)}`, email: 'office@thornbury.example', partnerId: null };
  const technicalContact = { name: 'Ann Berg', email };
  await applied(mutationOf('customer.create', { id, fields: { ...made, technicalContact, ...more } }));
  return { customerId: id, email };
}
async function brand(more: object = {}): Promise<string> {
  const id = newId();
  const made = { name: 'Aurora', primaryColor: '#123456', accentColor: '#fedcba', ...more };
  await applied(mutationOf('brand.create', { id, fields: made }));
  return id;
}
async function account(more: object = {}): Promise<{ id: string; login: string; caller: SyncCaller }> {
  const login = `tech-${newId().slice(-12)}`;
  const body = { login, name: `Tech ${login}`, role: 'operator', email: `${login}@nordlys.example`, ...more };
  const made = await call<{ account: { id: string }; password: string }>(api.url, 'POST', '/v1/accounts', {
    ...{ token: admin.token, body },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const signedIn = await call<{ accessToken: string }>(api.url, 'POST', '/v1/auth/sign-in', {
    body: { login, password: made.body.password },
  });
  return {
    ...{ id: made.body.account.id, login },
    caller: Object.assign(Object.create(admin) as SyncCaller, { token: signedIn.body.accessToken }),
  };
}
const notice = (customers: object[], more: object = {}) =>
  mutationOf('notice.send', { id: newId(), fields: { ...fields, ...more }, customers } as never) as {
    args: { id: string };
  };
async function row(id: string, by = admin): Promise<Notice> {
  const found = ((await by.snapshot()).rows.get('notice') ?? []).find((each) => each.id === id);
  if (!found) throw new Error(`no notice ${id}`);
  return found as unknown as Notice;
}
const recipients = async (id: string) => Object.values((await row(id)).recipients);
const to = async (id: string, email: string) =>
  (await recipients(id)).find((recipient) => recipient.email === email);

test('a notice goes once to each contact, in the brand of its customers with logo and accent, as text and HTML', async () => {
  const brandId = await brand({ logo });
  const [shared, other] = [freshAddress(), freshAddress()];
  const asked = [
    await customer(shared, { name: 'Kiln One', brandId }),
    await customer(shared.toUpperCase(), { name: 'Kiln Two', brandId }),
    await customer(other, { name: 'Plain Ltd' }),
  ];
  const sending = notice(asked);
  await applied(sending, operator);
  const mail = await mails.mailTo(shared);
  expect(mail).toMatchObject({
    ...{ subject: fields.name, from: { name: 'Aurora', address: 'no-reply@portal.example' } },
    to: [{ name: 'Ann Berg', address: shared }],
  });
  for (const body of [mail.text, mail.html])
    for (const part of [
      'Kiln One, Kiln Two',
      'They restart once.',
      'March 1, 2027 at 20:00',
      'UTC',
      'Aurora',
    ])
      expect(body).toContain(part);
  expect(mail.html).toContain('#123456');
  expect(mail.html).toContain('#fedcba');
  expect(mail.html).toContain('cid:logo@brand');
  expect(mail.html).not.toContain('data:image');
  expect(mail.attachments).toMatchObject([{ mimeType: 'image/png', contentId: '<logo@brand>' }]);
  expect((await mails.mailTo(other)).html).not.toContain('Kiln');
  await expect.poll(() => to(sending.args.id, other)).toMatchObject({ state: 'sent' });
  expect(await to(sending.args.id, shared)).toMatchObject({
    state: 'sent',
    customers: ['Kiln One', 'Kiln Two'],
  });
  expect(mails.mails.filter((each) => each.to?.[0]?.address === shared)).toHaveLength(1);
  expect(await row(sending.args.id)).toMatchObject({ madeBy: expect.any(String), stoppedAt: null });
});

test('mails of a notice go out several at a time, each once', async () => {
  const brandId = await brand({ name: 'Several' });
  const addresses = Array.from({ length: mailConnections + 3 }, freshAddress);
  const asked: object[] = [];
  for (const address of addresses) asked.push(await customer(address, { brandId }));
  const got = () =>
    mails.mails.filter((mail) => mail.to?.some((each) => addresses.includes(each.address ?? '')));
  const release = mails.hold();
  const sending = notice(asked);
  await applied(sending);
  await expect.poll(() => got().length).toBe(mailConnections);
  release();
  await expect
    .poll(async () => (await recipients(sending.args.id)).every(({ state }) => state === 'sent'))
    .toBe(true);
  expect(
    got()
      .flatMap(({ to }) => to?.[0]?.address)
      .sort(),
  ).toEqual(addresses.toSorted());
});

test('accounts that see the customers get a copy unless they turned it off, and the preview says who', async () => {
  const [mine, others] = [await brand(), await brand({ name: 'Borealis' })];
  const wanting = await account({ brandId: mine });
  const off = await account({ brandId: mine, notificationsOff: ['maintenance'] });
  const elsewhere = await account({ brandId: others });
  const asked = [await customer(freshAddress(), { brandId: mine })];
  const turnedOff = await customer(`${off.login}@nordlys.example`, { brandId: mine });
  const preview = await call<NoticeAudience>(api.url, 'POST', '/v1/notices/preview', {
    token: admin.token,
    body: { customers: [...asked, turnedOff].map(({ customerId }) => customerId) },
  });
  const emails = (list: { email: string }[]) => list.map(({ email }) => email);
  expect(emails(preview.body.accounts)).toContain(`${wanting.login}@nordlys.example`);
  expect(emails(preview.body.accounts)).not.toContain(`${elsewhere.login}@nordlys.example`);
  expect(emails(preview.body.off)).toContain(`${off.login}@nordlys.example`);
  expect(preview.body.customersOff).toEqual([turnedOff.customerId]);
  // Who sees one brand is told nothing of the accounts of others.
  const narrow = await call<NoticeAudience>(api.url, 'POST', '/v1/notices/preview', {
    token: elsewhere.caller.token,
    body: { customers: [turnedOff.customerId] },
  });
  expect(narrow.body).toEqual({ accounts: [], off: [], customersOff: [] });

  const sending = notice([...asked, turnedOff]);
  await applied(sending);
  await mails.mailTo(`${wanting.login}@nordlys.example`);
  await expect
    .poll(async () => (await recipients(sending.args.id)).filter(({ state }) => state === 'queued'))
    .toEqual([]);
  const left = (await recipients(sending.args.id)).filter(({ state }) => state === 'left');
  expect(left.map(({ email, reason }) => [email, reason])).toContainEqual([
    `${off.login}@nordlys.example`,
    'Turned off for the account with this address',
  ]);
  expect(mails.mails.some(({ raw }) => raw.includes(off.login))).toBe(false);
  expect(mails.mails.some(({ raw }) => raw.includes(elsewhere.login))).toBe(false);
});

test('one’s own options are read and changed by oneself, and every mail to an account asks them', async () => {
  const one = await account();
  const mine = () => one.caller.get<{ email: string; notificationsOff: string[] }>('/v1/me/notifications');
  expect((await mine()).body).toEqual({ email: `${one.login}@nordlys.example`, notificationsOff: [] });
  const patch = (id: string, body: object) =>
    call(api.url, 'PATCH', `/v1/accounts/${id}`, { token: admin.token, headers: { 'if-match': '*' }, body });
  await patch(one.id, { role: 'read-only' });
  const told = await mails.mailTo(`${one.login}@nordlys.example`);
  expect(told.subject).toBe(`Your account ${one.login} was changed`);
  expect(told.text).toContain('Read-only');
  await call(api.url, 'PATCH', '/v1/me/notifications', {
    token: one.caller.token,
    body: { notificationsOff: ['account-changes'] },
  });
  expect((await mine()).body.notificationsOff).toEqual(['account-changes']);
  const other = await account();
  await patch(one.id, { role: 'operator' });
  await patch(other.id, { role: 'read-only' });
  await mails.mailTo(`${other.login}@nordlys.example`);
  expect(mails.mails.filter(({ raw }) => raw.includes(`${one.login}@`))).toHaveLength(1);
});

test('an address that changed since the preview gets nothing, and no address is taken from the request', async () => {
  const asked = await customer(freshAddress());
  const sending = notice([{ ...asked, email: 'victim@elsewhere.example' }]);
  expect(await operator.pushOne(sending)).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'invalid', detail: expect.stringContaining('another one since the preview') },
  });
  const both = notice([await customer(freshAddress()), { ...asked, email: 'victim@elsewhere.example' }]);
  await applied(both);
  expect(await to(both.args.id, 'victim@elsewhere.example')).toMatchObject({ state: 'left' });
  expect(mails.mails.some(({ raw }) => raw.includes('victim'))).toBe(false);
});

test('what a mail server refuses for good is said by recipient, and what it puts off is tried again', async () => {
  const refused = await customer(freshAddress(), { brandId: await brand() });
  const sender = await account({ brandId: await brand({ name: 'Alone' }) });
  mails.refuse(refused.email, 550);
  const first = notice([refused]);
  await applied(first);
  await expect.poll(() => to(first.args.id, refused.email)).toMatchObject({ state: 'failed' });
  expect((await to(first.args.id, refused.email))?.reason).toContain('refused the message');
  const late = freshAddress();
  mails.refuse(late, 450);
  await applied(notice([await customer(late)]));
  await mails.mailTo(late);
  expect(await sender.caller.pushOne(notice([refused]))).toMatchObject({ problem: { kind: 'invalid' } });
});

test('accounts that see a customer hear of its registration unless they turned that off', async () => {
  const brandId = await brand();
  const hears = await account({ brandId });
  const off = await account({ brandId, notificationsOff: ['invite-accepted'] });
  const payers = (await admin.snapshot()).rows.get('billingAccount') ?? [];
  const contactEmail = freshAddress();
  const invite = { name: 'Kiln Three', contactName: 'Ann Berg', contactEmail, brandId };
  const billingAccountId = payers[0]?.id ?? '';
  await applied(mutationOf('invite.create', { id: newId(), fields: { ...invite, billingAccountId } }));
  const token = new URL(linkIn(await mails.mailTo(contactEmail))).searchParams.get('invite') ?? '';
  const password = 'four calm words here';
  const done = await fetch(`${api.url}/register`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ invite: token, name: 'Kiln Three', contactName: 'Ann Berg', password, repeated: password },
    }),
  });
  expect(done.status).toBe(200);
  expect((await mails.mailTo(`${hears.login}@nordlys.example`)).subject).toBe(
    'Kiln Three accepted its invite',
  );
  expect(mails.mails.some(({ raw }) => raw.includes(`${off.login}@`))).toBe(false);
});

test('a stop takes back what wasn’t sent', async () => {
  const asked = await Promise.all(Array.from({ length: 3 }, () => customer(freshAddress())));
  const sending = notice(asked);
  const [, stopped] = await admin.push(sending, mutationOf('notice.stop', { id: sending.args.id }));
  expect(stopped).toMatchObject({ outcome: 'applied' });
  const all = await recipients(sending.args.id);
  expect(all.every(({ state, reason }) => state === 'left' && reason !== '')).toBe(true);
  expect(mails.mails.some(({ to: whom }) => whom?.[0]?.address === asked[0]?.email)).toBe(false);
});

test('an address gets only so many within an hour, and the ledger says so', async () => {
  const asked = await customer(freshAddress());
  for (let sent = 0; sent < noticeLimits.toAddress; sent++) await applied(notice([asked]));
  const last = notice([asked]);
  await applied(last);
  expect(await to(last.args.id, asked.email)).toMatchObject({
    ...{ state: 'left', reason: 'Gets at most 4 notices within an hour' },
  });
  ahead += noticeLimits.withinMs + 1000;
  const later = notice([asked]);
  await applied(later);
  await expect.poll(() => to(later.args.id, asked.email)).toMatchObject({ state: 'sent' });
});

test.each([
  ['a line break in the subject', { name: 'Hello\r\nBcc: victim@elsewhere.example' }],
  ['a bidi override in the subject', { name: 'Invoice \u202Efdp.exe' }],
  ['a bidi override in the text', { text: 'Call \u202E123' }],
  ['a blank subject', { name: ' \u200B ' }],
  ['no text', { text: ' ' }],
  ['an end before the beginning', { plannedUntil: '2027-03-01T19:00:00Z' }],
])('%s is refused', async (_what, more) => {
  expect(await operator.pushOne(notice([await customer(freshAddress())], more))).toMatchObject({
    ...{ outcome: 'rejected', problem: { kind: 'invalid' } },
  });
});

test('markup and template syntax stay what was typed', async () => {
  const asked = await customer(freshAddress(), { name: '<b>Kiln</b> {{7*7}}' });
  const nasty = '<script>alert(1)</script> ${7*7} <img src=x onerror=alert(1)>';
  await applied(notice([asked], { name: 'A & B <i>', text: nasty }));
  const mail = await mails.mailTo(asked.email);
  expect(mail.subject).toBe('A & B <i>');
  expect(mail.text).toContain(nasty);
  expect(mail.html).not.toMatch(/<script|<img src=x|<b>Kiln/);
  expect(mail.html).toContain('&lt;script&gt;');
  expect(mail.html).toContain('{{7*7}}');
});
