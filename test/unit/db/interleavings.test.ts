import fc from 'fast-check';
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  entityKinds,
  type Customer,
  type Partner,
  type Probe,
  type Site,
} from '../../../common/domain/entities.ts';
import { Failure } from '../../../common/contract/errors.ts';
import type { CacheWriter, NewMutation } from '../../../db/api.ts';
import { writerOn } from '../../../db/writer.ts';
import { generationFile } from '../../../db/store/folder.ts';
import type { OpenCache } from '../../../db/store/open-cache.ts';
import { closeCacheFiles, openCacheFiles } from '../../../db/store/opening.ts';
import { replayEverything } from '../../../db/sync/server-rows.ts';
import { customerRow, freshFolder, idOf, noon, partnerRow, probeRow, siteRow } from './fixture.ts';
import { ModelServer } from './model-server.ts';

type Step = { what: keyof typeof steps; a: number; b: number };

interface World {
  folder: string;
  cache: OpenCache;
  writer: CacheWriter;
  server: ModelServer;
  /** Deletes made here: what a restore may name. */
  deletions: { id: string; ids: string[]; kind: 'partner' | 'customer' | 'site' }[];
  fresh(): string;
}

function open(folder: string): Pick<World, 'cache' | 'writer'> {
  const options = {
    folder,
    context: 'partner-account' as const,
    durable: false,
    now: () => Date.parse(noon),
  };
  const { cache } = openCacheFiles(options);
  return { cache, writer: writerOn(cache) };
}

function shown<T>({ cache }: World, kind: string): T[] {
  const docs = cache.visible.db.prepare<[], string>(`SELECT doc FROM ${kind} ORDER BY id`).pluck().all();
  return docs.map((doc) => JSON.parse(doc) as T);
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

function queue(world: World, name: NewMutation['name'], args: unknown, more: object = {}): string {
  const id = world.fresh();
  world.writer.queue([{ id, at: noon, context: 'partner-account', name, args, ...more } as NewMutation]);
  return id;
}

function pull({ writer, server }: World, limit: number): void {
  const status = writer.status();
  if (status.cursor === null || status.snapshot) {
    writer.beginSnapshot();
    for (let more = true; more;)
      more = writer.applySnapshotPage(server.snapshot(writer.status().snapshot?.after ?? null, limit)).more;
  }
  for (let more = true; more;) {
    const report = writer.applyChanges(server.changes(writer.status().cursor ?? '0', limit), noon);
    expect(report.digestsAgree).not.toBe(false);
    more = report.more;
  }
}

function push({ writer, server }: World, limit: number, lost: boolean): void {
  const batch = writer.nextBatch(limit);
  if (batch.length === 0) return;
  const outcomes = server.push(batch);
  if (lost) writer.unsend();
  else writer.settle(outcomes);
}

function outboxIds({ cache }: World, where: string): string[] {
  return cache.visible.db
    .prepare<[], string>(`SELECT id FROM outbox WHERE ${where} ORDER BY position`)
    .pluck()
    .all();
}

const stuck = `state IN ('conflict', 'rejected', 'parked')`;

const steps = {
  addPartner: (world: World, a: number) => {
    const id = world.fresh();
    queue(world, 'partner.create', { id, fields: partnerRow(1, `Partner ${a}`) });
  },
  addCustomer: (world: World, a: number, b: number) => {
    const partner = pick<Partner | null>([...shown<Partner>(world, 'partner'), null], b);
    const fields = { ...customerRow(1, `Customer ${a}`), partnerId: partner?.id ?? null };
    queue(world, 'customer.create', { id: world.fresh(), fields });
  },
  editCustomer: (world: World, a: number, b: number) => {
    const customer = pick(shown<Customer>(world, 'customer'), a);
    const changes = b % 2 ? { name: `Name ${b}` } : { 'address.city': `City ${b}`, notes: `Note ${b}` };
    if (customer) queue(world, 'customer.update', { id: customer.id, changes });
  },
  // A form that was opened before somebody else changed the name, or before the operator did.
  editFromOldForm: (world: World, a: number, b: number) => {
    const customer = pick(shown<Customer>(world, 'customer'), a);
    const before = { name: b % 2 ? `Theirs ${b % 3}` : `Name ${b % 5}` };
    const changes = { name: `From an old form ${b}` };
    if (customer) queue(world, 'customer.update', { id: customer.id, changes }, { before });
  },
  editPartner: (world: World, a: number, b: number) => {
    const partner = pick(shown<Partner>(world, 'partner'), a);
    if (partner) queue(world, 'partner.update', { id: partner.id, changes: { name: `Partner name ${b}` } });
  },
  move: (world: World, a: number, b: number) => {
    const customers = shown<Customer>(world, 'customer');
    const ids = [...new Set([pick(customers, a)?.id, pick(customers, b)?.id])].filter(
      (id) => id !== undefined,
    );
    const partner = pick<Partner | null>([...shown<Partner>(world, 'partner'), null], b);
    if (ids.length > 0) queue(world, 'customer.move', { ids, partnerId: partner?.id ?? null });
  },
  deleteCustomers: (world: World, a: number, b: number) => {
    const customers = shown<Customer>(world, 'customer');
    const ids = [...new Set([pick(customers, a)?.id, pick(customers, b)?.id])].filter(
      (id) => id !== undefined,
    );
    if (ids.length === 0) return;
    world.deletions.push({ id: queue(world, 'customer.delete', { ids }), ids, kind: 'customer' });
  },
  deletePartner: (world: World, a: number) => {
    const partner = pick(shown<Partner>(world, 'partner'), a);
    if (!partner) return;
    const id = queue(world, 'partner.delete', { ids: [partner.id] });
    world.deletions.push({ id, ids: [partner.id], kind: 'partner' });
  },
  addSite: (world: World, a: number, b: number) => {
    const customer = pick(shown<Customer>(world, 'customer'), b);
    if (!customer) return;
    const fields = siteRow(1, `Site ${a}`, customer.id);
    queue(world, 'site.create', { id: world.fresh(), fields });
  },
  editSite: (world: World, a: number, b: number) => {
    const site = pick(shown<Site>(world, 'site'), a);
    const changes = b % 2 ? { name: `Hall ${b}` } : { timeZone: 'Europe/Lisbon', notes: `Note ${b}` };
    if (site) queue(world, 'site.update', { id: site.id, changes });
  },
  deleteSites: (world: World, a: number, b: number) => {
    const sites = shown<Site>(world, 'site');
    const ids = [...new Set([pick(sites, a)?.id, pick(sites, b)?.id])].filter((id) => id !== undefined);
    if (ids.length === 0) return;
    world.deletions.push({ id: queue(world, 'site.delete', { ids }), ids, kind: 'site' });
  },
  associate: (world: World, a: number, b: number) => {
    const probes = shown<Probe>(world, 'probe');
    const ids = [...new Set([pick(probes, a)?.id, pick(probes, b)?.id])].filter((id) => id !== undefined);
    const site = pick(shown<Site>(world, 'site'), b);
    if (site && ids.length > 0) queue(world, 'probe.associate', { ids, siteId: site.id });
  },
  disassociate: (world: World, a: number) => {
    const probe = pick(shown<Probe>(world, 'probe'), a);
    if (probe) queue(world, 'probe.disassociate', { ids: [probe.id] });
  },
  restore: (world: World, a: number) => {
    const deletion = pick(world.deletions, a);
    if (!deletion) return;
    try {
      queue(world, `${deletion.kind}.restore`, { deletion: deletion.id, ids: deletion.ids.slice(0, 1) });
    } catch (thrown) {
      // A site whose customer is gone isn’t restored.
      if (!(thrown instanceof Failure && thrown.error.code === 'not-found')) throw thrown;
    }
  },
  pull: (world: World, a: number) => pull(world, (a % 4) + 1),
  push: (world: World, a: number) => push(world, (a % 5) + 1, false),
  pushLost: (world: World, a: number) => push(world, (a % 5) + 1, true),
  othersEdit: ({ server }: World, a: number, b: number) => {
    const customer = pick(server.of<Customer>('customer'), a);
    if (customer) server.put('customer', { ...customer, name: `Theirs ${b % 3}` });
  },
  othersDelete: ({ server }: World, a: number) => {
    const customer = pick(server.of<Customer>('customer'), a);
    if (customer) server.removeCustomer(customer.id);
  },
  othersDeleteSite: ({ server }: World, a: number) => {
    const site = pick(server.of<Site>('site'), a);
    if (site) server.removeSite(site.id);
  },
  othersAddSite: (world: World, a: number, b: number) => {
    const customer = pick(world.server.of<Customer>('customer'), a);
    if (!customer) return;
    const site = { ...siteRow(1, `Site ${b}`, customer.id), id: world.fresh() };
    world.server.put('site', site);
    world.server.put('probe', { ...probeRow(1, site.id), id: world.fresh() });
  },
  othersMoveProbe: ({ server }: World, a: number, b: number) => {
    const probe = pick(server.of('probe'), a);
    const site = pick<Site>(server.of<Site>('site'), b);
    if (probe) server.put('probe', { ...probe, siteId: site?.id ?? null } as never);
  },
  takeBack: (world: World, a: number) => {
    const id = pick(outboxIds(world, `state = 'waiting'`), a);
    if (id) world.writer.takeBack([id]);
  },
  discard: (world: World, a: number) => {
    const id = pick(outboxIds(world, stuck), a);
    if (id) world.writer.discardAll([id], true, 'Ana');
  },
  retry: (world: World, a: number) => {
    const id = pick(outboxIds(world, stuck), a);
    if (id) world.writer.retryAll([{ id, renewal: { id: world.fresh(), at: noon } }]);
  },
  restart: (world: World) => {
    closeCacheFiles(world.cache);
    Object.assign(world, open(world.folder));
  },
  loseCache: (world: World) => {
    closeCacheFiles(world.cache);
    rmSync(generationFile(world.folder, world.cache.visible.number));
    Object.assign(world, open(world.folder));
    pull(world, 3);
  },
  newSnapshot: (world: World, a: number) => {
    world.writer.startOver(false);
    if (a % 2) pull(world, 2);
  },
} satisfies Record<string, (world: World, a: number, b: number) => void>;

/** What is shown must be what replaying the whole outbox on the server's rows gives: rebasing a part may not differ. */
function checkRebase(world: World): void {
  const before = entityKinds.map((kind) => shown(world, kind));
  const { db } = world.cache.visible;
  db.exec('BEGIN');
  replayEverything(world.cache.visible, false);
  const whole = entityKinds.map((kind) => shown(world, kind));
  db.exec('ROLLBACK');
  expect(before).toEqual(whole);
}

/** Until nothing waits: what is stuck is given up. */
function comeToRest(world: World): void {
  for (let round = 0; round < 200; round++) {
    pull(world, 100);
    const id = outboxIds(world, stuck)[0];
    if (id !== undefined) world.writer.discardAll([id], true, 'Ana');
    push(world, 100, false);
    pull(world, 100);
    const { waiting, stuck: left } = world.writer.status();
    if (waiting + left === 0) return;
  }
  throw new Error('The outbox never came to rest');
}

function begin(): World {
  const folder = freshFolder();
  const server = new ModelServer();
  let last = 1000;
  const fresh = () => idOf(++last);
  for (const n of [1, 2]) server.put('partner', partnerRow(n, `Partner ${n}`));
  for (const n of [11, 12, 13])
    server.put('customer', customerRow(n, `Customer ${n}`, n < 13 ? idOf(1) : null));
  for (const n of [21, 22]) server.put('site', siteRow(n, `Site ${n}`, idOf(11)));
  for (const n of [31, 32]) server.put('probe', probeRow(n, idOf(21)));
  return { folder, server, ...open(folder), deletions: [], fresh };
}

const anyOf = (...names: Step['what'][]) => fc.constantFrom(...names);

it('ends with the server’s rows, whatever the operator, the network and other people do in between', () => {
  const step = fc.record<Step>({
    what: fc.oneof(
      { weight: 6, arbitrary: anyOf('addPartner', 'addCustomer', 'editCustomer', 'editPartner', 'move') },
      { weight: 1, arbitrary: anyOf('editFromOldForm') },
      { weight: 6, arbitrary: anyOf('addSite', 'editSite', 'associate', 'disassociate') },
      { weight: 4, arbitrary: anyOf('deleteCustomers', 'deletePartner', 'deleteSites', 'restore') },
      {
        weight: 6,
        arbitrary: anyOf(
          'othersEdit',
          'othersDelete',
          'othersDeleteSite',
          'othersAddSite',
          'othersMoveProbe',
        ),
      },
      { weight: 6, arbitrary: anyOf('pull', 'push', 'pushLost') },
      { weight: 3, arbitrary: anyOf('takeBack', 'discard', 'retry') },
      { weight: 1, arbitrary: anyOf('restart', 'loseCache', 'newSnapshot') },
    ),
    a: fc.nat(50),
    b: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (script) => {
      const world = begin();
      try {
        pull(world, 3);
        for (const { what, a, b } of script) {
          steps[what](world, a, b);
          checkRebase(world);
        }
        comeToRest(world);
        for (const kind of entityKinds) {
          const there = world.server.of(kind).sort((x, y) => (x.id < y.id ? -1 : 1));
          expect(shown(world, kind)).toEqual(there);
        }
        expect(leftBelow(world)).toBe(0);
      } finally {
        closeCacheFiles(world.cache);
      }
    }),
    {
      numRuns: Number(process.env.SWITCHYARD_RUNS ?? 40),
      seed: Number(process.env.SWITCHYARD_SEED ?? 20260301),
    },
  );
}, 120_000);

function leftBelow({ cache }: World): number {
  const count = 'SELECT (SELECT count(*) FROM shadow) + (SELECT count(*) FROM touched)';
  return cache.visible.db.prepare<[], number>(count).pluck().get() ?? 0;
}
