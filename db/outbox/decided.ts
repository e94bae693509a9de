import { entitiesOf, namesOfFields, type Decision } from '../../common/domain/decisions.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import { settleConflict } from '../../common/domain/settlement.ts';
import { twinKinds } from '../../common/domain/twins.ts';
import { keptDays, type JournalEntry } from '../journal/entries.ts';
import { type Connection, prepared } from '../store/database.ts';
import { isoNow, type OpenCache } from '../store/open-cache.ts';
import { stuckEntries } from '../views/conflicts.ts';

/** Puts decisions where they're read from. Those that are there already stay as they are. */
export function writeDecisions(db: Connection, decisions: readonly Decision[]): void {
  const insert = db.prepare('INSERT OR IGNORE INTO decision (id, at, entities, doc) VALUES (?, ?, ?, ?)');
  for (const decision of decisions) {
    const ids = decision.entities.map(({ id }) => id);
    insert.run(decision.id, decision.at, JSON.stringify(ids), JSON.stringify(decision));
  }
}

/**
 * What is remembered of stuck changes that are discarded: theirs stands, and mine stays readable. By the id of the change, which
 * is discarded once.
 */
export function withdrawalDecisions(cache: OpenCache, ids: readonly string[], by: string): Decision[] {
  const at = isoNow(cache);
  return stuckEntries(cache.visible.db, ids).flatMap((entry): Decision[] => {
    const settled = settleConflict(entry, { how: 'theirs' });
    if (!('settlement' in settled)) return [];
    const { outcome, fields } = settled.settlement;
    const { mutation, kind, title } = entry;
    const entities = entitiesOf(mutation);
    const names = namesOfFields(fields, entry.names);
    return [{ id: mutation.id, at, by, change: mutation.id, title, kind, outcome, entities, fields, names }];
  });
}

/** Notes what changes add of {@link twinKinds} as made here, so that others of the same name are known when they come. */
export function noteCreated(db: Connection, mutations: Iterable<Mutation>): void {
  const insert = prepared<[string, string], never>(
    db,
    'INSERT OR IGNORE INTO created (id, at) VALUES (?, ?)',
  );
  for (const { name, args, at } of mutations)
    if (createsTwinKind.has(name) && 'id' in args) insert.run(args.id, at);
}

const createsTwinKind: ReadonlySet<string> = new Set(twinKinds.map((kind) => `${kind}.create`));

/**
 * Brings a cache that was made anew to what the files beside it say: what was settled here, and what was made here. What
 * the file of decisions has lost is written back to it from the cache, so that damage to that can't take it along next.
 * @returns how many decisions were written back
 */
export function recoverDecisions(cache: OpenCache, entries: ReadonlyMap<string, JournalEntry>): number {
  const { db } = cache.visible;
  const known = new Set(db.prepare<[], string>('SELECT id FROM decision ORDER BY at, id').pluck().all());
  const decisions = cache.decisions.all();
  const lost = known.difference(new Set(decisions.map(({ id }) => id)));
  cache.decisions.append(decisionsOf(db, [...lost]));
  const oldest = new Date(cache.now() - keptDays * 24 * 3600 * 1000).toISOString();
  const made = [...entries.values()].flatMap(({ mutation, state }) =>
    state !== 'gone' && mutation.at >= oldest ? [mutation] : [],
  );
  db.transaction(() => {
    db.prepare('DELETE FROM created WHERE at < ?').run(oldest);
    noteCreated(db, made);
    writeDecisions(
      db,
      decisions.filter(({ id }) => !known.has(id)),
    );
  }).immediate();
  return lost.size;
}

function decisionsOf(db: Connection, ids: readonly string[]): Decision[] {
  const select = db.prepare<[string], string>('SELECT doc FROM decision WHERE id = ?').pluck();
  return ids.flatMap((id) => select.all(id)).map((doc) => JSON.parse(doc) as Decision);
}
