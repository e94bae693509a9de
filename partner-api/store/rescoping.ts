import type Database from 'better-sqlite3';
import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import { noScope, scopeParents } from '../../common/domain/visibility.ts';
import { kindNumbers } from './columns.ts';

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
  log(change: ScopeChange): void;
  /**
   * Gives every row below the one named the new key, and with it a new version: so each comes in the change feed by itself,
   * in pages, for those who see it now as for those who don't any more.
   */
  below(kind: EntityKind, id: string, key: string, at: string): void;
}

/**
 * Prepares the statements for changes of scope keys.
 * @param tallied the statement that adds to the tally of a kind and a key: kind, key, rows, versions
 */
export function rescoping(
  connection: Database.Database,
  takeSeq: () => number,
  tallied: Database.Statement<unknown[]>,
): Rescoping {
  const insertLog = connection.prepare(
    'INSERT INTO scope_log (seq, kind, id, former, at) VALUES (?, ?, ?, ?, ?)',
  );
  const children = connection.prepare<
    [number, string, string],
    { id: string; version: number; scope: string }
  >('SELECT id, version, scope FROM entity WHERE kind = ? AND parent = ? AND scope <> ? ORDER BY id');
  const moveRow = connection.prepare(
    "UPDATE entity SET version = @seq, scope = @key, doc = json_set(doc, '$.version', @seq) WHERE kind = @kind AND id = @id",
  );

  const log = ({ kind, id, seq, former, at }: ScopeChange) => {
    if (former !== noScope) insertLog.run(seq, kindNumbers[kind], id, former, at);
  };
  const below = (kind: EntityKind, id: string, key: string, at: string) => {
    for (const childKind of entityKinds) {
      if (scopeParents[childKind] !== kind) continue;
      const number = kindNumbers[childKind];
      for (const child of children.all(number, id, key)) {
        const seq = takeSeq();
        // A bigint, as a number would stand in the document as 7.0.
        moveRow.run({ seq: BigInt(seq), key, kind: number, id: child.id });
        tallied.run(number, child.scope, -1, -child.version);
        tallied.run(number, key, 1, seq);
        log({ kind: childKind, id: child.id, seq, former: child.scope, at });
        below(childKind, child.id, key, at);
      }
    }
  };
  return { log, below };
}
