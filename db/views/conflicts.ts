import type { ConflictDetail, ConflictPage, ConflictRow } from '../../common/contract/conflicts.ts';
import { moveFields } from '../../common/domain/licenses.ts';
import { fieldsByLeaf, leavesByKind } from '../../common/domain/fields.ts';
import { meansTheSame } from '../../common/domain/merge.ts';
import { isPlacement, placeOf, type Mutation } from '../../common/domain/mutations.ts';
import type { StuckChange } from '../../common/domain/settlement.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { StuckEntry } from '../api.ts';
import type { OutboxTableRow } from '../outbox/outbox.ts';
import { kindOf, namedIds } from '../outbox/touches.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import { namesAmong } from './names.ts';
import { presence, stuckChangeOf } from './stuck-changes.ts';
import { openTwins, twinDetail } from './twins.ts';

const stuck = `state IN ('conflict', 'rejected', 'parked')`;
/** Most customers of a move that are named one by one. */
const namedLimit = 200;

/** Conflicts in the order in which their changes were made, then those of one name. */
export function conflictPage(db: Connection, revision: number, offset: number, limit: number): ConflictPage {
  const changes = plucked<[], number>(db, `SELECT count(*) FROM outbox WHERE ${stuck}`).get() ?? 0;
  const isHere = presence(db);
  const rows = prepared<[number, number], OutboxTableRow>(
    db,
    `SELECT * FROM outbox WHERE ${stuck} ORDER BY position LIMIT ? OFFSET ?`,
  )
    .all(limit, offset)
    .map((row) => changeRow(row, stuckChangeOf(row, isHere)));
  const twins = openTwins(db, Math.max(0, offset - changes), limit - rows.length);
  return { total: changes + twins.total, rows: [...rows, ...twins.rows], revision };
}

/** One conflict by its change's id, or by the ids of both that have one name; null when it's settled. */
export function conflictDetail(db: Connection, revision: number, id: string): ConflictDetail | null {
  const [mine, theirs] = id.split('.');
  if (mine !== undefined && theirs !== undefined) return twinDetail(db, revision, mine, theirs);
  const row = stuckRow(db, id);
  return row ? changeDetailOf(db, revision, row) : null;
}

/** The stuck changes of these ids, as they're settled. Those that are settled already are left out. */
export function stuckEntries(db: Connection, ids: readonly string[]): StuckEntry[] {
  const isHere = presence(db);
  return ids.flatMap((id) => {
    const row = stuckRow(db, id);
    if (!row) return [];
    const change = stuckChangeOf(row, isHere);
    return [
      {
        ...change,
        title: row.title,
        names: namesOf(db, change),
      },
    ];
  });
}

function stuckRow(db: Connection, id: string): OutboxTableRow | undefined {
  return prepared<[string], OutboxTableRow>(db, `SELECT * FROM outbox WHERE id = ? AND ${stuck}`).get(id);
}

function changeRow(row: OutboxTableRow, { kind, conflicts }: StuckChange): ConflictRow {
  return {
    id: row.id,
    kind,
    action: row.name,
    title: row.title,
    entity: row.entityKind && row.entityId ? { kind: row.entityKind, id: row.entityId } : null,
    at: row.at,
    fields: [...new Set(conflicts.map(({ field }) => field))],
    because: backAgain(row, kind) ?? row.lastAnswer,
  };
}

/** Said of a change that something deleted stood against, once that is there again: what the partner API said isn't so any more. */
function backAgain(row: OutboxTableRow, kind: ConflictRow['kind']): string | undefined {
  if (row.state !== 'conflict' || kind !== 'parked') return undefined;
  const [first, ...others] = JSON.parse(row.deleted) as DeletedEntity[];
  if (!first) return undefined;
  const name = others.length === 0 && first.name !== '' ? first.name : 'What it needs';
  return `${name} was deleted and is there again, so it can be sent again.`;
}

function changeDetailOf(db: Connection, revision: number, row: OutboxTableRow): ConflictDetail {
  const change = stuckChangeOf(row, presence(db));
  const { mutation, conflicts, deleted } = change;
  const others = setBesides(change);
  const ids = namedIds(mutation).slice(0, namedLimit);
  const names = namesOf(db, change);
  if (mutation.name.endsWith('.create'))
    names[ids[0] ?? ''] ??= String(others.find(({ field }) => field === 'name')?.mine ?? '');
  return {
    row: changeRow(row, change),
    conflicts: [...conflicts],
    others,
    deleted: deleted.map((one) => ({ ...one, name: names[one.id] ?? one.name })),
    things: (mutation.name === 'license.move' ? [] : ids).map((id) => ({
      id,
      name: names[id] ?? formerName(mutation),
    })),
    followedBy: followers(db, row.id),
    twins: null,
    names,
    revision,
  };
}

/** Names of all that a change and its conflict speak of; of what was deleted also where the partner API alone had said them. */
function namesOf(db: Connection, change: StuckChange): Record<string, string> {
  const { mutation, conflicts, deleted } = change;
  const names = namesAmong(db, [
    ...conflicts.flatMap(({ base, mine, theirs, entityId }) => [base, mine, theirs, entityId]),
    ...setBesides(change).flatMap(({ base, mine }) => [base, mine]),
    ...(isPlacement(mutation) ? [placeOf(mutation)] : []),
    ...namedIds(mutation).slice(0, namedLimit),
    ...deleted.map(({ id }) => id),
  ]);
  for (const { id, name } of deleted) if (name !== '') names[id] = name;
  return names;
}

/** What a change sets besides what is in conflict. */
function setBesides({ mutation, conflicts }: StuckChange): ConflictDetail['others'] {
  const inConflict = new Set(conflicts.map(({ field }) => field));
  const { args } = mutation;
  if ('fields' in args)
    return Object.entries(fieldsByLeaf(args.fields, leavesByKind[kindOf(mutation)]))
      .filter(([, mine]) => !meansTheSame(mine, null))
      .map(([field, mine]) => ({ field, base: null, mine }));
  if (mutation.name === 'license.move')
    return moveFields(mutation.args).map(([field, mine]) => ({ field, base: null, mine }));
  if (!('changes' in args)) return [];
  return Object.entries(args.changes)
    .filter(([field]) => !inConflict.has(field))
    .map(([field, mine]) => ({ field, base: mutation.before[field] ?? null, mine }));
}

function formerName(mutation: Mutation): string {
  const { name } = mutation.before;
  return typeof name === 'string' ? name : '';
}

function followers(db: Connection, id: string): number {
  return (
    plucked<[string], number>(
      db,
      `SELECT count(*) FROM outbox, json_each(outbox.mutation, '$.after') AS earlier WHERE earlier.value = ?`,
    ).get(id) ?? 0
  );
}
