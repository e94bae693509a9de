import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantNames, minimalGrants, type Customer, type Invite } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { linkIn, MailServer } from '../../support/mail-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

const password = 'four calm words here';
let mails: MailServer;
let api: TestPartnerApi;
let admin: SyncCaller;

beforeAll(async () => {
  mails = await MailServer.start();
  api = await TestPartnerApi.start({ smtpUrl: mails.url, signInLimit: 10_000 });
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(async () => {
  await api.remove();
  await mails.close();
});

async function row<T>(kind: string, id: string): Promise<T> {
  const found = ((await admin.snapshot()).rows.get(kind) ?? []).find((each) => each.id === id);
  if (!found) throw new Error(`no ${kind} ${id}`);
  return found as unknown as T;
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${api.url}${path}`, {
    ...{ method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' },
  });
}

/** A customer that registered, with its login. */
async function registered(name: string): Promise<{ id: string; email: string }> {
  const id = newId();
  const email = `${id}@customer.example`;
  const billingAccountId = (await admin.snapshot()).rows.get('billingAccount')?.[0]?.id ?? '';
  const fields = { name, contactName: 'Ann Berg', contactEmail: email, billingAccountId };
  await admin.pushOne(mutationOf('invite.create', { id, fields }));
  const invite = new URL(linkIn(await mails.mailTo(email))).searchParams.get('invite') ?? '';
  await post('/register', { invite, name, contactName: 'Ann Berg', password, repeated: password });
  return { id: (await row<Invite>('invite', id)).customerId ?? '', email };
}

/** Signs in, and gives what the browser sends then, and the key of the forms. */
async function signedIn(email: string): Promise<{ cookie: string; key: string }> {
  const answer = await post('/account/sign-in', { login: email, password });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/; Path=\/account; HttpOnly; SameSite=Strict$/);
  const cookie = set.split(';')[0] ?? '';
  const page = await (await fetch(`${api.url}/account`, { headers: { cookie } })).text();
  return { cookie, key: /name="key" value="([\w-]+)"/.exec(page)?.[1] ?? '' };
}

/** The fields that the company page sends, as they stand in it. */
async function formOf(cookie: string): Promise<Record<string, string>> {
  const page = await (await fetch(`${api.url}/account`, { headers: { cookie } })).text();
  const inputs = [...page.matchAll(/<input\s[^>]*?name="([\w.]+)"[^>]*?\svalue="([^"]*)"/g)];
  return Object.fromEntries(
    inputs.map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&quot;', '"').replaceAll('&#39;', "'"),
    ]),
  );
}

test('a customer grants and revokes on its own page, and what isn’t granted the server refuses from then on', async () => {
  const { id, email } = await registered('Alder');
  const { cookie, key } = await signedIn(email);
  const site = () => mutationOf('site.create', { id: newId(), fields: { customerId: id, name: 'Depot' } });
  expect(await admin.pushOne(site())).toMatchObject({ outcome: 'rejected', problem: { kind: 'forbidden' } });
  const page = await (await fetch(`${api.url}/account/access`, { headers: { cookie } })).text();
  for (const name of grantNames) expect(page).toContain(`id="${name}"`);
  expect(page.match(/ checked/g)).toHaveLength(minimalGrants.length);

  const all = Object.fromEntries(grantNames.map((name) => [name, 'granted']));
  expect((await post('/account/access', { key, ...all }, { cookie })).status).toBe(200);
  expect((await row<Customer>('customer', id)).grants).toEqual(grantNames);
  expect(await admin.pushOne(site())).toMatchObject({ outcome: 'applied' });

  await post('/account/access', { key, 'basic-monitoring': 'granted', 'root-access': 'granted' }, { cookie });
  expect((await row<Customer>('customer', id)).grants).toEqual(['basic-monitoring']);
  expect(await admin.pushOne(site())).toMatchObject({ outcome: 'rejected', problem: { kind: 'forbidden' } });
  const activity = await admin.get<{ items: object[] }>(`/v1/activity?entityId=${id}`);
  expect(activity.body.items[0]).toMatchObject({
    ...{ action: 'customer.grant', role: 'customer', account: { name: 'Ann Berg' } },
  });
});

test('a page that was opened before somebody else revoked a right doesn’t grant it again', async () => {
  const { id, email } = await registered('Aspen');
  const { cookie, key } = await signedIn(email);
  const seenNow = async () => {
    const page = await (await fetch(`${api.url}/account/access`, { headers: { cookie } })).text();
    return /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '';
  };
  const save = (seen: string, ...granted: string[]) =>
    post(
      '/account/access',
      { key, seen, ...Object.fromEntries(granted.map((name) => [name, 'granted'])) },
      { cookie },
    );
  const opened = await seenNow();
  await save(opened, 'basic-monitoring');
  await save(opened, ...minimalGrants, 'access-data');
  expect((await row<Customer>('customer', id)).grants).toEqual(['basic-monitoring', 'access-data']);
  await save(await seenNow());
  expect((await row<Customer>('customer', id)).grants).toEqual([]);
  await save(await seenNow(), 'access-data');
  expect((await row<Customer>('customer', id)).grants).toEqual(['access-data']);
});

test('it edits its information; what somebody else changed meanwhile stays, and faults are said by their field', async () => {
  const { id, email } = await registered('Birch');
  const { cookie, key } = await signedIn(email);
  await post('/account/access', { key, 'account-settings': 'granted' }, { cookie });
  const form = await formOf(cookie);
  await admin.pushOne(
    mutationOf(
      'customer.update',
      { id, changes: { 'technicalContact.phone': '+47 555 0100' } },
      { before: { 'technicalContact.phone': '' } },
    ),
  );
  const wrong = await post(
    '/account',
    { ...form, email: 'no', 'address.city': '<b>Bergen', 'billingContact.phone': 'abc' },
    { cookie },
  );
  expect(wrong.status).toBe(400);
  const page = await wrong.text();
  expect(page).toContain('needs an @');
  expect(page).toContain('value="&lt;b&gt;Bergen"');
  expect(page).toMatch(/id="billingContact.phone-fault">Contact phone is digits, spaces/);
  expect(page).toContain('id="billingContact.phone-optional">Optional<');
  expect(page).not.toContain('id="email-optional"');
  expect((await post('/account', { ...form, 'address.city': 'Bergen' }, { cookie })).status).toBe(200);
  expect(await row<Customer>('customer', id)).toMatchObject({
    ...{ name: 'Birch', email, address: { city: 'Bergen' } },
    technicalContact: { phone: '+47 555 0100' },
  });
});

test('its address is called as in its country, which is chosen by its name', async () => {
  const { id, email } = await registered('Beech');
  const { cookie } = await signedIn(email);
  const asked = { 'address.country': 'GB', 'address.postalCode': '75001' };
  const answer = await post('/account', { ...(await formOf(cookie)), ...asked }, { cookie });
  expect(await row<Customer>('customer', id)).toMatchObject({
    address: { country: 'GB', postalCode: '75001' },
  });
  const page = await answer.text();
  expect(page).toContain('<label for="address.postalCode">Postcode</label>');
  expect(page).toContain('<label for="address.region">County</label>');
  expect(page).toContain('United Kingdom: such as SW1A 1AA');
  expect(page).toMatch(/<option value="GB"\s+selected\s*>United Kingdom</);
});

describe('bad people', () => {
  test('who isn’t signed in is sent to sign in, whatever is asked', async () => {
    for (const path of ['/account', '/account/service', '/account/access'])
      for (const cookie of ['', 'switchyard_customer=x', `switchyard_customer=${'A'.repeat(43)}`]) {
        const got = await fetch(`${api.url}${path}`, { headers: { cookie }, redirect: 'manual' });
        expect([got.status, got.headers.get('location')]).toEqual([303, '/account/sign-in']);
        if (path !== '/account/service') expect((await post(path, {}, { cookie })).status).toBe(303);
      }
  });

  test('an unknown login and a wrong password are answered alike, and nothing asked for redirects elsewhere', async () => {
    const { email } = await registered('Cedar');
    const wrong = await post('/account/sign-in', { login: email, password: 'not this one at all' });
    const unknown = await post('/account/sign-in', { login: 'nobody@x.example', password });
    const text = async (answer: Response, login: string) => (await answer.text()).replaceAll(login, '');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await text(wrong, email)).toBe(await text(unknown, 'nobody@x.example'));
    const led = await post('/account/sign-in?next=//evil.example&returnTo=https://evil.example', {
      ...{ login: email, password, next: 'https://evil.example' },
    });
    expect(led.headers.get('location')).toBe('/account');
  });

  test('one who guesses passwords is refused after ten, even with the right one', async () => {
    const { email } = await registered('Dogwood');
    for (let at = 0; at < 10; at++) await post('/account/sign-in', { login: email, password: `wrong ${at}` });
    expect((await post('/account/sign-in', { login: email.toUpperCase(), password })).status).toBe(429);
  });

  test.each([
    ['name', 'Cedar\r\nBcc: all@cedar.example'],
    ['name', 'Cedar \u202eslssalG'],
    ['email', 'ann@cedar.example\r\nRCPT TO:<all@cedar.example>'],
    ['address.city', 'Ber\u2066gen'],
    ['technicalContact.name', 'Ann\nBerg'],
    ['technicalContact.email', 'Ann <ann@cedar.example>'],
  ])(
    'a %s of its own that hides what it is, is refused by its field, and nothing is saved',
    async (path, value) => {
      const { id, email } = await registered('Cedar');
      const { cookie } = await signedIn(email);
      const before = await row<Customer>('customer', id);
      const wrong = await post('/account', { ...(await formOf(cookie)), [path]: value }, { cookie });
      expect(wrong.status).toBe(400);
      expect(await wrong.text()).toContain(`href="#${path}"`);
      expect(await row<Customer>('customer', id)).toEqual(before);
    },
  );

  test('markup and template syntax in its own information stay what was typed', async () => {
    const { id, email } = await registered('Cedar');
    const { cookie } = await signedIn(email);
    const name = '<img src=x onerror=1> {{7*7}} ${7*7}';
    expect((await post('/account', { ...(await formOf(cookie)), name }, { cookie })).status).toBe(200);
    expect(await row<Customer>('customer', id)).toMatchObject({ name });
    for (const place of ['/account', '/account/service', '/account/access'])
      expect(await (await fetch(api.url + place, { headers: { cookie } })).text()).not.toContain(
        '<img src=x',
      );
  });

  test('a form without the page’s key, or from another site, changes nothing', async () => {
    const { id, email } = await registered('Elm');
    const [mine, other] = [await signedIn(email), await signedIn((await registered('Fir')).email)];
    const all = Object.fromEntries(grantNames.map((name) => [name, 'granted']));
    const { cookie, key } = mine;
    for (const [form, headers] of [
      [{ ...all }, { cookie }],
      [{ ...all, key: other.key }, { cookie }],
      [
        { ...all, key },
        { cookie, 'sec-fetch-site': 'cross-site' },
      ],
      [
        { ...all, key },
        { cookie, 'sec-fetch-site': 'same-site' },
      ],
    ] as const)
      expect((await post('/account/access', form, headers)).status).toBe(403);
    expect((await row<Customer>('customer', id)).grants).toEqual(minimalGrants);
  });

  test('one customer’s person never reaches another’s, whatever ids a form names', async () => {
    const [one, two] = [await registered('Gorse'), await registered('Hazel')];
    const { cookie } = await signedIn(one.email);
    const form = await formOf(cookie);
    await post('/account', { ...form, name: 'Taken', id: two.id, customerId: two.id }, { cookie });
    expect((await row<Customer>('customer', two.id)).name).toBe('Hazel');
    expect((await row<Customer>('customer', one.id)).name).toBe('Taken');
    await post('/account/sign-out', { key: form['key'] ?? '' }, { cookie });
    const after = await fetch(`${api.url}/account`, { headers: { cookie }, redirect: 'manual' });
    expect(after.status).toBe(303);
  });

  test('who works for a customer that was deleted is signed out', async () => {
    const { id, email } = await registered('Ivy');
    const { cookie } = await signedIn(email);
    await admin.pushOne(mutationOf('customer.delete', { ids: [id] }));
    const after = await fetch(`${api.url}/account`, { headers: { cookie }, redirect: 'manual' });
    expect(after.headers.get('location')).toBe('/account/sign-in');
  });
});
