import type { Draft } from '../common/contract/commands.ts';
import type { CacheChange, CacheWriter, OpenReport } from './api.ts';
import { amend } from './outbox/amending.ts';
import { decide } from './outbox/deciding.ts';
import { holdJob } from './outbox/holding.ts';
import { queueDelete } from './outbox/queue-delete.ts';
import { queue } from './outbox/queue.ts';
import { nextBatch, settle, unsend } from './outbox/sending.ts';
import { discardAll, discardImpact } from './outbox/discarding.ts';
import { importChanges, importFates } from './outbox/importing.ts';
import { retryAll } from './outbox/retrying.ts';
import { discardFates, discardFatesRead } from './outbox/unsettled.ts';
import { takeBack } from './outbox/withdrawing.ts';
import { changeOf, statusOf, type OpenCache } from './store/open-cache.ts';
import { fillSome } from './store/filling.ts';
import { closeCacheFiles, openCacheFiles, type OpenOptions } from './store/opening.ts';
import { applyChanges } from './sync/changes.ts';
import { applySnapshotPage, beginSnapshot, startOver } from './sync/snapshot.ts';
import { keepActivity } from './views/kept-activity.ts';
import { keepTechnicians } from './views/visits.ts';
import { keepDeletedItems, keepDeletions } from './views/recycle-bin.ts';

/** A writer in this thread. */
export interface LocalWriter {
  writer: CacheWriter;
  report: OpenReport;
  /**
   * What can wait until nobody waits for the writer: brings what came from the server from the log into the file, and fills
   * columns that an older version's rows lack, some at a time. Whether there's more to do.
   */
  rest(): boolean;
  close(): void;
}

/** Bytes of pages applied after which it's worth it. */
const worthwhileBytes = 256 * 1024;

export interface WriterOptions extends Omit<OpenOptions, 'now' | 'durable'> {
  /** Milliseconds since the epoch; the machine's clock by default. */
  now?: (() => number) | undefined;
  /** False leaves out every wait for the disk; only for a simulation. */
  durable?: boolean | undefined;
  /** Called after every write that changed something. */
  onChange?: ((change: CacheChange) => void) | undefined;
}

/**
 * Opens the cache of a folder for writing, in this thread. There must be one writer to a folder.
 * @throws Failure `newer-version` when the files belong to a newer version; they're then untouched
 */
export function createWriter({ folder, context, now, durable, onChange }: WriterOptions): LocalWriter {
  const { cache, report } = openCacheFiles({
    folder,
    context,
    now: now ?? Date.now,
    durable: durable ?? true,
  });
  const writer = writerOn(cache, onChange);
  let applied = 0;
  return {
    writer: {
      ...writer,
      applyChanges: (body, at) => {
        applied += body.byteLength;
        return writer.applyChanges(body, at);
      },
      applySnapshotPage: (body) => {
        const report = writer.applySnapshotPage(body);
        // Readers may keep the whole of it from being taken in at once.
        if (!report.more) applied = worthwhileBytes;
        return report;
      },
    },
    report,
    rest: () => {
      if (applied >= worthwhileBytes) {
        const [taken] = cache.visible.db.pragma('wal_checkpoint(PASSIVE)') as CheckpointTaken[];
        if (taken?.checkpointed === taken?.log) applied = 0;
      }
      return fillSome(cache.visible);
    },
    close: () => closeCacheFiles(cache),
  };
}

/** Pages in the log, and how many of them are in the database now. */
interface CheckpointTaken {
  log: number;
  checkpointed: number;
}

/** The functions of a writer over an open cache. */
export function writerOn(cache: OpenCache, onChange?: (change: CacheChange) => void): CacheWriter {
  const told = <T extends CacheChange>(change: T): T => {
    const { revision, kinds, status } = change;
    onChange?.({ revision, kinds, status });
    return change;
  };
  return {
    status: () => statusOf(cache),
    queue: (mutations, hold) => told(queue(cache, mutations, hold)),
    queueDelete: (frozen, job, parts, hold) => told(queueDelete(cache, frozen, job, parts, hold)),
    holdJob: (job, hold) => told(holdJob(cache, job, hold)),
    takeBack: (ids) => told(takeBack(cache, ids)),
    retryAll: (requests) => told(retryAll(cache, requests)),
    amend: (id, renewal, amendment) => told(amend(cache, id, renewal, amendment)),
    discardImpact: (ids, evenArrived) => discardImpact(cache, ids, evenArrived),
    discardAll: (ids, evenArrived, by) => told(discardAll(cache, ids, evenArrived, by)),
    discardFates: () => discardFates(cache),
    discardFatesRead: (ids) => discardFatesRead(cache, ids),
    decide: (decided) => told(decide(cache, decided)),
    importFates: (ids) => importFates(cache, ids),
    importChanges: (changes) => told(importChanges(cache, changes)),
    nextBatch: (limit, bytes, understood) => {
      const before = cache.visible.state.revision;
      const batch = nextBatch(cache, limit, bytes, understood);
      if (cache.visible.state.revision !== before) told(changeOf(cache, []));
      return batch;
    },
    unsend: (untouched) => told(unsend(cache, untouched)),
    settle: (outcomes, epoch) => told(settle(cache, outcomes, epoch ?? undefined)),
    beginSnapshot: () => beginSnapshot(cache),
    applySnapshotPage: (body) => told(applySnapshotPage(cache, body)),
    applyChanges: (body, at) => told(applyChanges(cache, body, at)),
    startOver: (epochChanged) => told(startOver(cache, epochChanged)),
    keepActivity: (read) => keepActivity(cache.visible.db, read),
    keepDeletions: (page) => keepDeletions(cache.visible.db, page),
    keepDeletedItems: (deletion, at, items) => keepDeletedItems(cache.visible.db, deletion, at, items),
    keepTechnicians: (technicians) => keepTechnicians(cache.visible.db, technicians),
    saveDraft: (draft) => saveDraft(cache, draft),
    discardDraft: (key) => discardDraft(cache, key),
  };
}

function saveDraft(cache: OpenCache, draft: Draft): void {
  cache.visible.db
    .prepare('INSERT OR REPLACE INTO draft (key, doc) VALUES (?, ?)')
    .run(draft.key, JSON.stringify(draft));
}

function discardDraft(cache: OpenCache, key: string): void {
  cache.visible.db.prepare('DELETE FROM draft WHERE key = ?').run(key);
}
