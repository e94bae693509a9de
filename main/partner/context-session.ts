import type { AccountContext } from '../../common/domain/contexts.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { Clock } from '../ports.ts';
import type { PartnerClient } from './client.ts';
import { PartnerFailure } from './failure.ts';
import type { AccessSession } from './session.ts';

/** A token is exchanged anew in the last quarter of its life. */
const livesFor = 0.75;

/**
 * The session of an account in the context of a project. Its tokens are exchanged from the partner account's session, kept in
 * memory alone, and of no use in any other context.
 */
export class ContextSession implements AccessSession {
  readonly #partner: AccessSession;
  readonly #client: PartnerClient;
  readonly #clock: Clock;
  #context: AccountContext;
  #token: { text: string; until: number } | null = null;
  #entered = false;

  constructor(partner: AccessSession, client: PartnerClient, clock: Clock, context: AccountContext) {
    this.#partner = partner;
    this.#client = client;
    this.#clock = clock;
    this.#context = context;
  }

  get account(): Account {
    return { ...this.#partner.account, context: this.#context };
  }

  get signedIn(): boolean {
    return this.#partner.signedIn;
  }

  /** Somebody comes in: the partner API is asked for a token, and says why not. @throws PartnerFailure */
  async enter(signal: AbortSignal): Promise<void> {
    this.enterAgain();
    await this.#exchanged(signal);
  }

  /** The next token that's asked for says that somebody came in. */
  enterAgain(): void {
    this.#entered = false;
  }

  async use<T>(call: (accessToken: string) => Promise<T>, signal: AbortSignal): Promise<T> {
    const kept = this.#token && this.#token.until > this.#clock.now() ? this.#token.text : null;
    try {
      return await call(kept ?? (await this.#exchanged(signal)));
    } catch (thrown) {
      if (kept === null || !(thrown instanceof PartnerFailure) || thrown.status !== 401) throw thrown;
    }
    return call(await this.#exchanged(signal));
  }

  learn({ context }: Account): void {
    if (context?.id === this.#context.id) this.#context = context;
  }

  rested(): Promise<void> {
    return this.#partner.rested();
  }

  async #exchanged(signal: AbortSignal): Promise<string> {
    const { accessToken, expiresIn } = await this.#partner.use(
      (token) => this.#client.exchange(token, this.#context.id, this.#entered),
      signal,
    );
    this.#entered = true;
    this.#token = { text: accessToken, until: this.#clock.now() + expiresIn * 1000 * livesFor };
    return accessToken;
  }
}
