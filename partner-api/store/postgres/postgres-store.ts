import type { ClientBase, Pool, PoolClient } from 'pg';
import type { Sight } from '../../../common/domain/visibility.ts';
import { prune } from '../prune.ts';
import { readerOver } from '../reader.ts';
import { redactProject } from '../redacting.ts';
import { sharedReader } from '../shared-reader.ts';
import { StoreFault } from '../sqlite-file.ts';
import type { Store, StoreReader } from '../store.ts';
import { transactionOver } from '../transaction.ts';
import { answered, postgresReading, postgresWriting, writingSlot, type Slot } from './connection.ts';
import { fillPostgres, type NewPostgres } from './create.ts';
import { openListener } from './listener.ts';
import { migratePostgres } from './migrate.ts';
import { everything, settingOf, sightSetting } from './row-security.ts';
import { defaultLimits, openPool, withClient, type PostgresLimits } from './pools.ts';
import { postgresProjectKeys, prepareProjectKeys } from './project-keys.ts';

const oldestVersion = 15;
const changed = 'switchyard_change';
const restored = 'switchyard_epoch';
const keyDestroyed = 'switchyard_key';
/** Jobs that one process does at a time, each holding a connection with its name locked. */
const mostClaims = 16;

export interface PostgresOptions {
  /** Such as `postgres://user:password@host/database`. */
  url: string;
  /** Database of the keys of projects; the same one, in a schema of its own, unless told. */
  keysUrl?: string | undefined;
  /** Replaces the epoch of a database that was restored from a backup. */
  newEpoch?: string | undefined;
  /** What a database without anything is filled with. */
  seed(): NewPostgres;
  limits?: Partial<PostgresLimits>;
}

/**
 * Opens the store in a database of PostgreSQL, brought to today's version and filled where it's empty. Any number of processes may
 * do so at once. Writers of all of them take turns by the row of the sequence, which each locks before anything else: so changes
 * become visible in the order of their sequence numbers, and no reader of the feed passes one that isn't there yet.
 * @throws StoreFault where the database can't be used; errors of pg and Node otherwise
 */
export async function openPostgresStore(
  options: PostgresOptions,
): Promise<{ store: Store; isNew: boolean; warning: string | undefined }> {
  const limits = { ...defaultLimits, ...options.limits };
  const { url, keysUrl = url } = options;
  const keyPool = openPool(keysUrl, 2, limits);
  const keys = postgresProjectKeys(keyPool, async (project) => {
    await claims.query('SELECT pg_notify($1, $2)', [keyDestroyed, project]);
  });
  const claims = openPool(url, mostClaims, { ...limits, statementMs: 0 });
  const writers = openPool(url, 1, limits, { pipeline: true });
  const readers = openPool(url, limits.readers, limits, { sight: '' });
  const pools = [keyPool, claims, writers, readers];
  const endAll = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  };
  try {
    await prepareProjectKeys(keyPool);
    const { isNew, warning } = await prepare(url, limits, options, keys);
    const { instance, name, ...found } = await properties(writers);
    let { epoch } = found;
    const listeners = new Set<(seq: number) => void>();
    let told = 0;
    const tell = (seq: number): void => {
      if (seq <= told) return;
      told = seq;
      for (const listener of listeners) listener(seq);
    };
    /** Another process found that the database was restored: its sequence may stand before what was told. */
    const follow = (place: Place): void => {
      if (place.epoch !== epoch) {
        epoch = place.epoch;
        told = -1;
        keys.forgetAll();
      }
      tell(place.last);
    };
    const lookNow = (): void => void placeOf(readers).then(follow, () => undefined);
    const onNotice: Record<string, (payload: string) => void> = {
      [changed]: (seq) => tell(Number(seq)),
      [restored]: lookNow,
      [keyDestroyed]: (project) => keys.forget(project),
    };
    const listener = await openListener(url, limits, {
      channels: Object.keys(onNotice),
      onNotice: (channel, payload) => onNotice[channel]?.(payload),
      onListening: () => {
        keys.forgetAll();
        lookNow();
      },
      look: async (client) => follow(await placeOf(client)),
    });
    told = (await placeOf(readers)).last;

    const slot = writingSlot();
    const sql = postgresWriting(slot);
    const within = transactionOver(sql, keys);
    let queue: Promise<unknown> = Promise.resolve();
    const runAlone = <T>(work: () => Promise<T>): Promise<T> =>
      withClient(writers, async (client) => {
        slot.client = client;
        try {
          const [, locked] = (await client.query(
            'BEGIN; SELECT last FROM sequence FOR UPDATE',
          )) as unknown as [unknown, { rows: { last: number }[] }];
          const before = locked.rows[0]?.last ?? 0;
          slot.seq = before;
          sql.known.clear();
          const value = await work();
          await answered(slot);
          // Those who listen are told by the commit itself.
          const { seq } = slot;
          const moved = `UPDATE sequence SET last = ${seq}; SELECT pg_notify('${changed}', '${seq}');`;
          await client.query(`${seq === before ? '' : moved} COMMIT`);
          if (seq !== before) tell(seq);
          return value;
        } catch (error) {
          await answered(slot).catch(() => undefined);
          await client.query('ROLLBACK').catch(() => undefined);
          throw error;
        } finally {
          slot.client = null;
        }
      });
    const inLine = <T>(work: () => Promise<T>): Promise<T> => {
      const run = queue.then(() => runAlone(work));
      queue = run.catch(() => undefined);
      return run;
    };
    const store: Store = {
      get epoch() {
        return epoch;
      },
      instance,
      name,
      read: sharedReader(Array.from({ length: limits.readers }, () => pooledReader(readers, keys))),
      transaction: (work) => inLine(() => within(work)),
      onCommit: (made) => {
        listeners.add(made);
        return () => listeners.delete(made);
      },
      hits: { hit: (subject, windowMs) => hit(readers, subject, windowMs) },
      exclusively: (job, work) => exclusively(claims, job, work),
      prune: (now) => inLine(() => prune(sql, now)),
      rememberAuditKey: (key) =>
        inLine(() =>
          sql
            .prepare<[string]>(
              "INSERT INTO property (key, value) VALUES ('audit-key', ?) ON CONFLICT DO NOTHING",
            )
            .run(key),
        ),
      redactProject: async (project, sign) => {
        const changedRows = await inLine(() => redactProject(sql, { instance, project, sign }));
        // The rows as they were lie in the table's file until it's written anew.
        if (changedRows > 0) await claims.query('VACUUM FULL activity');
      },
      destroyProjectKey: (project) => keys.destroy(project),
      erasedProjects: () => keys.destroyed(),
      pool: () => {
        const sum = (count: (pool: Pool) => number) => pools.reduce((all, pool) => all + count(pool), 0);
        return {
          open: sum(({ totalCount }) => totalCount),
          idle: sum(({ idleCount }) => idleCount),
          waiting: sum(({ waitingCount }) => waitingCount),
        };
      },
      close: async () => {
        await queue;
        await listener.close();
        await endAll();
      },
    };
    return { store, isNew, warning };
  } catch (error) {
    await endAll();
    throw error;
  }
}

/** A reader that takes a connection for each of its calls. */
export function pooledReader(pool: Pool, keys: Parameters<typeof readerOver>[1]): StoreReader {
  const slot: Slot = { client: null };
  const reader = readerOver(postgresReading(slot), keys);
  type Call = (...args: unknown[]) => Promise<unknown>;
  const pooled = Object.entries(reader).map(([name, call]): [string, Call] => [
    name,
    (...args) =>
      withClient(pool, async (client) => {
        await see(client, sightAsked(name, args));
        slot.client = client;
        try {
          return await (call as Call)(...args);
        } finally {
          slot.client = null;
        }
      }),
  ]);
  return Object.fromEntries(pooled) as unknown as StoreReader;
}

/** Reads that tell what an account sees and look at nothing else, and where their sight stands among what they're called with. */
const sightsOf: Partial<Record<string, (args: readonly unknown[]) => Sight>> = {
  position: ([sight]) => sight as Sight,
  snapshotPage: ([sight]) => sight as Sight,
  changes: ([sight]) => sight as Sight,
  hasChanges: ([sight]) => sight as Sight,
  row: ([sight]) => sight as Sight,
  list: ([, filter]) => (filter as { sight: Sight }).sight,
  deletions: ([filter]) => (filter as { sight: Sight }).sight,
} satisfies Partial<Record<keyof StoreReader, (args: readonly unknown[]) => Sight>>;

/** The setting for a read; those that serve the server itself see everything. */
function sightAsked(name: string, args: readonly unknown[]): string {
  const sight = sightsOf[name]?.(args);
  return sight === undefined ? everything : settingOf(sight);
}

/** What each connection said last. */
const saidBy = new WeakMap<PoolClient, string>();

/** Has a connection say what is seen by it from now on. */
async function see(client: PoolClient, setting: string): Promise<void> {
  if (saidBy.get(client) === setting) return;
  await client.query({
    name: 'see',
    text: 'SELECT set_config($1, $2, false)',
    values: [sightSetting, setting],
  });
  saidBy.set(client, setting);
}

/** Runs `work` while this process alone holds the name; PostgreSQL gives it free when the process or its connection is gone. */
async function exclusively(
  pool: Pool,
  job: string,
  work: (isHeld: () => boolean) => Promise<void>,
): Promise<boolean> {
  return withClient(pool, async (client) => {
    let isHeld = true;
    const lose = (): void => {
      isHeld = false;
    };
    client.once('error', lose).once('end', lose);
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [job],
    );
    if (rows[0]?.held !== true) {
      client.off('error', lose).off('end', lose);
      return false;
    }
    try {
      await work(() => isHeld);
    } finally {
      if (isHeld) await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [job]);
      client.off('error', lose).off('end', lose);
    }
    return isHeld;
  });
}

/** By PostgreSQL's clock, which all processes share. */
async function hit(pool: Pool, subject: string, windowMs: number): Promise<{ current: number; ttl: number }> {
  const counting = {
    name: 'hit',
    text: `INSERT INTO traffic.hit AS known (subject, until, count)
      VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + $2::bigint, 1)
      ON CONFLICT (subject) DO UPDATE SET
        count = CASE WHEN known.until <= excluded.until - $2::bigint THEN 1 ELSE known.count + 1 END,
        until = CASE WHEN known.until <= excluded.until - $2::bigint THEN excluded.until ELSE known.until END
      RETURNING count AS current,
        greatest(1, until - floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS ttl`,
    values: [subject, windowMs],
  };
  const { rows } = await withClient(pool, (client) =>
    client.query<{ current: number; ttl: number }>(counting),
  );
  const [counted] = rows;
  if (!counted) throw new Error('PostgreSQL counted nothing');
  return counted;
}

/** Brings a database to today's version and fills one that's empty; tells whether it was. Statements take as long as they take. */
async function prepare(
  url: string,
  limits: PostgresLimits,
  { seed, newEpoch }: PostgresOptions,
  keys: Parameters<typeof fillPostgres>[1],
): Promise<{ isNew: boolean; warning: string | undefined }> {
  const pool = openPool(url, 2, { ...limits, statementMs: 0 });
  try {
    await refuseUnfit(pool);
    const warning = await unguarded(pool);
    await migratePostgres(pool);
    const isNew = await withClient(pool, async (client) => {
      await client.query('BEGIN; SELECT last FROM sequence FOR UPDATE');
      const { rowCount } = await client.query("SELECT 1 FROM property WHERE key = 'epoch'");
      if (rowCount === 0) await fillPostgres(client, keys, seed());
      else if (newEpoch !== undefined)
        await client.query(
          `WITH given AS (UPDATE property SET value = $1 WHERE key = 'epoch' RETURNING value)
           SELECT pg_notify('${restored}', value) FROM given`,
          [newEpoch],
        );
      await client.query('COMMIT');
      return rowCount === 0;
    });
    return { isNew, warning };
  } finally {
    await pool.end();
  }
}

/** A sentence where row-level security doesn't hold for the role that's connected as. */
async function unguarded(pool: Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ role: string }>(
    'SELECT rolname AS role FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)',
  );
  return (
    rows[0] &&
    `The role ${rows[0].role} in DATABASE_URL isn’t held to row-level security: connect as an ordinary one that owns the database.`
  );
}

/** @throws StoreFault where PostgreSQL is too old, or the database doesn't hold all letters */
async function refuseUnfit(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string; encoding: string }>(
    "SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding",
  );
  const version = Math.floor(Number(rows[0]?.version) / 10_000);
  if (version < oldestVersion)
    throw new StoreFault(
      `DATABASE_URL names a PostgreSQL ${version}; it has to be ${oldestVersion} or newer.`,
    );
  if (rows[0]?.encoding !== 'UTF8')
    throw new StoreFault(
      `The database in DATABASE_URL is encoded as ${rows[0]?.encoding ?? '?'}; make one with ENCODING 'UTF8'.`,
    );
}

async function properties(pool: Pool): Promise<{ epoch: string; instance: string; name: string }> {
  const { rows } = await pool.query<{ key: string; value: string }>('SELECT key, value FROM property');
  const found = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  const { epoch, instance, name } = found;
  if (epoch === undefined || instance === undefined || name === undefined)
    throw new StoreFault('The database in DATABASE_URL is no database of a partner API. Name another one.');
  return { epoch, instance, name };
}

/** Where the change feed stands. */
interface Place {
  epoch: string;
  last: number;
}

async function placeOf(client: Pick<ClientBase, 'query'>): Promise<Place> {
  const { rows } = await client.query<{ epoch: string; last: string | number }>(
    "SELECT value AS epoch, last FROM sequence, property WHERE key = 'epoch'",
  );
  const [place] = rows;
  if (!place) throw new Error('The database holds no partner account any more');
  return { epoch: place.epoch, last: Number(place.last) };
}
