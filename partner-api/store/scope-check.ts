import type { ReadingSql } from './sql.ts';

/** A condition of SQL that holds for the rows that are in sight, with its parameters. */
interface ScopeCheck {
  where: string;
  params: Record<string, string>;
}

/** Most keys of a kind that are looked through for ranges, and most ranges that are asked instead of the keys. */
const mostKeys = 200;
const mostRanges = 4;

/**
 * How the rows of a kind are checked against a sight, within one moment. Where the keys in sight lie beside each other among those
 * that rows of the kind have, a range is asked instead of each key: looking a text up among many costs several times as much as
 * comparing it twice. Which keys there are is read from the rows themselves, once nothing has been committed between two questions.
 */
export function scopeChecks(
  sql: ReadingSql,
): (kind: number, sight: ReadonlySet<string>) => Promise<ScopeCheck> {
  const { moment } = sql;
  const keysOf = sql
    .prepare<[{ kind: number; most: number }], string>(
      `WITH RECURSIVE found (scope) AS (
         SELECT min(scope) FROM entity WHERE kind = @kind AND scope <> ''
         UNION ALL
         SELECT (SELECT min(scope) FROM entity WHERE kind = @kind AND scope <> '' AND scope > found.scope)
         FROM found WHERE found.scope IS NOT NULL
       ) SELECT scope FROM found WHERE scope IS NOT NULL LIMIT @most`,
    )
    .pluck();
  const byKind = new Map<number, readonly string[]>();
  let known = Number.NaN;
  const keysNow = async (kind: number): Promise<readonly string[] | null> => {
    const now = await moment?.();
    if (now === undefined) return null;
    if (now !== known) {
      known = now;
      byKind.clear();
      return null;
    }
    const keys = byKind.get(kind) ?? (await keysOf.all({ kind, most: mostKeys + 1 }));
    byKind.set(kind, keys);
    return keys;
  };

  return async (kind, sight) => {
    const keys = await keysNow(kind);
    const ranges = keys && keys.length <= mostKeys ? rangesIn(keys, sight) : [];
    if (ranges.length === 0 || ranges.length > mostRanges)
      return {
        where: `scope IN ${sql.dialect.elementsOf('@keys')}`,
        params: { keys: JSON.stringify([...sight]) },
      };
    const asked = ranges.map((_, at) => `scope BETWEEN @from${at} AND @to${at}`);
    const ends = ranges.flatMap(([from, to], at) => [[`from${at}`, from] as const, [`to${at}`, to] as const]);
    return { where: `(${asked.join(' OR ')})`, params: Object.fromEntries(ends) };
  };
}

/** The keys that are in sight as ranges, first and last of each: none that isn't in sight lies in between. */
export function rangesIn(keys: readonly string[], sight: ReadonlySet<string>): [from: string, to: string][] {
  const ranges: [string, string][] = [];
  let isOpen = false;
  for (const key of keys) {
    const isSeen = sight.has(key);
    const last = ranges.at(-1);
    if (isSeen && isOpen && last) last[1] = key;
    else if (isSeen) ranges.push([key, key]);
    isOpen = isSeen;
  }
  return ranges;
}
