import type { BulkItem, BulkJob, BulkOutcome, DeletableKind } from '../../common/contract/deleting.ts';
import type { LeftItem } from '../../common/partner-api/sync-door.ts';
import { isStuck, type OutboxState } from '../outbox/outbox.ts';
import { type Connection, prepared, preparedRaw } from '../store/database.ts';

/** Most bulk deletes that are told of. */
const mostJobs = 50;

interface PartRow {
  job: string;
  kind: DeletableKind;
  at: string;
  mutationId: string;
  items: number;
  fate: 'applied' | 'taken-back' | null;
  leftCount: number;
  goneCount: number;
  state: OutboxState | null;
}

/** Bulk deletes made here, newest first, with how far each has come. */
export function bulkJobs(db: Connection): Omit<BulkJob, 'sendsAt'>[] {
  const parts = prepared<[number], PartRow>(
    db,
    `SELECT job, kind, bulkPart.at, mutationId, items, fate, leftCount, goneCount, state
       FROM bulkPart LEFT JOIN outbox ON outbox.id = mutationId
       WHERE job IN (SELECT job FROM bulkPart GROUP BY job ORDER BY max(at) DESC, job DESC LIMIT ?) ORDER BY part`,
  ).all(mostJobs);
  const jobs = [...Map.groupBy(parts, ({ job }) => job).values()].map(jobOf);
  return jobs.sort((a, b) => (a.at === b.at ? (a.job < b.job ? 1 : -1) : a.at < b.at ? 1 : -1));
}

function jobOf(parts: readonly PartRow[]): Omit<BulkJob, 'sendsAt'> {
  const [{ job, kind, at }] = parts as [PartRow];
  const sum = (isSo: (part: PartRow) => boolean) =>
    parts.reduce((total, part) => total + (isSo(part) ? part.items : 0), 0);
  const left = parts.reduce((total, part) => total + part.leftCount, 0);
  const gone = parts.reduce((total, part) => total + part.goneCount, 0);
  return {
    ...{ job, kind, at, left, gone },
    items: sum(() => true),
    held: sum(({ state }) => state === 'held'),
    paused: sum(({ state }) => state === 'paused'),
    underWay: sum(({ fate, state }) => fate === null && (state === 'waiting' || state === 'sending')),
    deleted: sum(({ fate }) => fate === 'applied') - left - gone,
    takenBack: sum(({ fate }) => fate === 'taken-back'),
    stuck: sum(({ state }) => state !== null && isStuck(state)),
    mutationIds: parts.filter(({ state }) => state !== null).map(({ mutationId }) => mutationId),
  };
}

interface ItemsRow {
  mutationId: string;
  fate: 'applied' | 'taken-back' | null;
  ids: string;
  leftItems: string;
  goneIds: string;
}

/** What became of the items of a bulk delete, those of one outcome or all, by stretch, with how many there are. */
export function bulkItems(
  db: Connection,
  job: string,
  outcome: BulkOutcome | null,
  offset: number,
  limit: number,
): { total: number; items: BulkItem[] } {
  const parts = prepared<[string], ItemsRow>(
    db,
    'SELECT mutationId, fate, ids, leftItems, goneIds FROM bulkPart WHERE job = ? ORDER BY part',
  ).all(job);
  const found = parts.flatMap(itemsOf).filter((item) => outcome === null || item.outcome === outcome);
  const names = namesIn(
    db,
    found.slice(offset, offset + limit).filter(({ name }) => name === ''),
  );
  const items = found.slice(offset, offset + limit).map(({ mutationId: _mutationId, ...item }) => ({
    ...item,
    name: item.name || (names.get(item.id) ?? ''),
  }));
  return { total: found.length, items };
}

type ItemOfPart = BulkItem & { mutationId: string };

function itemsOf({ mutationId, fate, ids, leftItems, goneIds }: ItemsRow): ItemOfPart[] {
  const left = new Map((JSON.parse(leftItems) as LeftItem[]).map((item) => [item.id, item]));
  const gone = new Set(JSON.parse(goneIds) as string[]);
  return (JSON.parse(ids) as string[]).map((id) => {
    const spared = left.get(id);
    if (spared) return { ...spared, mutationId, outcome: 'left' };
    const outcome: BulkOutcome = gone.has(id)
      ? 'gone'
      : fate === 'applied'
        ? 'deleted'
        : fate === 'taken-back'
          ? 'taken-back'
          : 'open';
    return { id, mutationId, name: '', because: null, appeared: [], outcome };
  });
}

/** Names of what is deleted are in the bin by now, those of what came back are among the rows. */
function namesIn(db: Connection, items: readonly ItemOfPart[]): Map<string, string> {
  const list = JSON.stringify(items.map(({ id }) => id));
  const rows = preparedRaw<[string, string, string], [string, string]>(
    db,
    `SELECT id, name FROM customer WHERE id IN (SELECT value FROM json_each(?))
       UNION ALL SELECT id, name FROM site WHERE id IN (SELECT value FROM json_each(?))
       UNION ALL SELECT id, doc ->> '$.name' FROM bin
         WHERE deletion IN (SELECT value FROM json_each(?)) AND kind IN ('customer', 'site')`,
  ).all(list, list, JSON.stringify([...new Set(items.map(({ mutationId }) => mutationId))]));
  return new Map(rows);
}
