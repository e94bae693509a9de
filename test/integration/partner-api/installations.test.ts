import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullGrants, type Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import {
  consentMinutes,
  type Installation,
  type InstallationList,
} from '../../../common/partner-api/installations.ts';
import { ProviderConfigurationFault, providersOf } from '../../../partner-api/providers/configuration.ts';
import { inDatabase } from '../../support/database-of.ts';
import { consentBy, IdentityProviders } from '../../support/identity-providers.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, logins, mutationOf, signIn, SyncCaller } from './caller.ts';

let ahead = 0;
const surroundings = { now: () => Date.now() + ahead, randomBytes: (count: number) => randomBytes(count) };
let idp: IdentityProviders;
let api: TestPartnerApi;
let admin: SyncCaller;
let token: string;

beforeAll(async () => {
  idp = await IdentityProviders.start();
  api = await TestPartnerApi.start({
    ...{ surroundings, providers: idp.configured, signInLimit: 10_000, accessSeconds: 24 * 60 * 60 },
    consentRetryMs: 1,
  });
  idp.register(api.url);
  admin = await SyncCaller.of(api.url, logins.admin);
  token = (await signIn(api.url)).accessToken;
});
afterAll(async () => {
  await api.remove();
  await idp.close();
});

let number = 0;
function tenant(more: { name?: string; domains?: string[]; toldId?: string } = {}) {
  number++;
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return idp.addTenant({ id, name: `Tenant ${number}`, domains: [`tenant${number}.example`], ...more });
}
function workspace(more: { hd?: string | null; isAdmin?: boolean; verified?: boolean } = {}) {
  number++;
  const domain = `workspace${number}.example`;
  const { verified = true, ...rest } = more;
  const domains = [
    { domainName: `alias.${domain}`, verified: false },
    { domainName: domain, verified },
  ];
  const email = `it@${domain}`;
  idp.addAccount({
    ...{ email, hd: domain, isAdmin: true, ...rest },
    workspace: { id: `C${number}`, name: `Workspace ${number}`, domains },
  });
  return { email, domain, name: `Workspace ${number}` };
}

async function begun(provider: 'microsoft' | 'google', more: object = {}) {
  const id = newId();
  const body = { id, provider, ...more };
  const answer = await call<{ installation: Installation; url: string; detail?: string }>(
    ...[api.url, 'POST', '/v1/installations', { token, body }],
  );
  return { id, ...answer };
}
/** Begins, and answers the provider's page. Gives where the browser is sent back to. */
async function consented(provider: 'microsoft' | 'google', by: Parameters<typeof consentBy>[1], more = {}) {
  const { id, body } = await begun(provider, more);
  return { id, back: await consentBy(body.url, by) };
}
async function stateOf(id: string): Promise<Installation | undefined> {
  const { body } = await call<InstallationList>(api.url, 'GET', '/v1/installations', { token });
  return body.items.find((item) => item.id === id);
}
const customers = async () => ((await admin.snapshot()).rows.get('customer') ?? []) as unknown as Customer[];
/** Opens what the browser is sent back to, and gives what becomes of the installation. */
async function outcome({ id, back }: { id: string; back: string }) {
  const page = await fetch(back);
  return { page: { status: page.status, text: await page.text() }, ...(await stateOf(id)) };
}

describe('a customer is installed on behalf', () => {
  test('with Microsoft 365, whose tenant shows by the application’s own token and Graph', async () => {
    const { id: who, domains } = tenant({
      name: 'Contoso <b>\u202eGmbH',
      domains: ['contoso.example', 'xn--cntoso-xta.example'],
    });
    const partner = (await admin.snapshot()).rows.get('partner')?.[0];
    const asked = await consented('microsoft', { who }, { partnerId: partner?.id });
    expect(await stateOf(asked.id)).toMatchObject({ state: 'waiting', customerId: null });
    const done = await outcome(asked);
    expect(done).toMatchObject({ state: 'done', domains, page: { status: 200 } });
    expect(done.page.text).toContain('Contoso &lt;b&gt; GmbH');
    expect(done.page.text).toContain(`switchyard://install/${asked.id}`);
    expect((await customers()).find(({ id }) => id === done.customerId)).toMatchObject({
      ...{ name: 'Contoso <b> GmbH', email: 'it@contoso.example', partnerId: partner?.id },
      ...{ origin: 'on-behalf', grants: fullGrants, verifiedDomains: domains, address: { country: 'DE' } },
    });
    const activity = await admin.get<{ items: object[] }>(`/v1/activity?entityId=${done.customerId}`);
    expect(activity.body.items).toMatchObject([{ action: 'customer.install', role: 'admin' }]);
  });

  test('with Microsoft 365, where the consent takes a while to arrive everywhere there', async () => {
    const slow = tenant();
    slow.refusals = { token: 2, graph: 2 };
    const asked = await consented('microsoft', { who: slow.id });
    const page = await fetch(asked.back);
    expect(page.status).toBe(202);
    expect(await page.text()).toContain(`switchyard://install/${asked.id}`);
    await expect.poll(() => stateOf(asked.id)).toMatchObject({ state: 'done', domains: slow.domains });
    expect((await fetch(asked.back)).status).toBe(410);
  });

  test('with Google Workspace, whose ID token is verified and whose directory answers administrators alone', async () => {
    const { email, domain, name } = workspace();
    const done = await outcome(await consented('google', { who: email }, { domain }));
    expect(done).toMatchObject({ state: 'done', customerName: name, domains: [domain] });
    expect((await customers()).find(({ id }) => id === done.customerId)).toMatchObject({
      ...{ email, origin: 'on-behalf', grants: fullGrants, verifiedDomains: [domain] },
    });
  });
});

describe('nothing is made', () => {
  const refused = async (asked: { id: string; back: string }, because: RegExp) => {
    const before = (await customers()).length;
    const failed = await outcome(asked);
    expect(failed).toMatchObject({
      state: 'failed',
      because: expect.stringMatching(because),
      page: { status: 400 },
    });
    expect(failed.page.text).not.toContain('AADSTS');
    expect((await customers()).length).toBe(before);
  };

  test('where consent is denied, at either', async () => {
    await refused(await consented('microsoft', { who: tenant().id, verb: 'cancel' }), /denied/);
    await refused(await consented('google', { who: workspace().email, verb: 'cancel' }), /denied/);
  });
  test('where it’s no administrator, a private account, a part of what is asked, or a domain that isn’t verified', async () => {
    await refused(await consented('google', { who: workspace({ isAdmin: false }).email }), /administrator/);
    await refused(await consented('google', { who: workspace({ hd: null }).email }), /private/);
    await refused(await consented('google', { who: workspace().email, verb: 'part' }), /Not all/);
    await refused(await consented('google', { who: workspace({ verified: false }).email }), /isn’t verified/);
  });
  test('where another organization consented than the one that was meant', async () => {
    const more = { domain: 'meant.example' };
    await refused(await consented('microsoft', { who: tenant().id }, more), /meant\.example/);
    await refused(await consented('google', { who: workspace().email }, more), /meant\.example/);
  });
  test('where the answer names a tenant that never let the application in, one that isn’t any, or Graph tells of another', async () => {
    const forged = async (name: string) => {
      const { id, body } = await begun('microsoft');
      const state = new URL(body.url).searchParams.get('state') ?? '';
      const query = new URLSearchParams({ state, tenant: name, admin_consent: 'True' }).toString();
      return { id, back: `${api.url}/install/answer?${query}` };
    };
    const unknown = await forged(tenant().id);
    expect((await fetch(unknown.back)).status).toBe(202);
    await expect
      .poll(() => stateOf(unknown.id))
      .toMatchObject({
        ...{ state: 'failed', nextTryAt: null, customerId: null },
        because: expect.stringMatching(/no access.*tried 10 times/),
      });
    await refused(await forged('../common'), /which organization/);
    const { id: who } = tenant({ toldId: '00000000-0000-4000-8000-00000000ffff' });
    await refused(await consented('microsoft', { who }), /another organization/);
  });
  test('where the code of one request comes with the token of another', async () => {
    const { email } = workspace();
    const mine = await consented('google', { who: email });
    const theirs = await begun('google');
    const state = new URL(theirs.body.url).searchParams.get('state') ?? '';
    const back = new URL(mine.back);
    back.searchParams.set('state', state);
    await refused({ id: theirs.id, back: back.href }, /no access|doesn’t prove/);
  });
  test('where the organization or one of its domains is a customer already; a deleted one is no hindrance', async () => {
    const first = tenant({ domains: ['twice.example'] });
    const made = await outcome(await consented('microsoft', { who: first.id }));
    await refused(await consented('microsoft', { who: first.id }), /already/);
    await refused(
      await consented('microsoft', { who: tenant({ domains: ['b.example', 'twice.example'] }).id }),
      /already/,
    );
    await admin.pushOne(mutationOf('customer.delete', { ids: [made.customerId ?? ''] }));
    expect(await outcome(await consented('microsoft', { who: first.id }))).toMatchObject({ state: 'done' });
  });
  test('where the account’s role was taken meanwhile', async () => {
    const asked = await consented('microsoft', { who: tenant().id });
    await api.changeAccount('admin', { role: 'operator' });
    await fetch(asked.back);
    await api.changeAccount('admin', { role: 'admin' });
    expect(await stateOf(asked.id)).toMatchObject({
      state: 'failed',
      because: expect.stringContaining('any more'),
    });
  });
  test('where the provider is down when it’s asked for proof', async () => {
    const asked = await consented('microsoft', { who: tenant().id });
    idp.isDown = true;
    await refused(asked, /Begin again later/);
    idp.isDown = false;
  });
});

describe('an answer counts', () => {
  test('once', async () => {
    const asked = await consented('microsoft', { who: tenant().id });
    expect(await outcome(asked)).toMatchObject({ state: 'done' });
    const count = (await customers()).length;
    expect((await fetch(asked.back)).status).toBe(410);
    const failed = await consented('microsoft', { who: tenant().id, verb: 'cancel' });
    await fetch(failed.back);
    expect((await fetch(failed.back)).status).toBe(410);
    expect((await customers()).length).toBe(count);
  });
  test('not at all when it was made up, cut, cancelled, or came too late', async () => {
    const { back } = await consented('microsoft', { who: tenant().id });
    const state = new URL(back).searchParams.get('state') ?? '';
    for (const wrong of ['', state.slice(1), randomBytes(32).toString('base64url'), `${state}\0`])
      expect((await fetch(back.replace(state, encodeURIComponent(wrong)))).status).toBe(404);
    const gone = await consented('microsoft', { who: tenant().id });
    expect((await call(api.url, 'DELETE', `/v1/installations/${gone.id}`, { token })).status).toBe(204);
    expect((await fetch(gone.back)).status).toBe(410);
    expect(await stateOf(gone.id)).toMatchObject({ state: 'cancelled', customerId: null });
    const late = await consented('microsoft', { who: tenant().id });
    ahead = consentMinutes * 60_000;
    expect(await stateOf(late.id)).toMatchObject({ state: 'expired' });
    expect((await fetch(late.back)).status).toBe(410);
    ahead = 0;
  });
  test('as far as its hash goes: the token itself is kept nowhere, and what goes with it not beyond the answer', async () => {
    const asked = await consented('google', { who: workspace().email });
    const state = new URL(asked.back).searchParams.get('state') ?? '';
    const row = async () => (await inDatabase(api, 'SELECT * FROM installation WHERE id = ?', asked.id))[0];
    expect(JSON.stringify(await row())).not.toContain(state);
    expect(await row()).toMatchObject({ hash: createHash('sha256').update(state).digest('hex') });
    await fetch(asked.back);
    expect(await row()).toMatchObject({ state: 'done', verifier: '', nonce: '' });
  });
});

test('who may not install hears so; an installation of another account is nobody’s business', async () => {
  const { id } = await begun('google');
  const operator = (await signIn(api.url, 'operator')).accessToken;
  const body = { id: newId(), provider: 'google' };
  expect((await call(api.url, 'POST', '/v1/installations', { token: operator, body })).status).toBe(403);
  await api.changeAccount('operator', { role: 'admin' });
  expect((await call(api.url, 'DELETE', `/v1/installations/${id}`, { token: operator })).status).toBe(404);
  const theirs = await call<InstallationList>(api.url, 'GET', '/v1/installations', { token: operator });
  expect(theirs.body.items).toEqual([]);
  await api.changeAccount('operator', { role: 'operator' });
  const wrong = await begun('google', { domain: 'https://x.example/', partnerId: newId() });
  expect(wrong.status).toBe(400);
  expect((await begun('google', { partnerId: newId() })).body.detail).toContain('partner');
});

test('a provider that isn’t configured, or is down, is said before a browser is opened', async () => {
  const bare = await TestPartnerApi.start();
  const access = (await signIn(bare.url)).accessToken;
  const list = await call<InstallationList>(bare.url, 'GET', '/v1/installations', { token: access });
  expect(list.body.providers).toMatchObject([
    { provider: 'microsoft', whyNot: expect.stringContaining('isn’t registered') },
    { provider: 'google' },
  ]);
  const body = { id: newId(), provider: 'google' };
  expect((await call(bare.url, 'POST', '/v1/installations', { token: access, body })).status).toBe(400);
  await bare.stop();
  await bare.run({ providers: idp.configured });
  idp.isDown = true;
  const down = await call(bare.url, 'POST', '/v1/installations', { token: access, body });
  idp.isDown = false;
  expect([down.status, down.body['detail']]).toEqual([503, expect.stringContaining('Begin again later')]);
  await bare.remove();
});

test('a configuration that can’t be used is refused with the variable’s name', () => {
  const good = { GOOGLE_CLIENT_ID: 'a', GOOGLE_CLIENT_SECRET: 'b' };
  expect(Object.keys(providersOf(good))).toEqual(['google']);
  for (const [wrong, name] of [
    [{ ...good, GOOGLE_ISSUER: 'http://accounts.google.com' }, 'GOOGLE_ISSUER'],
    [{ ...good, GOOGLE_DIRECTORY: 'nowhere' }, 'GOOGLE_DIRECTORY'],
    [{ MICROSOFT_CLIENT_ID: 'a' }, 'MICROSOFT_CLIENT_SECRET'],
  ] as const)
    expect(() => providersOf(wrong)).toThrow(new RegExp(name));
  expect(() => providersOf({ GOOGLE_CLIENT_ID: 'a' })).toThrow(ProviderConfigurationFault);
});
