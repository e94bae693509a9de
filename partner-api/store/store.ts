import type { SessionRole } from '../../common/domain/access.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import type { EntityKind, EntityRows, Project } from '../../common/domain/entities.ts';
import type { ActivityEntry, BrandAccount } from '../../common/partner-api/resource-door.ts';
import type { activityReader } from './activity-reader.ts';
import type { NewActivityEntry } from './activity-row.ts';
import type { bulkDeleteReader, bulkDeleteWriter } from './bulk-deletes.ts';
import type { accountReader, accountWriter } from './account-rows.ts';
import type { signUpReader, signUpWriter } from './partner-sign-ups.ts';
import type { installationReader, installationWriter } from './installations.ts';
import type { onboardingReader, onboardingWriter } from './onboarding.ts';
import type { queueReader } from './queues.ts';
import type { waitingMailReader, waitingMailWriter } from './waiting-mails.ts';
import type { Redaction } from './redacting.ts';
import type { recentTryWriter } from './recent-tries.ts';
import type { projectClosingReader, projectClosingWriter } from './project-closings.ts';
import type { waitingReportReader, waitingReportWriter } from './waiting-reports.ts';
import type { BinFilter, DeletedItem, ItemsPage, NewDeletion, StoredDeletion } from './recycle-bin.ts';
import type { Sight } from '../../common/domain/visibility.ts';
import type { Technician } from '../../common/domain/visits.ts';
import type { AccountScope } from '../../common/partner-api/session.ts';
import type { Digests, MutationOutcome } from '../../common/partner-api/sync-door.ts';

/**
 * Where the partner API keeps everything. Every function answers a promise, so that a store behind a network connection can
 * stand beside the embedded one. Rows travel as JSON text wherever nobody looks inside them.
 */
export interface Store {
  /** Random id of this database; a database restored from a backup gets another one, which a store may be told of while it's open. */
  readonly epoch: string;
  /** Id that this database got when it was made, and keeps when it's restored from a backup. */
  readonly instance: string;
  /** Name of the partner account. */
  readonly name: string;
  readonly read: StoreReader;
  /** Runs `work` alone among writers and commits durably when it's done; when it throws, nothing of it stays. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls `listener` after every commit that moved the sequence, and once it's of another epoch. Gives the function that stops it. */
  onCommit(listener: (seq: number) => void): () => void;
  /**
   * Runs `work` unless another process that shares the store is at what bears that name; tells whether it ran. A process that dies
   * gives its names free. So does one that the store has lost without its knowing: `work` asks `isHeld` before it begins anything
   * further, and where it isn't, it answers that it didn't run. Only one process uses an embedded store, which has nobody to wait for.
   */
  exclusively(name: string, work: (isHeld: () => boolean) => Promise<void>): Promise<boolean>;
  /** Counts requests for all processes that share the store; null where there's one alone, which counts them itself. */
  readonly hits: HitCounter | null;
  /** Deletes what has outlived its keeping: tombstones, former scope keys, recycle bin, dead tokens. `now` in milliseconds. */
  prune(now: number): Promise<void>;
  /** Keeps the name of the key that checkpoints of Activity are signed with. */
  rememberAuditKey(name: string): Promise<void>;
  /** Destroys the key that what is erasable of a project is encrypted with: at once and for good, outside of any transaction. */
  destroyProjectKey(project: string): Promise<void>;
  /**
   * Takes what is erased with a project out of entries of Activity from before projects had keys, which hold it in clear; `sign`
   * vouches for what is left.
   */
  redactProject(project: string, sign: (redaction: Redaction) => string): Promise<void>;
  /** Projects whose keys were destroyed, whatever their rows say. */
  erasedProjects(): Promise<string[]>;
  /** Connections that are open and those of them that rest, and callers that wait for one; left out by a store without a pool. */
  pool?(): { open: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Counts what happens within windows of time. */
export interface HitCounter {
  /**
   * Counts one more.
   * @param windowMs after which it begins anew, in milliseconds
   * @returns how many there are in the window with this one, and milliseconds until it's over
   */
  hit(subject: string, windowMs: number): Promise<{ current: number; ttl: number }>;
}

/** Where a walk of the snapshot stands: the last row it gave. */
export interface WalkPosition {
  kind: EntityKind;
  id: string;
}

/** Part of a snapshot page: rows of one kind. */
export interface SnapshotSection {
  kind: EntityKind;
  /** The inside of their JSON array. */
  rows: Uint8Array;
}

export interface StoredChange {
  seq: number;
  kind: EntityKind;
  id: string;
  /** The row as JSON; for one that isn't there for the caller, whether it was deleted or left the caller's sight. */
  now: { json: string } | 'deleted' | 'out-of-sight';
}

export interface StoredRow {
  version: number;
  json: string;
}

interface ListFilter {
  sight: Sight;
  /** Rows after this id. */
  after: string | null;
  limit: number;
  /** Only rows whose folded text holds this folded text. */
  text?: string | undefined;
  /** Only rows below this parent; null for rows without one. */
  parent?: string | null | undefined;
}

/**
 * Reads on a connection of their own; a write under way never makes them wait. Each call sees one moment. What isn't in the
 * caller's sight is, for every one of them, not there.
 */
export interface StoreReader
  extends
    ReturnType<typeof bulkDeleteReader>,
    ReturnType<typeof activityReader>,
    ReturnType<typeof onboardingReader>,
    ReturnType<typeof accountReader>,
    ReturnType<typeof waitingReportReader>,
    ReturnType<typeof waitingMailReader>,
    ReturnType<typeof queueReader>,
    ReturnType<typeof installationReader>,
    ReturnType<typeof signUpReader>,
    ReturnType<typeof projectClosingReader> {
  /** What an account with this brand scope sees; null is an account without one. */
  sight(brandId: string | null): Promise<Sight>;
  /** The last sequence, the oldest one that a cursor may have, and rows by kind. */
  position(sight: Sight): Promise<{ seq: number; floor: number; digests: Digests }>;
  snapshotPage(
    sight: Sight,
    after: WalkPosition | null,
    limit: number,
  ): Promise<{ sections: SnapshotSection[]; next: WalkPosition | null }>;
  /** Changes after `seq`, each entity once. `end` is the sequence that the page reaches; digests are of that moment when nothing is left. */
  changes(
    sight: Sight,
    seq: number,
    limit: number,
  ): Promise<{
    floor: number;
    last: number;
    changes: StoredChange[];
    end: number;
    more: boolean;
    digests: Digests;
  }>;
  /** Whether there's anything for {@link changes} after `seq`. */
  hasChanges(sight: Sight, seq: number): Promise<boolean>;
  row(sight: Sight, kind: EntityKind, id: string): Promise<StoredRow | null>;
  /** Rows in id order as JSON, and the id to go on after. */
  list(kind: EntityKind, filter: ListFilter): Promise<{ items: string[]; next: string | null }>;
  /** Deletions with something in sight that is still in the recycle bin, newest first. */
  deletions(filter: BinFilter): Promise<StoredDeletion[]>;
  /** What is in the recycle bin of a deletion, in id order; null when nothing of it is in sight. */
  deletedItems(sight: Sight, deletion: string, page: ItemsPage): Promise<DeletedItem[] | null>;
  /** The newest pair of keys that secrets are sealed to. */
  newestSealingKey(): Promise<StoredSealingKey | null>;
  accountByLogin(login: string): Promise<StoredAccount | null>;
  /** The project that a login name is of, with its password's hash. */
  projectByLogin(login: string): Promise<ProjectLogin | null>;
  accountById(id: string): Promise<StoredAccount | null>;
  /** Accounts that see one brand of these with what is below it, by name. */
  brandAccounts(sight: Sight): Promise<BrandAccount[]>;
  /** Who may go on visits, by name: accounts of a role that edits them, of the whole house or of a brand in sight. */
  technicians(sight: Sight): Promise<Technician[]>;
  /** Every login, in order. */
  logins(): Promise<string[]>;
  /** Whether a row is there or in the recycle bin. */
  isKept(kind: EntityKind, id: string): Promise<boolean>;
  /** Whose access token has this hash. Expired and ended ones are found as well, until they are pruned. */
  accessToken(hash: string): Promise<StoredToken | null>;
}

export interface StoredAccount {
  id: string;
  login: string;
  name: string;
  role: SessionRole;
  /** The password's hash with its parameters. */
  password: string;
  /** The brand whose tree it sees; null sees everything. */
  scope: AccountScope | null;
  /** Nobody can sign in to it. */
  isDisabled: boolean;
  /** From when on nobody can, in milliseconds; null for never. */
  expiresAt: number | null;
}

/** A project's own login. */
export interface ProjectLogin {
  project: Project;
  /** The password's hash with its parameters. */
  password: string;
}

/** A pair of keys that secrets are sealed to. `madeAt` in milliseconds. */
export interface StoredSealingKey {
  id: string;
  madeAt: number;
  /** 32 bytes. */
  publicKey: Uint8Array;
  /** PKCS #8, DER. */
  privateKey: Uint8Array;
}

/** A token as found by its hash. Times in milliseconds. */
export interface StoredToken {
  family: string;
  expiresAt: number;
  /** When a refresh token was traded; null while it's fresh, and for access tokens. */
  usedAt: number | null;
  /** When its family was ended; null while it lives. */
  endedAt: number | null;
  /** The context that an access token was exchanged for; null for the account's own. */
  context: ContextId | null;
  account: StoredAccount;
  /** Who acts as the account; null where it's the account itself. */
  actor: { id: string; name: string; role: SessionRole } | null;
}

export interface Tombstone {
  seq: number;
  at: string;
  /** Name of who deleted it. */
  by: string;
  /** The scope key that the row had. */
  scope: string;
}

/** A row in the recycle bin. */
interface RecycledRow<K extends EntityKind = EntityKind> {
  kind: K;
  row: EntityRows[K];
}

/** A mutation that was answered for good. */
export interface RememberedOutcome {
  outcome: MutationOutcome;
  /** Hash of what the mutation asked for. */
  fingerprint: string;
}

/** Reads and writes inside one transaction. */
export interface Transaction
  extends
    ReturnType<typeof bulkDeleteWriter>,
    ReturnType<typeof onboardingWriter>,
    ReturnType<typeof accountWriter>,
    ReturnType<typeof waitingReportWriter>,
    ReturnType<typeof waitingMailWriter>,
    ReturnType<typeof installationWriter>,
    ReturnType<typeof signUpWriter>,
    ReturnType<typeof recentTryWriter>,
    ReturnType<typeof projectClosingWriter> {
  /** The last sequence given. */
  seq(): Promise<number>;
  row<K extends EntityKind>(kind: K, id: string): Promise<EntityRows[K] | null>;
  /** The scope key of a row; '' of one that isn't there. */
  scopeKey(kind: EntityKind, id: string): Promise<string>;
  /** See `StoreReader`. */
  sight(brandId: string | null): Promise<Sight>;
  tombstone(kind: EntityKind, id: string): Promise<Tombstone | null>;
  /** Rows of a kind whose parent (partner of a customer, customer of a site, site of a probe) is `parent`. */
  children<K extends EntityKind>(kind: K, parent: string): Promise<EntityRows[K][]>;
  countChildren(kind: EntityKind, parent: string): Promise<number>;
  /** What uses a billing account: its name, and its scope key. In order of names, at most 1,000. */
  usersOfBillingAccount(id: string): Promise<{ name: string; scope: string }[]>;
  /** What belongs to a brand or is below it, by kind, and accounts that see it; kinds that nothing is of are left out. */
  usesOfBrand(id: string): Promise<{ one: string; many: string; count: number }[]>;
  /** Looks up whether rows are new that are asked for soon, all at once: neither there nor ever deleted. */
  recallNew(kind: EntityKind, ids: readonly string[]): Promise<void>;
  /** Whether a Customer ID or a project's login name is in use, be it by a customer that belongs to no partner account. */
  publicIdTaken(publicId: string): Promise<boolean>;
  /** Has the transaction fail at its end where something else has this Customer ID: made sure of all of a batch at once. */
  claim(publicId: string): void;
  /** Licenses of a type that a project holds, or with null the partner account. */
  licensesIn(holder: string | null, type: string): Promise<number>;
  /** What a project holds by type; empty pools are left out. */
  poolsOf(project: string): Promise<{ type: string; quantity: number }[]>;
  saveProjectPassword(project: string, hash: string, at: string): Promise<void>;
  sealingKey(id: string): Promise<StoredSealingKey | null>;
  saveSealingKey(key: StoredSealingKey): Promise<void>;
  /**
   * Writes a row under the next sequence, which becomes its version, and gives it back with that version. Where its scope key
   * changes by that, at the time of its `updatedAt`, what is below it gets new versions too. `scope`: its keys before and after; of a
   * row that's new both are the same.
   */
  put<K extends EntityKind>(
    kind: K,
    row: EntityRows[K],
  ): Promise<{ row: EntityRows[K]; scope: { before: string; after: string } }>;
  /** Takes a row away and leaves a tombstone under the next sequence. */
  remove(kind: EntityKind, id: string, at: string, by: string): Promise<void>;
  /** Notes a deletion for the recycle bin's list, once however often it's called. */
  noteDeletion(deletion: NewDeletion): Promise<void>;
  /** Puts what a deletion took, or the association that it cut, into the recycle bin. */
  recycle(deletion: string, at: string, entry: RecycledRow): Promise<void>;
  /** What a deletion put into the recycle bin: the row itself, and the rows whose parent it was. */
  recycled<K extends EntityKind>(
    deletion: string,
    kind: K,
    of: { id: string } | { parent: string },
  ): Promise<EntityRows[K][]>;
  /** Takes a row out of the recycle bin. */
  takeFromBin(deletion: string, kind: EntityKind, id: string): Promise<void>;
  audit(entry: NewActivityEntry): Promise<void>;
  /** What was last done to an entity, newest first; of its time out of `sight` nothing. */
  activityOf(entityId: string, limit: number, sight?: Sight): Promise<ActivityEntry[]>;
  outcome(mutationId: string): Promise<RememberedOutcome | null>;
  /** Looks up outcomes that are asked for soon, all at once. */
  recallOutcomes(mutationIds: readonly string[]): Promise<void>;
  remember(mutationId: string, at: string, remembered: RememberedOutcome): Promise<void>;
  /** Runs `work`; when it throws, only what it did is taken back and the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;

  accountByLogin(login: string): Promise<StoredAccount | null>;
  saveAccount(account: StoredAccount, at: number): Promise<void>;
  beginFamily(family: { id: string; accountId: string; at: number; actorId?: string }): Promise<void>;
  endFamily(id: string, at: number): Promise<void>;
  /** Ends the sessions of an account, and those in which it acts as another. */
  endFamiliesOf(accountId: string, at: number): Promise<void>;
  saveTokens(family: string, access: NewToken, refresh: NewToken): Promise<void>;
  /** Keeps an access token that was exchanged for a context. */
  saveContextToken(family: string, access: NewToken, context: ContextId): Promise<void>;
  refreshToken(hash: string): Promise<StoredToken | null>;
  markUsed(hash: string, at: number): Promise<void>;
}

/** A token to be kept: its hash and when it expires, in milliseconds. */
interface NewToken {
  hash: string;
  expiresAt: number;
}
