import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../common/contract/errors.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { contextOf } from '../../../common/domain/contexts.ts';
import type { SealingKey } from '../../../common/domain/secrets.ts';
import type { Account, Tokens } from '../../../common/partner-api/session.ts';
import type { CacheReader, CacheWriter } from '../../../db/api.ts';
import type { CacheClient, Promised } from '../../../db/client.ts';
import { createReader, type LocalReader } from '../../../db/reader.ts';
import { createWriter, type LocalWriter } from '../../../db/writer.ts';
import { BulkDeletes } from '../../../main/changes/bulk-deletes.ts';
import { Changes } from '../../../main/changes/changes.ts';
import { OutboxFiles } from '../../../main/changes/outbox-files.ts';
import { OutboxWork } from '../../../main/changes/outbox-work.ts';
import { Settling } from '../../../main/changes/settling.ts';
import type { Vault } from '../../../main/credentials/vault.ts';
import { PartnerClient } from '../../../main/partner/client.ts';
import { ContextSession } from '../../../main/partner/context-session.ts';
import { Session, type AccessSession, type SessionOptions } from '../../../main/partner/session.ts';
import type { Clock, Notice } from '../../../main/ports.ts';
import { noVisitFiles } from '../../support/no-visit-files.ts';
import { openSyncDoor } from '../../../main/sync/door.ts';
import { Introduction } from '../../../main/sync/introduction.ts';
import { SyncEngine } from '../../../main/sync/engine.ts';
import { NoticeBoard } from '../../../main/sync/notices.ts';
import { atCommits, cacheFilesIn, keepFiles, type CrashInstant, type KeptFiles } from './crash-files.ts';
import type { Dice } from './dice.ts';
import type { Timeline } from './timeline.ts';
import type { Wire } from './wire.ts';

/** A cache is put back to a state of some days ago at most: the journal forgets what is settled after 30 days. */
const longestRevertMs = 20 * 86_400_000;

/** Where a client's process is to die: at the `countdown`-th call of its cache's writer that has the instant. */
export interface ClientCrash {
  countdown: number;
  instant: CrashInstant;
  /** After which transaction a `mid` crash comes, around where there are fewer. */
  commit: number;
  /** What becomes of the cache's files besides: kept, deleted, or put back to an older state while the journal stays. */
  cache: 'kept' | 'lost' | 'older';
  /** How long until the app is started again, in milliseconds. */
  downMs: number;
}

/** A call of the cache's writer. */
export interface WriterCall {
  method: string;
  args: unknown[];
}

export interface ClientParts {
  name: string;
  account: Account;
  /** The session that this is a project's context of; left out for an account's own. */
  from?: AccessSession;
  timeline: Timeline;
  dice: Dice;
  folder: string;
  /** A folder to begin with; null begins with nothing. */
  template: string | null;
  wire: Wire;
  note(line: string): void;
  /** Told of a fault where it takes effect. */
  injected(kind: string): void;
  /** Told before a call of the writer, after it was executed or refused, and when its answer reaches who asked. */
  onCall(call: WriterCall): void;
  onCalled(call: WriterCall): void;
  onRefused(call: WriterCall): void;
  onTold(call: WriterCall): void;
  /** The app was started; `kept` is false where its cache isn't the one that it had. */
  onStarted(kept: boolean): void;
  onViolation(what: string): void;
  /** The account's name, role or scope changed, or its session ended or began. */
  onSession(): void;
}

/** One run of the app: what is left of it after its death never goes on. */
export interface ClientProcess {
  alive: boolean;
  local: LocalWriter;
  reader: LocalReader;
  cache: CacheClient;
  session: AccessSession;
  /** The account's own session; null in a project's context, where tokens are exchanged from it. */
  own: Session | null;
  engine: SyncEngine;
  changes: Changes;
  deletes: BulkDeletes;
  outbox: OutboxWork;
  files: OutboxFiles;
  settling: Settling;
  notices: NoticeBoard;
  state: SyncState | null;
}

/** Phases in which the partner API answers. */
const inTouch: ReadonlySet<SyncState['phase']> = new Set([
  'up-to-date',
  'pulling',
  'pushing',
  'first-snapshot',
]);

/** An operator's computer: the real engine, cache, session and changes, over files that a crash leaves as they are. */
export class SimClient {
  readonly #parts: ClientParts;
  readonly name: string;
  readonly account: Account;
  readonly wire: Wire;
  readonly clock: Clock;
  #skew = 0;
  #latest = 0;
  process: ClientProcess | null = null;
  crash: ClientCrash | null = null;
  offlineByChoice = false;
  /** False once signed out by choice. */
  present = true;
  notices: Notice[] = [];
  readonly #vault = new Map<string, string>();
  #folders = 0;
  /** When the older state was kept, in milliseconds of the world's time; null where there's none. */
  #olderAt: number | null = null;
  #starting = false;
  #kept = true;
  #instance: string | null = null;
  #sealingKey: SealingKey | null = null;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.account = parts.account;
    this.wire = parts.wire;
    this.clock = parts.timeline.clock(
      () => this.skew,
      () => true,
    );
    mkdirSync(this.#olderFolder, { recursive: true });
    if (parts.template === null) mkdirSync(this.folder);
    else cpSync(parts.template, this.folder, { recursive: true });
  }

  /** How wrong its clock is, in milliseconds. */
  get skew(): number {
    return this.#skew;
  }

  set skew(ms: number) {
    this.#latest = this.latest;
    this.#skew = ms;
  }

  /** The latest time that its clock has shown: by then its journal has forgotten what was old enough, and a clock that's put back brings nothing back. */
  get latest(): number {
    return Math.max(this.#latest, this.clock.now());
  }

  get folder(): string {
    return join(this.#parts.folder, `${this.name}-${this.#folders}`);
  }

  /** Starts the app. @param tokens of a fresh sign-in, or null to go on with the session that was kept */
  async start(tokens: Tokens | null): Promise<void> {
    if (this.process || this.#starting) return;
    this.#starting = true;
    const { timeline, dice, note, onStarted } = this.#parts;
    const life = { alive: true, state: null } as ClientProcess;
    const alive = () => life.alive;
    const clock = timeline.clock(() => this.skew, alive);
    const random = { bytes: (count: number) => dice.bytes(count), fraction: () => dice.fraction() };
    const log = (level: string, text: string, detail?: string) => {
      if (level === 'error') this.#parts.onViolation(`${this.name} logged: ${text} ${detail ?? ''}`);
    };
    life.local = createWriter({
      folder: this.folder,
      context: contextOf(this.account),
      durable: false,
      now: () => timeline.now + this.skew,
      onChange: (change) => life.engine?.cacheChanged(change),
    });
    life.reader = createReader({ folder: this.folder });
    life.cache = this.#cacheClient(life);
    life.notices = new NoticeBoard(clock);
    const client = new PartnerClient({
      address: () => Promise.resolve('http://127.0.0.1:1'),
      fetch: this.wire.fetchFor(alive),
      clock,
      clientVersion: '0.0.0',
    });
    const options: SessionOptions = {
      client,
      vault: this.#vaultFor(alive),
      vaultKey: 'session',
      account: this.account,
      clock,
      log,
      onChange: () => {
        life.engine?.sessionChanged();
        this.#parts.onSession();
      },
    };
    this.process = life;
    this.#starting = false;
    note(`${this.name} starts: ${life.local.report.how}`);
    onStarted(this.#kept);
    this.#kept = true;
    const session = await this.#sessionOf(life, options, tokens);
    if (!life.alive) return;
    life.session = session;
    life.engine = new SyncEngine({
      cache: life.cache,
      door: openSyncDoor(
        client,
        session,
        new Introduction({
          greet: () => client.greet(),
          clock,
          knownInstance: () => this.#instance,
          onMet: ({ instance, sealingKey }) => {
            this.#instance = instance ?? null;
            this.#sealingKey = sealingKey ?? this.#sealingKey;
          },
        }),
      ),
      clock,
      random,
      log,
      offlineByChoice: this.offlineByChoice,
      notices: life.notices,
      onState: (state) => {
        life.state = state;
        this.#keepNotices(state.notices);
      },
    });
    const desk = {
      cache: life.cache,
      clock,
      random,
      account: () => (this.present ? session.account : null),
      onQueued: () => life.engine.wake('turn'),
    };
    life.changes = new Changes({ ...desk, sent: life.engine.sent, sealingKey: () => this.#sealingKey });
    life.deletes = new BulkDeletes({ ...desk, log, onJobs: () => undefined });
    life.outbox = new OutboxWork({
      ...desk,
      seal: (...secret) => life.changes.projects.seal(...secret),
      isInTouch: () => inTouch.has(life.engine.state.phase),
      onDiscardedUnsettled: () => Promise.resolve(),
    });
    life.files = new OutboxFiles({
      ...{ ...desk, files: noVisitFiles },
      workspace: { name: 'Simulation', url: 'http://127.0.0.1:1' },
    });
    life.settling = new Settling({ ...desk, deletionOf: () => Promise.resolve(null) });
    life.engine.wake('now');
  }

  async #sessionOf(
    life: ClientProcess,
    options: SessionOptions,
    tokens: Tokens | null,
  ): Promise<AccessSession> {
    const { from } = this.#parts;
    const { context } = this.account;
    life.own = null;
    if (from && context) return new ContextSession(from, options.client, options.clock, context);
    return (life.own = tokens ? await Session.begin(options, tokens) : await Session.resume(options));
  }

  /** Keeps the cache's files, without the journal, as the older state that a crash may put back. */
  keepOlder(): void {
    rmSync(this.#olderFolder, { recursive: true, force: true });
    mkdirSync(this.#olderFolder, { recursive: true });
    for (const name of cacheFilesIn(this.folder))
      copyFileSync(join(this.folder, name), join(this.#olderFolder, name));
    this.#olderAt = this.#parts.timeline.now;
  }

  /** The process ends as it stands; the app is started again after `downMs`. */
  die(cache: ClientCrash['cache'], downMs: number): void {
    const life = this.process;
    if (!life) return;
    this.#end(life, () => undefined);
    this.#comeBack(cache, downMs);
  }

  /** Ends the app in order and starts it again. */
  async restart(): Promise<void> {
    const life = this.process;
    if (!life?.engine) return;
    this.#parts.note(`${this.name} is closed`);
    this.#parts.injected('client-restart');
    await life.engine.close();
    if (!life.alive) return;
    life.alive = false;
    this.process = null;
    life.reader.close();
    life.local.close();
    await this.start(null);
  }

  /** Ends the app for good. */
  close(): void {
    const life = this.process;
    if (!life) return;
    life.alive = false;
    this.process = null;
    life.reader.close();
    life.local.close();
  }

  get #olderFolder(): string {
    return join(this.#parts.folder, `${this.name}-older`);
  }

  /** Takes the files along into a folder of their own; what the old process still has open lies in the old one. */
  #end(life: ClientProcess, arrange: (fresh: string) => void): void {
    const from = this.folder;
    this.#folders++;
    const fresh = this.folder;
    mkdirSync(fresh);
    for (const name of [...cacheFilesIn(from), 'journal.log', 'journal.log.new', 'decisions.log']) {
      if (existsSync(join(from, name))) copyFileSync(join(from, name), join(fresh, name));
    }
    arrange(fresh);
    life.alive = false;
    this.process = null;
    this.crash = null;
    life.reader.close();
    life.local.close();
    rmSync(from, { recursive: true, force: true });
  }

  #comeBack(cache: ClientCrash['cache'], downMs: number): void {
    const { folder } = this;
    const { timeline } = this.#parts;
    const isOlder =
      cache === 'older' && this.#olderAt !== null && timeline.now - this.#olderAt < longestRevertMs;
    if (cache === 'lost' || isOlder) for (const name of cacheFilesIn(folder)) rmSync(join(folder, name));
    if (isOlder)
      for (const name of readdirSync(this.#olderFolder))
        copyFileSync(join(this.#olderFolder, name), join(folder, name));
    this.#kept = cache === 'kept' || (cache === 'older' && !isOlder);
    if (!this.#kept) this.#parts.injected(`client-cache-${cache}`);
    this.#parts.note(`${this.name} dies, cache ${cache}, away for ${downMs} ms`);
    timeline.after(downMs, () => void this.start(null));
  }

  #cacheClient(life: ClientProcess): CacheClient {
    const writer = this.#lined<CacheWriter>(life, (method, args) => this.#write(life, method, args));
    const reader = this.#lined<CacheReader>(life, (method, args) =>
      Reflect.apply(life.reader.reader[method] as (...given: unknown[]) => unknown, life.reader.reader, args),
    );
    return { read: reader, write: writer, report: life.local.report, close: () => Promise.resolve() };
  }

  /** Functions that are executed one at a time, in order, a moment after they're called, as those of a worker thread are. */
  #lined<T extends object>(
    life: ClientProcess,
    execute: (method: keyof T & string, args: unknown[]) => unknown,
  ): Promised<T> {
    const { timeline, dice, onViolation } = this.#parts;
    let last = 0;
    const call = (method: keyof T & string, args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (!life.alive) return;
        last = Math.max(last, timeline.now + dice.below(4));
        timeline.after(last - timeline.now, () => {
          if (!life.alive) return;
          try {
            const value = execute(method, args);
            if (life.alive) resolve(value);
          } catch (thrown) {
            if (!life.alive) return;
            if (!(thrown instanceof Failure))
              onViolation(`${this.name}: the cache failed in ${method}: ${stackOf(thrown)}`);
            reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
          }
        });
      });
    return new Proxy({} as Promised<T>, {
      get: (_target, method: keyof T & string) =>
        method === ('then' as string) ? undefined : (...args: unknown[]) => call(method, args),
    });
  }

  #write(life: ClientProcess, method: keyof CacheWriter, args: unknown[]): unknown {
    const { onCall, onCalled, onRefused, onTold } = this.#parts;
    const { crash } = this;
    if (crash?.instant === 'before' && this.#strikes(crash)) {
      this.die(crash.cache, crash.downMs);
      return undefined;
    }
    const watched = crash && this.#watchFiles(crash);
    const call = { method, args };
    onCall(call);
    const { writer } = life.local;
    let value: unknown;
    try {
      value = Reflect.apply(writer[method] as (...given: unknown[]) => unknown, writer, args);
    } catch (thrown) {
      onRefused(call);
      throw thrown;
    } finally {
      atCommits(null);
    }
    const left = watched?.();
    if (crash && left && this.#strikes(crash)) {
      this.#end(life, (fresh) => left.putBack(fresh, crash.instant));
      this.#comeBack(crash.cache, crash.downMs);
      return undefined;
    }
    onCalled(call);
    if (crash?.instant === 'after' && this.#strikes(crash)) this.die(crash.cache, crash.downMs);
    else onTold(call);
    return value;
  }

  /** An instant has come at which a crash may happen: whether it does. */
  #strikes(crash: ClientCrash): boolean {
    if (--crash.countdown > 0) return false;
    this.#parts.injected(`client-crash ${crash.instant}`);
    return true;
  }

  /** Keeps what a crash within the call that follows leaves. What comes back gives that after the call, where it had the instant. */
  #watchFiles({ instant, commit }: ClientCrash): (() => KeptFiles | undefined) | null {
    if (instant === 'mid') {
      const kept: KeptFiles[] = [];
      atCommits(() => kept.push(keepFiles(this.folder)));
      return () => (kept.length > 1 ? kept[commit % (kept.length - 1)] : undefined);
    }
    if (instant !== 'between' && instant !== 'torn') return null;
    const kept = keepFiles(this.folder);
    return () => (kept.isJournalLonger() ? kept : undefined);
  }

  #vaultFor(alive: () => boolean): Vault {
    const kept = this.#vault;
    const whenAlive = <T>(work: () => T): Promise<T> =>
      alive() ? Promise.resolve(work()) : new Promise(() => undefined);
    const vault = {
      read: (key: string) => whenAlive(() => kept.get(key) ?? null),
      keep: (key: string, secret: string) => whenAlive(() => void kept.set(key, secret)),
      forget: (key: string) => whenAlive(() => void kept.delete(key)),
    };
    return vault as unknown as Vault;
  }

  #keepNotices(notices: readonly Notice[]): void {
    for (const notice of notices)
      if (!this.notices.some(({ id, at }) => id === notice.id && at === notice.at)) this.notices.push(notice);
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
