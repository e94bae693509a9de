import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

export type { Protocol };
type Method = keyof Protocol.CommandParameters;
type EventName = keyof Protocol.Events;

interface Answer {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** The DevTools protocol spoken with one target (a page), or with the browser itself. */
export class CdpSession {
  readonly #connection: CdpConnection;
  readonly #id: string | undefined;
  readonly #events = new EventEmitter();

  constructor(connection: CdpConnection, id: string | undefined) {
    this.#connection = connection;
    this.#id = id;
  }

  /** Gives a command and waits for its answer. Rejects with the protocol's own message, and once the target has gone. */
  send<M extends Method>(
    method: M,
    params?: Protocol.CommandParameters[M],
  ): Promise<Protocol.CommandReturnValues[M]> {
    return this.#connection.call(this.#id, method, params) as Promise<Protocol.CommandReturnValues[M]>;
  }

  on<E extends EventName>(event: E, listener: (payload: Protocol.Events[E]) => void): void {
    this.#events.on(event, listener);
  }

  once<E extends EventName>(event: E, listener: (payload: Protocol.Events[E]) => void): void {
    this.#events.once(event, listener);
  }

  /** Passes an event on to its listeners; for the connection. */
  receive(event: string, payload: unknown): void {
    this.#events.emit(event, payload);
  }
}

interface Waiting {
  sessionId: string | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * A DevTools connection over the two pipes of `--remote-debugging-pipe` (NUL-terminated JSON), with flat sessions. Chromium
 * ends by itself when the pipes close, so that it never outlives the app, however the app ends.
 */
export class CdpConnection {
  readonly browser: CdpSession;
  readonly #sessions = new Map<string, CdpSession>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #output: Writable;
  #lastId = 0;
  #closed = false;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    this.browser = new CdpSession(this, undefined);
    let rest: Buffer[] = [];
    input.on('data', (chunk: Buffer) => {
      let from = 0;
      for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
        rest.push(chunk.subarray(from, end));
        this.#receive(Buffer.concat(rest).toString('utf8'));
        rest = [];
        from = end + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    });
    input.on('close', () => this.#close());
    input.on('error', () => this.#close());
    output.on('error', () => this.#close());
  }

  /** The session of a target that was attached to; made on first use. */
  session(id: string): CdpSession {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new CdpSession(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  call(sessionId: string | undefined, method: string, params: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error(`${method}: Chromium has ended`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { sessionId, resolve, reject });
      this.#output.write(`${JSON.stringify({ id, sessionId, method, params })}\0`);
    });
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as Answer;
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result);
      return;
    }
    if (message.method === undefined) return;
    if (message.method === 'Target.detachedFromTarget') this.#forget(message.params);
    const to = message.sessionId === undefined ? this.browser : this.session(message.sessionId);
    to.receive(message.method, message.params);
  }

  #forget(params: unknown): void {
    const { sessionId } = params as Protocol.Events['Target.detachedFromTarget'];
    this.#sessions.delete(sessionId);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.sessionId !== sessionId) continue;
      this.#waiting.delete(id);
      waiting.reject(new Error('the page has gone'));
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('Chromium has ended'));
    this.#waiting.clear();
  }
}
