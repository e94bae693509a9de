import { setImmediate } from 'node:timers/promises';
import { decideAccess } from '../../../common/domain/access.ts';
import type { Customer, Site } from '../../../common/domain/entities.ts';
import { keysOfExternalId, keysOfLine, pastedList } from '../../../common/domain/pasted-list.ts';
import { foldText } from '../../../common/domain/text.ts';
import type { Sight } from '../../../common/domain/visibility.ts';
import {
  namedRefused,
  type BulkDelete,
  type BulkDryRun,
  type BulkSelection,
} from '../../../common/partner-api/bulk-deletes.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import type { StoreReader } from '../../store/store.ts';
import { invalidField } from '../problem-error.ts';
import { sightOfAccount } from '../sight.ts';

type BulkKind = BulkDelete['kind'];
type Row = Customer | Site;

/** Rows that are read at a stretch, before others have their turn. */
const chunk = 1000;

/** What a dry run means: the things themselves, and all that is below each. */
export interface FrozenSelection extends Pick<
  BulkDryRun,
  'notFound' | 'ambiguous' | 'refused' | 'sites' | 'probesFreed' | 'visits' | 'projects'
> {
  ids: string[];
  names: string[];
  /** Ids of the sites, probes, visits and projects below each of `ids`. */
  below: string[][];
}

/**
 * Freezes what is meant to ids, as the account sees it now. What it may not delete is left out and named.
 * @throws ProblemError `invalid` for a filter of the other kind
 */
export async function freezeSelection(
  read: StoreReader,
  account: Account,
  kind: BulkKind,
  select: BulkSelection,
): Promise<FrozenSelection> {
  const sight = await sightOfAccount(read, account);
  const { rows, notFound, ambiguous } = await selectedRows(read, sight, kind, select);
  const refused: FrozenSelection['refused'] = { count: 0, first: [] };
  const grantsOf = grantsReader(read, sight);
  const ids: string[] = [];
  const names: string[] = [];
  for (const row of rows) {
    const grants = await grantsOf(row);
    const decision = decideAccess({ role: account.role, action: `${kind}.delete`, grants });
    if (decision.allowed) {
      ids.push(row.id);
      names.push(row.name);
    } else {
      refused.count += 1;
      if (refused.first.length < namedRefused)
        refused.first.push({ id: row.id, name: row.name, because: decision.because });
    }
  }
  return { ids, names, ...(await belowOf(read, sight, kind, ids)), notFound, ambiguous, refused };
}

interface Selected extends Pick<FrozenSelection, 'notFound' | 'ambiguous'> {
  rows: Row[];
}

async function selectedRows(
  read: StoreReader,
  sight: Sight,
  kind: BulkKind,
  select: BulkSelection,
): Promise<Selected> {
  if ('ids' in select) {
    const rows: Row[] = [];
    const notFound: string[] = [];
    for (const id of new Set(select.ids)) {
      const row = await read.row(sight, kind, id);
      if (row) rows.push(JSON.parse(row.json) as Row);
      else notFound.push(id);
    }
    return { rows, notFound, ambiguous: [] };
  }
  if ('lines' in select) return rowsByLines(read, sight, kind, select.lines);
  const { q, partnerId, customerId } = select.filter;
  if (kind === 'site' && partnerId !== undefined)
    throw invalidField('select.filter.partnerId', 'Sites are filtered by customerId');
  if (kind === 'customer' && customerId !== undefined)
    throw invalidField('select.filter.customerId', 'Customers are filtered by partnerId');
  const parent = kind === 'site' ? customerId : partnerId === 'none' ? null : partnerId;
  const rows: Row[] = [];
  for await (const row of everyRow(read, sight, kind, { parent, text: q ? foldText(q.trim()) : undefined }))
    rows.push(row);
  return { rows, notFound: [], ambiguous: [] };
}

/** All rows of a kind in id order, with a turn for others after each page. */
async function* everyRow(
  read: StoreReader,
  sight: Sight,
  kind: BulkKind,
  filter: { parent?: string | null | undefined; text?: string | undefined },
): AsyncGenerator<Row> {
  for (let after: string | null = null; ;) {
    const { items, next } = await read.list(kind, { sight, after, limit: chunk, ...filter });
    for (const json of items) yield JSON.parse(json) as Row;
    if (next === null) return;
    after = next;
    await setImmediate();
  }
}

/** Ways in which a line can name a row, in the order in which they're tried. */
const keysOf: readonly ((row: Row) => string[])[] = [
  (row) => [row.id],
  (row) => ('grants' in row && row.customerId !== null ? [foldText(row.customerId)] : []),
  (row) => row.externalIds.flatMap(keysOfExternalId),
  (row) => [foldText(row.name)],
];

async function rowsByLines(
  read: StoreReader,
  sight: Sight,
  kind: BulkKind,
  given: readonly string[],
): Promise<Selected> {
  const lines = pastedList(given.join('\n'));
  const keysOfLines = new Map(lines.map((line) => [line, keysOfLine(line)]));
  const wanted = new Set([...keysOfLines.values()].flat());
  const found = keysOf.map(() => new Map<string, Row[]>());
  for await (const row of everyRow(read, sight, kind, {}))
    keysOf.forEach((keys, way) => {
      for (const key of keys(row)) {
        if (!wanted.has(key)) continue;
        const those = found[way]?.get(key);
        if (those) those.push(row);
        else found[way]?.set(key, [row]);
      }
    });
  const rows = new Map<string, Row>();
  const answer: Selected = { rows: [], notFound: [], ambiguous: [] };
  for (const [line, lineKeys] of keysOfLines) {
    const those = found
      .flatMap((way) => lineKeys.map((key) => way.get(key)))
      .find((all) => all !== undefined);
    const [row, another] = those ?? [];
    if (!row) answer.notFound.push(line);
    else if (another) answer.ambiguous.push({ line, ids: (those ?? []).map(({ id }) => id) });
    else rows.set(row.id, row);
  }
  answer.rows = [...rows.values()];
  return answer;
}

/** What the customer has granted that a row is of. */
function grantsReader(read: StoreReader, sight: Sight): (row: Row) => Promise<readonly string[]> {
  const known = new Map<string, readonly string[]>();
  return async (row) => {
    if ('grants' in row) return row.grants;
    let grants = known.get(row.customerId);
    if (!grants) {
      const customer = await read.row(sight, 'customer', row.customerId);
      grants = customer ? (JSON.parse(customer.json) as Customer).grants : [];
      known.set(row.customerId, grants);
    }
    return grants;
  };
}

async function belowOf(
  read: StoreReader,
  sight: Sight,
  kind: BulkKind,
  ids: readonly string[],
): Promise<Pick<FrozenSelection, 'below' | 'sites' | 'probesFreed' | 'visits' | 'projects'>> {
  const below: string[][] = ids.map(() => []);
  let sites = kind === 'site' ? ids.length : 0;
  let probesFreed = 0;
  let visits = 0;
  let projects = 0;
  for (let from = 0; from < ids.length; from += chunk) {
    const named = ids.slice(from, from + chunk);
    const placeOf = new Map(named.map((id, index) => [id, from + index]));
    if (kind === 'customer') {
      for (const { id, parent } of await read.rowsBelow(sight, 'project', named)) {
        below[placeOf.get(parent) ?? -1]?.push(id);
        projects += 1;
      }
      for (const { id, parent } of await read.rowsBelow(sight, 'site', named)) {
        const place = placeOf.get(parent);
        if (place === undefined) continue;
        below[place]?.push(id);
        placeOf.set(id, place);
        sites += 1;
      }
    }
    const places = [...placeOf.keys()];
    for (let at = 0; at < places.length; at += chunk) {
      const some = places.slice(at, at + chunk);
      for (const { id, parent } of await read.rowsBelow(sight, 'probe', some)) {
        below[placeOf.get(parent) ?? -1]?.push(id);
        probesFreed += 1;
      }
      for (const { id, parent } of await read.rowsBelow(sight, 'visit', some)) {
        below[placeOf.get(parent) ?? -1]?.push(id);
        visits += 1;
      }
      await setImmediate();
    }
  }
  return { below, sites, probesFreed, visits, projects };
}
