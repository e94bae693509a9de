import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sightOf } from '../../../common/domain/visibility.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { defaultLimits, openPool } from '../../../partner-api/store/postgres/pools.ts';
import { settingOf } from '../../../partner-api/store/postgres/row-security.ts';
import { inDatabase } from '../../support/database-of.ts';
import { asOwner, PostgresServer } from '../../support/postgres-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { SyncCaller } from '../partner-api/caller.ts';

let server: PostgresServer;
let url: string;
let api: TestPartnerApi;
beforeAll(async () => {
  server = await PostgresServer.start();
  url = await server.database();
  api = await TestPartnerApi.start({ openStore: postgresOpener({ url }) });
  const caller = await SyncCaller.of(api.url);
  const customers = (await caller.snapshot()).rows.get('customer') ?? [];
  const ids = customers.slice(0, 5).map(({ id }) => id);
  const { body } = await caller.get<{ items: unknown[] }>('/v1/activity?limit=1');
  expect(body.items).toHaveLength(1);
  expect(ids).toHaveLength(5);
});
afterAll(async () => {
  await api.remove();
  await server.remove();
});

/** What a statement without any WHERE finds on a connection that says it sees this. */
async function foundBy(sight: string, statement: string): Promise<{ scope: string }[]> {
  const pool = openPool(url, 1, defaultLimits, { sight: '' });
  try {
    await pool.query("SELECT set_config('switchyard.sight', $1, false)", [sight]);
    return (await pool.query<{ scope: string }>(statement)).rows;
  } finally {
    await pool.end();
  }
}

const every = {
  entity: 'SELECT scope FROM entity',
  activity: 'SELECT scope_after AS scope FROM activity',
};
const kept = () => ({ folder: api.folder, databaseUrl: url });

test.each(Object.keys(every) as (keyof typeof every)[])(
  'of the table %s a forgotten WHERE shows nothing, or what the caller’s brands see',
  async (table) => {
    const all = await inDatabase(kept(), every[table]);
    expect(all.length).toBeGreaterThan(10);
    expect(await foundBy('', every[table])).toEqual([]);
    expect(await foundBy('*', every[table])).toHaveLength(all.length);
    const rows = await inDatabase(kept(), 'SELECT id, parent FROM entity WHERE kind = 10');
    const brands = rows.map(({ id, parent }) => ({
      id: String(id),
      parentId: parent === null ? null : String(parent),
    }));
    const top = brands.find(({ parentId }) => brands.some((brand) => brand.id === parentId));
    const sight = sightOf(top?.id ?? '', brands);
    const found = await foundBy(settingOf(sight), every[table]);
    expect(found.length).toBe(all.filter(({ scope }) => sight?.has(String(scope))).length);
    expect(found.length).toBeLessThan(all.length);
  },
);

test('in the context of a project there’s the project with its licenses', async () => {
  const [license] = await inDatabase(
    kept(),
    'SELECT parent FROM entity WHERE kind = 70 AND parent IS NOT NULL LIMIT 1',
  );
  const project = String(license?.['parent']);
  const found = await foundBy(`project ${project}`, 'SELECT kind, id, parent FROM entity');
  const rows = found as unknown as { kind: number; id: string; parent: string | null }[];
  expect(rows.length).toBeGreaterThan(1);
  for (const { kind, id, parent } of rows) expect(kind === 60 ? id : parent).toBe(project);
});

test('a server that connects as a role for which it doesn’t hold says so', async () => {
  const log = new PassThrough();
  const lines = log.setEncoding('utf8').toArray();
  const unguarded = await TestPartnerApi.start({
    openStore: postgresOpener({ url: asOwner(await server.database()) }),
    ...{ logLevel: 'warn', logTo: log },
  });
  await unguarded.remove();
  log.end();
  expect((await lines).join('')).toContain(
    'The role postgres in DATABASE_URL isn’t held to row-level security',
  );
});

test('nothing is written that the writer wouldn’t see', async () => {
  const insert = `INSERT INTO entity (kind, id, version, search, doc, scope)
    VALUES (30, 'smuggled', 999999, '', '{}', 'somebody-elses') RETURNING scope`;
  await expect(foundBy('another', insert)).rejects.toThrow('row-level security');
});
