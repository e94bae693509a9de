import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { backTo } from '../../support/older-store.ts';
import { entityKinds, project } from '../../../common/domain/entities.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import { brandIds, customerIds, Follower, idOf, partnerIds, probeIds, ScopeWorld } from './scope-world.ts';
import { dropProjects } from '../../support/drop-projects.ts';

const worlds: ScopeWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
function openWorld(): ScopeWorld {
  const world = new ScopeWorld();
  worlds.push(world);
  return world;
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const brandOrNone = fc.option(fc.constantFrom(...brandIds), { nil: null });
const siteId = fc.integer({ min: 0, max: 5 }).map((number) => idOf(4, number));

const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ deed: fc.constant('align' as const), which: fc.nat(5), brandId: brandOrNone }),
  },
  fc.record({ deed: fc.constant('align-partner' as const), which: fc.nat(1), brandId: brandOrNone }),
  fc.record({ deed: fc.constant('rename' as const), which: fc.nat(5), name: fc.constantFrom('A', 'B', 'C') }),
  fc.record({ deed: fc.constant('delete' as const), which: fc.nat(5) }),
  { weight: 2, arbitrary: fc.record({ deed: fc.constant('restore' as const), which: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant('place' as const),
      which: fc.nat(7),
      siteId: fc.option(siteId, { nil: null }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      deed: fc.constant('page' as const),
      which: fc.nat(3),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

async function act(world: ScopeWorld, followers: readonly Follower[], one: Deed): Promise<void> {
  const customer = pick(customerIds, one.which);
  switch (one.deed) {
    case 'align':
      await world.do('customer.update', { id: customer, changes: { brandId: one.brandId } });
      break;
    case 'align-partner':
      await world.do('partner.update', {
        id: pick(partnerIds, one.which),
        changes: { brandId: one.brandId },
      });
      break;
    case 'rename':
      await world.do('customer.update', { id: customer, changes: { name: one.name } });
      break;
    case 'delete':
      await world.do('customer.delete', { ids: [customer] });
      break;
    case 'restore': {
      const last = world.deletions.findLast(({ id }) => id === customer);
      if (last) await world.do('customer.restore', { deletion: last.deletion, ids: [last.id] });
      break;
    }
    case 'place':
      await world.place(pick(probeIds, one.which), one.siteId);
      break;
    case 'page':
      await pick(followers, one.which).step(one.limit);
      break;
  }
}

async function expectTrue(world: ScopeWorld, follower: Follower): Promise<void> {
  await follower.catchUp(3);
  const rows = await world.rowsInSight(follower.sight);
  expect(Object.fromEntries([...follower.rows].sort())).toEqual(Object.fromEntries([...rows].sort()));
  const { digests } = await world.store.read.position(follower.sight);
  for (const kind of entityKinds) {
    const versions = [...rows]
      .filter(([key]) => key.startsWith(`${kind} `))
      .map(([, json]) => (JSON.parse(json) as { version: number }).version);
    const versionSum = versions.reduce((sum, version) => sum + version, 0);
    expect(digests[kind]).toEqual({ count: versions.length, versionSum });
  }
}

test('whatever moves between brands, every account ends with exactly what it may see, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 60 }), async (deeds) => {
      const world = new ScopeWorld();
      try {
        const sights = [null, ...brandIds.slice(0, 3)].map((brandId) => world.store.read.sight(brandId));
        const followers = (await Promise.all(sights)).map((sight) => new Follower(world.store, sight));
        for (const one of deeds) await act(world, followers, one);
        for (const follower of followers) await expectTrue(world, follower);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('an account never hears of what it never saw', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const { seq } = await world.store.read.position(sight);
  const [outside] = customerIds;
  await world.do('customer.update', { id: outside, changes: { name: 'Elsewhere' } });
  await world.do('customer.update', { id: outside, changes: { brandId: brandIds[3] } });
  await world.do('customer.delete', { ids: [outside] });
  expect((await world.store.read.changes(sight, seq, 100)).changes).toEqual([]);
  expect(await world.store.read.hasChanges(sight, seq)).toBe(false);
  expect(await world.store.read.hasChanges(null, seq)).toBe(true);
});

test('a customer that leaves is told as left, with each site and probe, and not as deleted', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const { seq } = await world.store.read.position(sight);
  const id = customerIds[1] ?? '';
  await world.do('customer.update', { id, changes: { brandId: brandIds[4] } });
  // What happens to it out of sight doesn't move what is told, however small the pages are.
  await world.do('customer.update', { id, changes: { name: 'Renamed there' } });
  const first = await world.store.read.changes(sight, seq, 1);
  const rest = await world.store.read.changes(sight, first.end, 100);
  const told = [...first.changes, ...rest.changes];
  expect(told.map(({ kind, id: which, now }) => [kind, which, now])).toEqual([
    ['customer', id, 'out-of-sight'],
    ['site', idOf(4, 1), 'out-of-sight'],
    ['probe', probeIds[1], 'out-of-sight'],
  ]);
});

test('what is deleted out of sight after it left is told as left', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const { seq } = await world.store.read.position(sight);
  const id = customerIds[1] ?? '';
  await world.do('customer.update', { id, changes: { brandId: brandIds[4] } });
  await world.do('customer.delete', { ids: [id] });
  const { changes } = await world.store.read.changes(sight, seq, 100);
  expect(changes.find((change) => change.id === id)?.now).toBe('out-of-sight');
  expect(changes.every(({ now }) => now === 'out-of-sight')).toBe(true);
});

test('what is deleted in sight is told as deleted, and the probe that it frees as left', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const { seq } = await world.store.read.position(sight);
  await world.do('customer.delete', { ids: [customerIds[1]] });
  const { changes } = await world.store.read.changes(sight, seq, 100);
  expect(changes.map(({ kind, now }) => [kind, now])).toEqual([
    ['probe', 'out-of-sight'],
    ['site', 'deleted'],
    ['customer', 'deleted'],
  ]);
});

test('memory of what left goes with that of what was deleted, and raises the oldest cursor that is taken', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  await world.do('customer.update', { id: customerIds[1], changes: { brandId: brandIds[4] } });
  const { seq } = await world.store.read.position(sight);
  await world.store.prune(Date.parse('2026-03-03T00:00:00Z'));
  expect((await world.store.read.position(sight)).floor).toBe(0);
  await world.store.prune(Date.parse('2026-07-01T00:00:00Z'));
  expect((await world.store.read.position(sight)).floor).toBe(seq);
});

test('an edit of a customer leaves the versions of its sites alone; another brand gives them new ones', async () => {
  const world = openWorld();
  const versionOf = async () => (await world.store.read.row(null, 'site', idOf(4, 1)))?.version;
  const before = await versionOf();
  await world.do('customer.update', { id: customerIds[1], changes: { name: 'Renamed' } });
  expect(await versionOf()).toBe(before);
  await world.do('customer.update', { id: customerIds[1], changes: { brandId: brandIds[2] } });
  const after = await world.store.read.row(null, 'site', idOf(4, 1));
  expect(after?.version).toBeGreaterThan(before ?? 0);
  expect(JSON.parse(after?.json ?? '')).toMatchObject({ version: after?.version, name: 'Site 1' });
});

test('what was deleted in sight and comes back under another brand is told as left', async () => {
  const world = openWorld();
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const { seq } = await world.store.read.position(sight);
  const id = partnerIds[0] ?? '';
  await world.store.transaction(async (tx) => {
    const partner = await tx.row('partner', id);
    await tx.remove('partner', id, '2026-03-02T09:00:00.000Z', 'Ingrid');
    if (partner) await tx.put('partner', { ...partner, brandId: brandIds[4] ?? null });
  });
  const { changes } = await world.store.read.changes(sight, seq, 100);
  expect(changes.map((change) => [change.id, change.now])).toEqual([[id, 'out-of-sight']]);
});

test('a file from before brand scope gets the keys of its rows, and its digests stay', async () => {
  const world = openWorld();
  const file = `${world.folder}/partner-api.db`;
  const { digests } = await world.store.read.position(null);
  const sight = await world.store.read.sight(brandIds[1] ?? '');
  const seen = await world.store.read.position(sight);
  await world.store.close();
  takeScopeAway(file);
  const store = openSqliteStore(file);
  expect((await store.read.position(null)).digests).toEqual(digests);
  expect((await store.read.position(sight)).digests).toEqual(seen.digests);
  expect((await store.read.activity({ sight, before: null, limit: 10 })).items).toEqual([]);
  await store.close();
});

/** Makes a file what it was at version 20 of the store. */
function takeScopeAway(file: string): void {
  const database = new Database(file);
  database.exec(`
    DROP TABLE bulk_delete;
    DROP TABLE bulk_delete_part;
    DROP TABLE deletion;
    DROP INDEX recycled_by_id;
    DROP INDEX customer_by_name;
    ALTER TABLE recycled DROP COLUMN scope;
    ALTER TABLE recycled DROP COLUMN search;
    DROP INDEX entity_by_scope;
    ALTER TABLE entity DROP COLUMN scope;
    ALTER TABLE tombstone DROP COLUMN scope;
    DROP TABLE scope_log;
    DROP TABLE tally;
    CREATE TABLE tally (kind INTEGER PRIMARY KEY, count INTEGER NOT NULL, version_sum INTEGER NOT NULL) STRICT;
    INSERT INTO tally SELECT kind, count(*), sum(version) FROM entity GROUP BY kind;
    DROP INDEX activity_by_customer;
    DROP INDEX activity_by_former_customer;
    ${backTo(90)}
    DROP INDEX customer_by_billing_account;
    ${dropProjects}
    ALTER TABLE activity DROP COLUMN title;
    ALTER TABLE activity DROP COLUMN client;
    ALTER TABLE activity DROP COLUMN customer;
    ALTER TABLE activity DROP COLUMN former_customer;
    ALTER TABLE activity DROP COLUMN hash;
    ALTER TABLE activity DROP COLUMN scope_before;
    ALTER TABLE activity DROP COLUMN scope_after;
    ALTER TABLE account DROP COLUMN brand;
    ALTER TABLE account DROP COLUMN disabled;
  `);
  database.pragma('user_version = 20');
  database.close();
}

test('a project that was blocked before its customer was deleted is in sight again once that is restored', async () => {
  const world = openWorld();
  const [customerId = ''] = customerIds;
  const [brandId = ''] = brandIds;
  const id = idOf(7, 1);
  const at = '2026-03-02T08:00:00.000Z';
  const row = project.parse({
    ...{ id, version: 0, createdAt: at, updatedAt: at, customerId, name: 'Blocked', country: 'CH' },
    ...{ email: 'p@x.example', login: 'blocked', status: 'blocked', lastActivityAt: at },
  });
  await world.store.transaction((tx) => tx.put('project', row));
  const isSeen = async () => (await world.store.read.row(new Set([brandId]), 'project', id)) !== null;
  expect(await isSeen()).toBe(true);
  await world.do('customer.delete', { ids: [customerId] });
  expect(await isSeen()).toBe(false);
  const deletion = world.deletions.at(-1)?.deletion ?? '';
  await world.do('customer.restore', { deletion, ids: [customerId] });
  expect(await isSeen()).toBe(true);
});
