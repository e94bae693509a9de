import { existsSync, mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { OpenReport } from '../api.ts';
import { hasExpired } from '../journal/entries.ts';
import { openDecisionLog } from '../journal/decisions.ts';
import { openJournal, type OpenedJournal } from '../journal/journal.ts';
import { migrate, newestSchema } from '../migrations/index.ts';
import { recoverDecisions } from '../outbox/decided.ts';
import { mendJournal } from '../outbox/mend-journal.ts';
import { recoverFromJournal } from '../outbox/recovery.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import {
  applicationId,
  damageIn,
  meansDamage,
  newerVersion,
  openForWriting,
  refuseNewerFile,
  type Connection,
} from './database.ts';
import {
  decisionsFile,
  generationFile,
  generationsIn,
  journalFile,
  moveGenerationAside,
  removeGeneration,
  takeDamageNote,
  markOf,
  readCurrent,
  writeCurrent,
} from './folder.ts';
import { openGeneration, transact, type Generation } from './generation.ts';
import { statusOf, type OpenCache } from './open-cache.ts';
import { aboutCache, aboutDecisions, aboutJournal, joinNotices, type Notice } from './opening-notices.ts';
import { takeInAside } from './take-in-aside.ts';

export interface OpenOptions {
  folder: string;
  context: ContextId;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** False leaves out every wait for the disk; only for a simulation. */
  durable: boolean;
}

/** Closes all files, and marks the cache as closed in good order, so that opening it again is quick. */
export function closeCacheFiles(cache: OpenCache): void {
  cache.building?.db.close();
  cache.visible.db.close();
  cache.journal.close();
  cache.decisions.close();
  const { folder, visible } = cache;
  writeCurrent(folder, { generation: visible.number, closed: markOf(folder, visible.number) });
}

/**
 * Opens the cache for writing: checks it, moves it aside if it's damaged, migrates it, and brings the outbox to what the
 * journal says.
 * @throws Failure `newer-version`; the files are then untouched
 */
export function openCacheFiles(options: OpenOptions): { cache: OpenCache; report: OpenReport } {
  const { folder, context, now, durable } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { generation: number, closed } = readCurrent(folder);
  const isTrusted =
    !takeDamageNote(folder) && closed !== null && isDeepStrictEqual(closed, markOf(folder, number));
  const existed = existsSync(generationFile(folder, number));
  for (const generation of generationsIn(folder)) refuseNewerFile(generationFile(folder, generation));

  const found = openExisting(folder, number, context, isTrusted);
  const opened = openJournalBeside(found, options);
  const notices: Notice[] = [];
  let visible: Generation;
  if ('damage' in found) {
    const aside = moveGenerationAside(folder, number, new Date(now()).toISOString());
    for (const other of generationsIn(folder)) removeGeneration(folder, other);
    visible = freshGeneration(folder, number + 1, context);
    notices.push(aboutCache(found.damage, aside));
  } else {
    visible = found;
  }
  if (!durable) visible.db.pragma('synchronous = OFF');
  writeCurrent(folder, { generation: visible.number, closed: null });
  const { journal } = opened;
  const settled = openDecisionLog(decisionsFile(folder), now(), durable);
  const { decisions } = settled;
  const cache: OpenCache = { folder, context, now, journal, decisions, visible, building: null };
  findBuilding(cache);
  const isCacheKept = existed && !('damage' in found);
  const inDoubt = recoverFromJournal(cache, opened.entries, isCacheKept ? opened.damage : null);
  if (opened.damage) notices.push(aboutJournal(opened.damage, inDoubt, isCacheKept));
  mendJournal(cache, opened.entries);
  if (opened.damage) journal.leaveOutDamaged();
  const writtenBack = recoverDecisions(cache, opened.entries);
  if (settled.damage) decisions.leaveOutDamaged();
  if (settled.damage || writtenBack > 0) notices.push(aboutDecisions(settled.damage, writtenBack));
  if (hasExpired(opened.entries, now())) journal.forgetExpired();
  notePosition(cache);
  takeInAside(cache);
  const how = 'damage' in found ? 'rebuilt' : existed ? 'opened' : 'fresh';
  return { cache, report: { how, notice: joinNotices(notices), status: statusOf(cache) } };
}

/** Opens the journal beside the cache as it was found: how far that has relied on it shows whether it's still as long. */
function openJournalBeside(
  found: Generation | { damage: string },
  { folder, now, durable }: OpenOptions,
): OpenedJournal {
  const reliedOn = 'damage' in found ? 0 : found.state.journalled;
  try {
    return openJournal({ path: journalFile(folder), now, durable, reliedOn });
  } catch (thrown) {
    if (!('damage' in found)) found.db.close();
    throw thrown;
  }
}

/** From here on the file relies on all that the journal says: outbox and journal have been brought together. */
function notePosition({ visible, journal }: OpenCache): void {
  const position = journal.position();
  if (visible.state.journalled === position) return;
  transact(visible, (state) => {
    state.journalled = position;
  });
}

/** A new, empty generation beside the visible one. */
export function makeGeneration(cache: OpenCache, number: number): Generation {
  return freshGeneration(cache.folder, number, cache.context);
}

/** Gives up the generation that was being filled. */
export function dropBuilding(cache: OpenCache): void {
  if (!cache.building) return;
  cache.building.db.close();
  removeGeneration(cache.folder, cache.building.number);
  cache.building = null;
}

function freshGeneration(folder: string, number: number, context: ContextId): Generation {
  const db = openForWriting(generationFile(folder, number));
  return prepare(db, number, context);
}

function prepare(db: Connection, number: number, context: ContextId): Generation {
  db.pragma(`application_id = ${applicationId}`);
  migrate(db);
  return openGeneration(db, number, context);
}

/**
 * @param isTrusted the file is as it was closed in good order: reading every page of it again, which takes a tenth of a second
 *   at 100,000 rows, is left out
 */
function openExisting(
  folder: string,
  number: number,
  context: ContextId,
  isTrusted: boolean,
): Generation | { damage: string } {
  const file = generationFile(folder, number);
  if (!existsSync(file)) return freshGeneration(folder, number, context);
  let db: Connection | undefined;
  try {
    db = openForWriting(file);
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > newestSchema) throw newerVersion(version);
    const damage = (isTrusted ? undefined : damageIn(db)) ?? foreignness(db, version);
    if (damage !== undefined) {
      db.close();
      return { damage };
    }
    return prepare(db, number, context);
  } catch (thrown) {
    db?.close();
    if (meansDamage(thrown)) return { damage: String(thrown) };
    throw thrown;
  }
}

// An empty file is what a crash during the very first start leaves; anything else without our mark isn't ours.
function foreignness(db: Connection, version: number): string | undefined {
  const mark = Number(db.pragma('application_id', { simple: true }));
  if (
    mark === applicationId ||
    (mark === 0 && version === 0 && db.pragma('page_count', { simple: true }) === 0)
  )
    return undefined;
  return `application id ${mark}, not a Switchyard cache`;
}

// A generation younger than the current one was being filled, or was whole and about to take its place, when the app ended.
function findBuilding(cache: OpenCache): void {
  const others = generationsIn(cache.folder).filter((number) => number !== cache.visible.number);
  const youngest = others.filter((number) => number > cache.visible.number).at(-1);
  for (const number of others) if (number !== youngest) removeGeneration(cache.folder, number);
  if (youngest === undefined) return;
  const found = openExisting(cache.folder, youngest, cache.context, false);
  if ('damage' in found || found.state.walk === null) {
    if (!('damage' in found)) found.db.close();
    removeGeneration(cache.folder, youngest);
    return;
  }
  cache.building = found;
}
