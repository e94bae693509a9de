import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartState } from '../../../common/contract/commands.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import type { ActivityEntry } from '../../../common/partner-api/resource-door.ts';
import { cycles } from '../../support/long-run.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, signIn } from '../partner-api/caller.ts';

let api: TestPartnerApi;
let desk: TestConsole;

beforeAll(async () => {
  // The long way sends thousands of changes within one standing minute.
  api = await TestPartnerApi.start({ rateLimit: 1_000_000 });
  desk = await TestConsole.start();
  await desk.give('workspace.connect', { url: api.url, login: 'operator', password });
  await desk.settled();
});
afterAll(async () => {
  await desk.remove();
  await api.remove();
});

const secret = 'Quartz-Lantern-7-Meadow';
let made = 0;

/** A project that the partner API knows. */
async function freshProject(): Promise<{ id: string; login: string }> {
  made += 1;
  const login = `context-${made}`;
  const { id } = await desk.give('project.create', {
    ...{ customerId: null, name: `Project ${login}`, email: 'office@thornbury.example', company: '' },
    ...{ country: 'PT', login, phone: '', password: secret },
  });
  await desk.settled();
  return { id, login };
}

const enter = (projectId: string | null) => desk.give('context.switch', { projectId });

/** Changes the phone number of a project, from the context that the window is in. */
async function dial(id: string, phone: string): Promise<void> {
  const { connectors: _, ...fields } = (await desk.give('project.show', { id })).project;
  const { customerId, name, email, company, country } = fields;
  await desk.give('project.update', { id, fields: { customerId, name, email, company, country, phone } });
}

/** Every change of a project's phone number by Activity, the first one first. */
async function phonesOf(id: string): Promise<{ phone: unknown; context: string }[]> {
  const { accessToken: token } = await signIn(api.url);
  const phones: { phone: unknown; context: string }[] = [];
  let cursor = '';
  for (;;) {
    const page = await call<{ items: ActivityEntry[]; next: string | null }>(
      api.url,
      'GET',
      `/v1/activity?entityId=${id}&limit=200${cursor}`,
      { token },
    );
    for (const { action, after, context } of page.body.items)
      if (action === 'project.update') phones.push({ phone: after?.['phone'], context });
    if (page.body.next === null) return phones.reverse();
    cursor = `&cursor=${page.body.next}`;
  }
}

const halfAnHour = 30 * 60_000;

test(
  'two contexts opened in turn many times, with changes queued in both: none lands in the other',
  { timeout: halfAnHour },
  async () => {
    const [one, two] = [await freshProject(), await freshProject()];
    const rounds = cycles({ usually: 6, long: 1000 });
    for (const { id } of [one, two]) {
      await enter(id);
      await desk.settled();
    }
    const asked = new Map([one, two].map(({ id }) => [id, [] as string[]]));
    for (let round = 1; round <= rounds; round++)
      for (const { id } of [one, two]) {
        await enter(id);
        expect(desk.start.account?.context?.id).toBe(contextOfProject(id));
        // Its own cache: the other project isn't in it.
        const other = id === one.id ? two.id : one.id;
        await expect(desk.give('project.show', { id: other })).rejects.toMatchObject({
          error: { code: 'not-found' },
        });
        await dial(id, `${round}`);
        asked.get(id)?.push(`${round}`);
        // Most changes wait while the operator is elsewhere; all go up by themselves.
        if (round % 5 === 0) await desk.settled();
      }
    await desk.restart();
    for (const { id } of [one, two]) {
      await enter(id);
      // A moment after the start it goes on with what was under way.
      desk.clock.advance(10_000);
      await desk.settled();
      const phones = await phonesOf(id);
      expect(phones.map(({ phone }) => phone)).toEqual(asked.get(id));
      expect(new Set(phones.map(({ context }) => context))).toEqual(new Set([contextOfProject(id)]));
    }
    await enter(null);
    await desk.settled();
    expect(desk.start.account?.context).toBeUndefined();
    expect((await desk.give('project.show', { id: one.id })).project.phone).toBe(`${rounds}`);
  },
);

test('switching to a context that is whole here asks the partner API for nothing', async () => {
  const line = await FaultyServer.before(api.url);
  const laptop = await TestConsole.start();
  try {
    await laptop.give('workspace.connect', { url: line.url, login: 'operator', password });
    await laptop.settled();
    const project = (await freshProject()).id;
    await laptop.give('sync.now');
    await laptop.settled();
    await laptop.give('context.switch', { projectId: project });
    await laptop.settled();
    const exchanges = () => line.seen.filter((each) => each === 'POST /v1/auth/exchange').length;
    expect(exchanges()).toBeGreaterThan(0);
    const before = exchanges();
    for (const projectId of [null, project, null, project]) {
      await laptop.give('context.switch', { projectId });
      await laptop.settled();
    }
    expect(exchanges()).toBe(before);
  } finally {
    await laptop.remove();
    await line.close();
  }
});

test('a context that was visited works offline; a first visit offline says why not; what waits goes up from elsewhere', async () => {
  const [visited, unvisited] = [await freshProject(), await freshProject()];
  const move = { type: 'Mailbox', reason: '' };
  await desk.give('license.move', { ...move, from: null, to: visited.id, quantity: 5 });
  await desk.settled();
  await enter(visited.id);
  await desk.settled();
  await enter(null);
  await desk.give('sync.workOffline', { offline: true });
  await expect(enter(unvisited.id)).rejects.toMatchObject({
    error: { code: 'unreachable', message: expect.stringContaining('wasn’t visited on this computer yet') },
  });
  expect(desk.start.account?.context).toBeUndefined();
  await enter(visited.id);
  await dial(visited.id, '+351 2');
  // In the context the partner's things can't be done, by the same decision as at the server.
  await expect(
    desk.give('partner.create', { name: 'X', email: 'office@thornbury.example' } as never),
  ).rejects.toMatchObject({
    error: { code: 'not-allowed', message: expect.stringContaining('project’s context') },
  });
  // License moves are the partner interface's, which can be reached from here: they are made as the partner account.
  await desk.give('license.move', { ...move, from: visited.id, to: unvisited.id, quantity: 2 });
  await enter(null);
  expect(desk.sync.waiting).toBe(1);
  await desk.give('sync.workOffline', { offline: false });
  const isUp = async () => (await phonesOf(visited.id)).some(({ phone }) => phone === '+351 2');
  await desk.untilSo('gone up', isUp, () => undefined);
  await desk.settled();
  const heldBy = async (holder: string) => (await desk.give('license.pools', { holder })).pools;
  expect(await heldBy(visited.id)).toMatchObject([{ type: 'Mailbox', quantity: 3 }]);
  expect(await heldBy(unvisited.id)).toMatchObject([{ type: 'Mailbox', quantity: 2 }]);
  // The context follows by itself.
  await enter(visited.id);
  const held = async () => (await desk.give('project.show', { id: visited.id })).licenses;
  await desk.untilSo('moved', async () => (await held())[0]?.quantity === 3, held);
  await enter(null);
});

test('a project’s own login opens the app in its project, with no way up', async () => {
  const project = await freshProject();
  const other = await freshProject();
  await desk.give('workspace.connect', { url: api.url, login: project.login, password: secret });
  await desk.settled();
  expect(desk.start.account).toMatchObject({
    role: 'delegated',
    context: { id: contextOfProject(project.id) },
  });
  expect((await desk.give('project.show', { id: project.id })).project.login).toBe(project.login);
  for (const id of [null, project.id, other.id])
    await expect(enter(id)).rejects.toMatchObject({ error: { code: 'not-allowed' } });
  await dial(project.id, '+33 1');
  await desk.settled();
  expect(await phonesOf(project.id)).toEqual([{ phone: '+33 1', context: contextOfProject(project.id) }]);
  await desk.restart();
  expect(desk.start.account?.context?.id).toBe(contextOfProject(project.id));
});

test('going back from another account to one’s own passes no moment in which nobody is signed in', async () => {
  const admin = await TestConsole.start();
  await admin.give('workspace.connect', { url: api.url, login: 'admin', password });
  await admin.settled();
  const { accounts } = await admin.give('account.list');
  await admin.give('account.impersonate', { id: accounts.find(({ login }) => login === 'europe')?.id ?? '' });
  await admin.settled();
  const before = admin.events.length;
  const { account } = await admin.give('account.stopImpersonating');
  expect(account?.login).toBe('admin');
  const told = admin.events.slice(before);
  const logins = told.flatMap(({ name, payload }) =>
    name === 'session.changed' ? [(payload as StartState).account?.login ?? 'nobody'] : [],
  );
  expect([...new Set(logins)]).toEqual(['admin']);
  const phases = told.flatMap(({ name, payload }) =>
    name === 'sync.changed' ? [(payload as SyncState).phase] : [],
  );
  expect(phases).not.toContain('signed-out');
  await admin.remove();
});
