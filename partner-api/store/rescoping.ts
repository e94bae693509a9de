import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import { noScope, scopeParents } from '../../common/domain/visibility.ts';
import { kindNumbers } from './columns.ts';
import type { Owed } from './owed.ts';
import type { Sql } from './sql.ts';

/** A row's scope key changed at a sequence. */
interface ScopeChange {
  kind: EntityKind;
  id: string;
  seq: number;
  /** The key that it had. */
  former: string;
  /** ISO time. */
  at: string;
}

/** What has to happen when a row's scope key changes. Within the transaction that changes it. */
export interface Rescoping {
  /** Remembers where the row was in sight until then; nothing where no scope saw it. */
  log(change: ScopeChange): Promise<void>;
  /**
   * Gives every row below the one named the new key, and with it a new version: so each comes in the change feed by itself,
   * in pages, for those who see it now as for those who don't any more.
   */
  below(kind: EntityKind, id: string, key: string, at: string): Promise<void>;
}

/**
 * Prepares the statements for changes of scope keys.
 * @param tally adds to the tally of a kind and a key
 */
export function rescoping(sql: Sql, takeSeq: () => Promise<number>, tally: Owed['tally']): Rescoping {
  const insertLog = sql.prepare('INSERT INTO scope_log (seq, kind, id, former, at) VALUES (?, ?, ?, ?, ?)');
  const children = sql.prepare<[number, string, string], { id: string; version: number; scope: string }>(
    'SELECT id, version, scope FROM entity WHERE kind = ? AND parent = ? AND scope <> ? ORDER BY id',
  );
  const moveRow = sql.prepare(
    `UPDATE entity SET version = @seq, scope = @key, doc = ${sql.dialect.withVersion('doc', '@seq')}
     WHERE kind = @kind AND id = @id`,
  );

  const log = async ({ kind, id, seq, former, at }: ScopeChange) => {
    if (former !== noScope) await insertLog.run(seq, kindNumbers[kind], id, former, at);
  };
  const below = async (kind: EntityKind, id: string, key: string, at: string): Promise<void> => {
    for (const childKind of entityKinds) {
      if (scopeParents[childKind] !== kind) continue;
      const number = kindNumbers[childKind];
      for (const child of await children.all(number, id, key)) {
        const seq = await takeSeq();
        // A bigint, as a number would stand in the document as 7.0.
        await moveRow.run({ seq: BigInt(seq), key, kind: number, id: child.id });
        tally(number, child.scope, -1, -child.version);
        tally(number, key, 1, seq);
        await log({ kind: childKind, id: child.id, seq, former: child.scope, at });
        await below(childKind, child.id, key, at);
      }
    }
  };
  return { log, below };
}
