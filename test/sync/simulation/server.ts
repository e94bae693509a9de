import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Role } from '../../../common/domain/access.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { Account, Tokens } from '../../../common/partner-api/session.ts';
import { openSessions, type Sessions } from '../../../partner-api/auth/sessions.ts';
import { makeSealingKey, published } from '../../../partner-api/auth/sealing.ts';
import { openCommands, type CommandLayer } from '../../../partner-api/commands/mutate.ts';
import { aboutHandlers } from '../../../partner-api/http/handlers/about.ts';
import { syncHandlers } from '../../../partner-api/http/handlers/sync.ts';
import type { Handlers } from '../../../partner-api/http/answer.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openReadiness } from '../../../partner-api/readiness.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store, Transaction } from '../../../partner-api/store/store.ts';
import type { Surroundings } from '../../../partner-api/surroundings.ts';
import type { Dice } from './dice.ts';
import { seedRows } from './seed-rows.ts';
import type { Timeline } from './timeline.ts';

/** Where the server is to die: at the `countdown`-th of these instants. */
export interface ServerCrash {
  countdown: number;
  instant: 'begun' | 'half-done' | 'before-commit' | 'committed';
  /** How long it's away, in milliseconds. */
  downMs: number;
}

export interface ServerParts {
  timeline: Timeline;
  dice: Dice;
  folder: string;
  template: string;
  note(line: string): void;
  onDefect(error: unknown): void;
  /** Told of a fault where it takes effect. */
  injected(kind: string): void;
  /** Told just before what the server has is replaced by an older state of it. */
  onRestoring(file: string): void;
}

/** One life of the server's process: what is asked of it after its death isn't answered. */
interface Life {
  store: Store;
  commands: CommandLayer;
  handlers: Pick<Handlers, 'discover' | 'readSnapshot' | 'readChanges' | 'pushMutations'>;
  dead: boolean;
}

/** As a power of two: what guards passwords would be most of a world's time. */
const passwordCost = 4;

const dying = new Error('The server’s process has ended');

/** The real store, commands and sync handlers, in a process that can die at any instant and come back from an older state. */
export class SimServer {
  readonly #parts: ServerParts;
  readonly surroundings: Surroundings;
  readonly sessions: Sessions;
  #life: Life | null = null;
  #files = 0;
  #backups: string[] = [];
  crash: ServerCrash | null = null;
  /** Told of the sequence after every commit, and `null` when the process ends. */
  readonly streams = new Set<(seq: number | null) => void>();
  /** A newer version than the clients know: it has fields and kinds that they don't. */
  newer = false;

  private constructor(parts: ServerParts, sessions: Sessions) {
    this.#parts = parts;
    this.surroundings = surroundingsOf(parts);
    this.sessions = sessions;
  }

  /** A server with the rows and accounts of the template. */
  static async open(parts: ServerParts): Promise<SimServer> {
    copyFileSync(parts.template, join(parts.folder, 'server-0.db'));
    copyFileSync(keysBeside(parts.template), keysBeside(join(parts.folder, 'server-0.db')));
    const opened: { server?: SimServer } = {};
    const current = (): Store => {
      if (!opened.server?.isUp) throw dying;
      return opened.server.store;
    };
    // Opened once for all lives: it holds nothing but its rules.
    const facade = {
      get read() {
        return current().read;
      },
      transaction: <T>(work: (tx: Transaction) => Promise<T>) => current().transaction(work),
    } as unknown as Store;
    const rules = { accessSeconds: 600, refreshSeconds: 30 * 86_400, passwordCost };
    const sessions = openSessions(facade, surroundingsOf(parts), rules);
    const server = new SimServer(parts, sessions);
    opened.server = server;
    server.start();
    return server;
  }

  get isUp(): boolean {
    return this.#life !== null;
  }

  get store(): Store {
    if (!this.#life) throw dying;
    return this.#life.store;
  }

  get commands(): CommandLayer {
    if (!this.#life) throw dying;
    return this.#life.commands;
  }

  get file(): string {
    return join(this.#parts.folder, `server-${this.#files}.db`);
  }

  get handlers(): Life['handlers'] {
    if (!this.#life) throw dying;
    return this.#life.handlers;
  }

  /** Whether the process that was there at `life` is still the one. */
  lifeNow(): unknown {
    return this.#life;
  }

  start(newEpoch?: string): void {
    if (this.#life) return;
    const opened = openSqliteStore(this.file, newEpoch);
    const life = { dead: false } as Life;
    life.store = this.#mortal(opened, life);
    const onDefect = (error: unknown) => {
      if (error !== dying) this.#parts.onDefect(error);
    };
    life.commands = openCommands(life.store, this.surroundings, onDefect, passwordCost);
    const streams = {
      open: () => Promise.reject(new Error('The simulation has streams of its own')),
      fetched: () => undefined,
      close: () => undefined,
    };
    life.handlers = {
      ...aboutHandlers(life.store, openReadiness(life.store.read), {
        version: '1.0.0',
        sealingKey: async () => {
          const key = await life.store.read.newestSealingKey();
          if (!key) throw new Error('The template of the server has no sealing key');
          return published(key);
        },
        mail: 'files',
        now: () => this.surroundings.now(),
      }),
      ...syncHandlers(life.store, life.commands, streams),
    };
    opened.onCommit((seq) => {
      if (!life.dead) for (const tell of [...this.streams]) tell(seq);
    });
    this.#life = life;
    this.#parts.note(`server starts, epoch ${opened.epoch}`);
    void opened.prune(this.surroundings.now());
  }

  /** The process ends as it stands; it comes back by itself after `downMs`. @param instant of a transaction, where it's in one */
  die(downMs: number, instant?: ServerCrash['instant']): void {
    const life = this.#life;
    if (!life) return;
    this.#takeFilesAlong();
    life.dead = true;
    this.#life = null;
    this.crash = null;
    this.#parts.note(`server dies, away for ${downMs} ms`);
    this.#parts.injected(instant === undefined ? 'server-crash' : `server-crash ${instant}`);
    for (const tell of [...this.streams]) tell(null);
    void life.store.close().catch(() => undefined);
    this.#parts.timeline.after(downMs, () => this.start());
  }

  /** Keeps the server's file as it is now, to come back to. */
  backup(): void {
    if (!this.#life) return;
    const kept = join(this.#parts.folder, `backup-${this.#backups.length}.db`);
    copyDatabase(this.file, kept);
    this.#backups.push(kept);
  }

  /** The server is put back to a backup, running or not, and says so by another epoch. Nothing happens where there is none. */
  restore(which: number): void {
    const backup = this.#backups[which % Math.max(1, this.#backups.length)];
    if (backup === undefined) return;
    this.#parts.onRestoring(this.file);
    this.#parts.injected('server-restored');
    const life = this.#life;
    if (life) life.dead = true;
    this.#life = null;
    for (const tell of [...this.streams]) tell(null);
    void life?.store.close().catch(() => undefined);
    this.#files++;
    copyDatabase(backup, this.file);
    this.start(newId({ now: this.surroundings.now, random: () => this.surroundings.randomBytes(16) }));
  }

  async prune(): Promise<void> {
    if (this.#life) await this.#life.store.prune(this.surroundings.now());
  }

  /** A fresh pair of tokens, as after signing in with the right password. */
  async tokensFor(account: Account): Promise<Tokens> {
    const refreshToken = `seed_${Buffer.from(this.surroundings.randomBytes(24)).toString('base64url')}`;
    const now = this.surroundings.now();
    const family = newId({ now: () => now, random: () => this.surroundings.randomBytes(16) });
    await this.store.transaction(async (tx) => {
      await tx.beginFamily({ id: family, accountId: account.id, at: now });
      const keep = (token: string) => ({ hash: sha256(token), expiresAt: now + 60_000 });
      await tx.saveTokens(family, keep(`unused ${refreshToken}`), keep(refreshToken));
    });
    return this.sessions.refresh(refreshToken);
  }

  /** Another role or another brand scope, as an administrator gives it. */
  async changeAccount(account: Account, change: { role?: Role; scope?: Account['scope'] }): Promise<void> {
    const stored = await this.store.read.accountByLogin(account.login);
    if (!stored) throw new Error(`There is no account ${account.login}`);
    if ((change.role ?? stored.role) !== stored.role) this.#parts.injected('role-changes');
    if (change.scope !== undefined && change.scope?.brandId !== stored.scope?.brandId)
      this.#parts.injected('scope-changes');
    await this.store.transaction((tx) => tx.saveAccount({ ...stored, ...change }, this.surroundings.now()));
  }

  /** The brand that an account sees with what is below it; null sees everything. */
  async scopeOf(account: Account): Promise<string | null> {
    return (await this.store.read.accountByLogin(account.login))?.scope?.brandId ?? null;
  }

  async close(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    life.dead = true;
    this.#life = null;
    await life.store.close();
  }

  #takeFilesAlong(): void {
    const from = this.file;
    this.#files++;
    copyDatabase(from, this.file);
  }

  /** The store of a life: at the instant that a crash names, the files are taken along as they are and everything ends. */
  #mortal(store: Store, life: Life): Store {
    const pass = (instant: ServerCrash['instant']) => {
      if (life.dead) throw dying;
      const { crash } = this;
      if (crash?.instant !== instant || --crash.countdown > 0) return;
      this.die(crash.downMs, instant);
      throw dying;
    };
    return {
      ...store,
      transaction: async (work) => {
        if (life.dead) throw dying;
        const value = await store.transaction(async (tx) => {
          pass('begun');
          const done = await work(this.crash?.instant === 'half-done' ? passingAfterEach(tx, pass) : tx);
          pass('before-commit');
          return done;
        });
        pass('committed');
        return value;
      },
    };
  }
}

/** A transaction that has come to an instant in its midst after whatever is asked of it. */
function passingAfterEach(tx: Transaction, pass: (instant: 'half-done') => void): Transaction {
  const asked = Object.entries(tx).map(([name, ask]: [string, unknown]) => {
    if (typeof ask !== 'function') return [name, ask];
    const passing = async (...args: unknown[]): Promise<unknown> => {
      const answer: unknown = await Reflect.apply(ask, tx, args);
      pass('half-done');
      return answer;
    };
    return [
      name,
      (...args: unknown[]) => {
        const answer = passing(...args);
        // Whoever asked for something else at once has died with that, and nobody waits for this any more.
        answer.catch(() => undefined);
        return answer;
      },
    ];
  });
  return Object.fromEntries(asked) as Transaction;
}

/** Makes the database that every world's server begins with. */
export async function makeServerTemplate(
  file: string,
  accounts: readonly Account[],
  now: number,
): Promise<void> {
  createDatabase({ file, epoch: 'epoch-of-the-beginning', name: 'Simulated partner', rows: seedRows() });
  const store = openSqliteStore(file);
  await store.transaction(async (tx) => {
    // Random, as what is sealed with it is: no world does anything by its bytes.
    await tx.saveSealingKey(makeSealingKey('simulated', now));
    for (const account of accounts)
      await tx.saveAccount({ ...account, password: 'none', isDisabled: false, expiresAt: null }, now);
  });
  await store.close();
}

function surroundingsOf({ timeline, dice }: ServerParts): Surroundings {
  return { now: () => timeline.now, randomBytes: (count) => dice.bytes(count) };
}

/** The file of the projects' keys that belongs to a database. */
function keysBeside(database: string): string {
  return join(dirname(database), 'project-keys.db');
}

function copyDatabase(from: string, to: string): void {
  rmSync(`${to}-wal`, { force: true });
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
