import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { License, Project } from '../../../common/domain/entities.ts';
import { verifyDatabase } from '../../../partner-api/audit/verify-database.ts';
import {
  canonicalSql,
  chainHeadSql,
  insertEntrySql,
  nextInChain,
  type ChainedRow,
} from '../../../partner-api/store/audit-chain.ts';
import { sqliteDialect } from '../../../partner-api/store/dialects/sqlite.ts';
import { openEmbedded } from '../../../partner-api/store/open-embedded.ts';
import type { StoreOpener } from '../../../partner-api/store/opening.ts';
import { digestOf, redactionKey } from '../../../partner-api/store/redacting.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { startPartnerApi, type PartnerApi } from '../../../partner-api/start.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { password } from '../../support/test-partner-api.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { call, mutationOf, SyncCaller } from './caller.ts';
import { closingTokenIn, confirmClosing, mailsAbout } from './closing-mails.ts';
import { projectOf, projectPassword } from './project-of.ts';

const day = 24 * 60 * 60 * 1000;
let folder: string;
let api: PartnerApi;
let ahead = 0;
const now = () => Date.now() + ahead;
const run = async (openStore: StoreOpener = openEmbedded) =>
  (api = await startPartnerApi({
    ...{ dataDir: folder, seed: sampleSeed, password, passwordCost: 10, openStore },
    surroundings: { now, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
  }));
beforeEach(async () => {
  ahead = 0;
  folder = mkdtempSync(join(tmpdir(), 'switchyard-closing-'));
  await run();
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const signedIn = () => SyncCaller.of(api.url);
const file = () => join(folder, 'partner-api.db');
const mailsOf = (id: string) => mailsAbout(folder, id);

const canaries = {
  email: 'canary-one@hushed-harbour.example',
  formerEmail: 'canary-zero@hushed-harbour.example',
  company: 'Canary Two Limited',
  phone: '+44 5550 333 777',
  address: 'canary-four.hushed-harbour.example',
};

async function plant(caller: SyncCaller): Promise<{ id: string; login: string }> {
  const { email, formerEmail, company, phone } = canaries;
  const args = await projectOf(api.url, { email: formerEmail, company, phone, name: 'Quiet move' });
  expect((await caller.pushOne(mutationOf('project.create', args))).outcome).toBe('applied');
  const connector = { id: newId(), kind: 'imap', address: canaries.address, user: 'm', password: null };
  // In Activity each is a value from before and from after a change.
  const edit = { id: args.id, changes: { connectors: [connector], email } };
  const edited = mutationOf('project.update', edit, { before: { connectors: [], email: formerEmail } });
  expect((await caller.pushOne(edited)).outcome).toBe('applied');
  const move = { ids: [newId(), newId()], from: null, to: args.id, type: 'Mailbox', quantity: 9, reason: '' };
  expect((await caller.pushOne(mutationOf('license.move', move))).outcome).toBe('applied');
  return { id: args.id, login: args.fields.login };
}

/** Entries as they were written before projects had keys, at the end of the chain. */
function writeInClear(id: string, other: string): void {
  const db = new Database(file());
  const head = db.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const write = db.prepare(insertEntrySql);
  const like = db.prepare<[string], ChainedRow>(
    'SELECT * FROM activity WHERE entity = ? ORDER BY entry LIMIT 1',
  );
  for (const [project, who] of [
    [id, 'erased'],
    [other, 'other'],
  ] as const) {
    const { entry: _entry, ...row } = like.get(project) ?? {};
    const email = `clear-of-${who}@hushed-harbour.example`;
    const values = {
      before: JSON.stringify({ phone: '1', email: '' }),
      after: JSON.stringify({ phone: '2', email }),
    };
    const entry = { ...(row as Omit<ChainedRow, 'entry'>), action: 'project.update', ...values };
    write.run(nextInChain(entry, head.get(), ''));
  }
  db.close();
}

const projectNow = async (caller: SyncCaller, id: string) =>
  (await caller.get<Project>(`/v1/projects/${id}`)).body;
const signIn = (login: string) =>
  call(api.url, 'POST', '/v1/auth/sign-in', { body: { login, password: projectPassword } });
async function mailboxesOf(caller: SyncCaller, project: string | null): Promise<number> {
  const { rows } = await caller.snapshot();
  return ((rows.get('license') ?? []) as unknown as License[])
    .filter(({ projectId, type }) => projectId === project && type === 'Mailbox')
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
async function askToClose(caller: SyncCaller, id: string): Promise<string> {
  expect((await caller.pushOne(mutationOf('project.close', { id }))).outcome).toBe('applied');
  await api.lookAtProjects();
  const token = closingTokenIn(mailsOf(id).at(-1) ?? '');
  if (token === undefined) throw new Error('no link in the mail');
  return token;
}
const confirm = (token: string) => confirmClosing(api.url, token);

/** An entry of Activity about a project. */
interface Told {
  action: string;
  after: { closing?: { stage: string } } | null;
}

/** A store that takes no transaction any more once a project's closing has come to a stage, as if its process had ended there. */
function endingAt(id: string, stage: string): StoreOpener {
  return async (opening) => {
    const opened = await openEmbedded(opening);
    const transaction: Store['transaction'] = (work) =>
      opened.store.transaction(async (tx) => {
        if ((await tx.row('project', id))?.closing?.stage === stage) throw new Error('The power is gone');
        return work(tx);
      });
    return {
      ...opened,
      store: Object.create(opened.store, { transaction: { value: transaction } }) as Store,
    };
  };
}

function expectNoCanaryIn(path: string) {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  for (const canary of Object.values(canaries))
    expect(bytes.includes(canary), `${canary} in ${path}`).toBe(false);
}

describe('closing a project', () => {
  test('blocks it at once; the mail’s link shows and then confirms; all that is erasable is gone, from a backup too', async () => {
    const caller = await signedIn();
    const { id, login } = await plant(caller);
    const licenses = await mailboxesOf(caller, null);
    expect((await signIn(login)).status).toBe(200);
    const token = await askToClose(caller, id);
    expect((await signIn(login)).status).toBe(403);
    expect(await projectNow(caller, id)).toMatchObject({
      ...{ status: 'blocked', email: canaries.email },
      closing: { stage: 'asked', mailFault: '' },
    });
    // A backup of the database, without the file of keys.
    const backup = join(folder, 'backup.db');
    const db = new Database(file());
    expect(db.prepare('SELECT count(*) FROM project_closing WHERE hash = ?').pluck().get(token)).toBe(0);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    copyFileSync(file(), backup);

    const looked = await fetch(`${api.url}/close-project?token=${token}`);
    expect(await looked.text()).toContain('Close the project Quiet move');
    for (const wrong of ['', token.slice(1), `${token}A`, 'A'.repeat(43), "' OR 1=1 --"])
      expect((await confirm(wrong)).status).toBe(404);
    expect((await projectNow(caller, id)).closing?.stage).toBe('asked');
    expect(await (await confirm(token)).text()).toContain('The closing is confirmed');
    await api.lookAtProjects();
    expect(await projectNow(caller, id)).toMatchObject({
      ...{ name: 'Quiet move', status: 'blocked', email: '', company: '', phone: '' },
      ...{ connectors: [], jobs: [], closing: { stage: 'closed' } },
    });
    expect(await mailboxesOf(caller, null)).toBe(licenses + 9);
    expect(await mailboxesOf(caller, id)).toBe(0);
    expect(mailsOf(id)).toEqual([]);
    expect((await signIn(login)).status).toBe(401);
    for (const path of [file(), `${file()}-wal`, backup, join(folder, 'project-keys.db')])
      expectNoCanaryIn(path);

    const { body } = await caller.get<{ items: { action: string; after: object }[] }>(
      `/v1/activity?entityId=${id}&limit=50`,
    );
    expect(JSON.stringify(body)).not.toContain('hushed-harbour');
    expect(body.items.find(({ action }) => action === 'project.update')).toMatchObject({
      before: { email: 'Erased with the project', connectors: 'Erased with the project' },
      after: { email: 'Erased with the project', connectors: 'Erased with the project' },
    });
    expect(body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['project.close', 'project.mail', 'project.confirmClosing', 'project.erase']),
    );
    expect((await verifyDatabase(file(), now())).fault).toBeNull();
    await api.close();
    expectNoCanaryIn(file());
    // Restored from that backup, it's erased all the same.
    copyFileSync(backup, file());
    for (const rest of ['-wal', '-shm', '-closed']) rmSync(`${file()}${rest}`, { force: true });
    await run();
    await api.lookAtProjects();
    expect(await projectNow(await signedIn(), id)).toMatchObject({ email: '', closing: { stage: 'closed' } });
  });

  test('what entries of Activity from before projects had keys hold in clear goes too, and the chain verifies; nobody without the key can do the same', async () => {
    const caller = await signedIn();
    const { id } = await plant(caller);
    const { id: other } = await plant(caller);
    await api.close();
    writeInClear(id, other);
    expect((await verifyDatabase(file(), now())).fault).toBeNull();
    await run();
    const again = await signedIn();
    await confirm(await askToClose(again, id));
    await vi.waitFor(async () => expect((await projectNow(again, id)).closing?.stage).toBe('closed'), 10_000);
    const told = async (project: string) =>
      (
        await again.get<{ items: { after: { email?: string } }[] }>(
          `/v1/activity?entityId=${project}&limit=50`,
        )
      ).body.items;
    expect(JSON.stringify(await told(id))).not.toContain('hushed-harbour');
    expect(JSON.stringify(await told(id))).toContain('Erased with the project');
    expect(JSON.stringify(await told(other))).toContain('clear-of-other@hushed-harbour.example');
    expect((await verifyDatabase(file(), now())).fault).toBeNull();
    await api.close();
    for (const path of [file(), `${file()}-wal`])
      if (existsSync(path)) expect(readFileSync(path).includes(`clear-of-erased@`)).toBe(false);

    // Who can write the database and hasn't the key: another word of an entry, vouched for as well as can be.
    const db = new Database(file());
    const clear = db
      .prepare<[string], number>('SELECT entry FROM activity WHERE entity = ? ORDER BY entry DESC LIMIT 1')
      .pluck()
      .get(other);
    const kept = db
      .prepare<[], string>("SELECT value FROM property WHERE key LIKE 'redaction %' LIMIT 1")
      .pluck()
      .get();
    const vouch = db.prepare('INSERT OR REPLACE INTO property (key, value) VALUES (?, ?)');
    vouch.run(redactionKey(clear ?? 0), kept);
    db.prepare('UPDATE activity SET after = NULL WHERE entry = ?').run(clear);
    expect((await verifyDatabase(file(), now())).fault).toMatchObject({ kind: 'changed', entry: clear });
    const canonical = db
      .prepare<[number], string>(`SELECT ${canonicalSql(sqliteDialect)} FROM activity WHERE entry = ?`)
      .pluck()
      .get(clear ?? 0);
    const { signature } = JSON.parse(kept ?? '') as { signature: string };
    const forged = JSON.stringify({ digest: digestOf(canonical ?? ''), signature });
    vouch.run(redactionKey(clear ?? 0), forged);
    db.close();
    expect((await verifyDatabase(file(), now())).fault).toMatchObject({ kind: 'changed', entry: clear });
    await run();
  });

  test('can be cancelled until it’s confirmed, and its link is dead then; asked for again it’s another link', async () => {
    const caller = await signedIn();
    const { id, login } = await plant(caller);
    const first = await askToClose(caller, id);
    expect((await caller.pushOne(mutationOf('project.cancelClosing', { id }))).outcome).toBe('applied');
    expect((await confirm(first)).status).toBe(404);
    expect((await signIn(login)).status).toBe(200);
    expect(await projectNow(caller, id)).toMatchObject({ status: 'active', closing: null });
    const second = await askToClose(caller, id);
    ahead = 8 * day;
    expect((await confirm(second)).status).toBe(410);
    const later = await signedIn();
    const third = await askToClose(later, id);
    await confirm(third);
    for (const mutation of [mutationOf('project.cancelClosing', { id }), mutationOf('project.close', { id })])
      expect(await later.pushOne(mutation)).toMatchObject({
        outcome: 'rejected',
        problem: { kind: 'forbidden' },
      });
  });

  test('goes on after a crash in the middle, and loses no license', async () => {
    const caller = await signedIn();
    const { id } = await plant(caller);
    const licenses = await mailboxesOf(caller, null);
    await api.close();
    // As a crash leaves it right after the key was destroyed: no row says so yet.
    const keys = new Database(join(folder, 'project-keys.db'));
    keys.prepare('UPDATE project_key SET key = NULL WHERE project = ?').run(id);
    keys.close();
    await run();
    await api.lookAtProjects();
    const again = await signedIn();
    expect(await projectNow(again, id)).toMatchObject({ email: '', closing: { stage: 'closed' } });
    expect(await mailboxesOf(again, null)).toBe(licenses + 9);
    expectNoCanaryIn(file());
  });

  test('that ended between two steps is gone on with at the next one, and Activity tells of each once', async () => {
    const caller = await signedIn();
    const { id } = await plant(caller);
    const token = await askToClose(caller, id);
    await api.close();
    await run(endingAt(id, 'erased'));
    const meanwhile = await signedIn();
    await confirm(token);
    await api.lookAtProjects();
    expect(await projectNow(meanwhile, id)).toMatchObject({ closing: { stage: 'erased' } });
    await api.close();
    await run();
    await api.lookAtProjects();
    const again = await signedIn();
    expect(await projectNow(again, id)).toMatchObject({ closing: { stage: 'closed' } });
    const { items } = (await again.get<{ items: Told[] }>(`/v1/activity?entityId=${id}&limit=50`)).body;
    const told = items
      .filter(({ action }) => action === 'project.erase')
      .map(({ after }) => after?.closing?.stage);
    expect(told.toReversed()).toEqual(['erased', 'closed']);
  });

  test('the page that confirms wears the brand that the mail came from', async () => {
    const caller = await signedIn();
    const { body } = await caller.get<{ items: { id: string; brandId: string | null }[] }>(
      '/v1/customers?limit=200',
    );
    const brands = (await caller.get<{ items: { id: string; name: string }[] }>('/v1/brands')).body.items;
    const iberia = brands.find(({ name }) => name === 'Nordlys Iberia');
    const customer = body.items.find(({ brandId }) => brandId === iberia?.id);
    const args = await projectOf(api.url, { customerId: customer?.id ?? null });
    expect((await caller.pushOne(mutationOf('project.create', args))).outcome).toBe('applied');
    const token = await askToClose(caller, args.id);
    const page = () => fetch(`${api.url}/close-project?token=${token}`).then((answer) => answer.text());
    expect(await page()).toContain('Nordlys Iberia');
    expect(await (await confirm(token)).text()).toContain('Nordlys Iberia');
    await api.lookAtProjects();
    expect(await page(), 'nothing is known of a link that’s over').not.toContain('Nordlys Iberia');
  });
});

describe('a project that nobody uses', () => {
  test('is written to after 90 days and deleted 30 days later, unless it’s used', async () => {
    const caller = await signedIn();
    const [quiet, used] = [await plant(caller), await plant(caller)];
    ahead = 90 * day + 1000;
    await api.lookAtProjects();
    expect(mailsOf(quiet.id).at(-1)).toContain('will be deleted');
    expect((await projectNow(await signedIn(), quiet.id)).notice).not.toBeNull();
    expect((await signIn(used.login)).status).toBe(200);
    expect((await projectNow(await signedIn(), used.id)).notice).toBeNull();
    ahead += 29 * day;
    await api.lookAtProjects();
    expect((await projectNow(await signedIn(), quiet.id)).status).toBe('active');
    ahead += day;
    await api.lookAtProjects();
    const later = await signedIn();
    expect(await projectNow(later, quiet.id)).toMatchObject({
      ...{ status: 'blocked', email: '', closing: { stage: 'closed', why: 'inactive' } },
    });
    expect(await projectNow(later, used.id)).toMatchObject({ status: 'active', email: canaries.email });
    const { body } = await later.get<{ items: { action: string }[] }>(
      `/v1/activity?entityId=${quiet.id}&limit=50`,
    );
    expect(body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['project.notice', 'project.close', 'project.erase']),
    );
  });

  test('isn’t touched while a migration job is open', async () => {
    const caller = await signedIn();
    const { rows } = await caller.snapshot();
    const busy = ((rows.get('project') ?? []) as unknown as Project[]).find(
      ({ jobs, status }) => status === 'active' && jobs.some(({ state }) => state === 'running'),
    );
    ahead = 400 * day;
    await api.lookAtProjects();
    ahead += 40 * day;
    await api.lookAtProjects();
    expect(await projectNow(await signedIn(), busy?.id ?? '')).toMatchObject({ status: 'active' });
  });
});
