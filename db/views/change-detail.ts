import type { ChangeDetail, ChangeLink, OutboxLine } from '../../common/contract/outbox.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import { moveFields } from '../../common/domain/licenses.ts';
import { fieldsByLeaf, leavesByKind } from '../../common/domain/fields.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../common/domain/mutations.ts';
import { answersTo } from '../outbox/answers.ts';
import { touchRoles } from '../outbox/outbox.ts';
import { kindOf, namedIds } from '../outbox/touches.ts';
import type { Connection } from '../store/database.ts';
import type { OutboxList } from './outbox-list.ts';

/** Most things and changes that are named one by one. */
const named = 50;

/**
 * One change with everything that's known of it; null where it isn't in the outbox. Asked by the id of what changes are about, it's
 * the first of those, and one that needs the operator before the others.
 */
export function changeDetail(
  db: Connection,
  revision: number,
  list: OutboxList,
  asked: string,
): ChangeDetail | null {
  const change = list.line(asked) ?? changeAbout(db, list, asked);
  const id = change?.id ?? asked;
  const doc = db.prepare<[string], string>('SELECT mutation FROM outbox WHERE id = ?').pluck().get(id);
  if (!change || doc === undefined) return null;
  const mutation = JSON.parse(doc) as Mutation;
  const kind = kindOf(mutation);
  const fields = fieldsOf(mutation);
  const [first] = namedIds(mutation);
  return {
    change,
    kind,
    fields,
    ...(isPlacement(mutation) ? { goesTo: placeOf(mutation) } : {}),
    things: thingsOf(db, mutation, kind),
    names: namesIn(db, mutation, fields),
    isHere: first !== undefined && nameOf(db, kind, first) !== undefined,
    follows: links(
      db,
      `SELECT id, title, state FROM outbox WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position LIMIT ${named}`,
      JSON.stringify(mutation.after),
    ),
    followedBy: followersOf(db, id),
    mayHaveArrived: change.departed && (change.state === 'waiting' || change.state === 'parked'),
    ...answersTo(db, id),
    revision,
  };
}

function changeAbout(db: Connection, list: OutboxList, entityId: string): OutboxLine | undefined {
  const id = db
    .prepare<[string], string>(
      `SELECT outbox.id FROM touched JOIN outbox USING (position) WHERE touched.entityId = ? AND role = ${touchRoles.named}
       ORDER BY outbox.state NOT IN ('conflict', 'rejected', 'parked'), position LIMIT 1`,
    )
    .pluck()
    .get(entityId);
  return id === undefined ? undefined : list.line(id);
}

function fieldsOf(mutation: Mutation): ChangeDetail['fields'] {
  if ('fields' in mutation.args)
    return Object.entries(fieldsByLeaf(mutation.args.fields, leavesByKind[kindOf(mutation)]))
      .filter(([path, value]) => path === 'partnerId' || !isNothing(value))
      .map(([path, after]) => ({ path, before: null, after }));
  if ('changes' in mutation.args)
    return Object.entries(mutation.args.changes).map(([path, after]) => ({
      path,
      before: mutation.before[path] ?? null,
      after: after ?? null,
    }));
  if (mutation.name === 'license.move')
    return moveFields(mutation.args).map(([path, after]) => ({ path, before: null, after }));
  if (!isPlacement(mutation)) return [];
  const [only, ...others] = namedIds(mutation);
  if (only === undefined || others.length > 0) return [];
  const path = placements[mutation.name];
  return [{ path, before: mutation.before[only] ?? null, after: placeOf(mutation) }];
}

function isNothing(value: unknown): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0);
}

function thingsOf(db: Connection, mutation: Mutation, kind: EntityKind): ChangeDetail['things'] {
  // The entries of a move aren't there before it's made.
  if (mutation.name === 'license.move') return { total: 0, first: [] };
  const ids = namedIds(mutation);
  const first = ids.slice(0, named).map((id) => {
    const from = isPlacement(mutation) ? mutation.before[id] : undefined;
    return {
      id,
      name: nameOf(db, kind, id) ?? nameInBin(db, kind, id) ?? '',
      from: typeof from === 'string' ? (placeName(db, from) ?? null) : null,
    };
  });
  return { total: ids.length, first };
}

function namesIn(db: Connection, mutation: Mutation, fields: ChangeDetail['fields']): Record<string, string> {
  const named = fields
    .filter(({ path }) => ['partnerId', 'brandId', 'siteId', 'customerId', 'from', 'to'].includes(path))
    .flatMap(({ before, after }) => [before, after]);
  if (isPlacement(mutation)) named.push(placeOf(mutation));
  const names: Record<string, string> = {};
  for (const id of named) {
    const name = typeof id === 'string' ? placeName(db, id) : undefined;
    if (typeof id === 'string' && name !== undefined) names[id] = name;
  }
  return names;
}

/** The name of what something can belong to: no two kinds share an id. */
function placeName(db: Connection, id: string): string | undefined {
  for (const kind of ['partner', 'site', 'customer', 'brand', 'project'] as const) {
    const name = nameOf(db, kind, id);
    if (name !== undefined) return name;
  }
  return undefined;
}

function nameOf(db: Connection, kind: EntityKind, id: string): string | undefined {
  return db.prepare<[string], string>(`SELECT name FROM ${kind} WHERE id = ?`).pluck().get(id);
}

function nameInBin(db: Connection, kind: string, id: string): string | undefined {
  return db
    .prepare<[string, string], string>(`SELECT doc ->> 'name' FROM bin WHERE kind = ? AND id = ? LIMIT 1`)
    .pluck()
    .get(kind, id);
}

function followersOf(db: Connection, id: string): ChangeDetail['followedBy'] {
  const which = `FROM outbox WHERE EXISTS (SELECT 1 FROM json_each(mutation, '$.after') WHERE value = ?)`;
  const total = db.prepare<[string], number>(`SELECT count(*) ${which}`).pluck().get(id) ?? 0;
  return { total, first: links(db, `SELECT id, title, state ${which} ORDER BY position LIMIT ${named}`, id) };
}

function links(db: Connection, sql: string, parameter: string): ChangeLink[] {
  return db.prepare<[string], ChangeLink>(sql).all(parameter);
}
