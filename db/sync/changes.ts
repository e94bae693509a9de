import { Failure } from '../../common/contract/errors.ts';
import { isEntityKind, type EntityKind } from '../../common/domain/entities.ts';
import type { PageReport } from '../api.ts';
import { bulkCheckpoint, checkpointEvery, usualCheckpoint } from '../store/database.ts';
import { markChanged, transact, type Generation } from '../store/generation.ts';
import { fedGeneration, type OpenCache } from '../store/open-cache.ts';
import type { State } from '../store/state.ts';
import { digestsAgree } from './digest.ts';
import { readChangesPage, readRows, type ReadChangesPage } from './pages.ts';
import { noteMissing } from './out-of-sight.ts';
import { replayEverything, writeServerRows } from './server-rows.ts';
import { report } from './snapshot.ts';
import { replaceVisible } from './succession.ts';
import { noteTwins } from './twins.ts';

/**
 * Applies one page of changes: rows, tombstones, cursor and rebase in one transaction. The last page after a snapshot makes
 * the cache complete when its digests agree (or when it carries none); a new generation then takes the old one's place.
 * @throws Failure `unexpected-answer` for a page of another epoch, `bad-call` while pages of a snapshot are outstanding
 */
export function applyChanges(cache: OpenCache, body: Uint8Array, now: string): PageReport {
  const page = readChangesPage(body);
  const target = fedGeneration(cache);
  refuseMisplaced(target.state, page);
  const { upserts, deletes, departures, asideDeletes } = lastOfEach(page);
  const isScoped = page.account?.scope !== undefined && page.account.scope !== null;
  const read = readRows(upserts);
  if (read.faults.length > 0) return report(cache, [], { more: page.more, faults: read.faults });

  // Between pages that follow one another, checkpoints would write the same places of the file again and again.
  checkpointEvery(target.db, page.more ? bulkCheckpoint : usualCheckpoint);
  const { agree, whole, kinds } = transact(target, (state) => {
    const rows = { upserts: read.known, deletes, departures, seq: page.seq };
    if (state.complete) noteTwins(target, read.known, now);
    let changed = writeServerRows(target, rows, state.complete);
    target.aside.keep(read.aside);
    target.aside.remove(asideDeletes);
    state.cursor = page.cursor;
    state.seq = page.seq;
    const agreement = page.digests && !page.more ? digestsAgree(target.db, page.digests) : null;
    const becomesWhole = !state.complete && !page.more && agreement !== false;
    if (becomesWhole) {
      state.complete = true;
      state.walk = null;
      if (isScoped) noteMissing(target);
      changed = changed.union(replayEverything(target, true));
    }
    if (state.complete && !page.more) state.currentAt = now;
    markChanged(state, [...changed, ...outboxIf(target)]);
    return { agree: agreement, whole: becomesWhole, kinds: changed };
  });

  const unknownKinds = [...new Set(read.aside.map((row) => row.kind))];
  const told = { more: page.more, unknownKinds, digestsAgree: agree, account: page.account ?? null };
  if (whole && target === cache.building) return report(cache, replaceVisible(cache, isScoped, now), told);
  return report(cache, target === cache.visible ? kinds : [], told);
}

function outboxIf(generation: Generation): ['outbox'] | [] {
  return generation.outbox.isUntouched() ? [] : ['outbox'];
}

function refuseMisplaced(state: State, page: ReadChangesPage): void {
  if (state.abandoned || state.cursor === null || (state.walk !== null && !state.walk.ended))
    throw new Failure({ code: 'bad-call', message: 'A snapshot comes first.' });
  if (state.epoch !== page.epoch)
    throw new Failure({
      code: 'unexpected-answer',
      message:
        'The partner API answered with changes of another store than the one cached here. What is cached stays as it is.',
      retry: 'later',
      detail: `epoch ${page.epoch}, cached ${state.epoch ?? 'none'}`,
    });
}

interface LastChanges {
  upserts: { kind: string; rows: unknown[] }[];
  deletes: { kind: EntityKind; id: string }[];
  /** What left the account's sight. */
  departures: { kind: EntityKind; id: string }[];
  /** What is gone of kinds that this version doesn't know. */
  asideDeletes: { kind: string; id: string }[];
}

// Of several changes of one entity the last one counts: rows come whole.
function lastOfEach(page: ReadChangesPage): LastChanges {
  const last = new Map<string, ReadChangesPage['changes'][number]>();
  for (const change of page.changes) last.set(`${change.kind} ${changedId(change)}`, change);
  const rows = new Map<string, unknown[]>();
  const deletes: LastChanges['deletes'] = [];
  const departures: LastChanges['departures'] = [];
  const asideDeletes: LastChanges['asideDeletes'] = [];
  for (const change of last.values()) {
    if (change.op !== 'upsert') {
      const { op, kind, id } = change;
      if (!isEntityKind(kind)) asideDeletes.push({ kind, id });
      else if (op === 'delete') deletes.push({ kind, id });
      else departures.push({ kind, id });
      continue;
    }
    const ofKind = rows.get(change.kind);
    if (ofKind) ofKind.push(change.row);
    else rows.set(change.kind, [change.row]);
  }
  return {
    upserts: [...rows].map(([kind, ofKind]) => ({ kind, rows: ofKind })),
    deletes,
    departures,
    asideDeletes,
  };
}

function changedId(change: ReadChangesPage['changes'][number]): string {
  if (change.op !== 'upsert') return change.id;
  const { row } = change;
  return typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : '';
}
