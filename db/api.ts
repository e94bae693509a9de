import type {
  BrandDeleteImpact,
  BrandDetail,
  BrandRow,
  BrandScope,
  RealignImpact,
} from '../common/contract/brands.ts';
import type { AppError } from '../common/contract/errors.ts';
import type {
  BillingAccountDeleteImpact,
  BillingAccountDetail,
  BillingAccountRow,
  BrandChoice,
  CustomerDetail,
  ListKind,
  ListSpec,
  ListWindow,
  PartnerChoice,
  PartnerDeleteImpact,
  PartnerDetail,
  ProbeRow,
  SearchAnswer,
  SiteDetail,
} from '../common/contract/views.ts';
import type {
  ChangeDetail,
  DiscardImpact,
  ImportFate,
  OutboxQuery,
  OutboxWindow,
} from '../common/contract/outbox.ts';
import type { Draft } from '../common/contract/commands.ts';
import type {
  LicenseBook,
  LicenseMoves,
  LicensePool,
  ProjectChoice,
  ProjectDetail,
} from '../common/contract/projects.ts';
import type { Holder, LicenseMove } from '../common/domain/licenses.ts';
import type { PlacementImpact, SiteChoice } from '../common/contract/sites.ts';
import type { KnownVisits, VisitDetail, VisitTemplateRow } from '../common/contract/visits.ts';
import type { DueSites, SiteRegions, SitesAsked } from '../common/contract/visit-plan.ts';
import type { TakenAlong } from './views/taken-along.ts';
import type { Technician } from '../common/domain/visits.ts';
import type {
  BulkItem,
  BulkJob,
  BulkOutcome,
  DeletableKind,
  DeletePreview,
  NamedRow,
  PastedMatches,
  PreviewLevel,
} from '../common/contract/deleting.ts';
import type { ListSelection } from '../common/contract/selection.ts';
import type { Overview, OverviewFigures, RowCounts } from '../common/contract/overview.ts';
import type {
  ConflictDetail,
  ConflictPage,
  DecisionPage,
  SettledFilter,
} from '../common/contract/conflicts.ts';
import type { Decision } from '../common/domain/decisions.ts';
import type { TwinKind } from '../common/domain/twins.ts';
import type { NoticeContacts, NoticeRow } from '../common/contract/notices.ts';
import type { AccessRequestRow, InviteList, OnboardingLinkRow } from '../common/contract/onboarding.ts';
import type { EntityKind, Invite } from '../common/domain/entities.ts';
import type { ExportedRows } from '../common/domain/exchange/exported.ts';
import type { BinItem, Deletion } from '../common/partner-api/recycle-bin.ts';
import type { KeptActivity, ReadActivity } from './views/kept-activity.ts';
import type { KnownBin, KnownItems } from './views/recycle-bin.ts';
import type { ImportMatches } from '../common/domain/exchange/plan.ts';
import type { FieldValues } from '../common/domain/fields.ts';
import type { FiledChange, OutboxFileEntry } from '../common/domain/outbox-file.ts';
import type { ContextId } from '../common/domain/contexts.ts';
import type { Mutation, MutationArgs, MutationName } from '../common/domain/mutations.ts';
import type { StuckChange } from '../common/domain/settlement.ts';
import type { Account } from '../common/partner-api/session.ts';
import type { Hold } from './outbox/outbox.ts';
import type { PackedIds } from './rows/packed-ids.ts';
import type { ImportKeys } from './views/import-matches.ts';
import type { MutationOutcome } from '../common/partner-api/sync-door.ts';

/** What an amended change does instead: its name stays. */
export interface Amendment {
  args: Mutation['args'];
  /**
   * What the changed fields held; a field that's left out keeps what the change had for it. A field that isn't changed any more
   * may be named too: later changes that were made on top of its value are then made on top of this.
   */
  before: FieldValues;
}

/**
 * What deleting customers or sites means, frozen: ids of all that goes. `siteOf`, `probeOf` and `visitOf` say below which of `ids` each is, by index.
 * Packed, as the main process only hands it on.
 */
export interface FrozenDelete extends Pick<
  DeletePreview,
  'kind' | 'names' | 'unconfirmed' | 'limited' | 'missing'
> {
  /** What is named, in the order of the selection. */
  ids: PackedIds;
  /** The version of each as it was shown. */
  versions: Float64Array;
  /** Sites of the customers that are named; none where sites are. */
  sites: PackedIds;
  siteOf: Uint32Array;
  probes: PackedIds;
  probeOf: Uint32Array;
  visits: PackedIds;
  visitOf: Uint32Array;
  /** Projects of the customers that are named, which are blocked. */
  projects: PackedIds;
  projectOf: Uint32Array;
  /** How many licenses those projects hold. */
  licenses: number;
  /** Those of all of them with changes that aren't confirmed. */
  waiting: PackedIds;
  /** How many deletions it becomes. */
  parts: number;
}

/** An outcome as the console has it; `isUnclear` where the server didn't say it, so that the change may have been applied all the same. */
export type HeardOutcome = MutationOutcome & { isUnclear?: true };

/** Changes of a push of which nothing can have been done, by their ids, and why: a sentence. */
export interface Untouched {
  ids: string[];
  because: string;
}

/** A stuck change as it's settled. */
export interface StuckEntry extends StuckChange {
  title: string;
  /** Names of all that it speaks of, by id, where they're known. */
  names: Record<string, string>;
}

/** A conflict that a person has settled. */
export interface DecidedChange {
  decision: Decision;
  /** Restores that go first, with what they restore as a sentence. */
  first: { restore: NewMutation; title: string }[];
  /** The stuck change and what takes its place; `next` null withdraws it. */
  change: { id: string; renewal: { id: string; at: string }; next: Amendment | null } | null;
  /** Two of the same name that are settled by it. */
  twin: { kind: TwinKind; mine: string; theirs: string } | null;
}

/**
 * What the main process may ask of the cache. Reading and writing are different types and different worker threads: a query
 * can't write by accident, and a bulk write never blocks a read. One call is one transaction. Every function is called
 * through `CacheClient` and so answers a promise; failures arrive as `Failure`.
 */
export interface CacheReader {
  listWindow(list: ListSpec, offset: number, limit: number): ListWindow;
  /** Ids at the positions `from` up to but not including `to`. */
  listIds(list: ListSpec, from: number, to: number): string[];
  /** Those of `ids` that aren't in the list. */
  listMissing(list: ListSpec, ids: string[]): string[];
  /** How many rows match but for some. */
  countMatching(list: ListSpec, except: string[]): number;
  /** Ids of the rows that match but for some, in order. */
  matchingIds(list: ListSpec, except: string[]): string[];
  listIndexOf(list: ListSpec, id: string): number;
  /**
   * Rows of a list in its order, frozen: of all that match but for `except`, or of those among `ids` whatever the filters hide. `opened` says of which
   * opening of the cache they are.
   */
  exportOrder(list: ListSpec, ids: string[] | null, except: string[]): { opened: number; rids: Float64Array };
  /** Whole rows; those that are gone are left out. Null where the cache has begun anew since. */
  exportRows(opened: number, kind: ListKind, rids: number[]): ExportedRows[ListKind][] | null;
  /** What lines of a file can mean by their keys. */
  importMatches(keys: ImportKeys): ImportMatches;
  /** Hits in list order within each kind, at most `limit` a kind, with the exact total. */
  search(query: string, limit: number): SearchAnswer;
  overview(): Overview;
  overviewFigures(): OverviewFigures;
  counts(): RowCounts;
  billingAccountRows(): BillingAccountRow[];
  billingAccountDetail(id: string): BillingAccountDetail | null;
  billingAccountDeleteImpact(ids: string[]): BillingAccountDeleteImpact;
  inviteList(): InviteList;
  inviteById(id: string): Invite | null;
  /** What customers are asked for; of one customer, or with null of all. */
  accessRequestRows(customer: string | null): AccessRequestRow[];
  customerWithCode(code: string): { id: string; name: string } | null;
  /** All onboarding links, without their addresses. */
  onboardingLinkRows(): Omit<OnboardingLinkRow, 'address'>[];
  partnerDetail(id: string): PartnerDetail | null;
  partnerChoices(): PartnerChoice[];
  partnerDeleteImpact(ids: string[]): PartnerDeleteImpact;
  customerDetail(id: string): CustomerDetail | null;
  customersNamed(
    partnerId: string | null,
    name: string,
    except: string | null,
  ): { id: string; name: string }[];
  siteDetail(id: string): SiteDetail | null;
  projectDetail(id: string): ProjectDetail | null;
  projectChoices(): ProjectChoice[];
  /** The project that has a login name; null where none is known to. */
  projectWithLogin(login: string): string | null;
  licensePools(holder: Holder): LicensePool[];
  licenseBook(): LicenseBook;
  licenseMoves(
    of: 'all' | Holder,
    part: { offset: number; limit: number; type?: string | null },
  ): LicenseMoves;
  /** A move by its id; null where it isn't here, or not both of its sides are. */
  licenseMove(id: string): LicenseMove | null;
  /** Licenses of a type in a pool. */
  licensesIn(holder: Holder, type: string): number;
  /** Those of the names that sites of the customer have already. */
  siteNamesTaken(customerId: string, names: string[]): string[];
  /** Sites by id, in the order of the ids; those that aren’t here are left out. */
  sitesToVisit(ids: string[]): SiteChoice[];
  /** Sites by where they are and by what is due, longest unvisited first. */
  sitesToPlan(asked: SitesAsked): DueSites;
  /** Where there are sites, by country and city. */
  siteRegions(): SiteRegions;
  /** What the cache has for visits: their sites, and all visits there. */
  visitsTakenAlong(ids: string[]): TakenAlong;
  visitDetail(id: string): VisitDetail | null;
  /** Visits planned for a stretch of days, in order. */
  visitsBetween(asked: { from: string; to: string; technicianId: string | null }, limit: number): KnownVisits;
  /** Templates by name. */
  visitTemplates(): VisitTemplateRow[];
  /** Who may go on visits, as far as it's known here. */
  technicians(): Technician[];
  /** Probes with a serial, blind to case. */
  probesBySerial(serial: string): ProbeRow[];
  siteChoices(asked: { query: string; limit: number; customerId: string | null }): {
    sites: SiteChoice[];
    total: number;
  };
  placementImpact(ids: string[], siteId: string | null): PlacementImpact;
  brandChoices(): BrandChoice[];
  brandRows(): BrandRow[];
  brandDetail(id: string): BrandDetail | null;
  /** What an account that's bound to a brand would see. */
  brandScope(id: string): BrandScope;
  noticeRows(): NoticeRow[];
  noticeContacts(ids: readonly string[]): NoticeContacts;
  customersOfBrand(id: string): string[];
  brandDeleteImpact(ids: readonly string[]): BrandDeleteImpact;
  realignImpact(ids: readonly string[], brandId: string | null): RealignImpact;
  /** Changes that a query matches, in the order of sending. */
  outboxWindow(query: OutboxQuery, offset: number, limit: number): OutboxWindow;
  /** Ids at the positions `from` up to but not including `to`. */
  outboxIds(query: OutboxQuery, from: number, to: number): string[];
  outboxIndexOf(query: OutboxQuery, id: string): number;
  changeDetail(id: string): ChangeDetail | null;
  /** Changes to be written to a file, in the order of sending: these, or all; never one that the server has accepted. */
  outboxEntries(ids: string[] | null): OutboxFileEntry[];
  conflictPage(offset: number, limit: number): ConflictPage;
  /** Null when it's settled. */
  conflictDetail(id: string): ConflictDetail | null;
  /** The stuck changes of these ids; those that are settled already are left out. */
  stuckEntries(ids: string[]): StuckEntry[];
  /** What was settled here, newest first. */
  decisionPage(which: {
    entityId: string | null;
    filter?: SettledFilter | undefined;
    offset: number;
    limit: number;
  }): DecisionPage;
  /** Names by id of what is in the cache. */
  names(ids: string[]): Record<string, string>;
  /** What is known here of the recycle bin. */
  knownBin(): KnownBin;
  /** What is kept of the partner API's Activity. */
  keptActivity(): KeptActivity;
  knownItems(deletion: string): KnownItems;
  draft(key: string): Draft | null;
  /** Makes ids of a selection and of all that goes with it when it's deleted. */
  freezeDelete(kind: DeletableKind, selection: ListSelection, without?: readonly string[]): FrozenDelete;
  /** Names of rows, in the order of their ids; those that are gone are left out. */
  namedRows(level: PreviewLevel, ids: string[]): NamedRow[];
  /** What pasted lines mean: ids, Customer IDs, external ids or names. */
  pastedMatches(kind: DeletableKind, lines: string[]): PastedMatches;
  /** Bulk deletes made here, newest first. */
  bulkJobs(): Omit<BulkJob, 'sendsAt'>[];
  bulkItems(
    job: string,
    outcome: BulkOutcome | null,
    offset: number,
    limit: number,
  ): { total: number; items: BulkItem[] };
}

/** A change as asked for; the writer adds what it needs to be complete: `before`, `touches`, `after`. */
export type NewMutation = {
  [N in MutationName]: {
    id: string;
    at: string;
    context: ContextId;
    name: N;
    args: MutationArgs[N];
    /** What the operator saw in the changed fields when the change was begun, by the keys of a mutation's `before`; what's left
     *  out held what it holds now. */
    before?: FieldValues;
  };
}[MutationName];

/** What became of a change that was discarded after its answer was lost. */
export interface DiscardFate {
  id: string;
  name: MutationName;
  title: string;
  /** Whether the rows are as if it had been applied. */
  applied: boolean;
}

/** Changes that the server understands, and what is said of the others. */
export interface Understood {
  names: readonly string[];
  because: string;
}

export interface CacheStatus {
  /** Epoch of the server that the cache mirrors; null before the first page. */
  epoch: string | null;
  /** Change-feed cursor to go on from; null while the first snapshot hasn't begun. */
  cursor: string | null;
  /** Sequence of the cursor. */
  seq: number;
  /** Whether a whole snapshot and the changes since it began are in. */
  complete: boolean;
  /** ISO time when it was last known to be complete and current; null before. */
  currentAt: string | null;
  /** A snapshot under way: what to pass as `after` next, and how far it is. */
  snapshot: {
    after: string | null;
    done: number;
    total: number;
    /** The same of each kind, those included that this version doesn't know. */
    kinds: Record<string, { done: number; total: number }>;
  } | null;
  /** Rows of kinds that this version doesn't know, by kind: kept, and shown by a version that does. */
  aside: Record<string, number>;
  /** Mutations that wait, are being sent, or wait for their echo. */
  waiting: number;
  /** Mutations that need the operator. */
  stuck: number;
  revision: number;
}

/** What a write changed; passed on to the window as `cache.changed`. */
export interface CacheChange {
  revision: number;
  kinds: EntityKind[];
  status: CacheStatus;
}

/** How the cache file was found. `notice` is a sentence for the operator where something happened to it. */
export interface OpenReport {
  how: 'fresh' | 'opened' | 'rebuilt';
  notice: { sentence: string; detail: string } | null;
  status: CacheStatus;
}

/** What a page told besides rows. */
export interface PageReport extends CacheChange {
  more: boolean;
  /** Kinds that this version doesn't know; their rows are kept aside. */
  unknownKinds: string[];
  /** Rows that don't fit their schema, by kind, id and reason; the page was not applied if this isn't empty. */
  faults: { kind: string; id: string; reason: string }[];
  /** Whether counts and checksums agreed with the server's; null when the page carried none. */
  digestsAgree: boolean | null;
  /** The account as the server has it at this moment; null when the page didn't say. */
  account: Account | null;
}

export interface CacheWriter {
  status(): CacheStatus;

  /** Journals the mutations (fsynced), applies them to the rows and puts them into the outbox, all in one transaction. With `hold` they stay there until they're let go. */
  queue(mutations: NewMutation[], hold?: Hold | null): CacheChange & { mutationIds: string[] };
  /**
   * Queues what a dry run showed like {@link queue}, as the parts of one bulk delete.
   * @param parts who each is, one for each of its deletions
   * @throws Failure `not-found` naming what was changed or deleted since; then nothing is queued
   */
  queueDelete(
    frozen: FrozenDelete,
    job: string,
    parts: Pick<NewMutation, 'id' | 'at' | 'context'>[],
    hold: Hold | null,
  ): CacheChange & { mutationIds: string[] };
  /** Keeps the parts of a bulk delete that haven't left from being sent, or (with null) lets them go; journalled first. */
  holdJob(job: string, hold: Hold | null): CacheChange;
  /**
   * Takes changes back that haven't left: removes them from the outbox and replays the rest without them.
   * `taken` are those it could take; the others were sent already (or are unknown).
   */
  takeBack(ids: string[]): CacheChange & { taken: string[] };
  /**
   * Puts rejected and parked mutations back in line, all in one transaction. A rejected one gets the id and time of its `renewal`,
   * as the server answers a known id with what it said before.
   */
  retryAll(requests: { id: string; renewal: { id: string; at: string } }[]): CacheChange & {
    retried: number;
  };
  /**
   * Puts another mutation of the same name in the place of one that is stuck or hasn't left, with the id and time of `renewal`.
   * What followed the old one follows it.
   */
  amend(id: string, renewal: { id: string; at: string }, amendment: Amendment): CacheChange;
  /** What {@link discardAll} would do, tried out and taken back. */
  discardImpact(ids: string[], evenArrived: boolean): DiscardImpact;
  /**
   * Removes those that are stuck or wait for good, in one transaction; the others stay, and without `evenArrived` those that the
   * server may have applied. What stuck ones would have set is kept among the decisions, with the name of who discards them.
   */
  discardAll(ids: string[], evenArrived: boolean, by: string): CacheChange & { discarded: string[] };
  /** What became of changes that were discarded although the server may have applied them, and of which nobody has read it. */
  discardFates(): DiscardFate[];
  /** The operator has read what became of these. */
  discardFatesRead(ids: string[]): void;
  /** What would become of changes with these ids, were they imported now. */
  importFates(ids: string[]): ImportFate[];
  /** Queues changes of another installation with their own ids, journalled first; what is known here is left out. */
  importChanges(changes: FiledChange[]): CacheChange & { fates: ImportFate[] };
  /**
   * Settles conflicts as decided, each by itself, and keeps what was decided for good. One that is settled already is passed
   * over. `settled` are the decisions that took effect.
   */
  decide(decided: DecidedChange[]): CacheChange & { settled: string[] };

  /**
   * The next mutations to send, oldest first, none of which waits for one outside the batch: at most `limit`, of at most
   * `bytes` bytes of JSON together unless the first alone is larger. Marks them as being sent. What the server doesn't
   * understand is held back, with what follows it, and says why.
   */
  nextBatch(limit: number, bytes?: number, understood?: Understood | null): Mutation[];
  /**
   * After a crash or a lost answer: everything being sent waits again. What is in `untouched` waits as if it hadn't left this time.
   */
  unsend(untouched?: readonly Untouched[]): CacheChange;
  /** Records what the server said of each. Applied ones stay as settling until the cursor has passed their sequence. */
  settle(outcomes: HeardOutcome[], epoch?: string | null): CacheChange;

  /** Begins a walk into a new generation (or goes on with one that a restart interrupted, when the epoch is the same). */
  beginSnapshot(): CacheStatus;
  /** Applies one page of `GET /v1/snapshot`: the body's bytes as they came. */
  applySnapshotPage(body: Uint8Array): PageReport;
  /** Applies one page of `GET /v1/changes`: rows, tombstones, cursor and rebase in one transaction. `now` is ISO. */
  applyChanges(body: Uint8Array, now: string): PageReport;
  /** Forgets everything of the server's and starts over with a snapshot; outbox and journal stay. Settled mutations of the last 30 days are offered again when `epochChanged`. */
  startOver(epochChanged: boolean): CacheChange;

  /** Keeps entries of the partner API's Activity; the newest 2,000 are kept. */
  keepActivity(read: ReadActivity): void;
  /** Keeps a page of the partner API's recycle bin; the newest 500 deletions are kept. */
  keepDeletions(page: { at: string; deletions: Deletion[]; isFirst: boolean; isLast: boolean }): void;
  /** Keeps the first page of what a deletion took. */
  keepDeletedItems(deletion: string, at: string, items: BinItem[]): void;
  /** Keeps who may go on visits. */
  keepTechnicians(technicians: Technician[]): void;
  saveDraft(draft: Draft): void;
  discardDraft(key: string): void;
}

/** Messages between `CacheClient` and the worker threads. */
export interface WorkerCall {
  id: number;
  method: string;
  args: unknown[];
}
export type WorkerAnswer = { id: number; value: unknown } | { id: number; error: AppError };
