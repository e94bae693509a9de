import type { PoolClient } from 'pg';
import type { Project } from '../../../common/domain/entities.ts';
import { chainedRowOf } from '../activity-row.ts';
import { nextInChain } from '../audit-chain.ts';
import { kindNumbers } from '../columns.ts';
import type { ProjectKeys } from '../project-keys.ts';
import { sealedDoc, sealedValues } from '../project-seal.ts';
import {
  rowsToStore,
  seededEntry,
  Tallies,
  type RowToStore,
  type SeedEntry,
  type SeedRow,
} from '../seed-rows.ts';
import { insertRows } from './insert.ts';

/** Rows that go to the server in one statement. */
const rowsAtOnce = 5000;

export interface NewPostgres {
  epoch: string;
  /** Name of the partner account. */
  name: string;
  /** Rows in snapshot order. */
  rows: Iterable<SeedRow>;
  /** What its Activity begins with, oldest first. */
  activity?: readonly SeedEntry[] | undefined;
  onProgress?: ((rows: number) => void) | undefined;
}

/** Fills a database that has tables and nothing else, in the transaction of whoever calls. */
export async function fillPostgres(client: PoolClient, keys: ProjectKeys, made: NewPostgres): Promise<void> {
  const { epoch, name } = made;
  await insertRows(client, 'property', [
    { key: 'epoch', value: epoch },
    { key: 'instance', value: epoch },
    { key: 'name', value: name },
  ]);
  const tallies = new Tallies();
  const place = new Map<string, RowToStore>();
  const named = new Set(made.activity?.map(({ id }) => id));
  let version = 0;
  let batch: RowToStore[] = [];
  const flush = async (): Promise<void> => {
    await insertRows(client, 'entity', await sealed(batch, keys));
    made.onProgress?.(version);
    batch = [];
  };
  for (const row of rowsToStore(made.rows, tallies)) {
    if (named.has(row.id)) place.set(`${row.kind} ${row.id}`, row);
    version = row.version;
    batch.push(row);
    if (batch.length === rowsAtOnce) await flush();
  }
  await flush();
  const tallyRows = [...tallies.all()].map(({ sum, ...rest }) => ({ ...rest, version_sum: sum }));
  await insertRows(client, 'tally', tallyRows);
  await client.query('UPDATE sequence SET last = $1', [version]);
  await writeActivity(client, keys, made.activity ?? [], { place, instance: epoch });
}

/** Rows of projects have what is erasable of them sealed, each with a key of its own. */
async function sealed(rows: readonly RowToStore[], keys: ProjectKeys) {
  const stored: Record<string, unknown>[] = [];
  for (const { publicId, ...row } of rows) {
    const isProject = row.kind === kindNumbers.project;
    if (isProject) await keys.make(row.id);
    const doc = isProject ? sealedDoc(keys, JSON.parse(row.doc) as Project) : row.doc;
    stored.push({ ...row, public_id: publicId, doc });
  }
  return stored;
}

async function writeActivity(
  client: PoolClient,
  keys: ProjectKeys,
  entries: readonly SeedEntry[],
  { place, instance }: { place: ReadonlyMap<string, RowToStore>; instance: string },
): Promise<void> {
  const rows: ReturnType<typeof nextInChain>[] = [];
  for (const seeded of entries) {
    const entry = seededEntry(seeded, place.get(`${kindNumbers[seeded.kind]} ${seeded.id}`));
    const values = (of: Record<string, unknown> | null) =>
      seeded.kind === 'project' ? sealedValues(keys, seeded.id, of) : of;
    const row = chainedRowOf(
      { ...entry, before: values(entry.before), after: values(entry.after) },
      () => '',
    );
    rows.push(nextInChain(row, rows.at(-1), instance));
  }
  await insertRows(client, 'activity', rows);
}
