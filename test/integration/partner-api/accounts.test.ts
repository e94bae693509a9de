import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { AccountWithPassword, ManagedAccount } from '../../../common/partner-api/accounts.ts';
import type { ActivityEntry } from '../../../common/partner-api/resource-door.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { password as knownPassword } from '../../support/test-partner-api.ts';
import { call, signIn, SyncCaller, useApi, type Answered, type Row } from './caller.ts';

const clock = new ManualClock();
const server = useApi({
  surroundings: {
    now: () => clock.now(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  },
});
let admin: SyncCaller;
beforeAll(async () => {
  admin = await SyncCaller.of(server.url);
});

const send = <T = Record<string, unknown>>(method: string, path: string, body?: object, by = admin) =>
  call<T>(server.url, method, path, { token: by.token, headers: { 'if-match': '*' }, body });
const create = (more: object = {}, by = admin) =>
  send<AccountWithPassword>(
    'POST',
    '/v1/accounts',
    { login: `tool-${newId().slice(-12)}`, name: 'A tool', role: 'partner-api', ...more },
    by,
  );
const made = async (more: object = {}) => {
  const answer = await create(more);
  expect(answer.status).toBe(201);
  return { ...answer.body.account, password: answer.body.password ?? '' };
};
const list = async (by = admin) => (await by.get<{ items: ManagedAccount[] }>('/v1/accounts')).body.items;
const signInAs = (login: string, password: string, headers = {}) =>
  call<{ accessToken: string; refreshToken: string }>(server.url, 'POST', '/v1/auth/sign-in', {
    ...{ body: { login, password }, headers },
  });
const brandNamed = async (name: string) => {
  const { items } = (await admin.get<{ items: Row[] }>('/v1/brands?limit=100')).body;
  return items.find((brand) => brand.name === name)?.id ?? '';
};
const faultOf = ({ status, body }: Answered) => {
  const { kind, fields } = body as { kind: string; fields?: { path: string }[] };
  return [status, kind, fields?.[0]?.path];
};

describe('an API account', () => {
  test('is made below the primary account, of one’s own partnership, with a random password told once', async () => {
    const { id, login, password, ...account } = await made({ email: 'bot@nordlys.example' });
    const primary = (await list()).find(({ isPrimary }) => isPrimary);
    expect(account).toMatchObject({
      ...{ parentId: primary?.id, customerId: null, scope: null, status: 'active', role: 'partner-api' },
      ...{ lastUsedAt: null, expiresAt: null, email: 'bot@nordlys.example' },
    });
    expect(primary?.login).toBe('admin');
    expect(password).toMatch(/^[\w.!-]{20}$/);
    expect((await signInAs(login, password)).status).toBe(200);
    const again = JSON.stringify((await send('GET', `/v1/accounts/${id}`)).body);
    expect(again).not.toContain(password);
    expect((await list()).find((each) => each.id === id)?.lastUsedAt).toBe(
      new Date(clock.now()).toISOString(),
    );
  });

  test('takes a password that is chosen, and refuses a weak one by its field', async () => {
    const account = await made({ password: 'a-fine-long-pass-4' });
    expect(account.password).toBe('');
    expect((await signInAs(account.login, 'a-fine-long-pass-4')).status).toBe(200);
    expect(faultOf(await create({ password: 'short' }))).toEqual([400, 'invalid', 'password']);
  });

  test.each<[string, object, unknown[]]>([
    ['a taken user name', { login: 'operator' }, [409, 'name-in-use', 'login']],
    ['a user name with a space', { login: 'my tool' }, [400, 'invalid', 'login']],
    ['no name', { name: ' ' }, [400, 'invalid', 'name']],
    ['a role that isn’t there', { role: 'root' }, [400, 'invalid', 'role']],
    ['a customer that isn’t there', { customerId: newId() }, [400, 'invalid', 'customerId']],
    ['a parent that isn’t there', { parentId: newId() }, [400, 'invalid', 'parentId']],
    ['a brand that isn’t there', { brandId: newId() }, [400, 'invalid', 'brandId']],
    ['an end in the past', { expiresAt: '2001-01-01T00:00:00Z' }, [400, 'invalid', 'expiresAt']],
    ['a field that it hasn’t', { isDisabled: true }, [400, 'invalid', '']],
  ])('with %s is refused, and nothing is made', async (_what, more, fault) => {
    const before = (await list()).length;
    expect(faultOf(await create(more))).toEqual(fault);
    expect(await list()).toHaveLength(before);
  });

  test('sent again under the same key is made once', async () => {
    const headers = { 'idempotency-key': newId() };
    const body = { login: `twice-${newId().slice(-8)}`, name: 'Twice', role: 'read-only' };
    const ask = () => call(server.url, 'POST', '/v1/accounts', { token: admin.token, headers, body });
    expect([(await ask()).status, (await ask()).status]).toEqual([201, 409]);
  });

  test('does and sees no more than the account that it’s below', async () => {
    const brandId = await brandNamed('Nordlys Iberia');
    const parent = await made({ role: 'read-only', brandId });
    expect(faultOf(await create({ parentId: parent.id, brandId }))).toEqual([400, 'invalid', 'role']);
    const reader = { parentId: parent.id, role: 'read-only' };
    expect(faultOf(await create(reader))).toEqual([400, 'invalid', 'brandId']);
    expect((await create({ ...reader, brandId })).status).toBe(201);
    // Nor may what's above become less than what is below.
    const europe = await made({ role: 'admin' });
    await made({ parentId: europe.id, role: 'partner-api' });
    expect(faultOf(await send('PATCH', `/v1/accounts/${europe.id}`, { role: 'read-only' }))[2]).toBe('role');
    expect(faultOf(await send('PATCH', `/v1/accounts/${europe.id}`, { brandId }))[2]).toBe('brandId');
  });

  test('with a new password loses its sessions and the former password', async () => {
    const account = await made();
    const { accessToken, refreshToken } = (await signInAs(account.login, account.password)).body;
    const rotated = await send<AccountWithPassword>('POST', `/v1/accounts/${account.id}/password`, {});
    const next = rotated.body.password ?? '';
    expect(next).not.toBe(account.password);
    expect((await call(server.url, 'GET', '/v1/me', { token: accessToken })).status).toBe(401);
    const refreshed = await call(server.url, 'POST', '/v1/auth/refresh', { body: { refreshToken } });
    expect(refreshed.status).toBe(401);
    expect((await signInAs(account.login, account.password)).status).toBe(401);
    expect((await signInAs(account.login, next)).status).toBe(200);
  });

  test('that is revoked never comes back; accounts below it go first', async () => {
    const above = await made({ role: 'admin' });
    const below = await made({ parentId: above.id });
    const { accessToken } = (await signInAs(above.login, above.password)).body;
    expect(await send('POST', `/v1/accounts/${above.id}/revocation`)).toMatchObject({
      ...{ status: 409, body: { kind: 'in-use', detail: expect.stringContaining(below.login) } },
    });
    expect((await send('POST', `/v1/accounts/${below.id}/revocation`)).status).toBe(200);
    const revoked = await send<ManagedAccount>('POST', `/v1/accounts/${above.id}/revocation`);
    expect(revoked.body.status).toBe('revoked');
    expect((await call(server.url, 'GET', '/v1/me', { token: accessToken })).status).toBe(401);
    expect((await signInAs(above.login, above.password)).status).toBe(403);
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'Back' }],
      ['POST', '/password', {}],
      ['POST', '/revocation', undefined],
    ] as const)
      expect((await send(method, `/v1/accounts/${above.id}${path}`, body)).status).toBe(403);
  });

  test('ends by itself at its end, in the middle of a session, and goes on when that is moved', async () => {
    const expiresAt = new Date(clock.now() + 60_000).toISOString();
    const account = await made({ expiresAt });
    const { accessToken: token } = (await signInAs(account.login, account.password)).body;
    expect((await call(server.url, 'GET', '/v1/me', { token })).status).toBe(200);
    clock.advance(60_000);
    expect((await call(server.url, 'GET', '/v1/me', { token })).status).toBe(401);
    expect(await signInAs(account.login, account.password)).toMatchObject({
      body: { kind: 'forbidden', detail: 'This account has expired.' },
    });
    expect((await list()).find(({ id }) => id === account.id)?.status).toBe('expired');
    const longer = await send<ManagedAccount>('PATCH', `/v1/accounts/${account.id}`, { expiresAt: null });
    expect(longer.body.status).toBe('active');
    expect((await signInAs(account.login, account.password)).status).toBe(200);
  });

  test('of the role Partner API works over HTTP alone: the app is told so', async () => {
    const { login, password } = await made();
    expect(await signInAs(login, password, { 'switchyard-client': '9.9.9' })).toMatchObject({
      ...{ status: 403, body: { detail: expect.stringContaining('over HTTP alone') } },
    });
  });

  test('is held to its new role and scope from the next request on', async () => {
    const account = await made({ role: 'admin' });
    const { accessToken: token } = (await signInAs(account.login, account.password)).body;
    const brandId = await brandNamed('Nordlys Iberia');
    const changed = await send<ManagedAccount>('PATCH', `/v1/accounts/${account.id}`, {
      role: 'read-only',
      brandId,
    });
    expect(changed.body).toMatchObject({ role: 'read-only', scope: { name: 'Nordlys Iberia' } });
    expect((await call(server.url, 'GET', '/v1/accounts', { token })).status).toBe(403);
    const { items } = (await call<{ items: Row[] }>(server.url, 'GET', '/v1/customers', { token })).body;
    expect(new Set(items.map((row) => row.brandId))).toEqual(new Set([brandId]));
  });

  test('is changed on the version that was read, and not on another', async () => {
    const { id, version } = await made();
    const patch = (ifMatch?: string) =>
      call(server.url, 'PATCH', `/v1/accounts/${id}`, {
        ...{ token: admin.token, body: { name: 'Renamed' } },
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    expect((await patch()).status).toBe(428);
    expect((await patch(`"${version + 1}"`)).status).toBe(412);
    expect((await patch(`"${version}"`)).status).toBe(200);
    expect((await patch(`"${version}"`)).status).toBe(412);
  });
});

const callerWith = (token: string) => Object.assign(Object.create(admin) as SyncCaller, { token });

describe('who manages accounts', () => {
  test('the primary account changes itself alone, and no account revokes itself or changes its own role', async () => {
    const primary = (await list()).find(({ isPrimary }) => isPrimary)?.id ?? '';
    const other = await made({ role: 'admin' });
    const by = await SyncCaller.of(server.url).then(async () => {
      const { accessToken } = (await signInAs(other.login, other.password)).body;
      return Object.assign(Object.create(admin) as SyncCaller, { token: accessToken });
    });
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'Mine now' }],
      ['POST', '/password', {}],
      ['POST', '/revocation', undefined],
    ] as const)
      expect((await send(method, `/v1/accounts/${primary}${path}`, body, by)).status).toBe(403);
    expect((await send('POST', `/v1/accounts/${other.id}/revocation`, undefined, by)).status).toBe(403);
    expect(faultOf(await send('PATCH', `/v1/accounts/${other.id}`, { role: 'operator' }, by))[2]).toBe(
      'role',
    );
    expect((await send('PATCH', `/v1/accounts/${primary}`, { email: 'ingrid@nordlys.example' })).status).toBe(
      200,
    );
  });

  test('nobody changes an account above their own, with whose new password they would be it', async () => {
    const top = await made({ role: 'admin' });
    const middle = await made({ role: 'admin', parentId: top.id });
    const below = await made({ role: 'admin', parentId: middle.id });
    const by = callerWith((await signInAs(below.login, below.password)).body.accessToken);
    for (const { id, login } of [top, middle])
      for (const [method, path, body] of [
        ['PATCH', '', { name: 'Mine now' }],
        ['POST', '/password', {}],
        ['POST', '/revocation', undefined],
      ] as const)
        expect(await send(method, `/v1/accounts/${id}${path}`, body, by)).toMatchObject({
          ...{
            status: 403,
            body: { detail: `${login} is above your account; nobody changes an account upward.` },
          },
        });
    expect((await signInAs(top.login, top.password)).status).toBe(200);
    const beside = await made({ role: 'admin' });
    expect((await send('POST', `/v1/accounts/${beside.id}/password`, {}, by)).status).toBe(200);
  });

  test('an Admin of a brand sees its accounts alone and makes none that sees more', async () => {
    await server.api.changeAccount('europe', { role: 'admin' });
    const europe = await SyncCaller.of(server.url, 'europe');
    const seen = await list(europe);
    expect(seen.map(({ login }) => login)).toContain('europe');
    expect(seen.map(({ login }) => login)).toContain('nordlys-api-2');
    expect(seen.map(({ login }) => login)).not.toContain('admin');
    const whole = (await list()).find(({ login }) => login === 'nordlys-api')?.id ?? '';
    expect((await send('GET', `/v1/accounts/${whole}`, undefined, europe)).status).toBe(404);
    expect((await send('POST', `/v1/accounts/${whole}/password`, {}, europe)).status).toBe(404);
    expect(faultOf(await create({}, europe))).toEqual([400, 'invalid', 'brandId']);
    const outside = await brandNamed('Nordlys Americas');
    expect(faultOf(await create({ brandId: outside }, europe))).toEqual([400, 'invalid', 'brandId']);
    const own = (await signIn(server.url, 'europe')).account;
    const made = await create({ brandId: own.scope?.brandId }, europe);
    expect(made.body.account).toMatchObject({ parentId: own.id, scope: own.scope });
    await server.api.changeAccount('europe', { role: 'operator' });
  });

  test('all of it is in Activity, with nothing of a password', async () => {
    const account = await made({ password: 'canary-in-a-coal-mine-7' });
    await send('PATCH', `/v1/accounts/${account.id}`, { notificationsOff: ['maintenance'] });
    await send('POST', `/v1/accounts/${account.id}/password`, { password: 'another-canary-of-mine-8' });
    await send('POST', `/v1/accounts/${account.id}/revocation`);
    const { items } = (await admin.get<{ items: ActivityEntry[] }>(`/v1/activity?entityId=${account.id}`))
      .body;
    expect(items.map(({ action }) => action)).toEqual([
      ...['account.revoke', 'account.rotate', 'account.update', 'account.create'],
    ]);
    expect(items.map(({ after }) => after)).toMatchObject([
      ...[{ status: 'revoked' }, {}, { notificationsOff: ['maintenance'] }, { login: account.login }],
    ]);
    expect(JSON.stringify(items)).not.toContain('canary');
    expect((await admin.get<{ sound: boolean }>('/v1/activity/verification')).body.sound).toBe(true);
  });

  test('everyone turns its own mails off, whatever the role', async () => {
    const reader = await SyncCaller.of(server.url, 'reader');
    const off = { notificationsOff: ['maintenance', 'account-changes', 'invite-accepted'] };
    expect((await send('PATCH', '/v1/me/notifications', off, reader)).body).toEqual(off);
    expect((await list()).find(({ login }) => login === 'reader')).toMatchObject(off);
    expect(
      faultOf(await send('PATCH', '/v1/me/notifications', { notificationsOff: ['all'] }, reader))[0],
    ).toBe(400);
    expect((await signInAs('reader', knownPassword)).status).toBe(200);
  });
});

describe('whoever impersonates an account', () => {
  const actAs = (id: string, by = admin) =>
    send<{ accessToken: string; refreshToken: string }>(
      'POST',
      `/v1/accounts/${id}/impersonation`,
      undefined,
      by,
    );
  test('does and sees what that may, under both names, until it stops', async () => {
    const brandId = await brandNamed('Nordlys Iberia');
    const target = await made({ role: 'operator', brandId });
    const { accessToken, refreshToken } = (await actAs(target.id)).body;
    const acting = callerWith(accessToken);
    expect((await acting.get('/v1/me')).body).toMatchObject({
      ...{ login: target.login, role: 'operator', scope: { brandId } },
      actingBy: { name: 'Ingrid Halvorsen' },
    });
    const { items } = (await acting.get<{ items: Row[] }>('/v1/customers')).body;
    expect(new Set(items.map((row) => row.brandId))).toEqual(new Set([brandId]));
    const open = items.find(({ grants }) => (grants as string[]).includes('manage-configuration'));
    const site = await send('POST', '/v1/sites', { customerId: open?.id, name: 'Lantern yard' }, acting);
    expect(site.status).toBe(201);
    const forbidden = await send('DELETE', `/v1/customers/${open?.id}`, undefined, acting);
    expect(forbidden.status).toBe(403);
    const path = `/v1/activity?entityId=${String(site.body.id)}`;
    const done = (await admin.get<{ items: ActivityEntry[] }>(path)).body.items;
    expect(done.map(({ account, role }) => [account.name, role])).toEqual([
      ['Ingrid Halvorsen acting as A tool', 'operator'],
    ]);
    const begun = (await admin.get<{ items: ActivityEntry[] }>(`/v1/activity?entityId=${target.id}`)).body
      .items;
    expect(begun[0]).toMatchObject({ action: 'account.impersonate', account: { name: 'Ingrid Halvorsen' } });
    // Said twice, it stopped once.
    for (let times = 0; times < 2; times++)
      await call(server.url, 'POST', '/v1/auth/sign-out', { body: { refreshToken } });
    expect((await acting.get('/v1/me')).status).toBe(401);
    const entries = await admin.get<{ items: ActivityEntry[] }>(`/v1/activity?entityId=${target.id}`);
    expect(entries.body.items.slice(0, 2)).toMatchObject([
      { action: 'account.stopImpersonating', account: { name: 'Ingrid Halvorsen' }, role: 'admin' },
      { action: 'account.impersonate' },
    ]);
  });

  test('goes nowhere upward, and manages no accounts meanwhile', async () => {
    const primary = (await list()).find(({ isPrimary }) => isPrimary)?.id ?? '';
    const above = await made({ role: 'admin' });
    const below = await made({ role: 'admin', parentId: above.id });
    const signedIn = async ({ login, password }: { login: string; password: string }) =>
      callerWith((await signInAs(login, password)).body.accessToken);
    const by = await signedIn(below);
    for (const [id, because] of [
      [primary, 'above your account'],
      [above.id, 'above your account'],
      [below.id, 'your own account'],
    ])
      expect(await actAs(id ?? '', by)).toMatchObject({
        ...{ status: 403, body: { detail: expect.stringContaining(because ?? '') } },
      });
    const scoped = await made({ role: 'admin', brandId: await brandNamed('Nordlys Iberia') });
    expect((await actAs(above.id, await signedIn(scoped))).status).toBe(404);
    const revoked = await made();
    await send('POST', `/v1/accounts/${revoked.id}/revocation`);
    expect((await actAs(revoked.id)).status).toBe(403);
    const acting = callerWith((await actAs(above.id)).body.accessToken);
    expect((await actAs(below.id, acting)).body).toMatchObject({
      detail: expect.stringContaining('You act as'),
    });
    expect((await create({}, acting)).status).toBe(403);
    for (const path of ['password', 'revocation'])
      expect((await send('POST', `/v1/accounts/${below.id}/${path}`, {}, acting)).status).toBe(403);
  });

  test('stops when its own account may no more, or ends', async () => {
    const target = await made({ role: 'read-only' });
    const other = await made({ role: 'admin' });
    const by = callerWith((await signInAs(other.login, other.password)).body.accessToken);
    const [first, second] = [await actAs(target.id, by), await actAs(target.id, by)];
    await send('PATCH', `/v1/accounts/${other.id}`, { role: 'operator' });
    expect((await callerWith(first.body.accessToken).get('/v1/me')).status).toBe(401);
    await send('PATCH', `/v1/accounts/${other.id}`, { role: 'admin' });
    expect((await callerWith(first.body.accessToken).get('/v1/me')).status).toBe(200);
    await send('POST', `/v1/accounts/${other.id}/revocation`);
    expect((await callerWith(second.body.accessToken).get('/v1/me')).status).toBe(401);
  });
});
