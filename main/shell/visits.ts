import type { EventName, EventPayload } from '../../common/contract/commands.ts';
import { isContextLink } from './deep-link.ts';

/** Passes an event on to the window. */
type Send = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/**
 * Links from outside may come before the window can follow them: the last one waits until its page has asked for its first
 * state, which it does once it listens.
 */
export class Visits {
  readonly #send: Send;
  #isListening = false;
  #waiting: string | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Goes to a page of the app, as the window's router writes it; nothing where there's none. */
  go(page: string | undefined): void {
    if (page === undefined) return;
    if (this.#isListening) this.#send('app.navigate', { to: page });
    else this.#waiting = page;
  }

  /** The page that waits, for a window that can begin with it; it waits no more. A project's context waits on for its page to listen. */
  takeFirst(): string | undefined {
    const page = this.#waiting;
    if (page !== undefined && isContextLink(page)) return undefined;
    this.#waiting = undefined;
    return page;
  }

  /** The window's page listens from now on. */
  begin(): void {
    this.#isListening = true;
    const page = this.#waiting;
    this.#waiting = undefined;
    this.go(page);
  }

  /** A new page is being loaded, and doesn't listen yet. */
  end(): void {
    this.#isListening = false;
  }
}
