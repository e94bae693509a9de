import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Project } from '../../../common/domain/entities.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { startPartnerApi } from '../../../partner-api/start.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { inDatabase, placesWith } from '../../support/database-of.ts';
import { asOwner, PostgresServer } from '../../support/postgres-server.ts';
import { password } from '../../support/test-partner-api.ts';
import { mutationOf, SyncCaller } from '../partner-api/caller.ts';
import { closingTokenIn, confirmClosing, mailsAbout } from '../partner-api/closing-mails.ts';
import { projectOf } from '../partner-api/project-of.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

const canaries = {
  email: 'canary-one@hushed-harbour.example',
  company: 'Canary Two Limited',
  phone: '+44 5550 333 777',
};

test('a closed project leaves nothing erasable in PostgreSQL, and the key it was sealed with is in no table’s file any more', async () => {
  const url = await server.database();
  const keysUrl = await server.database();
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-erasing-'));
  const api = await startPartnerApi({
    ...{ dataDir: folder, seed: sampleSeed, password, passwordCost: 10 },
    openStore: postgresOpener({ url, keysUrl }),
    surroundings: { now: Date.now, randomBytes: (count) => new Uint8Array(randomBytes(count)) },
  });
  onTestFinished(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const kept = { folder, databaseUrl: url };
  const caller = await SyncCaller.of(api.url);
  const args = await projectOf(api.url, { ...canaries, name: 'Quiet move' });
  expect((await caller.pushOne(mutationOf('project.create', args))).outcome).toBe('applied');
  expect((await caller.get<Project>(`/v1/projects/${args.id}`)).body.company).toBe(canaries.company);
  const keys = new pg.Client(asOwner(keysUrl));
  await keys.connect();
  onTestFinished(() => keys.end());
  const keyOf = async () =>
    (
      await keys.query<{ key: Buffer | null }>(
        'SELECT key FROM project_keys.project_key WHERE project = $1',
        [args.id],
      )
    ).rows[0];
  const key = (await keyOf())?.key;
  if (!key) throw new Error('the project has no key');
  expect((await server.filesWith(key)).length).toBeGreaterThan(0);
  // Neither in clear while it's open.
  for (const canary of Object.values(canaries)) expect(await placesWith(kept, canary)).toEqual([]);

  expect((await caller.pushOne(mutationOf('project.close', { id: args.id }))).outcome).toBe('applied');
  await api.lookAtProjects();
  const token = closingTokenIn(mailsAbout(folder, args.id).at(-1) ?? '') ?? '';
  expect((await confirmClosing(api.url, token)).status).toBe(200);
  await api.lookAtProjects();
  expect((await caller.get<Project>(`/v1/projects/${args.id}`)).body).toMatchObject({
    ...{ company: '', email: '', phone: '' },
    closing: { stage: 'closed' },
  });
  expect(await keyOf()).toEqual({ key: null });
  expect(await server.filesWith(key)).toEqual([]);
  for (const canary of Object.values(canaries)) {
    expect(await placesWith(kept, canary)).toEqual([]);
    expect(await server.filesWith(Buffer.from(canary))).toEqual([]);
  }
  const { body } = await caller.get<{ sound: boolean }>('/v1/activity/verification');
  expect(body.sound).toBe(true);
  // What a back-up of the database alone would bring back stays closed.
  await inDatabase(
    kept,
    'UPDATE entity SET doc = replace(doc::text, \'"blocked"\', \'"active"\')::json WHERE id = ?',
    args.id,
  );
  expect((await caller.get<Project>(`/v1/projects/${args.id}`)).body.company).toBe('');
});
