import { join } from 'node:path';
import type { Workspace } from '../../common/contract/commands.ts';
import type { SyncState } from '../../common/contract/views.ts';
import { contextOf, type AccountContext, type ContextId } from '../../common/domain/contexts.ts';
import type { SealingKey } from '../../common/domain/secrets.ts';
import type { Account, Discovery, Tokens } from '../../common/partner-api/session.ts';
import type { CacheChange } from '../../db/api.ts';
import type { CacheClient, OpenCacheOptions } from '../../db/client.ts';
import type { BulkJob } from '../../common/contract/deleting.ts';
import { BulkDeletes } from '../changes/bulk-deletes.ts';
import { Changes } from '../changes/changes.ts';
import { Settling } from '../changes/settling.ts';
import { DiscardedUnsettled } from '../changes/discarded-unsettled.ts';
import { OutboxFiles } from '../changes/outbox-files.ts';
import { OutboxWork } from '../changes/outbox-work.ts';
import type { Vault } from '../credentials/vault.ts';
import { isoNow, type Clock, type Log, type Random } from '../ports.ts';
import { openSyncDoor } from '../sync/door.ts';
import { SyncEngine } from '../sync/engine.ts';
import { Introduction } from '../sync/introduction.ts';
import type { NoticeBoard } from '../sync/notices.ts';
import { inTouch } from '../sync/state.ts';
import { FileStore } from '../visit-files/file-store.ts';
import { VisitFiles } from '../visit-files/visit-files.ts';
import { accountNotice } from './account-notice.ts';
import { findDeletion } from './activity.ts';
import type { PartnerClient } from './client.ts';
import { ContextSession } from './context-session.ts';
import { Session, type AccessSession, type SessionOptions } from './session.ts';

/** Where a cache lies, and who is told of its changes. */
export type CachePlace = Required<Pick<OpenCacheOptions, 'folder' | 'context' | 'onChange'>>;

/** How long closing waits for a renewal of the session, in milliseconds. */
const renewalGraceMs = 2000;

/** How long the first cycle of a resumed workspace leaves the start to the window, in milliseconds. */
const firstCycleAfterMs = 700;

export interface OpeningParts {
  openCache(place: CachePlace): Promise<CacheClient>;
  vault: Vault;
  clock: Clock;
  random: Random;
  log: Log;
  notices: NoticeBoard;
  onState(state: SyncState): void;
  onCacheChange(change: CacheChange): void;
  /** How a visit's files are has changed. */
  onFiles(visit: string): void;
  /** Bytes that are free where a folder is; asks the system unless given. */
  freeBytes?: (folder: string) => Promise<number>;
  /** The bulk deletes look different. */
  onJobs(jobs: BulkJob[]): void;
  /** The account's role or name changed, or its session ended or began. */
  onSession(opened: OpenWorkspace): void;
}

export interface Opening {
  workspace: Workspace;
  account: Account;
  /** False when the account had signed out by choice. */
  present: boolean;
  folder: string;
  offlineByChoice: boolean;
  client: PartnerClient;
  /** See {@link Introduction}. */
  knownInstance(): string | null;
  onMet(server: Discovery): void;
  /** The key for secrets, as the server published it when it was last met. */
  sealingKey(): SealingKey | null;
  /** The workspace from which this is the context of a project; left out for an account's own. */
  from?: { session: AccessSession; context: AccountContext };
  /** From a fresh sign-in; null resumes what the vault has. */
  tokens: Tokens | null;
}

/** A workspace with one account's cache, and everything that lives as long as it's open. */
export class OpenWorkspace {
  readonly workspace: Workspace;
  readonly client: PartnerClient;
  readonly cache: CacheClient;
  readonly session: AccessSession;
  /** The account's own session; null in a project's context, where tokens are exchanged from it. */
  readonly #own: Session | null;
  readonly engine: SyncEngine;
  readonly changes: Changes;
  readonly settling: Settling;
  readonly bulkDeletes: BulkDeletes;
  readonly outbox: OutboxWork;
  readonly outboxFiles: OutboxFiles;
  readonly files: VisitFiles;
  readonly #clock: Clock;
  #present: boolean;

  private constructor(
    parts: OpeningParts,
    opening: Opening,
    { cache, session, store }: { cache: CacheClient; session: AccessSession; store: FileStore },
  ) {
    const { clock, random, log, notices, onState } = parts;
    this.workspace = opening.workspace;
    this.client = opening.client;
    this.cache = cache;
    this.session = session;
    this.#own = session instanceof Session ? session : null;
    this.#present = opening.present;
    this.#clock = clock;
    const introduction = new Introduction({
      greet: () => opening.client.greet(),
      clock,
      knownInstance: opening.knownInstance,
      onMet: opening.onMet,
    });
    const door = openSyncDoor(opening.client, session, introduction);
    const { offlineByChoice } = opening;
    const unsettled = new DiscardedUnsettled(cache, notices, () => onState(this.engine.state));
    const bulkDeletes: BulkDeletes = new BulkDeletes({
      ...{ cache, clock, random, log, account: () => this.account, onJobs: parts.onJobs },
      onQueued: () => this.engine.wake('turn'),
    });
    this.bulkDeletes = bulkDeletes;
    const files = new VisitFiles({
      ...{ store, cache, client: opening.client, session, clock, random, log, onChange: parts.onFiles },
    });
    this.files = files;
    this.engine = new SyncEngine({
      ...{ cache, door, clock, random, log, notices, offlineByChoice },
      onState(state) {
        unsettled.stateChanged(state);
        bulkDeletes.inTouch(inTouch.has(state.phase));
        files.stateChanged(state);
        onState(state);
      },
    });
    const onQueued = () => this.engine.wake('turn');
    const account = () => this.account;
    const isInTouch = () => inTouch.has(this.engine.state.phase);
    this.outbox = new OutboxWork({
      ...{ cache, clock, random, account, isInTouch, onQueued },
      seal: (...secret) => this.changes.projects.seal(...secret),
      onDiscardedUnsettled: () => unsettled.discarded(),
    });
    this.outboxFiles = new OutboxFiles({
      cache,
      clock,
      random,
      workspace: opening.workspace,
      files,
      account,
      onQueued,
    });
    const deletionOf = (entity: { kind: string; id: string }) => findDeletion(this, entity);
    const onSettled = () => {
      // Mine may have arrived where theirs was kept.
      unsettled.discarded();
      onQueued();
    };
    this.settling = new Settling({ cache, clock, random, account, deletionOf, onQueued: onSettled });
    this.changes = new Changes({
      ...{ cache, sent: this.engine.sent, clock, random, account, onQueued },
      sealingKey: opening.sealingKey,
    });
  }

  /** Opens cache and session and begins to synchronise. Needs no network. @throws Failure when the cache can't be opened */
  static async open(parts: OpeningParts, opening: Opening): Promise<OpenWorkspace> {
    const { vault, clock, log, notices } = parts;
    let opened: OpenWorkspace | null = null;
    let known = opening.account;
    const onChange = (change: CacheChange) => {
      opened?.engine.cacheChanged(change);
      opened?.bulkDeletes.cacheChanged(change);
      opened?.files.cacheChanged(change);
      parts.onCacheChange(change);
    };
    const cache = await parts.openCache({
      folder: opening.folder,
      context: contextOf(opening.account),
      onChange,
    });
    if (cache.report.notice) notices.add({ id: `cache of ${opening.workspace.id}`, ...cache.report.notice });
    const options: SessionOptions = {
      client: opening.client,
      vault,
      vaultKey: `session/${opening.workspace.id}/${opening.account.id}${opening.account.actingBy ? '/acting' : ''}`,
      account: opening.account,
      clock,
      log,
      onChange() {
        if (!opened) return;
        const { account } = opened.session;
        const notice = accountNotice(known, account);
        if (notice) notices.add({ id: `account ${isoNow(clock)}`, ...notice });
        known = account;
        opened.engine.sessionChanged();
        parts.onSession(opened);
      },
    };
    const session = opening.from
      ? new ContextSession(opening.from.session, opening.client, clock, opening.from.context)
      : opening.tokens
        ? await Session.begin(options, opening.tokens)
        : await Session.resume(options);
    const store = await FileStore.open({
      ...{ vault, clock, random: parts.random, freeBytes: parts.freeBytes },
      folder: join(opening.folder, 'visit-files'),
      vaultKey: `visit-files/${opening.workspace.id}/${opening.account.id}${opening.from ? `/${opening.from.context.id}` : ''}`,
      onNotice: (notice) => notices.add(notice),
    });
    opened = new OpenWorkspace(parts, opening, { cache, session, store });
    const { engine, bulkDeletes } = opened;
    bulkDeletes.begin();
    // A start shows what the cache has first: the window's first rows and the first cycle would share the processor.
    if (opening.tokens === null && cache.report.status.complete)
      clock.after(firstCycleAfterMs, () => engine.wake('now'));
    else engine.wake('now');
    return opened;
  }

  /** Whether the partner API answers, as far as is known. */
  get isInTouch(): boolean {
    return inTouch.has(this.engine.state.phase);
  }

  /** Whose eyes this looks through. */
  get context(): ContextId {
    return contextOf(this.session.account);
  }

  /** Somebody switches to it: the partner API says whether that may be. @throws PartnerFailure */
  async enter(signal: AbortSignal): Promise<void> {
    if (this.session instanceof ContextSession) await this.session.enter(signal);
  }

  /** Somebody switches to it once more: nothing is waited for, and the partner API hears of it with the next token. */
  enterAgain(): void {
    if (this.session instanceof ContextSession) this.session.enterAgain();
  }

  /** Who is signed in; null once signed out by choice. Stays when the session merely expired, so that work goes on offline. */
  get account(): Account | null {
    return this.#present ? this.session.account : null;
  }

  /** Goes on with a fresh sign-in of the same account. */
  async signIn(tokens: Tokens): Promise<void> {
    this.#present = true;
    await this.#own?.signIn(tokens);
  }

  async signOut(): Promise<void> {
    this.#present = false;
    await this.#own?.signOut();
  }

  async close(): Promise<void> {
    await this.bulkDeletes.close();
    await this.files.close();
    await this.engine.close();
    await this.#renewalKept();
    await this.cache.close();
  }

  /** A renewal that is under way gets a moment to be kept in the vault: without it, the next start takes a new sign-in. */
  async #renewalKept(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = this.#clock.after(renewalGraceMs, late.resolve);
    await Promise.race([this.session.rested(), late.promise]);
    cancel();
  }
}
