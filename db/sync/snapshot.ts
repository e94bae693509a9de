import { Failure } from '../../common/contract/errors.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { CacheChange, CacheStatus, PageReport } from '../api.ts';
import { confirmedElsewhere, everythingConfirmed, offerAgain, offerRecords } from '../outbox/offering.ts';
import { createIndexes } from '../rows/indexes.ts';
import { bulkCheckpoint, checkpointEvery, usualCheckpoint } from '../store/database.ts';
import { generationsIn } from '../store/folder.ts';
import { markChanged, transact } from '../store/generation.ts';
import { changeOf, fedGeneration, markOutboxChanged, statusOf, type OpenCache } from '../store/open-cache.ts';
import { dropBuilding, makeGeneration } from '../store/opening.ts';
import type { Walk } from '../store/state.ts';
import { readRows, readSnapshotPage } from './pages.ts';
import { writeServerRows } from './server-rows.ts';

/**
 * Begins a walk, or goes on with one. The first ever fills the generation that lists read, so that they fill as it comes;
 * later ones fill a new generation beside it.
 */
export function beginSnapshot(cache: OpenCache): CacheStatus {
  const { state } = cache.visible;
  if (!cache.building && !(state.walk && !state.abandoned)) {
    const pristine = state.cursor === null && !state.abandoned && !state.complete;
    if (!pristine) {
      const newest = Math.max(cache.visible.number, ...generationsIn(cache.folder));
      cache.building = makeGeneration(cache, newest + 1);
    }
    transact(fedGeneration(cache), (fresh) => {
      fresh.walk = { after: null, done: 0, total: 0, ended: false, kinds: {} };
    });
  }
  checkpointEvery(fedGeneration(cache).db, bulkCheckpoint);
  return statusOf(cache);
}

/**
 * Applies one page of a snapshot. A page of another epoch than the walk's means that the server was restored meanwhile: the
 * walk begins anew, as the status in the report shows.
 * @throws Failure `unexpected-answer`, or `bad-call` when no walk is under way
 */
export function applySnapshotPage(cache: OpenCache, body: Uint8Array): PageReport {
  const page = readSnapshotPage(body);
  if (isForeign(cache, page.epoch)) {
    startOver(cache, true);
    beginSnapshot(cache);
    if (page.start === undefined) return report(cache, [], { more: true });
  }
  const target = fedGeneration(cache);
  if (!target.state.walk || target.state.walk.ended || target.state.abandoned)
    throw new Failure({ code: 'bad-call', message: 'No snapshot is under way.' });
  const read = readRows(page.sections);
  if (read.faults.length > 0) return report(cache, [], { more: true, faults: read.faults });
  if (page.start !== undefined) offerConfirmed(cache, page.epoch);
  const kinds = transact(target, (state) => {
    const walk = state.walk ?? { after: null, done: 0, total: 0, ended: false, kinds: {} };
    if (page.start !== undefined) {
      state.epoch = page.epoch;
      state.cursor = page.start;
      walk.total = Object.values(page.totals ?? {}).reduce((sum, count) => sum + count, 0);
    }
    const rows = page.sections.reduce((sum, section) => sum + section.rows.length, 0);
    const kinds = page.totals === undefined ? { ...walk.kinds } : kindsOf(page.totals);
    for (const section of page.sections) {
      const { done, total } = kinds[section.kind] ?? { done: 0, total: 0 };
      const now = done + section.rows.length;
      kinds[section.kind] = { done: now, total: Math.max(total, now) };
    }
    state.walk = {
      after: page.next,
      done: walk.done + rows,
      total: Math.max(walk.total, walk.done + rows),
      ended: page.next === null,
      kinds,
    };
    const changed = writeServerRows(target, { upserts: read.known, deletes: [], seq: null }, false);
    target.aside.keep(read.aside);
    if (page.next === null) createIndexes(target.db);
    markChanged(state, changed);
    return changed;
  });
  if (page.next === null) {
    checkpointEvery(target.db, usualCheckpoint);
    target.db.pragma('wal_checkpoint(PASSIVE)');
  }
  return report(cache, target === cache.visible ? kinds : [], {
    more: page.next !== null,
    unknownKinds: [...new Set(read.aside.map((row) => row.kind))],
  });
}

function kindsOf(totals: Record<string, number>): Walk['kinds'] {
  return Object.fromEntries(Object.entries(totals).map(([kind, total]) => [kind, { done: 0, total }]));
}

function isForeign(cache: OpenCache, epoch: string): boolean {
  const { state } = fedGeneration(cache);
  return state.walk !== null && state.epoch !== null && state.epoch !== epoch;
}

/** What a page told, with what is usual left out. */
export function report(
  cache: OpenCache,
  kinds: Iterable<EntityKind>,
  told: Partial<PageReport> & { more: boolean },
): PageReport {
  return {
    ...changeOf(cache, kinds),
    unknownKinds: [],
    faults: [],
    digestsAgree: null,
    account: null,
    ...told,
  };
}

/**
 * Gives up what is mirrored of the server: rows stay on screen until a new generation replaces them; outbox and journal stay.
 * @param epochChanged whether the server may have forgotten what it had applied: then settled mutations of the last 30 days
 *   are offered again, before those that wait
 */
export function startOver(cache: OpenCache, epochChanged: boolean): CacheChange {
  dropBuilding(cache);
  const generation = cache.visible;
  const offered = epochChanged ? everythingConfirmed(cache) : [];
  const kinds = transact(
    generation,
    (state) => {
      const pristine = state.cursor === null && !state.complete;
      state.abandoned = !pristine || state.abandoned;
      state.complete = false;
      state.walk = null;
      const changed = offerAgain(generation, offered);
      markOutboxChanged(state, changed);
      return changed;
    },
    () => cache.journal.append(offerRecords(cache, offered)),
  );
  return changeOf(cache, kinds);
}

/** A new walk names the server's epoch: what another epoch's server confirmed is offered to this one again. */
function offerConfirmed(cache: OpenCache, epoch: string): void {
  const offered = confirmedElsewhere(cache, epoch);
  if (offered.length === 0) return;
  transact(
    cache.visible,
    (state) => markOutboxChanged(state, offerAgain(cache.visible, offered)),
    () => cache.journal.append(offerRecords(cache, offered)),
  );
}
