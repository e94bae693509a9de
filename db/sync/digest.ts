import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import type { Digests } from '../../common/partner-api/sync-door.ts';
import { type Connection, prepared } from '../store/database.ts';

interface Sum {
  n: number;
  total: number | null;
}

/** Count and sum of versions of the server's rows of one kind, as they are known here: shadows count in place of their rows. */
function digestOf(db: Connection, kind: EntityKind): { count: number; versionSum: number } {
  const sum = (sql: string): Sum => prepared<[], Sum>(db, sql).get() ?? { n: 0, total: 0 };
  const shown = sum(`SELECT count(*) AS n, sum(version) AS total FROM ${kind}`);
  const covered = sum(
    `SELECT count(*) AS n, sum(version) AS total FROM ${kind} WHERE id IN (SELECT id FROM shadow WHERE kind = '${kind}')`,
  );
  const below = sum(
    `SELECT count(*) AS n, sum(version) AS total FROM shadow WHERE kind = '${kind}' AND doc IS NOT NULL`,
  );
  return {
    count: shown.n - covered.n + below.n,
    versionSum: (shown.total ?? 0) - (covered.total ?? 0) + (below.total ?? 0),
  };
}

/** Whether the rows here are the server's, kind by kind; kinds that this version doesn't know are left out. */
export function digestsAgree(db: Connection, digests: Digests): boolean {
  return entityKinds.every((kind) => {
    const here = digestOf(db, kind);
    const there = digests[kind] ?? { count: 0, versionSum: 0 };
    return here.count === there.count && here.versionSum === there.versionSum;
  });
}
