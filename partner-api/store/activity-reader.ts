import type Database from 'better-sqlite3';
import { foldText } from '../../common/domain/text.ts';
import type { Sight } from '../../common/domain/visibility.ts';
import type { ActivityFilter } from '../../common/partner-api/audit.ts';
import type { ActivityEntry } from '../../common/partner-api/resource-door.ts';
import { activityEntryOf, activityInSight, type ActivityRow } from './activity-row.ts';
import { canonicalSql, instanceOf } from './audit-chain.ts';
import { isVisitData } from '../../common/domain/visit-files.ts';
import { kindNumbers } from './columns.ts';
import type { ProjectKeys } from './project-keys.ts';

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

/** Reads of Activity, for whoever looks at it and for whoever verifies it. Newest first, but for the chain itself. */
export function activityReader(connection: Database.Database, keys: Pick<ProjectKeys, 'of'>) {
  connection.function('holds_words', { deterministic: true, directOnly: true, varargs: true }, holdsWords);
  const timeOf = connection.prepare<[number], string>('SELECT at FROM activity WHERE entry = ?').pluck();
  const head = connection.prepare<[], { entry: number; hash: string }>(
    'SELECT entry, hash FROM activity ORDER BY entry DESC LIMIT 1',
  );
  const hashOf = connection.prepare<[number], string>('SELECT hash FROM activity WHERE entry = ?').pluck();
  const links = connection
    .prepare<[number, number], [number, string, string]>(
      `SELECT entry, ${canonicalSql}, hash FROM activity WHERE entry > ? ORDER BY entry LIMIT ?`,
    )
    .raw();

  const granting = connection
    .prepare<[string], number>(
      `SELECT EXISTS (SELECT 1 FROM json_each(doc, '$.grants') WHERE value = 'access-data')
       FROM entity WHERE kind = ${kindNumbers.customer} AND id = ?`,
    )
    .pluck();
  /** Entries as they're told: without what a customer hasn't granted to be seen of its visits. */
  const toldOf = (rows: readonly ActivityRow[]): ActivityEntry[] => {
    const refuses = (id: string) => granting.get(id) === 0;
    return rows
      .map((row) => activityEntryOf(row, keys))
      .map((entry) => {
        if (entry.entity.kind !== 'visit' || !entry.customerIds.some(refuses)) return entry;
        return { ...entry, before: withoutData(entry.before), after: withoutData(entry.after) };
      });
  };

  /** The first entry whose time isn't before `time`, where clocks go forward; one past the last where all are. */
  const firstAt = (time: string): number => {
    let low = 1;
    let high = (head.get()?.entry ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((timeOf.get(middle) ?? '') < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const activity = (asked: ActivityAsked): ActivityFound => {
    const { sight, before, limit, q, from, to } = asked;
    const end = Math.min(
      before ?? Number.MAX_SAFE_INTEGER,
      to === undefined ? Number.MAX_SAFE_INTEGER : firstAt(to) + clockSlack,
    );
    const oldest = from === undefined ? 1 : Math.max(1, firstAt(from) - clockSlack);
    const top = Math.min(end, (head.get()?.entry ?? 0) + 1);
    // What an index leads to is found without looking at the rest.
    const isLedTo = (asked.entityId ?? asked.customerId) !== undefined;
    const floor = Math.max(oldest, isLedTo ? 1 : top - lookedAtOnce);
    const rows = connection
      .prepare<[Record<string, unknown>], ActivityRow>(
        `SELECT * FROM activity WHERE entry < @end AND entry >= @floor ${conditionsOf(asked).join(' ')}
         ORDER BY entry DESC LIMIT @limit`,
      )
      .all({
        ...{ end: top, floor, from, to, limit: limit + 1 },
        entity: asked.entityId,
        customer: asked.customerId,
        account: asked.accountId,
        kind: asked.kind,
        context: asked.context,
        words: q === undefined ? '' : foldText(q.trim()),
        keys: JSON.stringify([...(sight ?? [])]),
      });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    if (rows.length > shown.length && last)
      return { items: toldOf(shown), next: last.entry, searchedTo: last.at };
    return {
      items: toldOf(shown),
      next: floor > oldest ? floor : null,
      searchedTo: timeOf.get(floor) ?? null,
    };
  };

  return {
    activity: async (asked: ActivityAsked): Promise<ActivityFound> => activity(asked),
    /** The id that the chain begins with. */
    auditInstance: async (): Promise<string> => instanceOf(connection),
    /** The last entry and its hash; null where there's none. */
    auditHead: async (): Promise<{ entry: number; hash: string } | null> => head.get() ?? null,
    /** The hash that stands with an entry; null where there's no such entry. */
    auditHash: async (entry: number): Promise<string | null> => hashOf.get(entry) ?? null,
    /** The first entries after `entry`, oldest first. */
    auditLinks: async (entry: number, limit: number): Promise<ChainLink[]> =>
      links.all(entry, limit).map(([number, canonical, hash]) => ({ entry: number, canonical, hash })),
    /** SHA-256 of the public key that the database was told checkpoints are signed with; null before the first start. */
    auditKey: async (): Promise<string | null> =>
      connection.prepare<[], string>("SELECT value FROM property WHERE key = 'audit-key'").pluck().get() ??
      null,
  };
}

function conditionsOf(asked: ActivityAsked): string[] {
  const { sight, entityId, customerId, accountId, kind, context, from, to, q } = asked;
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
    ...(sight === null ? [] : [`AND ${activityInSight}`]),
    // Last, so that it's asked of what the rest lets through.
    ...(q === undefined || q.trim() === ''
      ? []
      : [
          'AND holds_words(@words, title, account_name, client, action, opened_values(kind, entity, before), opened_values(kind, entity, after))',
        ]),
  ];
}

/** Whether texts hold every word of a folded query together; of JSON its values count. */
function holdsWords(words: unknown, ...texts: unknown[]): number {
  const [title, account, client, action, before, after] = texts.map((text) =>
    typeof text === 'string' ? text : '',
  );
  const text = foldText([title, account, client, action, valuesIn(before), valuesIn(after)].join('\n'));
  return String(words)
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}

function withoutData(values: Record<string, unknown> | null): Record<string, unknown> | null {
  return values && Object.fromEntries(Object.entries(values).filter(([path]) => !isVisitData(path)));
}

function valuesIn(json: string | undefined): string {
  if (!json) return '';
  const values: string[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    if (typeof value === 'string') values.push(value);
    return value;
  });
  return values.join('\n');
}
