import { z } from 'zod';
import type { Account, Tokens } from '../../common/partner-api/session.ts';
import type { Vault } from '../credentials/vault.ts';
import type { Clock, Log } from '../ports.ts';
import type { PartnerClient } from './client.ts';
import { unlessStopped } from './deadline.ts';
import { PartnerFailure } from './failure.ts';

/** An access token is renewed this long before it ends, or in the last quarter of a shorter life. */
const renewBeforeMs = 30_000;

/** What the vault keeps: the access token too, so that a restart within its life needs no renewal. Time in milliseconds. */
const keptTokens = z.object({ refreshToken: z.string(), accessToken: z.string(), renewAt: z.number() });
type KeptTokens = z.infer<typeof keptTokens>;

export interface SessionOptions {
  client: PartnerClient;
  vault: Vault;
  /** Where the tokens are kept in the vault. */
  vaultKey: string;
  account: Account;
  clock: Clock;
  log: Log;
  /** Told when the account's name, role or scope changed, and when the session ended. */
  onChange(): void;
}

/** Who is behind calls, and how they get their access tokens. */
export interface AccessSession {
  readonly account: Account;
  readonly signedIn: boolean;
  /** See {@link Session.use}. */
  use<T>(call: (accessToken: string) => Promise<T>, signal: AbortSignal): Promise<T>;
  learn(account: Account): void;
  rested(): Promise<void>;
}

/**
 * A signed-in account: gives access tokens, renewed one at a time. Each renewal kills the refresh token that was used, so the
 * new one is in the vault before it's relied on; when an answer gets lost, the next renewal is refused and the session ends.
 */
export class Session implements AccessSession {
  readonly #options: SessionOptions;
  #account: Account;
  #tokens: KeptTokens | null = null;
  #renewal: Promise<string> | null = null;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#account = options.account;
  }

  /** The session that was kept when the app last ran; signed out when none was. */
  static async resume(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    session.#tokens = parseKept(await options.vault.read(options.vaultKey));
    return session;
  }

  /** A session from a fresh sign-in. */
  static async begin(options: SessionOptions, tokens: Tokens): Promise<Session> {
    const session = new Session(options);
    await session.#accept(tokens);
    return session;
  }

  get account(): Account {
    return this.#account;
  }

  get signedIn(): boolean {
    return this.#tokens !== null;
  }

  /**
   * Calls with an access token; where the server no longer takes it, once more with a new one. The signal ends the wait for a
   * renewal, and not the renewal: its answer must not get lost.
   * @throws PartnerFailure `session-expired` once nothing but signing in helps; `Stopped` when `signal` was aborted
   */
  async use<T>(call: (accessToken: string) => Promise<T>, signal: AbortSignal): Promise<T> {
    const token = await unlessStopped(this.#accessToken(), signal);
    try {
      return await call(token);
    } catch (thrown) {
      if (!isUnauthenticated(thrown)) throw thrown;
    }
    if (this.#tokens?.accessToken === token) this.#tokens = { ...this.#tokens, renewAt: 0 };
    const renewed = await unlessStopped(this.#accessToken(), signal);
    try {
      return await call(renewed);
    } catch (thrown) {
      if (isUnauthenticated(thrown) && this.#tokens?.accessToken === renewed) await this.#end();
      throw thrown;
    }
  }

  /** Goes on with a fresh sign-in of the same account; a renewal that's still under way has no say any more. */
  async signIn(tokens: Tokens): Promise<void> {
    this.#tokens = this.#toKeep(tokens);
    await this.#accept(tokens);
    this.#options.onChange();
  }

  /** The account is as the server has just told it: its name, role and scope hold from now on. */
  learn(account: Account): void {
    const changed = JSON.stringify(account) !== JSON.stringify(this.#account);
    // A session belongs to one account: another one's cache lies elsewhere.
    if (!changed || account.id !== this.#account.id) return;
    this.#account = account;
    this.#options.onChange();
  }

  /** Ends the session here at once, and at the server if it can be reached; that isn't waited for. */
  async signOut(): Promise<void> {
    const token = this.#tokens?.refreshToken ?? null;
    await this.#end();
    // The tokens are forgotten here; where the server doesn't hear of it, it lets them run out.
    if (token !== null) this.#options.client.signOut(token).catch(() => undefined);
  }

  /** Resolves when no renewal is under way. */
  async rested(): Promise<void> {
    await this.#renewal?.catch(() => undefined);
  }

  async #accessToken(): Promise<string> {
    const { clock } = this.#options;
    if (this.#tokens && this.#tokens.renewAt > clock.now()) return this.#tokens.accessToken;
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #renew(): Promise<string> {
    if (this.#tokens === null) throw signedOut();
    const used = this.#tokens.refreshToken;
    try {
      const tokens = await this.#options.client.refresh(used);
      await this.#accept(tokens, used);
    } catch (thrown) {
      const isRefused = thrown instanceof PartnerFailure && (thrown.status === 401 || thrown.status === 400);
      if (this.#isStill(used)) {
        if (!isRefused) throw thrown;
        await this.#end();
        throw signedOut(thrown.error.detail);
      }
    }
    // Somebody may have signed in or out while the answer was on its way: that's what holds then.
    if (this.#tokens === null) throw signedOut();
    return this.#tokens.accessToken;
  }

  /** @param used the refresh token that was traded for these; where another one has taken its place meanwhile, they're dropped */
  async #accept(tokens: Tokens, used?: string): Promise<void> {
    const { vault, vaultKey, log } = this.#options;
    if (used !== undefined && !this.#isStill(used)) return;
    const kept = this.#toKeep(tokens);
    try {
      await vault.keep(vaultKey, JSON.stringify(kept));
    } catch (thrown) {
      // The session goes on from memory; after a restart it takes a new sign-in.
      log(
        'error',
        'The session couldn’t be kept in the vault',
        thrown instanceof Error ? thrown.message : '',
      );
    }
    if (used !== undefined && !this.#isStill(used)) return;
    this.#tokens = kept;
    this.learn(tokens.account);
  }

  #toKeep({ refreshToken, accessToken, expiresIn }: Tokens): KeptTokens {
    const lifeMs = expiresIn * 1000;
    const renewAt = this.#options.clock.now() + lifeMs - Math.min(renewBeforeMs, lifeMs / 4);
    return { refreshToken, accessToken, renewAt };
  }

  #isStill(refreshToken: string): boolean {
    return this.#tokens?.refreshToken === refreshToken;
  }

  async #end(): Promise<void> {
    if (this.#tokens === null) return;
    this.#tokens = null;
    try {
      await this.#options.vault.forget(this.#options.vaultKey);
    } catch (thrown) {
      this.#options.log('error', 'The ended session couldn’t be removed from the vault', String(thrown));
    }
    this.#options.onChange();
  }
}

function parseKept(text: string | null): KeptTokens | null {
  if (text === null) return null;
  try {
    return keptTokens.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isUnauthenticated(thrown: unknown): boolean {
  return thrown instanceof PartnerFailure && thrown.status === 401;
}

function signedOut(detail?: string): PartnerFailure {
  return new PartnerFailure(
    {
      code: 'session-expired',
      message: 'Your session has ended. Sign in again to go on synchronising; changes that wait are kept.',
      retry: 'sign-in',
      ...(detail ? { detail } : {}),
    },
    { status: 401 },
  );
}
