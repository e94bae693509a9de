import { ProblemError } from '../../../partner-api/commands/problem-error.ts';
import type { Dice } from './dice.ts';
import { ChunkLine, Exchange } from './exchange.ts';
import {
  answerRequest,
  callOf,
  routeOf,
  type OutcomesWatch,
  type SimRoute,
  type WireAnswer,
  type WireRequest,
} from './router.ts';
import type { SimServer } from './server.ts';
import type { Timeline } from './timeline.ts';

/** What the network or what stands in it does to one exchange. `ms` is how long, where it lasts. */
export const wireFaults = [
  'lost-request',
  'lost-answer',
  'doubled-request',
  'late-request',
  'slow-answer',
  'black-hole',
  'cut-answer',
  'reset-answer',
  'garbled-answer',
  'empty-answer',
  'portal',
  'redirect',
  'slow-down-429',
  'busy-503',
  'away-503',
  'failed-500',
  'bad-gateway',
] as const;
export type WireFaultKind = (typeof wireFaults)[number];

export interface WireFault {
  kind: WireFaultKind;
  /** On which route it waits for its exchange; `any` takes the next one. */
  on: SimRoute | 'any';
  ms: number;
}

export interface WireParts {
  name: string;
  timeline: Timeline;
  dice: Dice;
  server: SimServer;
  /** Most rows that the server gives at a time, so that a small world has many pages. */
  pageLimit: number;
  note(line: string): void;
  injected(kind: string): void;
  watch: OutcomesWatch;
  /** Told of every request when it leaves. */
  onLeave(request: WireRequest): void;
  /** Told of every answer that reaches a live process whole, as it arrives. */
  onHeard(request: WireRequest, answer: WireAnswer): void;
}

const heartbeatMs = 40_000;

/** The way between one client and the server. Each exchange meets the next fault that waits for it, and no other. */
export class Wire {
  readonly #parts: WireParts;
  faults: WireFault[] = [];
  /** No network at all. */
  cut = false;
  #requests = 0;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  /** A `fetch` for a process, for as long as it's alive: what comes for a dead one is never heard. */
  fetchFor(alive: () => boolean): typeof fetch {
    return ((address: string, init: RequestInit) =>
      new Promise((resolve, reject) => {
        if (!alive()) return;
        const ifAlive =
          <T>(tell: (value: T) => void) =>
          (value: T) => {
            if (alive()) tell(value);
          };
        const exchange = new Exchange(
          init.signal ?? null,
          alive,
          ifAlive(resolve as (value: unknown) => void),
          ifAlive(reject),
        );
        this.#begin(address, init, exchange);
      })) as unknown as typeof fetch;
  }

  #begin(address: string, init: RequestInit, exchange: Exchange): void {
    const { timeline, dice, note, onLeave, onHeard } = this.#parts;
    const url = new URL(address);
    const route = routeOf(init.method ?? 'GET', url.pathname);
    if (!route) throw new Error(`The simulation serves no ${init.method} ${url.pathname}`);
    const headers = init.headers as Record<string, string>;
    const request: WireRequest = {
      id: `${this.#parts.name}-${++this.#requests}`,
      route,
      query: this.#withSmallPages(Object.fromEntries(url.searchParams)),
      token: headers.authorization?.replace('Bearer ', '') ?? null,
      body: typeof init.body === 'string' ? init.body : null,
    };
    onLeave(request);
    exchange.onHeard = (answer) => onHeard(request, answer);
    const fault = this.cut ? undefined : this.#take(route);
    note(`${request.id} asks ${route}${describe(request)}${fault ? ` [${fault.kind} ${fault.ms}]` : ''}`);
    const there = 5 + dice.below(60);
    if (this.cut) return void timeline.after(there, () => exchange.fail('ENETUNREACH'));
    if (route === 'streamEvents') this.#stream(request, exchange, there, fault);
    else this.#exchange(request, exchange, there, fault);
  }

  #withSmallPages(query: Record<string, string>): Record<string, string> {
    return 'limit' in query ? { ...query, limit: String(this.#parts.pageLimit) } : query;
  }

  #take(route: SimRoute): WireFault | undefined {
    const at = this.faults.findIndex((fault) => fault.on === 'any' || fault.on === route);
    if (at < 0) return undefined;
    const [fault] = this.faults.splice(at, 1);
    if (fault) this.#parts.injected(route === 'streamEvents' ? 'broken-stream' : fault.kind);
    return fault;
  }

  #exchange(request: WireRequest, exchange: Exchange, there: number, fault: WireFault | undefined): void {
    const { timeline, dice } = this.#parts;
    const made = fault && madeAnswers[fault.kind];
    if (made) {
      const isServed = mayBeServed.has(fault.kind) && dice.chance(0.5);
      return void timeline.after(there, () => {
        const answer = () => exchange.answer(made(fault.ms), [1]);
        if (!isServed) return answer();
        void this.#serve(request).then((said) => {
          if (said) this.#parts.injected(`${fault.kind} once served`);
          this.#parts.note(`${request.id} hears of a failure nevertheless`);
          answer();
        });
      });
    }
    switch (fault?.kind) {
      case 'black-hole':
        return;
      case 'lost-request':
        return void timeline.after(there + 20, () => exchange.fail('ECONNRESET'));
      case 'late-request':
        timeline.after(there + 20, () => exchange.fail('ECONNRESET'));
        return void timeline.after(there + fault.ms, () => void this.#serve(request));
      case 'doubled-request':
        // With an id of its own, so that Activity tells what the copy did from what the request did.
        timeline.after(there + fault.ms, () => void this.#serve({ ...request, id: `${request.id}-copy` }));
        break;
      default:
        break;
    }
    timeline.after(there, () => {
      void this.#serve(request).then((answer) => {
        const back = 5 + dice.below(60) + (fault?.kind === 'slow-answer' ? fault.ms : 0);
        const place = dice.fraction();
        timeline.after(back, () => {
          if (answer === null) exchange.fail('ECONNREFUSED');
          else deliver(exchange, answer, fault?.kind, place);
        });
      });
    });
  }

  /** Null when there's no server, or when it died before it could answer. */
  async #serve(request: WireRequest): Promise<WireAnswer | null> {
    const { server, watch, note } = this.#parts;
    if (!server.isUp) return null;
    const life = server.lifeNow();
    const answer = await answerRequest(server, request, (...told) => {
      if (server.lifeNow() === life) watch(...told);
    });
    if (server.lifeNow() !== life) return null;
    note(`${request.id} is answered ${answer.status}, ${answer.body.byteLength} bytes`);
    return answer;
  }

  #stream(request: WireRequest, exchange: Exchange, there: number, fault: WireFault | undefined): void {
    const { timeline, server, dice } = this.#parts;
    if (fault) return void timeline.after(there, () => exchange.fail('ECONNRESET'));
    timeline.after(there, () => {
      if (!server.isUp) return exchange.fail('ECONNREFUSED');
      const life = server.lifeNow();
      void callOf(server, request).then(
        async ({ session }) => {
          // It may die while it opens the stream.
          if (server.lifeNow() !== life) return exchange.fail('ECONNRESET');
          const { epoch, read } = server.store;
          const account = session?.account;
          const opening = read
            .sight(account?.scope?.brandId ?? null)
            .then((sight) => read.position(sight))
            .catch(() => null);
          const position = await opening;
          if (position === null || server.lifeNow() !== life) return exchange.fail('ECONNRESET');
          const { seq } = position;
          const chunks = new ChunkLine();
          exchange.stream(chunks);
          const tell = (at: number | null) => {
            if (at === null) return end();
            const text = `event: change\ndata: ${JSON.stringify({ epoch, seq: at })}\n\n`;
            timeline.after(5 + dice.below(60), () => chunks.push(Buffer.from(text)));
          };
          const end = () => {
            server.streams.delete(tell);
            chunks.end();
          };
          const beat = () => {
            if (chunks.ended) return end();
            if (exchange.isGone || !server.isUp) return end();
            // As the server's own streams do: one whose session or account isn't what it was ends.
            void callOf(server, request).then(
              (now) => {
                if (JSON.stringify(now.session?.account) !== JSON.stringify(account)) return end();
                chunks.push(Buffer.from(': heartbeat\n\n'));
                timeline.after(heartbeatMs, beat);
              },
              () => end(),
            );
          };
          server.streams.add(tell);
          tell(seq);
          timeline.after(heartbeatMs, beat);
        },
        (error: unknown) => {
          const status = error instanceof ProblemError && error.kind !== 'internal' ? 401 : 500;
          exchange.answer(problemAnswer(status), [1]);
        },
      );
    });
  }
}

/** What is made by what stands in between, whatever the server would have said. */
const madeAnswers: Partial<Record<WireFaultKind, (ms: number) => WireAnswer>> = {
  portal: () => ({ ...html, status: 200 }),
  redirect: () => ({ ...html, status: 302 }),
  'slow-down-429': (ms) => ({ ...problemAnswer(429), retryAfter: String(Math.ceil(ms / 1000)) }),
  'busy-503': (ms) => ({ ...problemAnswer(503), retryAfter: String(Math.ceil(ms / 1000)) }),
  'away-503': () => problemAnswer(503),
  'failed-500': () => problemAnswer(500),
  'bad-gateway': () => ({ ...html, status: 502 }),
  'empty-answer': () => ({ status: 200, type: 'application/json', retryAfter: null, body: new Uint8Array() }),
};

/** Of these, half come after the server has done what was asked: it's applied, and the client hears of a failure. */
const mayBeServed: ReadonlySet<WireFaultKind> = new Set([
  'busy-503',
  'away-503',
  'failed-500',
  'bad-gateway',
]);

const html: WireAnswer = {
  status: 200,
  type: 'text/html',
  retryAfter: null,
  body: Buffer.from('<html><title>Guest network</title></html>'),
};

function problemAnswer(status: number): WireAnswer {
  const problem = {
    type: '/problems/other',
    title: 'It can’t be done at the moment',
    status,
    kind: 'unavailable',
  };
  return {
    status,
    type: 'application/problem+json',
    retryAfter: null,
    body: Buffer.from(JSON.stringify(problem)),
  };
}

function deliver(
  exchange: Exchange,
  answer: WireAnswer,
  kind: WireFaultKind | undefined,
  place: number,
): void {
  const { body } = answer;
  const cutAt = Math.floor(place * body.byteLength);
  switch (kind) {
    case 'lost-answer':
      return exchange.fail('ECONNRESET');
    case 'cut-answer':
      return exchange.answer({ ...answer, body: body.subarray(0, cutAt) }, [place]);
    case 'reset-answer':
      return exchange.answer(answer, [place], cutAt);
    case 'garbled-answer': {
      const garbled = Uint8Array.from(body);
      garbled.set([0, 0xff, 0].slice(0, Math.max(0, body.byteLength - cutAt - 1)), cutAt);
      return exchange.answer({ ...answer, body: garbled }, [place]);
    }
    default:
      return exchange.answer(answer, [place]);
  }
}

function describe({ route, body, query }: WireRequest): string {
  if (route === 'pushMutations') {
    const { mutations } = JSON.parse(body ?? '{}') as { mutations: { id: string; name: string }[] };
    return ` ${mutations.map(({ id, name }) => `${name} ${id}`).join(', ')}`;
  }
  return query.digest === '1' ? ' with digests' : '';
}
