import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPassword } from '../../../partner-api/auth/passwords.ts';
import { closingTokenIn, confirmClosing, mailsAbout } from '../partner-api/closing-mails.ts';
import { projectPasswordHash } from '../../support/database-of.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let first: TestConsole;
let second: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  first = await TestConsole.start();
  second = await TestConsole.start();
  await first.give('workspace.connect', { url: api.url, login: 'admin', password });
  await second.give('workspace.connect', { url: api.url, login: 'operator', password });
  for (const console of [first, second]) await console.settled();
});
afterEach(async () => {
  await first.remove();
  await second.remove();
  await api.remove();
});

const secret = 'Quartz-Lantern-7-Meadow';
const newProject = (login: string) => ({
  ...{ customerId: null, name: `Project ${login}`, email: 'office@thornbury.example', company: '' },
  ...{ country: 'PT', login, phone: '', password: secret },
});
const left = async (console: TestConsole, holder: string | null) => {
  const { pools } = await console.give('license.pools', { holder });
  return pools.find(({ type }) => type === 'Mailbox')?.quantity ?? 0;
};
const moveOf = (to: string, quantity: number) => ({ from: null, to, type: 'Mailbox', quantity, reason: '' });

/** Every file below a folder that holds the text, as it is or in base64. */
function filesWith(folder: string, text: string): string[] {
  const forms = [text, Buffer.from(text).toString('base64').slice(0, -4)];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => forms.some((form) => readFileSync(path).includes(form)));
}

test('a password that is set offline is in no file of either side, and is the project’s once synchronised', async () => {
  await first.give('sync.workOffline', { offline: true });
  const { id } = await first.give('project.create', newProject('nordic-move'));
  await expect(
    first.give('project.create', { ...newProject('weak-one'), password: 'weak-one-2026' }),
  ).rejects.toMatchObject({ error: { fields: [{ path: 'password' }] } });
  // Cache, its write-ahead log and the journal hold the change, and what was sealed, not the password.
  expect(filesWith(first.folder, 'nordic-move').length).toBeGreaterThan(1);
  expect(filesWith(first.folder, secret)).toEqual([]);
  await first.restart();
  expect(filesWith(first.folder, secret)).toEqual([]);
  await first.give('sync.workOffline', { offline: false });
  await first.settled();
  expect(await first.give('project.show', { id })).toMatchObject({
    project: { status: 'active' },
    pending: null,
  });
  expect(filesWith(first.folder, secret)).toEqual([]);
  expect(filesWith(api.folder, secret)).toEqual([]);
  expect(await isPassword(secret, await projectPasswordHash(api, id))).toBe(true);
  await second.untilSo(
    'the other sees it',
    async () => (await second.give('project.choices')).projects.some((project) => project.id === id),
    () => undefined,
  );
});

test('a login name that is in use is rejected by its field; amended, the sealed password goes along', async () => {
  const taken = newProject('taken-login');
  await first.give('sync.workOffline', { offline: true });
  await second.give('project.create', taken);
  await second.settled();
  const { id, mutationIds } = await first.give('project.create', taken);
  await first.give('sync.workOffline', { offline: false });
  await first.until('rejected', ({ stuck }) => stuck === 1);
  const detail = await first.give('outbox.show', { id: mutationIds[0] ?? '' });
  expect(detail.faults).toMatchObject([{ path: 'login', message: expect.stringContaining('in use') }]);
  const { password: _sealed, ...fields } = newProject('free-login');
  await first.give('outbox.amendProject', { id: mutationIds[0] ?? '', fields, password: null });
  await first.settled();
  expect((await first.give('project.show', { id })).project.login).toBe('free-login');
  expect(await isPassword(secret, await projectPasswordHash(api, id))).toBe(true);
});

test('a login name that is known to be in use is refused before a password is handed over, when it’s typed and when it’s amended', async () => {
  await first.give('project.create', newProject('taken-login'));
  const message = 'The login name taken-login is in use; choose another';
  const refused = { error: { code: 'invalid', fields: [{ path: 'login', message }] } };
  await first.give('sync.workOffline', { offline: true });
  await expect(first.give('project.create', newProject('taken-login'))).rejects.toMatchObject(refused);
  const { mutationIds } = await first.give('project.create', newProject('free-login'));
  const { password: _sealed, ...fields } = newProject('taken-login');
  const amended = { id: mutationIds[0] ?? '', password: null };
  await expect(first.give('outbox.amendProject', { ...amended, fields })).rejects.toMatchObject(refused);
  // Its own is no other’s.
  await first.give('outbox.amendProject', { ...amended, fields: { ...fields, login: 'free-login' } });
});

test('two operators race for the last ten: one has them, the other is told the numbers and nothing is lost', async () => {
  const [alpha, beta] = await Promise.all(
    ['alpha-race', 'beta-race'].map(async (login) => {
      const { id } = await first.give('project.create', newProject(login));
      return id;
    }),
  );
  await first.settled();
  const all = await left(first, null);
  await first.give('license.move', moveOf(alpha ?? '', all - 10));
  await first.settled();
  await second.untilSo(
    'ten are left',
    async () => (await left(second, null)) === 10,
    () => undefined,
  );

  for (const console of [first, second]) await console.give('sync.workOffline', { offline: true });
  await first.give('license.move', moveOf(alpha ?? '', 10));
  await second.give('license.move', moveOf(beta ?? '', 10));
  // Offline both have them, provisionally.
  expect([await left(first, null), await left(second, null)]).toEqual([0, 0]);
  expect(await left(second, beta ?? '')).toBe(10);
  await first.give('sync.workOffline', { offline: false });
  await first.settled();
  await second.give('sync.workOffline', { offline: false });
  await second.until('told', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');

  const { rows } = await second.give('conflict.list', { offset: 0, limit: 10 });
  expect(rows).toMatchObject([
    {
      title: 'Move 10 Mailbox licenses from the partner account to Project beta-race',
      because: 'The partner account has no Mailbox licenses left; this moves 10.',
    },
  ]);
  expect(await left(second, alpha ?? '')).toBe(all);
  expect([await left(second, null), await left(second, beta ?? '')]).toEqual([0, 0]);
  const detail = await second.give('conflict.show', { id: rows[0]?.id ?? '' });
  expect(detail.others).toContainEqual({ field: 'quantity', base: null, mine: 10 });

  // Taken back by the first, they're there for the second.
  const { moves } = await first.give('license.moves', { of: { type: 'all' }, offset: 0, limit: 1 });
  await first.give('license.reverse', { id: moves[0]?.id ?? '' });
  await first.settled();
  await second.untilSo(
    'ten are back',
    async () => (await left(second, null)) === 10,
    () => undefined,
  );
  await second.give('conflict.settle', { choices: [{ id: rows[0]?.id ?? '', choice: { how: 'mine' } }] });
  await second.settled();
  expect([await left(second, null), await left(second, beta ?? '')]).toEqual([0, 10]);
});

test('Undo of a move is the reverse move; a project that was confirmed isn’t undone', async () => {
  const { id, mutationIds } = await first.give('project.create', newProject('undo-this'));
  await first.settled();
  await expect(first.give('change.undo', { mutationIds })).rejects.toThrow('isn’t deleted by Undo');
  const before = await left(first, null);
  const moved = await first.give('license.move', moveOf(id, 4));
  await first.settled();
  expect(await first.give('change.undo', { mutationIds: moved.mutationIds })).toEqual({ how: 'reversed' });
  await first.settled();
  expect([await left(first, null), await left(first, id)]).toEqual([before, 0]);
  const { moves } = await first.give('license.moves', { of: { type: 'project', id }, offset: 0, limit: 9 });
  expect(moves.map(({ from, reason }) => [from.type, reason])).toEqual([
    ['project', 'Taken back'],
    ['partner', ''],
  ]);
});

test('connectors are added, edited and removed, offline too; what their passwords were is in no file', async () => {
  const { id } = await first.give('project.create', newProject('with-connectors'));
  await first.settled();
  await first.give('sync.workOffline', { offline: true });
  const fields = { kind: 'imap' as const, address: 'imap.thornbury.example', user: 'migration' };
  const save = (asked: { id: string | null; password: string | null; address?: string }) =>
    first.give('connector.save', {
      ...{ projectId: id, id: asked.id, password: asked.password },
      fields: { ...fields, address: asked.address ?? fields.address },
    });
  const connectors = async () => (await first.give('project.show', { id })).project.connectors;
  await save({ id: null, password: 'Harbour-Lantern-42' });
  const [made] = await connectors();
  await save({ id: made?.id ?? '', password: null, address: 'imap-2.thornbury.example' });
  expect(await connectors()).toEqual([{ ...made, address: 'imap-2.thornbury.example' }]);
  expect(filesWith(first.folder, 'imap-2.thornbury.example').length).toBeGreaterThan(0);
  await first.give('sync.workOffline', { offline: false });
  await first.settled();
  for (const folder of [first.folder, api.folder])
    expect(filesWith(folder, 'Harbour-Lantern-42')).toEqual([]);
  const removed = await first.give('connector.remove', { projectId: id, id: made?.id ?? '' });
  await first.settled();
  expect(await connectors()).toEqual([]);
  await first.give('change.undo', { mutationIds: removed.mutationIds });
  await first.settled();
  expect(await connectors()).toMatchObject([
    { address: 'imap-2.thornbury.example', password: made?.password },
  ]);
});

/** How many contexts a console has a cache of, the partner account's among them. */
function contextsOn(console: TestConsole): number {
  const files = readdirSync(join(console.folder, 'workspaces'), { recursive: true, encoding: 'utf8' });
  // The workspace's folder, the context's, the account's.
  return new Set(files.filter((path) => path.endsWith('.db')).map((path) => path.split(sep)[1])).size;
}

test('a closed project is refused where one is at it, with the reason, and nothing of it is queued', async () => {
  const closing = newProject('to-be-closed');
  const { id } = await first.give('project.create', closing);
  const { id: other } = await first.give('project.create', newProject('stays-open'));
  await first.give('license.move', moveOf(id, 3));
  await first.settled();
  await first.give('context.switch', { projectId: id });
  await first.settled();
  await first.give('context.switch', { projectId: null });
  expect(contextsOn(first)).toBe(2);
  await first.give('license.move', { ...moveOf(other, 1), from: id });
  await first.give('project.close', { id });
  const isBeingClosed = {
    error: { code: 'not-allowed', message: expect.stringContaining('is being closed') },
  };
  await expect(first.give('license.move', moveOf(id, 1))).rejects.toMatchObject(isBeingClosed);
  await expect(first.give('context.switch', { projectId: id })).rejects.toMatchObject(isBeingClosed);
  await first.settled();
  const signIn = () =>
    second.give('workspace.connect', { url: api.url, login: closing.login, password: secret });
  await expect(signIn()).rejects.toMatchObject(isBeingClosed);
  await first.untilSo(
    'the mail is there',
    () => mailsAbout(api.folder, id).length > 0,
    () => undefined,
  );
  await confirmClosing(api.url, closingTokenIn(mailsAbout(api.folder, id).at(-1) ?? '') ?? '');
  await first.untilSo(
    'it’s closed',
    async () => (await first.give('project.show', { id })).project.closing?.stage === 'closed',
    () => undefined,
  );

  await first.untilSo(
    'what was here of its context is gone',
    () => contextsOn(first) === 1,
    () => undefined,
  );
  const isClosed = {
    error: {
      code: 'not-allowed',
      message: expect.stringContaining(`The project ${closing.name} is closed; what it held is erased.`),
    },
  };
  const { password: _secret, login: _login, ...fields } = closing;
  const connector = { kind: 'imap' as const, address: 'imap.thornbury.example', user: '' };
  const { moves } = await first.give('license.moves', { of: { type: 'project', id }, offset: 0, limit: 9 });
  const given = moves.find(({ to }) => to.type === 'project' && to.id === other);
  expect(given?.from).toEqual({ type: 'project', id, name: closing.name, closing: 'closed' });
  const refused = [
    () => first.give('project.update', { id, fields: { ...fields, phone: '+351 210 000 000' } }),
    () => first.give('project.close', { id }),
    () => first.give('project.cancelClosing', { id }),
    () => first.give('connector.save', { projectId: id, id: null, fields: connector, password: null }),
    () => first.give('connector.remove', { projectId: id, id: other }),
    () => first.give('license.move', moveOf(id, 1)),
    () => first.give('license.move', { ...moveOf(other, 1), from: id }),
    () => first.give('license.reverse', { id: given?.id ?? '' }),
    () => first.give('context.switch', { projectId: id }),
  ];
  for (const each of refused) await expect(each()).rejects.toMatchObject(isClosed);
  // Its password is gone with it: nobody can prove to be the one who is told more.
  await expect(signIn()).rejects.toMatchObject({ error: { code: 'wrong-credentials' } });
  const { projects } = await first.give('project.choices');
  expect(projects.find((project) => project.id === id)?.closing).toBe('closed');
  expect(first.sync).toMatchObject({ waiting: 0, stuck: 0 });
});

test('whoever is in a project that somebody else closes is back in the partner account, and reads why', async () => {
  const { id } = await second.give('project.create', newProject('closed-meanwhile'));
  await second.settled();
  await second.give('context.switch', { projectId: id });
  await second.settled();
  await first.untilSo(
    'it’s known',
    async () => (await first.give('project.choices')).projects.some((project) => project.id === id),
    () => undefined,
  );
  await first.give('project.close', { id });
  await second.untilSo(
    'out of it',
    () => second.start.account?.context === undefined,
    () => undefined,
  );
  expect(second.sync.notices.map(({ sentence }) => sentence)).toContain(
    'The project Project closed-meanwhile is being closed: nobody can work in it. You are back in the partner account.',
  );
});
