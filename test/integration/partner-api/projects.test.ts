import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { License, Project } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { connectorPasswordOf } from '../../../common/domain/connectors.ts';
import { projectPasswordOf } from '../../../common/domain/secrets.ts';
import { sealSecret } from '../../../main/credentials/sealing.ts';
import type { Discovery } from '../../../common/partner-api/session.ts';
import { isPassword } from '../../../partner-api/auth/passwords.ts';
import { editDocuments, placesWith, projectPasswordHash } from '../../support/database-of.ts';
import { testStore } from '../../support/test-store.ts';
import { dropProjects } from '../../support/drop-projects.ts';
import { backTo } from '../../support/older-store.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, logins, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';
import { projectOf, projectPassword } from './project-of.ts';

const server = useApi();
const signedIn = () => SyncCaller.of(server.url);

async function addProject(caller: SyncCaller, fields: Parameters<typeof projectOf>[1] = {}) {
  const args = await projectOf(server.url, fields);
  expect(await caller.pushOne(mutationOf('project.create', args))).toMatchObject({ outcome: 'applied' });
  return args.id;
}
const move = (from: string | null, to: string | null, quantity: number, type = 'Mailbox') =>
  mutationOf('license.move', { ids: [newId(), newId()], from, to, type, quantity, reason: 'For the test' });

describe('deleting a customer', () => {
  test('blocks its projects and returns their licenses, and Activity says so; a restore opens them again', async () => {
    const caller = await signedIn();
    const customerId = await createCustomer(caller, 'Departing Works');
    const id = await addProject(caller, { customerId });
    expect((await caller.pushOne(move(null, id, 7))).outcome).toBe('applied');
    const partnerHas = async () => {
      const { rows } = await caller.snapshot();
      const entries = (rows.get('license') ?? []) as unknown as License[];
      return entries
        .filter(({ projectId, type }) => projectId === null && type === 'Mailbox')
        .reduce((sum, { quantity }) => sum + quantity, 0);
    };
    const before = await partnerHas();
    const deletion = mutationOf('customer.delete', { ids: [customerId] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    expect((await caller.get<Project>(`/v1/projects/${id}`)).body.status).toBe('blocked');
    expect(await partnerHas()).toBe(before + 7);
    const { body } = await caller.get<{ items: { action: string; after: object | null; title: string }[] }>(
      '/v1/activity?limit=20',
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({
        ...{ action: 'customer.delete', title: '7 Mailbox' },
        after: expect.objectContaining({
          from: id,
          to: null,
          reason: 'Departing Works was deleted',
        }) as object,
      }),
    );
    const restore = mutationOf('customer.restore', { deletion: deletion.id, ids: [customerId] });
    expect((await caller.pushOne(restore)).outcome).toBe('applied');
    expect((await caller.get<Project>(`/v1/projects/${id}`)).body.status).toBe('active');
    expect(await partnerHas()).toBe(before + 7);
  });

  test('in bulk leaves one with a project that its dry run didn’t show', async () => {
    const caller = await signedIn();
    const customerId = await createCustomer(caller, 'Staying Works');
    const id = await addProject(caller, { customerId, name: 'Unshown move' });
    const deleting = (shown: string[]) =>
      mutationOf('customer.delete', { ids: [customerId], bulk: { job: newId(), part: 1, of: 1, shown } });
    expect(await caller.pushOne(deleting([]))).toMatchObject({
      outcome: 'applied',
      left: [{ id: customerId, appeared: [{ kind: 'project', id, name: 'Unshown move' }] }],
    });
    expect(await caller.pushOne(deleting([id]))).not.toHaveProperty('left');
    expect((await caller.get<Project>(`/v1/projects/${id}`)).body.status).toBe('blocked');
  });
});

describe('a project', () => {
  test('is created with its login; of the password only a slow hash is in the file', async () => {
    const caller = await signedIn();
    const id = await addProject(caller, { name: 'Nordic move', login: 'nordic-move' });
    const { body } = await caller.get<Project>(`/v1/projects/${id}`);
    expect(body).toMatchObject({ name: 'Nordic move', status: 'active', country: 'PT' });
    expect(await isPassword(projectPassword, await projectPasswordHash(server.api, id))).toBe(true);
    expect(await placesWith(server.api, projectPassword)).toEqual([]);
  });

  test('may not have a login name that’s in use, as a project’s or an account’s', async () => {
    const caller = await signedIn();
    await addProject(caller, { login: 'taken-once' });
    for (const login of ['taken-once', 'admin']) {
      const outcome = await caller.pushOne(
        mutationOf('project.create', await projectOf(server.url, { login })),
      );
      expect(outcome).toMatchObject({
        outcome: 'rejected',
        problem: {
          fields: [{ path: 'login', message: `The login name ${login} is in use; choose another` }],
        },
      });
    }
  });

  test('takes no password that was sealed for another, with another key, or that is weak', async () => {
    const caller = await signedIn();
    const { body } = await call<Discovery>(server.url, 'GET', '/v1');
    const key = body.sealingKey;
    if (!key) throw new Error('the server publishes no key');
    const other = await projectOf(server.url, {});
    const args = await projectOf(server.url, {});
    const passwords = {
      'set it once more': [
        other.password,
        { ...args.password, keyId: newId() },
        { ...args.password, box: `${args.password.box.slice(0, -4)}AAAA` },
        // A one-time key that is no point of the curve.
        { ...args.password, box: `${'A'.repeat(43)}${args.password.box.slice(43)}` },
        sealSecret(key, projectPassword, args.id),
      ],
      'at least 12': [sealSecret(key, 'short', projectPasswordOf(args.id))],
    };
    for (const [because, all] of Object.entries(passwords))
      for (const password of all)
        expect(await caller.pushOne(mutationOf('project.create', { ...args, password }))).toMatchObject({
          outcome: 'rejected',
          problem: { fields: [{ path: 'password', message: expect.stringContaining(because) }] },
        });
    expect(await caller.pushOne(mutationOf('project.create', args))).toMatchObject({ outcome: 'applied' });
  });

  test('names what is wrong with each field', async () => {
    const caller = await signedIn();
    const args = await projectOf(server.url, { login: 'No Way', country: '', email: 'nobody' });
    const outcome = await caller.pushOne(mutationOf('project.create', args));
    if (outcome.outcome !== 'rejected') throw new Error(outcome.outcome);
    expect(outcome.problem.fields?.map(({ path }) => path)).toEqual([
      'args.fields.email',
      'args.fields.country',
      'args.fields.login',
    ]);
  });

  test('of a customer is seen by whoever sees the customer, goes along to another, and outlives it', async () => {
    const admin = await signedIn();
    const europe = await SyncCaller.of(server.url, 'europe');
    const brands = (await admin.get<{ items: Row[] }>('/v1/brands')).body.items;
    const brandId = brands.find(({ name }) => name === 'Nordlys Europe')?.id ?? '';
    const [seen, unseen] = [
      await createCustomer(admin, 'Seen Works'),
      await createCustomer(admin, 'Unseen Works'),
    ];
    const branded = { id: seen, changes: { brandId } };
    await admin.pushOne(mutationOf('customer.update', branded, { before: { brandId: null } }));
    const id = await addProject(admin, { customerId: unseen });
    expect((await europe.get(`/v1/projects/${id}`)).status).toBe(404);
    await admin.pushOne(move(null, id, 3));
    const edit = mutationOf(
      'project.update',
      { id, changes: { customerId: seen } },
      { before: { customerId: unseen } },
    );
    expect(await admin.pushOne(edit)).toMatchObject({ outcome: 'applied' });
    expect((await europe.get(`/v1/projects/${id}`)).status).toBe(200);
    const { body } = await europe.get<{ items: License[] }>(`/v1/license-moves?projectId=${id}`);
    expect(body.items.map(({ quantity }) => quantity)).toEqual([3]);
    expect((await europe.get<{ items: License[] }>('/v1/license-moves?projectId=none')).body.items).toEqual(
      [],
    );
    // The partner account's own licenses are out of that account's sight, and so aren't its to move.
    expect(await europe.pushOne(move(null, id, 1))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'forbidden' },
    });
    await admin.pushOne(mutationOf('customer.delete', { ids: [seen] }));
    expect((await europe.get(`/v1/projects/${id}`)).status).toBe(404);
    expect((await admin.get<Project>(`/v1/projects/${id}`)).body.customerId).toBe(seen);
  });
});

describe('connectors of a project', () => {
  const entry = (id: string, more: object = {}) => ({
    ...{ id, kind: 'imap' as const, address: 'imap.thornbury.example', user: 'migration', password: null },
    ...more,
  });

  test('are added by two people at once; the same one changed by both is a conflict', async () => {
    const [ana, ben] = [await signedIn(), await SyncCaller.of(server.url, 'operator')];
    const id = await addProject(ana);
    const [one, two] = [entry(newId()), entry(newId(), { address: 'mail.thornbury.example' })];
    const save = (connectors: object[], before: object[]) =>
      mutationOf('project.update', { id, changes: { connectors } }, { before: { connectors: before } });
    expect((await ana.pushOne(save([one], []))).outcome).toBe('applied');
    expect((await ben.pushOne(save([two], []))).outcome).toBe('applied');
    const both = [one, two];
    const { body } = await ana.get<Project>(`/v1/projects/${id}`);
    expect(body.connectors).toEqual(both);
    const changed = (address: string) => save([{ ...one, address }, two], both);
    expect((await ana.pushOne(changed('imap-1.thornbury.example'))).outcome).toBe('applied');
    expect(await ben.pushOne(changed('imap-2.thornbury.example'))).toMatchObject({
      outcome: 'conflict',
      conflicts: [{ field: 'connectors' }],
    });
  });

  test('take a password that was sealed for them alone', async () => {
    const caller = await signedIn();
    const id = await addProject(caller);
    const { body } = await call<Discovery>(server.url, 'GET', '/v1');
    const key = body.sealingKey;
    if (!key) throw new Error('the server publishes no key');
    const [one, other] = [newId(), newId()];
    const sealed = sealSecret(key, 'admin-of-the-old-system', connectorPasswordOf(one));
    const save = (connectors: object[]) =>
      mutationOf('project.update', { id, changes: { connectors } }, { before: { connectors: [] } });
    expect(await caller.pushOne(save([entry(other, { password: sealed })]))).toMatchObject({
      outcome: 'rejected',
      problem: { fields: [{ path: 'connectors', message: expect.stringContaining('set it once more') }] },
    });
    expect((await caller.pushOne(save([entry(one, { password: sealed })]))).outcome).toBe('applied');
    expect(await placesWith(server.api, 'admin-of-the-old-system')).toEqual([]);
    const wrong = await caller.pushOne(save([entry(one, { address: 'two words' })]));
    expect(wrong).toMatchObject({
      outcome: 'rejected',
      problem: { detail: expect.stringContaining('An address has no spaces in it') },
    });
  });
});

test('the key that secrets are sealed to is another after 90 days; what was sealed to the former one is still opened', async () => {
  let later = 0;
  const api = await TestPartnerApi.start({
    surroundings: {
      now: () => Date.now() + later,
      randomBytes: (size) => crypto.getRandomValues(new Uint8Array(size)),
    },
  });
  const keyNow = async () => (await call<Discovery>(api.url, 'GET', '/v1')).body.sealingKey?.keyId;
  const first = await keyNow();
  const sealedBefore = await projectOf(api.url, { login: 'sealed-before' });
  later = 89 * 24 * 60 * 60 * 1000;
  expect(await keyNow()).toBe(first);
  later = 91 * 24 * 60 * 60 * 1000;
  const [second, same] = await Promise.all([keyNow(), keyNow()]);
  expect(second).not.toBe(first);
  expect(same).toBe(second);
  const caller = await SyncCaller.of(api.url);
  const sealedAfter = await projectOf(api.url, { login: 'sealed-after' });
  expect(sealedAfter.password.keyId).toBe(second);
  for (const args of [sealedBefore, sealedAfter])
    expect(await caller.pushOne(mutationOf('project.create', args))).toMatchObject({ outcome: 'applied' });
  await api.remove();
});

describe('licenses', () => {
  test('go to a project and on to another, with who and why; what is left is told to who wants more', async () => {
    const caller = await signedIn();
    const [one, two] = [await addProject(caller), await addProject(caller)];
    const before = (await caller.get<Project>(`/v1/projects/${one}`)).body.lastActivityAt;
    expect(await caller.pushOne(move(null, one, 10))).toMatchObject({ outcome: 'applied' });
    expect(await caller.pushOne(move(one, two, 4))).toMatchObject({ outcome: 'applied' });
    expect(await caller.pushOne(move(one, two, 7))).toMatchObject({
      outcome: 'rejected',
      problem: { detail: expect.stringMatching(/has 6 Mailbox licenses left; this moves 7\.$/) },
    });
    const { body } = await caller.get<{ items: License[] }>(`/v1/license-moves?projectId=${one}`);
    expect(body.items.map(({ quantity, by, reason }) => [quantity, by, reason])).toEqual([
      [10, 'Ingrid Halvorsen', 'For the test'],
      [-4, 'Ingrid Halvorsen', 'For the test'],
    ]);
    const after = (await caller.get<Project>(`/v1/projects/${one}`)).body.lastActivityAt;
    expect(after > before).toBe(true);
    const activity = await caller.get<{ items: Record<string, unknown>[] }>('/v1/activity?limit=1');
    expect(activity.body.items[0]).toMatchObject({
      action: 'license.move',
      title: '4 Mailbox',
      after: { from: one, to: two, type: 'Mailbox', quantity: 4, reason: 'For the test' },
    });
  });

  test('of a customer that hasn’t granted Billing management stay where they are', async () => {
    const caller = await signedIn();
    const { rows } = await caller.snapshot();
    const customer = (rows.get('customer') ?? [])[0];
    const id = await addProject(caller, { customerId: customer?.id ?? '' });
    await editDocuments(server.api, 30, (doc) => (doc['id'] === customer?.id ? { ...doc, grants: [] } : doc));
    expect(await caller.pushOne(move(null, id, 1))).toMatchObject({
      outcome: 'rejected',
      problem: {
        kind: 'forbidden',
        detail: 'The customer hasn’t granted Billing management; only the customer can grant it.',
      },
    });
  });

  test('can be moved through the resource door, once however often it’s sent', async () => {
    const caller = await signedIn();
    const to = await addProject(caller);
    const body = { ids: [newId(), newId()], from: null, to, type: 'Archive', quantity: 2 };
    const headers = { 'idempotency-key': newId() };
    for (let sent = 0; sent < 2; sent++) {
      const answer = await call<{ entries: License[] }>(server.url, 'POST', '/v1/license-moves', {
        ...{ token: caller.token, body, headers },
      });
      expect(answer.status).toBe(200);
      expect(answer.body.entries.map(({ quantity }) => quantity)).toEqual([-2, 2]);
    }
    const wrong = await call(server.url, 'POST', '/v1/license-moves', {
      token: caller.token,
      body: { from: to, to, type: '', quantity: 0.5 },
    });
    expect(wrong.status).toBe(400);
    expect((wrong.body.fields as { path: string }[]).map(({ path }) => path)).toEqual(['type', 'quantity']);
  });
});

test.runIf(testStore === 'embedded')(
  'a file from before projects gets their tables and a key for secrets',
  async () => {
    const api = await TestPartnerApi.start();
    await api.stop();
    const database = new Database(join(api.folder, 'partner-api.db'));
    database.exec(backTo(90) + dropProjects);
    database.pragma('user_version = 80');
    database.close();
    await api.run();
    const caller = await SyncCaller.of(api.url, logins.operator);
    expect((await caller.get<{ items: Row[] }>('/v1/projects')).body.items).toEqual([]);
    const args = await projectOf(api.url, {});
    expect(await caller.pushOne(mutationOf('project.create', args))).toMatchObject({ outcome: 'applied' });
    await api.remove();
  },
);
