import { foldText } from '../../common/domain/text.ts';
import type { Sight } from '../../common/domain/visibility.ts';
import type { ActivityFilter } from '../../common/partner-api/audit.ts';
import type { ActivityEntry } from '../../common/partner-api/resource-door.ts';
import type { Dialect } from './dialects/dialect.ts';
import { activityColumns, activityEntryOf, activityInSight, type ActivityRow } from './activity-row.ts';
import { canonicalSql, chainHeadSql, instanceOf } from './audit-chain.ts';
import { isVisitData } from '../../common/domain/visit-files.ts';
import { kindNumbers } from './columns.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openValues } from './project-seal.ts';
import { keptRedaction, redactionKey, type KeptRedaction } from './redacting.ts';
import type { ReadingSql } from './sql.ts';

/** Most entries that one page looks at: a search that finds nothing in a million must not hold up other callers. */
const lookedAtOnce = 20_000;
/** Entries beside a time that are looked at as well: a clock that was put back leaves them in another order than their times. */
const clockSlack = 1000;

/** Which page of Activity is wanted; `before` is the entry number to go on below. */
export interface ActivityAsked extends ActivityFilter {
  sight: Sight;
  before: number | null;
  limit: number;
}

export interface ActivityFound {
  items: ActivityEntry[];
  /** Where to go on below; null where there's nothing older. */
  next: number | null;
  /** Time of the last entry that was looked at; null where there's none. */
  searchedTo: string | null;
}

/** A stretch of the chain as it's verified. */
export interface ChainLink {
  entry: number;
  canonical: string;
  hash: string;
}

/** Entries that are read at a time to be searched by words, which the database leaves to {@link holdsWords}. */
const searchedAtOnce = 500;

/** Reads of Activity, for whoever looks at it and for whoever verifies it. Newest first, but for the chain itself. */
export function activityReader(sql: ReadingSql, keys: ReadingKeys) {
  const timeOf = sql.prepare<[number], string>('SELECT at FROM activity WHERE entry = ?').pluck();
  const head = sql.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const hashOf = sql.prepare<[number], string>('SELECT hash FROM activity WHERE entry = ?').pluck();
  const links = sql.prepare<[number, number], ChainLink>(
    `SELECT entry, ${canonicalSql(sql.dialect)} AS canonical, hash FROM activity WHERE entry > ? ORDER BY entry LIMIT ?`,
  );
  const redaction = sql.prepare<[string], string>('SELECT value FROM property WHERE key = ?').pluck();
  const auditKey = sql.prepare<[], string>("SELECT value FROM property WHERE key = 'audit-key'").pluck();
  const refusing = sql
    .prepare<[string], string>(
      `SELECT id FROM entity WHERE kind = ${kindNumbers.customer} AND ${sql.dialect.isOneOf('id', '?')}
         AND NOT ${sql.dialect.listHolds('doc', 'grants', 'access-data')}`,
    )
    .pluck();
  const readyFor = async (rows: readonly ActivityRow[]) => {
    const projects = rows.filter(({ kind }) => kind === 'project').map(({ entity }) => entity);
    if (projects.length > 0) await keys.ready(projects);
  };
  /** Entries as they're told: without what a customer hasn't granted to be seen of its visits. */
  const toldOf = async (rows: readonly ActivityRow[]): Promise<ActivityEntry[]> => {
    await readyFor(rows);
    const entries = rows.map((row) => activityEntryOf(row, keys));
    const ofVisits = entries.filter(({ entity }) => entity.kind === 'visit');
    const customers = [...new Set(ofVisits.flatMap(({ customerIds }) => customerIds))];
    if (customers.length === 0) return entries;
    const refuses = new Set(await refusing.all(JSON.stringify(customers)));
    return entries.map((entry) => {
      if (entry.entity.kind !== 'visit' || !entry.customerIds.some((id) => refuses.has(id))) return entry;
      return { ...entry, before: withoutData(entry.before), after: withoutData(entry.after) };
    });
  };

  /** The first entry whose time isn't before `time`, where clocks go forward; one past the last where all are. */
  const firstAt = async (time: string): Promise<number> => {
    let low = 1;
    let high = ((await head.get())?.entry ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (((await timeOf.get(middle)) ?? '') < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** The newest entries below `end` and from `floor` on that are asked for, at most `most`. */
  const found = async (
    asked: ActivityAsked,
    { end, floor, most }: { end: number; floor: number; most: number },
  ): Promise<ActivityRow[]> => {
    const words = foldText(asked.q?.trim() ?? '');
    const atOnce = words === '' ? most : searchedAtOnce;
    const statement = sql.prepare<[Record<string, string | number | null | undefined>], ActivityRow>(
      `SELECT ${activityColumns} FROM activity WHERE entry < @end AND entry >= @floor ${conditionsOf(asked, sql.dialect).join(' ')}
       ORDER BY entry DESC LIMIT @limit`,
    );
    const given = {
      ...{ floor, from: asked.from, to: asked.to, limit: atOnce },
      entity: asked.entityId,
      customer: asked.customerId,
      account: asked.accountId,
      kind: asked.kind,
      context: asked.context,
      keys: JSON.stringify([...(asked.sight ?? [])]),
    };
    const rows: ActivityRow[] = [];
    for (let below = end; ;) {
      const read = await statement.all({ ...given, end: below });
      await readyFor(read);
      const fitting = words === '' ? read : read.filter((row) => holdsWords(words, row, keys));
      rows.push(...fitting.slice(0, most - rows.length));
      const last = read.at(-1);
      if (rows.length >= most || read.length < atOnce || !last) return rows;
      below = last.entry;
    }
  };

  const activity = async (asked: ActivityAsked): Promise<ActivityFound> => {
    const { before, limit, from, to } = asked;
    const end = Math.min(
      before ?? Number.MAX_SAFE_INTEGER,
      to === undefined ? Number.MAX_SAFE_INTEGER : (await firstAt(to)) + clockSlack,
    );
    const oldest = from === undefined ? 1 : Math.max(1, (await firstAt(from)) - clockSlack);
    const top = Math.min(end, ((await head.get())?.entry ?? 0) + 1);
    // What an index leads to is found without looking at the rest.
    const isLedTo = (asked.entityId ?? asked.customerId) !== undefined;
    const floor = Math.max(oldest, isLedTo ? 1 : top - lookedAtOnce);
    const rows = await found(asked, { end: top, floor, most: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    if (rows.length > shown.length && last)
      return { items: await toldOf(shown), next: last.entry, searchedTo: last.at };
    return {
      items: await toldOf(shown),
      next: floor > oldest ? floor : null,
      searchedTo: (await timeOf.get(floor)) ?? null,
    };
  };

  return {
    activity: sql.atOneMoment(activity),
    /** The id that the chain begins with. */
    auditInstance: (): Promise<string> => instanceOf(sql),
    /** The last entry and its hash; null where there's none. */
    auditHead: async (): Promise<{ entry: number; hash: string } | null> => (await head.get()) ?? null,
    /** The hash that stands with an entry; null where there's no such entry. */
    auditHash: async (entry: number): Promise<string | null> => (await hashOf.get(entry)) ?? null,
    /** The first entries after `entry`, oldest first. */
    auditLinks: (entry: number, limit: number): Promise<ChainLink[]> => links.all(entry, limit),
    /** What vouches for an entry out of which erased values were taken; null for all others. */
    auditRedaction: async (entry: number): Promise<KeptRedaction | null> =>
      keptRedaction((await redaction.get(redactionKey(entry))) ?? null),
    /** SHA-256 of the public key that the database was told checkpoints are signed with; null before the first start. */
    auditKey: async (): Promise<string | null> => (await auditKey.get()) ?? null,
  };
}

function conditionsOf(asked: ActivityAsked, dialect: Dialect): string[] {
  const { sight, entityId, customerId, accountId, kind, context, from, to } = asked;
  return [
    ...(entityId === undefined ? [] : ['AND entity = @entity']),
    ...(customerId === undefined
      ? []
      : [
          `AND entry IN (SELECT entry FROM activity WHERE customer = @customer AND customer <> ''
             UNION ALL SELECT entry FROM activity WHERE former_customer = @customer AND former_customer <> '')`,
        ]),
    ...(accountId === undefined ? [] : ['AND account_id = @account']),
    ...(kind === undefined ? [] : ['AND kind = @kind']),
    ...(context === undefined ? [] : ['AND context = @context']),
    ...(from === undefined ? [] : ['AND at >= @from']),
    ...(to === undefined ? [] : ['AND at < @to']),
    ...(sight === null ? [] : [`AND ${activityInSight(dialect)}`]),
  ];
}

/** Whether an entry holds every word of a folded query; of what it was and is the values count. */
function holdsWords(words: string, row: ActivityRow, keys: Pick<ReadingKeys, 'of'>): boolean {
  const { title, account_name: account, client, action } = row;
  const values = [row.before, row.after].map((json) => valuesIn(openedJson(row, json, keys)));
  const text = foldText([title, account, client, action, ...values].join('\n'));
  return words.split(/\s+/).every((word) => text.includes(word));
}

function openedJson(row: ActivityRow, json: string | null, keys: Pick<ReadingKeys, 'of'>): string | null {
  if (row.kind !== 'project' || json === null) return json;
  return JSON.stringify(openValues(keys, row.entity, JSON.parse(json) as Record<string, unknown>));
}

function withoutData(values: Record<string, unknown> | null): Record<string, unknown> | null {
  return values && Object.fromEntries(Object.entries(values).filter(([path]) => !isVisitData(path)));
}

function valuesIn(json: string | null): string {
  if (!json) return '';
  const values: string[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    if (typeof value === 'string') values.push(value);
    return value;
  });
  return values.join('\n');
}
