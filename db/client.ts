import type { ContextId } from '../common/domain/contexts.ts';
import type { CacheChange, CacheReader, CacheWriter, OpenReport } from './api.ts';
import { startWorker } from './worker-link.ts';

/** The same functions, answering promises. */
export type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;
};

/** The cache as the main process holds it. */
export interface CacheClient {
  read: Promised<CacheReader>;
  write: Promised<CacheWriter>;
  /** How the cache was found when it was opened. */
  report: OpenReport;
  close(): Promise<void>;
}

export interface OpenCacheOptions {
  /** Folder of this workspace and context; made if it isn't there. */
  folder: string;
  context: ContextId;
  /** Called after every write that changed something, before that write's promise resolves. */
  onChange?: (change: CacheChange) => void;
  /** Where the worker threads' files are; beside this file by default. */
  workers?: { writer: URL; reader: URL };
}

const readerMethods = {
  listWindow: true,
  listIds: true,
  listMissing: true,
  listIndexOf: true,
  countMatching: true,
  matchingIds: true,
  exportOrder: true,
  exportRows: true,
  importMatches: true,
  search: true,
  overview: true,
  overviewFigures: true,
  counts: true,
  billingAccountRows: true,
  billingAccountDetail: true,
  billingAccountDeleteImpact: true,
  inviteList: true,
  inviteById: true,
  onboardingLinkRows: true,
  accessRequestRows: true,
  customerWithCode: true,
  partnerDetail: true,
  partnerChoices: true,
  partnerDeleteImpact: true,
  customerDetail: true,
  customersNamed: true,
  siteDetail: true,
  projectDetail: true,
  projectChoices: true,
  projectWithLogin: true,
  licensePools: true,
  licenseBook: true,
  licenseMoves: true,
  licenseMove: true,
  licensesIn: true,
  siteNamesTaken: true,
  siteChoices: true,
  placementImpact: true,
  brandChoices: true,
  outboxWindow: true,
  outboxIds: true,
  outboxIndexOf: true,
  changeDetail: true,
  outboxEntries: true,
  conflictPage: true,
  conflictDetail: true,
  stuckEntries: true,
  decisionPage: true,
  names: true,
  knownBin: true,
  sitesToVisit: true,
  sitesToPlan: true,
  siteRegions: true,
  visitsTakenAlong: true,
  visitDetail: true,
  visitsBetween: true,
  visitTemplates: true,
  technicians: true,
  brandRows: true,
  brandDetail: true,
  brandScope: true,
  noticeRows: true,
  noticeContacts: true,
  customersOfBrand: true,
  brandDeleteImpact: true,
  realignImpact: true,
  probesBySerial: true,
  keptActivity: true,
  knownItems: true,
  draft: true,
  freezeDelete: true,
  namedRows: true,
  pastedMatches: true,
  bulkJobs: true,
  bulkItems: true,
} satisfies Record<keyof CacheReader, true>;

const writerMethods = {
  status: true,
  queue: true,
  queueDelete: true,
  holdJob: true,
  takeBack: true,
  retryAll: true,
  amend: true,
  discardImpact: true,
  discardAll: true,
  discardFates: true,
  discardFatesRead: true,
  importFates: true,
  importChanges: true,
  decide: true,
  nextBatch: true,
  unsend: true,
  settle: true,
  beginSnapshot: true,
  applySnapshotPage: true,
  applyChanges: true,
  startOver: true,
  keepActivity: true,
  keepDeletions: true,
  keepTechnicians: true,
  keepDeletedItems: true,
  saveDraft: true,
  discardDraft: true,
} satisfies Record<keyof CacheWriter, true>;

function promised<T>(
  methods: Record<keyof T & string, true>,
  call: (method: string, args: unknown[]) => Promise<unknown>,
): Promised<T> {
  return Object.fromEntries(
    Object.keys(methods).map((method) => [method, (...args: unknown[]) => call(method, args)]),
  ) as unknown as Promised<T>;
}

/**
 * Opens the cache in two worker threads: a writer, and a reader for lists and search. Failures of the workers are thrown as
 * `Failure`.
 * @throws Failure `newer-version`, `cache`
 */
export async function openCache(options: OpenCacheOptions): Promise<CacheClient> {
  const { folder, context, onChange } = options;
  // Both start at once, so that the reader's thread is up when the writer has checked the file.
  const writer = startWorker({
    url: options.workers?.writer ?? new URL('./writer-worker.ts', import.meta.url),
    workerData: { folder, context },
    first: 'open',
    onChange,
  });
  const reader = startWorker({
    url: options.workers?.reader ?? new URL('./reader-worker.ts', import.meta.url),
    workerData: { folder },
  });
  const close = async () => {
    await reader.close();
    await writer.close();
  };
  try {
    const report = (await writer.call('open', [])) as OpenReport;
    return {
      read: promised<CacheReader>(readerMethods, reader.call),
      write: promised<CacheWriter>(writerMethods, writer.call),
      report,
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
