import { isDeepStrictEqual } from 'node:util';
import { fieldAt, sameValue } from '../../../common/domain/fields.ts';
import type { EntityRow } from '../../../common/domain/entities.ts';
import {
  bulkPartOf,
  isPlacement,
  placements,
  placeOf,
  type Mutation,
} from '../../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import type { Effect, ServerFile } from './server-file.ts';
import { namesOf } from './expected.ts';

/** A batch as the command layer has just answered it, before anything else happens. */
export interface ServedBatch {
  server: ServerFile;
  /** Id of the request that brought it. */
  request: string;
  batch: readonly Mutation[];
  outcomes: readonly MutationOutcome[];
  /** The server's time, in milliseconds. */
  now: number;
}

/** A change that was applied just now, with what Activity and the answer say of it. */
interface Applied {
  server: ServerFile;
  mutation: Mutation;
  effects: readonly Effect[];
  /** Ids of what a bulk delete has left as it was. */
  left: ReadonlySet<string>;
  /** Whether a later change of the batch has done something to a row. */
  isChangedLater: (id: string) => boolean;
  violation: (what: string) => void;
}

/**
 * Whether what was answered with “applied” was done: nothing was overwritten that the operator hadn't seen, and the rows are as
 * the change says. What was applied by an earlier request and gets its answer again isn't looked at: others may have changed it since.
 */
export function checkEffects(
  { server, request, batch, outcomes, now }: ServedBatch,
  violation: (what: string) => void,
): void {
  const changedLater = new Set<string>();
  const at = new Date(now).toISOString();
  for (const [index, mutation] of [...batch.entries()].reverse()) {
    const outcome = outcomes[index];
    if (outcome?.outcome !== 'applied') continue;
    const effects = server.effectsOf(mutation.id).filter((effect) => effect.request === request);
    if (server.outcomeAt(mutation.id) === at) {
      const left = new Set(outcome.left?.map(({ id }) => id));
      const isChangedLater = (id: string) => changedLater.has(id);
      const applied = { server, mutation, effects, left, isChangedLater, violation };
      checkWhatOthersDid(applied);
      checkRows(applied);
    }
    for (const id of [...namesOf(mutation), ...effects.map(({ entity }) => entity)]) changedLater.add(id);
  }
}

/** What others did and the operator hadn't seen is still there. */
function checkWhatOthersDid({ server, mutation, effects, violation }: Applied): void {
  const bulk = bulkPartOf(mutation);
  if (bulk) {
    const shown = new Set([...namesOf(mutation), ...bulk.shown]);
    for (const id of server.tookAlong(mutation.id))
      if (!shown.has(id)) violation(`${mutation.id} deleted ${id}, which its dry run didn’t show`);
  }
  if (!('changes' in mutation.args) && !isPlacement(mutation)) return;
  for (const { entity, before, after } of effects)
    for (const path of Object.keys(after ?? {})) {
      const seen = isPlacement(mutation) ? mutation.before[entity] : mutation.before[path];
      const was = before?.[path] ?? null;
      if (!keepsTheirs(path, was, seen ?? null, after?.[path]))
        violation(
          `${mutation.id} overwrote ${path} of ${entity}: ${JSON.stringify(was)} was there, the operator had seen ${JSON.stringify(seen)}`,
        );
    }
}

/** Each row that a change names is as the change says, unless a later one of the batch has made something else of it. */
function checkRows(applied: Applied): void {
  const { server, mutation, left, isChangedLater, violation } = applied;
  const verb = mutation.name.split('.')[1];
  for (const id of namesOf(mutation)) {
    if (isChangedLater(id)) continue;
    const row = server.row(id);
    if (verb === 'delete') {
      if (row && !left.has(id)) violation(`${mutation.id} was applied, but ${id} isn’t deleted`);
    } else if (!row) {
      violation(`${mutation.id} was applied, but there is no ${id}`);
    } else if (!hasItsSecret(applied, id)) {
      violation(`${mutation.id} was applied, but nobody can sign in by it`);
    } else if ('changes' in mutation.args) {
      checkFields(applied, row, mutation.args.changes);
    } else if (isPlacement(mutation)) {
      checkFields(applied, row, { [placements[mutation.name]]: placeOf(mutation) });
    } else if (verb === 'create' && 'fields' in mutation.args) {
      checkMade(applied, row, mutation.args.fields);
    }
  }
}

/** Whether what was made or changed with a password can be signed in with; true for what has none. */
function hasItsSecret({ server, mutation }: Applied, id: string): boolean {
  const { name, args } = mutation;
  if (name === 'project.create') return server.passwordOf(id)?.startsWith('scrypt$') ?? false;
  if (name === 'customer.login') return server.loginsOf(id).includes(args.login);
  const made = name === 'customer.create' && args.password ? args.fields.email : null;
  return made === null || server.loginsOf(id).includes(made);
}

function checkFields(
  { mutation, violation }: Applied,
  row: EntityRow,
  changes: Record<string, unknown>,
): void {
  for (const [path, mine] of Object.entries(changes))
    if (!hasMine(path, fieldAt(row, path) ?? null, mine ?? null, mutation.before[path]))
      violation(
        `${mutation.id} was applied, but ${path} of ${row.id} is ${JSON.stringify(fieldAt(row, path))}`,
      );
}

/** A new row has all that it was made with; a brand that wasn't chosen is the server's to choose. */
function checkMade({ mutation, violation }: Applied, row: EntityRow, fields: object): void {
  const made = row as unknown as Record<string, unknown>;
  for (const [field, mine] of Object.entries(fields))
    if (!isDeepStrictEqual(made[field], mine) && !(field === 'brandId' && mine === null))
      violation(
        `${mutation.id} was applied, but ${field} of the new ${row.id} is ${JSON.stringify(made[field])}`,
      );
}

/** Whether nothing was overwritten that the operator hadn't seen. Lists merge entry by entry, how far a visit is by its own rule. */
function keepsTheirs(path: string, was: unknown, seen: unknown, now: unknown): boolean {
  if (sameValue(was, seen) || goesFurther(path, seen, was, now)) return true;
  if (!Array.isArray(was) || !Array.isArray(now)) return false;
  return without(was, seen).every((entry) => includes(now, entry));
}

/** Whether a field holds what the operator made of it. */
function hasMine(path: string, now: unknown, mine: unknown, seen: unknown): boolean {
  if (sameValue(now, mine) || goesFurther(path, seen ?? null, mine, now)) return true;
  if (!Array.isArray(now) || !Array.isArray(mine)) return false;
  return without(mine, seen).every((entry) => includes(now, entry));
}

/** How far a visit can be, in order. */
const stages: readonly unknown[] = ['planned', 'under-way', 'done'];

/**
 * Two people who work at one visit: it began when the first of them did, ended when the last did, and is as far as the one who
 * is further. True where what is there now is that, beside what one of them set on top of the same.
 */
function goesFurther(path: string, seen: unknown, one: unknown, now: unknown): boolean {
  if (path === 'status') {
    const [was, set, is] = [seen, one, now].map((each) => stages.indexOf(each));
    return was !== undefined && set !== undefined && is !== undefined && was >= 0 && set > was && is > set;
  }
  if (seen !== null || typeof one !== 'string' || typeof now !== 'string') return false;
  if (path === 'startedAt') return now < one;
  return path === 'endedAt' && now > one;
}

function without(list: unknown[], taken: unknown): unknown[] {
  return list.filter((entry) => !Array.isArray(taken) || !includes(taken, entry));
}

function includes(list: unknown[], entry: unknown): boolean {
  return list.some((other) => sameValue(other, entry));
}
