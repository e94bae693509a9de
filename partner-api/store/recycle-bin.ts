import type { EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { isInSight, type Sight } from '../../common/domain/visibility.ts';
import { binKinds, type BinKind } from '../../common/partner-api/recycle-bin.ts';
import { kindNumbers, kindOfNumber } from './columns.ts';
import type { Sql } from './sql.ts';

/** A deletion to be listed. */
export interface NewDeletion {
  /** Id of the mutation. */
  id: string;
  kind: BinKind;
  at: string;
  /** Name of who deleted. */
  by: string;
}

/** A deletion with what of it is in sight and still in the recycle bin. */
export interface StoredDeletion extends NewDeletion {
  count: number;
  /** Names of the first three items. */
  names: string[];
}

/** Which deletions are asked for. */
export interface BinFilter {
  sight: Sight;
  /** Only deletions at or after this time. */
  since: string;
  /** The last deletion of the page before. */
  before: { at: string; id: string } | null;
  limit: number;
  kind?: BinKind | undefined;
  /** Only deletions with an item whose folded text holds this folded text. */
  text?: string | undefined;
}

/** Which items of a deletion are asked for. */
export interface ItemsPage {
  /** Nothing of a deletion before this time. */
  since: string;
  /** The last item of the page before. */
  after: string | null;
  limit: number;
  /** Only this item. */
  id?: string | undefined;
  /** Only items whose folded text holds this folded text. */
  text?: string | undefined;
}

/** What an item in the recycle bin belongs to, as it is now. */
export interface BinParent {
  kind: 'partner' | 'customer' | 'site';
  id: string;
  /** Empty where it isn't in sight or nobody knows it. */
  name: string;
  state: 'here' | 'in-bin' | 'gone' | 'out-of-sight';
  /** The deletion that took it, where it's in the recycle bin. */
  deletion: string | null;
  /** What a customer has granted. */
  grants: readonly string[];
}

/** An item in the recycle bin, with all that decides whether it can come back. */
export interface DeletedItem {
  kind: BinKind;
  id: string;
  name: string;
  parent: BinParent | null;
  /** What the customer itself has granted; of other kinds nothing. */
  grants: readonly string[];
  sites: number;
  probes: number;
  visits: number;
  /** Probes of it that were placed elsewhere since, or are gone. */
  probesElsewhere: number;
  /** Whether another one of its name is in sight beside where it would come back. */
  isNameTaken: boolean;
}

/** Reads of the recycle bin. What isn't in the caller's sight isn't there. */
export function recycleBinReader(sql: Sql) {
  const { firstLine } = sql.dialect;
  const oneOf = sql.dialect.elementsOf('@keys');
  const itemsSql = (columns: string, more: string, sight: Sight) =>
    `SELECT ${columns} FROM recycled WHERE deletion = @deletion AND kind = @kind
     ${sight ? `AND scope IN ${oneOf}` : ''} ${more}`;
  const kindOf = sql
    .prepare<[string, string], number>('SELECT kind FROM deletion WHERE id = ? AND at >= ?')
    .pluck();
  const sitesOf = sql
    .prepare<[{ deletion: string; id: string }], number>(
      `SELECT count(*) FROM recycled WHERE deletion = @deletion AND kind = ${kindNumbers.site} AND parent = @id`,
    )
    .pluck();
  const probesSql = (sites: string) =>
    sql.prepare<[{ deletion: string; id: string }], { all: number; elsewhere: number }>(
      `SELECT count(*) AS "all", count(CASE WHEN now.id IS NULL OR now.parent IS NOT NULL THEN 1 END) AS elsewhere
       FROM recycled freed LEFT JOIN entity now ON now.kind = ${kindNumbers.probe} AND now.id = freed.id
       WHERE freed.deletion = @deletion AND freed.kind = ${kindNumbers.probe} AND freed.parent IN (${sites})`,
    );
  const probesOfSite = probesSql('@id');
  const probesOfCustomer = probesSql(
    `SELECT id FROM recycled WHERE deletion = @deletion AND kind = ${kindNumbers.site} AND parent = @id`,
  );
  const visitsSql = (sites: string) =>
    sql
      .prepare<[{ deletion: string; id: string }], number>(
        `SELECT count(*) FROM recycled WHERE deletion = @deletion AND kind = ${kindNumbers.visit} AND parent IN (${sites})`,
      )
      .pluck();
  const visitsOfSite = visitsSql('@id');
  const visitsOfCustomer = visitsSql(
    `SELECT id FROM recycled WHERE deletion = @deletion AND kind = ${kindNumbers.site} AND parent = @id`,
  );
  const customersNamed = sql
    .prepare<[{ name: string; parent: string | null }], string>(
      `SELECT scope FROM entity WHERE kind = ${kindNumbers.customer} AND parent IS NOT DISTINCT FROM @parent
       AND ${firstLine('search')} = @name`,
    )
    .pluck();
  const sitesNamed = sql
    .prepare<[{ name: string; parent: string | null }], string>(
      `SELECT scope FROM entity WHERE kind = ${kindNumbers.site} AND parent = @parent
       AND ${firstLine('search')} = @name`,
    )
    .pluck();
  const rowHere = sql.prepare<[number, string], { doc: string; scope: string }>(
    'SELECT doc, scope FROM entity WHERE kind = ? AND id = ?',
  );
  const buriedScope = sql
    .prepare<[number, string], string>('SELECT scope FROM tombstone WHERE kind = ? AND id = ?')
    .pluck();
  const rowInBin = sql.prepare<[number, string], { deletion: string; doc: string; scope: string }>(
    'SELECT deletion, doc, scope FROM recycled WHERE kind = ? AND id = ? ORDER BY at DESC LIMIT 1',
  );

  const deletions = async (filter: BinFilter): Promise<StoredDeletion[]> => {
    const inSight = filter.sight ? `AND scope IN ${oneOf}` : '';
    const holds = filter.text ? `AND ${sql.dialect.holds('search', '@text')}` : '';
    const rows = await sql
      .prepare<[Record<string, unknown>], { id: string; kind: number; at: string; by: string }>(
        `SELECT id, kind, at, by FROM deletion
         WHERE at >= @since AND (at, id) < (@at, @id) ${filter.kind ? 'AND kind = @kind' : ''}
           AND EXISTS (SELECT 1 FROM recycled
             WHERE recycled.deletion = deletion.id AND recycled.kind = deletion.kind ${inSight} ${holds})
         ORDER BY at DESC, id DESC LIMIT @limit`,
      )
      .all({
        since: filter.since,
        at: filter.before?.at ?? '9',
        id: filter.before?.id ?? '',
        kind: filter.kind ? kindNumbers[filter.kind] : null,
        keys: keysOf(filter.sight),
        text: filter.text ?? '',
        limit: filter.limit,
      });
    const count = sql
      .prepare<[Record<string, unknown>], number>(itemsSql('count(*)', '', filter.sight))
      .pluck();
    const names = sql
      .prepare<[Record<string, unknown>], string>(
        itemsSql("doc ->> 'name'", 'ORDER BY id LIMIT 3', filter.sight),
      )
      .pluck();
    const listed: StoredDeletion[] = [];
    for (const { id, kind, at, by } of rows) {
      const of = { deletion: id, kind, keys: keysOf(filter.sight) };
      const held = { count: (await count.get(of)) ?? 0, names: await names.all(of) };
      listed.push({ id, kind: binKindOf(kind), at, by, ...held });
    }
    return listed;
  };

  const parentOf = async (sight: Sight, kind: BinParent['kind'], id: string): Promise<BinParent> => {
    const number = kindNumbers[kind];
    const parent = async (
      state: BinParent['state'],
      doc?: string,
      deletion: string | null = null,
    ): Promise<BinParent> => {
      const row =
        doc === undefined
          ? null
          : (JSON.parse(doc) as { name: string; grants?: string[]; customerId?: string });
      // Of a site it's its customer's to grant.
      const above =
        kind === 'site' && row?.customerId
          ? await rowHere.get(kindNumbers.customer, row.customerId)
          : undefined;
      const { grants = row?.grants ?? [] } = above ? (JSON.parse(above.doc) as { grants?: string[] }) : {};
      return { kind, id, state, deletion, name: row?.name ?? '', grants };
    };
    const here = await rowHere.get(number, id);
    if (here) return isInSight(sight, here.scope) ? parent('here', here.doc) : parent('out-of-sight');
    const buried = await buriedScope.get(number, id);
    if (buried === undefined || !isInSight(sight, buried)) return parent('gone');
    const kept = await rowInBin.get(number, id);
    return kept && isInSight(sight, kept.scope) ? parent('in-bin', kept.doc, kept.deletion) : parent('gone');
  };

  const itemOf = async (sight: Sight, deletion: string, kind: BinKind, doc: string): Promise<DeletedItem> => {
    const row = JSON.parse(doc) as EntityRows[BinKind];
    const of = { deletion, id: row.id };
    const name = foldText(row.name);
    const item = { kind, id: row.id, name: row.name };
    if ('customerId' in row && 'timeZone' in row) {
      const probes = await probesOfSite.get(of);
      const beside = await sitesNamed.all({ name, parent: row.customerId });
      return {
        ...item,
        parent: await parentOf(sight, 'customer', row.customerId),
        grants: [],
        sites: 0,
        visits: (await visitsOfSite.get(of)) ?? 0,
        probes: probes?.all ?? 0,
        probesElsewhere: probes?.elsewhere ?? 0,
        isNameTaken: beside.some((scope) => isInSight(sight, scope)),
      };
    }
    if ('partnerId' in row) {
      const probes = await probesOfCustomer.get(of);
      const beside = await customersNamed.all({ name, parent: row.partnerId });
      return {
        ...item,
        parent: row.partnerId === null ? null : await parentOf(sight, 'partner', row.partnerId),
        grants: row.grants,
        sites: (await sitesOf.get(of)) ?? 0,
        visits: (await visitsOfCustomer.get(of)) ?? 0,
        probes: probes?.all ?? 0,
        probesElsewhere: probes?.elsewhere ?? 0,
        isNameTaken: beside.some((scope) => isInSight(sight, scope)),
      };
    }
    const parent = 'siteId' in row ? await parentOf(sight, 'site', row.siteId) : null;
    const none = { sites: 0, visits: 0, probes: 0, probesElsewhere: 0, isNameTaken: false };
    return { ...item, parent, grants: [], ...none };
  };

  const deletedItems = async (
    sight: Sight,
    deletion: string,
    { since, after, limit, id, text = '' }: ItemsPage,
  ): Promise<DeletedItem[] | null> => {
    const kind = await kindOf.get(deletion, since);
    if (kind === undefined) return null;
    const of = { deletion, kind, keys: keysOf(sight) };
    const isThere = (await sql.prepare(itemsSql('1', 'LIMIT 1', sight)).get(of)) !== undefined;
    if (!isThere) return null;
    const docs = await sql
      .prepare<[Record<string, unknown>], string>(
        itemsSql(
          'doc',
          `AND id > @after ${id === undefined ? '' : 'AND id = @id'} ${text === '' ? '' : `AND ${sql.dialect.holds('search', '@text')}`}
           ORDER BY id LIMIT @limit`,
          sight,
        ),
      )
      .pluck()
      .all({ ...of, after: after ?? '', limit, id: id ?? null, text });
    const items: DeletedItem[] = [];
    for (const doc of docs) items.push(await itemOf(sight, deletion, binKindOf(kind), doc));
    return items;
  };

  return { deletions, deletedItems };
}

function keysOf(sight: Sight): string {
  return JSON.stringify([...(sight ?? [])]);
}

/** Throws where a deletion is listed of a kind that can't be deleted. */
function binKindOf(number: number): BinKind {
  const kind = kindOfNumber(number);
  const found = binKinds.find((each) => each === kind);
  if (found) return found;
  throw new Error(`The recycle bin lists a deletion of a ${kind}`);
}
