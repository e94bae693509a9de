import type { PlacementImpact, SiteChoice } from '../../common/contract/sites.ts';
import type { ListKind } from '../../common/contract/views.ts';
import { foldText } from '../../common/domain/text.ts';
import { wordsOf, type SearchIndex } from '../lists/search-index.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';

const given = '(SELECT value FROM json_each(?))';
/** Most hits of one kind that are looked at for a choice: nobody scrolls further, they type on. */
const mostLookedAt = 5000;
const namesShown = 10;

/** What putting probes at a site means, or with null into the inventory. Ids that aren't in the cache count for nothing. */
export function placementImpact(
  db: Connection,
  ids: readonly string[],
  siteId: string | null,
): PlacementImpact {
  const probes = prepared<[string], { id: string; siteId: string | null; name: string }>(
    db,
    `SELECT id, siteId, coalesce(nullif(name, ''), doc ->> '$.serial') AS name FROM probe
       WHERE id IN ${given} ORDER BY nameKey, id`,
  ).all(JSON.stringify(ids));
  const bySite = new Map<string, number>();
  for (const probe of probes)
    if (probe.siteId !== null && probe.siteId !== siteId)
      bySite.set(probe.siteId, (bySite.get(probe.siteId) ?? 0) + 1);
  const known = new Map(
    choicesAmong(db, [...bySite.keys(), ...(siteId === null ? [] : [siteId])]).map((site) => [site.id, site]),
  );
  return {
    probes: probes.length,
    names: probes.slice(0, namesShown).map(({ name }) => name),
    fromInventory: siteId === null ? 0 : probes.filter((probe) => probe.siteId === null).length,
    already: probes.filter((probe) => probe.siteId === siteId).length,
    leaving: [...bySite]
      .sort((a, b) => b[1] - a[1])
      .map(([id, count]) => ({ ...(known.get(id) ?? unknownSite(id)), probes: count })),
    target: siteId === null ? null : (known.get(siteId) ?? null),
    seen: Object.fromEntries(probes.map((probe) => [probe.id, probe.siteId])),
  };
}

/** Those of the names that sites of a customer have already, blind to accents and case; as they were given. */
export function siteNamesTaken(db: Connection, customerId: string, names: readonly string[]): string[] {
  const taken = new Set(
    plucked<[string], string>(db, 'SELECT nameKey FROM site WHERE customerId = ?').all(customerId),
  );
  return names.filter((name) => taken.has(foldText(name.trim())));
}

/**
 * Sites to choose from, by name: those of which every word stands in their name, city or external ids, or in their customer's
 * name. Without words, all; `total` counts them up to a limit.
 * @param customerId only sites of this customer
 */
export function siteChoices(
  db: Connection,
  index: (kind: ListKind) => SearchIndex,
  { query, limit, customerId }: { query: string; limit: number; customerId: string | null },
): { sites: SiteChoice[]; total: number } {
  const words = wordsOf(query);
  const [longest = ''] = words;
  const rids =
    customerId !== null
      ? ridsOf(db, customerId)
      : longest === ''
        ? firstRids(db)
        : ridsWith(db, index, longest);
  const matching = prepared<[string], ChoiceRow & { text: string }>(
    db,
    `${choiceSql}, site.nameKey || ' ' || site.cityKey || ' ' || site.externalKey || ' ' || coalesce(customer.nameKey, '') AS text
       ${choiceFrom} WHERE site.rid IN ${given} ORDER BY site.nameKey, site.id`,
  )
    .all(JSON.stringify(rids))
    .filter(({ text }) => words.every((word) => text.includes(word)));
  return { sites: matching.slice(0, limit).map(toChoice), total: matching.length };
}

interface ChoiceRow {
  id: string;
  name: string;
  city: string;
  customerId: string;
  customerName: string | null;
  grants: string | null;
}

const choiceSql = `SELECT site.id, site.name, site.doc ->> '$.address.city' AS city, site.customerId,
  customer.name AS customerName, customer.doc ->> '$.grants' AS grants`;
const choiceFrom = 'FROM site LEFT JOIN customer ON customer.id = site.customerId';

function toChoice({ id, name, city, customerId, customerName, grants }: ChoiceRow): SiteChoice {
  return {
    id,
    name,
    city,
    customerId,
    customerName,
    grants: grants === null ? null : (JSON.parse(grants) as string[]),
  };
}

/** Sites by id, in the order of the ids; those that aren't in the cache are left out. */
export function sitesById(db: Connection, ids: readonly string[]): SiteChoice[] {
  const known = new Map(choicesAmong(db, ids).map((site) => [site.id, site]));
  return ids.flatMap((id) => known.get(id) ?? []);
}

function choicesAmong(db: Connection, ids: readonly string[]): SiteChoice[] {
  return prepared<[string], ChoiceRow>(db, `${choiceSql} ${choiceFrom} WHERE site.id IN ${given}`)
    .all(JSON.stringify(ids))
    .map(toChoice);
}

/** A site that isn't in the cache. */
function unknownSite(id: string): SiteChoice {
  return { id, name: '', city: '', customerId: '', customerName: null, grants: null };
}

function ridsOf(db: Connection, customerId: string): number[] {
  return plucked<[string], number>(db, 'SELECT rid FROM site WHERE customerId = ?').all(customerId);
}

function firstRids(db: Connection): number[] {
  return plucked<[number], number>(db, 'SELECT rid FROM site ORDER BY nameKey, id LIMIT ?').all(mostLookedAt);
}

function ridsWith(db: Connection, index: (kind: ListKind) => SearchIndex, word: string): number[] {
  const own = index('site').find(word, { listed: false, limit: mostLookedAt }).rids;
  const customers = index('customer').find(word, { listed: true, limit: mostLookedAt }).rids;
  const below = plucked<[string, number], number>(
    db,
    `SELECT site.rid FROM site JOIN customer ON customer.id = site.customerId
       WHERE customer.rid IN ${given} LIMIT ?`,
  ).all(JSON.stringify(customers), mostLookedAt);
  return [...own, ...below];
}
