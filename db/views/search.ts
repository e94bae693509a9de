import type { SearchAnswer, SearchedKind, SearchHit } from '../../common/contract/views.ts';
import { searchedKinds } from '../../common/contract/views.ts';
import type { EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { wordsOf, type SearchIndex } from '../lists/search-index.ts';
import { type Connection, plucked } from '../store/database.ts';
import { docsOf } from './list-rows.ts';
import { namesOf } from './counts.ts';
import { exactMatch, isUndashed, labelledIds, whyMatched, type IdReading } from './why-matched.ts';

type AnyRow = EntityRows[SearchedKind];

/**
 * Hits in everything: rows in which every word of the query stands in some field, in list order within each kind; `limit` of
 * each kind are shown, all are counted. An id, Customer ID, serial or external id given whole is told apart.
 */
export function searchEverything(
  db: Connection,
  revision: number,
  index: (kind: SearchedKind) => SearchIndex,
  query: string,
  limit: number,
): SearchAnswer {
  const words = wordsOf(query);
  const groups: SearchAnswer['groups'] = [];
  if (words.length === 0) return { query, groups, exact: null, revision };
  const exact = withId(db, query.trim());
  const whole = { label: undefined, value: foldText(query.trim()) };
  const takeExact = (kind: SearchedKind, rids: number[], reading: IdReading): SearchHit[] => {
    const rows: AnyRow[] = docsOf(db, kind, rids);
    const same = rows.filter((row) => exactMatch(row, reading) !== undefined);
    const hits = hitsOf(db, kind, same, (row) => exactMatch(row, reading) ?? null);
    exact.push(...hits);
    return hits;
  };
  for (const kind of searchedKinds) {
    const found = index(kind).find(query, { listed: false, limit });
    if (found.total === 0) continue;
    groups.push({
      kind,
      total: found.total,
      hits: hitsOf(db, kind, docsOf(db, kind, found.rids), (row) => whyMatched(row, words)),
    });
    takeExact(kind, found.exact, whole);
  }
  // Nothing holds it as it stands: an id may have its name before it, as screens show it, or lack its dashes.
  const readings = groups.length > 0 || exact.length > 0 ? [] : [whole, ...labelledIds(query.trim())];
  for (const reading of readings)
    for (const kind of searchedKinds) {
      const rids =
        reading === whole ? [] : index(kind).find(reading.value, { listed: false, limit: 0 }).exact;
      if (rids.length === 0 && isUndashed(reading.value)) rids.push(...index(kind).undashed(reading.value));
      const hits = takeExact(kind, rids, reading);
      if (hits.length > 0) groups.push({ kind, total: hits.length, hits: hits.slice(0, limit) });
    }
  return { query, groups, exact: exact.length === 1 ? (exact[0] ?? null) : null, revision };
}

const uuid =
  /^(?:id\s*:?\s*)?[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[})]?$/i;

/** What has this id. */
function withId(db: Connection, text: string): SearchHit[] {
  const parts = uuid.exec(text);
  if (!parts) return [];
  const id = parts.slice(1).join('-').toLowerCase();
  return searchedKinds.flatMap((kind) => {
    const rid = plucked<[string], number>(db, `SELECT rid FROM ${kind} WHERE id = ?`).get(id);
    const rows = rid === undefined ? [] : docsOf(db, kind, [rid]);
    return hitsOf(db, kind, rows, () => ({ field: 'id', text: id }));
  });
}

function hitsOf(
  db: Connection,
  kind: SearchedKind,
  rows: readonly AnyRow[],
  matched: (row: AnyRow) => SearchHit['matched'],
): SearchHit[] {
  const parents = rows.map(parentOf);
  const within = namesOf(db, parentKinds[kind], parents);
  return rows.map((row, position) => ({
    kind,
    id: row.id,
    title: row.name,
    within: within(parents[position] ?? null) ?? '',
    matched: matched(row),
  }));
}

const parentKinds = {
  partner: 'brand',
  customer: 'partner',
  site: 'customer',
  probe: 'site',
  project: 'customer',
  visit: 'site',
  invite: 'partner',
  onboardingLink: 'partner',
} as const;

function parentOf(row: AnyRow): string | null {
  if ('siteId' in row) return row.siteId;
  if ('timeZone' in row || 'login' in row) return row.customerId;
  return 'partnerId' in row ? row.partnerId : null;
}
