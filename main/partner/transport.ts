import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { Failure } from '../../common/contract/errors.ts';
import { requestIdHeader } from '../../common/partner-api/request-id.ts';
import { routes } from '../../common/partner-api/routes.ts';
import { clientHeader, deviceHeader } from '../../common/partner-api/session.ts';
import type { Clock, Log } from '../ports.ts';
import { isLoopback } from './address.ts';
import { failureOfAnswer, type Answer } from './answers.ts';
import { Stopped, withDeadline, type Deadline, type Patience } from './deadline.ts';
import { PartnerFailure } from './failure.ts';
import { describeCause, failureWithoutAnswer } from './no-answer.ts';

export interface TransportOptions {
  /** Where the partner API is, without `/v1`; asked before each request, as the sample server's port changes. */
  address(): Promise<string>;
  fetch: typeof fetch;
  clock: Clock;
  /** Version of Switchyard, which the partner API is told with each request. */
  clientVersion: string;
  /** Name of this computer, for Activity; undefined where it isn't told. */
  device?: string | undefined;
  /** How requests are followed to the server; without it they aren't. */
  trail?: RequestTrail | undefined;
}

/** Ids for requests, which the server notes in its log and in Activity, and the log that they stand in here. */
export interface RequestTrail {
  makeId(): string;
  log: Log;
}

/** One request, as data. */
export interface Request {
  route: { method: string; path: string };
  query?: Record<string, string>;
  body?: unknown;
  /** The version that a change was made on. */
  ifMatch?: number;
  /** A body that is no JSON. */
  bytes?: Uint8Array<ArrayBuffer>;
  /** Whether the body may travel in gzip. */
  packed?: boolean;
  accessToken?: string;
  signal?: AbortSignal | undefined;
}

/** Carries requests to the partner API and answers back; knows nothing of what they mean. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The whole answer to a request. @throws PartnerFailure for every answer but a success */
  async ask(request: Request, patience: Patience): Promise<Answer> {
    return this.connect(request, patience, async (response, deadline) => {
      const answer = await this.readWhole(request, response, deadline);
      if (!response.ok) throw failureOfAnswer(answer);
      return answer;
    });
  }

  /**
   * Sends a request and reads its answer as it comes.
   * @throws PartnerFailure `unreachable` when there's no answer; {@link Stopped} when the request's signal was aborted
   */
  async connect<T>(
    request: Request,
    patience: Patience,
    read: (response: Response, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return withDeadline(this.#options.clock, patience, request.signal, async (deadline) => {
      const address = await this.#options.address();
      const body = await bodyOf(request, address);
      const { device, trail } = this.#options;
      const id = trail?.makeId();
      const what = `${request.route.method} ${request.route.path}`;
      deadline.sends(body.bytes === null ? 0 : Buffer.byteLength(body.bytes));
      try {
        const response = await this.#options.fetch(urlOf(address, request), {
          method: request.route.method,
          headers: {
            ...headersOf(request, address),
            ...body.headers,
            [clientHeader]: this.#options.clientVersion,
            ...(device ? { [deviceHeader]: encodeURIComponent(device) } : {}),
            ...(id === undefined ? {} : { [requestIdHeader]: id }),
          },
          body: body.bytes,
          // A redirection would take the token along to an address that nobody chose.
          redirect: 'manual',
          credentials: 'omit',
          cache: 'no-store',
          signal: deadline.signal,
        });
        deadline.heard(0);
        const value = await read(response, deadline);
        if (request.route.method !== 'GET')
          trail?.log('info', 'The partner API took a request', `${what}, request ${id}`);
        return value;
      } catch (thrown) {
        if (thrown instanceof Stopped) throw thrown;
        const failure = thrown instanceof Failure ? thrown : failureWithoutAnswer(what, address, thrown);
        // Of its answer no more than the status: what stands in it may be somebody's.
        trail?.log(
          'warn',
          'A request to the partner API failed',
          `${what} → ${outcomeOf(failure)}, request ${id}`,
        );
        throw failure;
      }
    });
  }

  /** An answer with its body. */
  async readWhole(request: Request, response: Response, deadline: Deadline): Promise<Answer> {
    const chunks: Uint8Array[] = [];
    try {
      for await (const bytes of response.body ?? []) {
        deadline.heard(bytes.byteLength);
        chunks.push(bytes);
      }
    } catch (thrown) {
      if (thrown instanceof Failure || thrown instanceof Stopped || deadline.signal.aborted) throw thrown;
      throw brokeOff(request, chunks, thrown);
    }
    return {
      request: `${request.route.method} ${request.route.path}`,
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      body: joined(chunks),
      now: this.#options.clock.now(),
    };
  }
}

function outcomeOf(failure: Failure): string {
  const status = failure instanceof PartnerFailure ? failure.status : null;
  return status === null ? failure.error.code : `${status} ${failure.error.code}`;
}

/** In memory of its own, so that it can be handed over to a worker thread. */
function joined(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function urlOf(address: string, { route, query }: Request): string {
  const search = query ? `?${new URLSearchParams(query).toString()}` : '';
  return `${address}${route.path}${search}`;
}

const gzipAsync = promisify(gzip);
/** Bodies below this many bytes fit a packet or two and aren't worth packing. */
const worthwhileBytes = 1400;

async function bodyOf(
  { body, bytes: plain, packed }: Request,
  address: string,
): Promise<{ bytes: string | Uint8Array<ArrayBuffer> | null; headers: Record<string, string> }> {
  if (plain) return { bytes: plain, headers: { 'content-type': 'application/octet-stream' } };
  if (body === undefined) return { bytes: null, headers: {} };
  const text = JSON.stringify(body);
  if (!packed || text.length < worthwhileBytes || isLoopback(URL.parse(address)?.hostname ?? ''))
    return { bytes: text, headers: {} };
  const bytes = await gzipAsync(text, { level: constants.Z_BEST_SPEED });
  return { bytes, headers: { 'content-encoding': 'gzip' } };
}

function headersOf({ accessToken, body, route, ifMatch }: Request, address: string): Record<string, string> {
  return {
    // Within one computer, packing and unpacking takes longer than it saves.
    ...(isLoopback(URL.parse(address)?.hostname ?? '') ? { 'accept-encoding': 'identity' } : {}),
    accept: route === routes.streamEvents ? 'text/event-stream' : 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
  };
}

function brokeOff({ route }: Request, chunks: Uint8Array[], thrown: unknown): PartnerFailure {
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return new PartnerFailure(
    {
      code: 'unreachable',
      message:
        'The partner API’s answer broke off in the middle. Nothing of it was used; it’s asked again by itself, and your changes are kept.',
      retry: 'later',
      detail: `${route.method} ${route.path}: ${describeCause(thrown)} after ${bytes} bytes`,
    },
    { cause: thrown },
  );
}
