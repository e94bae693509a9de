import type { Discovery } from '../../common/partner-api/session.ts';
import type { Understood } from '../../db/api.ts';
import { unlessStopped } from '../partner/deadline.ts';
import { PartnerFailure } from '../partner/failure.ts';
import type { Clock } from '../ports.ts';

/** How long what a server said of itself is believed, in milliseconds. */
const believedMs = 10 * 60_000;

export interface IntroductionOptions {
  greet(): Promise<Discovery>;
  clock: Clock;
  /** What the workspace's server was called by itself when it was last met; null before, and where it doesn't matter. */
  knownInstance(): string | null;
  /** A server was met. */
  onMet(server: Discovery): void;
}

/**
 * Who is at the other end, asked before anything else is exchanged, and again after a failure: no token and no change goes to
 * another server than before, or to one that this version can't work with.
 */
export class Introduction {
  readonly #options: IntroductionOptions;
  #met: { server: Discovery; at: number } | null = null;
  #clockAheadMs: number | null = null;
  #meeting: Promise<void> | null = null;

  constructor(options: IntroductionOptions) {
    this.#options = options;
  }

  /** What the server that was last met understands; null where it didn't say, or none was met. */
  get understood(): Understood | null {
    const server = this.#met?.server;
    if (!server?.mutations) return null;
    const version = server.version === undefined ? '' : `, version ${server.version},`;
    return {
      names: server.mutations,
      because: `The partner API of ${server.name}${version} doesn’t know this change yet. It’s kept here, and goes by itself once the partner API is updated.`,
    };
  }

  /** How far this computer's clock is ahead of the server's, in milliseconds, as they were last compared; negative behind it, null where it never said. */
  get clockAheadMs(): number | null {
    return this.#clockAheadMs;
  }

  /** Resolves once the server is known to be the one that's meant. @throws PartnerFailure where it isn't */
  async met(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (this.#met && Math.abs(clock.now() - this.#met.at) < believedMs) return;
    this.#meeting ??= this.#meet().finally(() => (this.#meeting = null));
    await unlessStopped(this.#meeting, signal);
  }

  /** Something went wrong: who is there now is asked before the next exchange. */
  forget(): void {
    if (this.#met) this.#met = { ...this.#met, at: Number.NEGATIVE_INFINITY };
  }

  async #meet(): Promise<void> {
    const { greet, clock, knownInstance, onMet } = this.#options;
    const server = await greet();
    const known = knownInstance();
    if (known !== null && server.instance !== undefined && server.instance !== known)
      throw new PartnerFailure({
        code: 'other-server',
        message: `Another partner API than before answers at its address (“${server.name}”). Nothing is exchanged with it; what you see and your changes are kept. Ask whoever runs the partner API; to work with this one, sign out, forget the data here, and connect to it.`,
        retry: 'later',
        detail: `instance ${server.instance}, known ${known}`,
      });
    this.#met = { server, at: clock.now() };
    this.#clockAheadMs = server.time === undefined ? null : clock.now() - Date.parse(server.time);
    onMet(server);
  }
}
