import type { Sql, Statement } from './sql.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { Sight } from '../../common/domain/visibility.ts';
import type { BulkDelete } from '../../common/partner-api/bulk-deletes.ts';
import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';
import { kindNumbers, kindOfNumber } from './columns.ts';

type BulkKind = BulkDelete['kind'];

/** A bulk delete as it's kept. */
export interface StoredBulkDelete extends Omit<BulkDelete, 'waiting'> {
  /** Id of the account that made it. */
  accountId: string;
  /** Hash of the dry run's token. */
  token: string;
  /** Until when the token begins it. */
  expiresAt: string;
}

/** One part of a bulk delete: the mutation that it is, and what became of it; null while nothing did. */
export interface BulkDeletePart {
  part: number;
  mutation: Mutation;
  /** Names of what the mutation names, in its order. */
  names: string[];
  outcome: MutationOutcome | null;
}

/** Something below something else. */
export interface RowBelow {
  id: string;
  parent: string;
}

interface BulkDeleteRow {
  id: string;
  account: string;
  by: string;
  token: string;
  kind: number;
  state: BulkDelete['state'];
  because: string | null;
  at: string;
  expires_at: string;
  begun_at: string | null;
  ended_at: string | null;
  items: number;
  deleted: number;
  left_over: number;
  gone: number;
}

/** Of a {@link BulkDeleteRow}. */
const columns =
  'id, account, by, token, kind, state, because, at, expires_at, begun_at, ended_at, items, deleted, left_over, gone';

interface PartRow {
  part: number;
  mutation: string;
  names: string;
  outcome: string | null;
}

function fromRow(row: BulkDeleteRow): StoredBulkDelete {
  const { account, expires_at, begun_at, ended_at, left_over, ...same } = row;
  return {
    ...same,
    accountId: account,
    kind: kindOfNumber(row.kind) as BulkKind,
    expiresAt: expires_at,
    begunAt: begun_at,
    endedAt: ended_at,
    left: left_over,
  };
}

function partFromRow({ part, mutation, names, outcome }: PartRow): BulkDeletePart {
  return {
    part,
    mutation: JSON.parse(mutation) as Mutation,
    names: JSON.parse(names) as string[],
    outcome: outcome === null ? null : (JSON.parse(outcome) as MutationOutcome),
  };
}

/** Reads of bulk deletes. */
export function bulkDeleteReader(sql: Sql) {
  const byId = sql.prepare<[string], BulkDeleteRow>(`SELECT ${columns} FROM bulk_delete WHERE id = ?`);
  const ofAccount = sql.prepare<[string], BulkDeleteRow>(
    `SELECT ${columns} FROM bulk_delete WHERE account = ? ORDER BY at DESC, id DESC LIMIT 100`,
  );
  const running = sql
    .prepare<[], string>("SELECT id FROM bulk_delete WHERE state = 'running' ORDER BY id")
    .pluck();
  const nextPart = sql.prepare<[string], PartRow>(
    `SELECT part, mutation, names, outcome FROM bulk_delete_part
     WHERE job = ? AND outcome IS NULL ORDER BY part LIMIT 1`,
  );
  const partFrom = sql.prepare<[string, number], PartRow>(
    `SELECT part, mutation, names, outcome FROM bulk_delete_part WHERE job = ? AND part >= ? ORDER BY part LIMIT 1`,
  );
  const read = async <A extends unknown[]>(
    statement: Statement<A, PartRow>,
    ...args: A
  ): Promise<BulkDeletePart | null> => {
    const row = await statement.get(...args);
    return row ? partFromRow(row) : null;
  };
  return {
    bulkDelete: async (id: string): Promise<StoredBulkDelete | null> => {
      const row = await byId.get(id);
      return row ? fromRow(row) : null;
    },
    bulkDeletesOf: async (accountId: string): Promise<StoredBulkDelete[]> =>
      (await ofAccount.all(accountId)).map(fromRow),
    runningBulkDeletes: async (): Promise<string[]> => running.all(),
    /** The first part that nothing became of yet. */
    nextBulkPart: async (job: string) => read(nextPart, job),
    /** The first part with this number or a later one. */
    bulkPartFrom: async (job: string, part: number) => read(partFrom, job, part),
    /** Rows of a kind whose parent is one of `parents`, in the order of their ids. */
    rowsBelow: async (
      sight: Sight,
      kind: 'site' | 'probe' | 'visit' | 'project',
      parents: readonly string[],
    ): Promise<RowBelow[]> =>
      sql
        .prepare<[Record<string, unknown>], RowBelow>(
          `SELECT id, parent FROM entity WHERE kind = @kind AND ${sql.dialect.isOneOf('parent', '@parents')}
           ${sight ? `AND scope IN ${sql.dialect.elementsOf('@keys')}` : ''} ORDER BY id`,
        )
        .all({
          kind: kindNumbers[kind],
          parents: JSON.stringify(parents),
          keys: JSON.stringify([...(sight ?? [])]),
        }),
  };
}

/** Writes of bulk deletes, for a transaction. */
export function bulkDeleteWriter(sql: Sql) {
  const byId = sql.prepare<[string], BulkDeleteRow>(`SELECT ${columns} FROM bulk_delete WHERE id = ?`);
  const byToken = sql.prepare<[string], BulkDeleteRow>(`SELECT ${columns} FROM bulk_delete WHERE token = ?`);
  const save = sql.prepare(
    `INSERT INTO bulk_delete (id, account, by, token, kind, state, because, at, expires_at, begun_at, ended_at, items, deleted, left_over, gone)
     VALUES (@id, @accountId, @by, @token, @kind, @state, @because, @at, @expiresAt, @begunAt, @endedAt, @items, @deleted, @left, @gone)
     ON CONFLICT (id) DO UPDATE SET state = @state, because = @because, begun_at = @begunAt, ended_at = @endedAt,
       deleted = @deleted, left_over = @left, gone = @gone`,
  );
  const savePart = sql.prepare(
    'INSERT INTO bulk_delete_part (job, part, mutation, names) VALUES (?, ?, ?, ?)',
  );
  const settlePart = sql.prepare<[string, string, number], { part: number }>(
    'UPDATE bulk_delete_part SET outcome = ? WHERE job = ? AND part = ? AND outcome IS NULL RETURNING part',
  );
  return {
    bulkDelete: async (id: string): Promise<StoredBulkDelete | null> => {
      const row = await byId.get(id);
      return row ? fromRow(row) : null;
    },
    bulkDeleteByToken: async (hash: string): Promise<StoredBulkDelete | null> => {
      const row = await byToken.get(hash);
      return row ? fromRow(row) : null;
    },
    saveBulkDelete: async ({ kind, ...bulk }: StoredBulkDelete): Promise<void> => {
      await save.run({ ...bulk, kind: kindNumbers[kind] });
    },
    saveBulkPart: async (
      job: string,
      { part, mutation, names }: Omit<BulkDeletePart, 'outcome'>,
    ): Promise<void> => {
      await savePart.run(job, part, JSON.stringify(mutation), JSON.stringify(names));
    },
    /** Tells whether nothing had become of it yet. */
    settleBulkPart: async (job: string, part: number, outcome: MutationOutcome): Promise<boolean> =>
      (await settlePart.get(JSON.stringify(outcome), job, part)) !== undefined,
  };
}

/**
 * Forgets dry runs that nobody can begin any more, and bulk deletes made before `since`; those under way stay.
 * @param now as an ISO time
 */
export async function pruneBulkDeletes(sql: Sql, now: string, since: string): Promise<void> {
  await sql
    .prepare(
      `DELETE FROM bulk_delete WHERE (state = 'shown' AND expires_at < @now)
       OR (state IN ('done', 'stopped') AND at < @since)`,
    )
    .run({ now, since });
  await sql.prepare('DELETE FROM bulk_delete_part WHERE job NOT IN (SELECT id FROM bulk_delete)').run();
}
