import { createHash } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { activityItem, type ActivityItem } from '../../common/contract/activity.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import { auditVerification, type AuditVerification } from '../../common/partner-api/audit.ts';
import { binItem, deletion, type BinItem, type Deletion } from '../../common/partner-api/recycle-bin.ts';
import { listPage } from '../../common/partner-api/resource-door.ts';
import { routes } from '../../common/partner-api/routes.ts';
import { fileState, type FileState } from '../../common/partner-api/visit-files.ts';
import type { ProjectContextId } from '../../common/domain/contexts.ts';
import {
  contextToken,
  type ContextToken,
  type Discovery,
  type Tokens,
} from '../../common/partner-api/session.ts';
import {
  changeEvent,
  changesPageLimit,
  snapshotPageLimit,
  type MutationResults,
} from '../../common/partner-api/sync-door.ts';
import { failureOfAnswer, isJson, notUnderstood } from './answers.ts';
import type { Patience } from './deadline.ts';
import { PartnerFailure } from './failure.ts';
import { OnlineClient } from './online-client.ts';
import {
  contentName,
  jsonOf,
  jsonOrUndefined,
  readDiscovery,
  tolerantResults,
  tolerantTokens,
} from './reading.ts';
import { Transport, type Request, type TransportOptions } from './transport.ts';

/**
 * Pages of a large snapshot take their time to begin; over a slow network they take long, but not for ever. Changes and files
 * take theirs to be sent.
 */
const patience = {
  short: { answerMs: 15_000, silenceMs: 15_000, wholeMs: 60_000 },
  page: {
    answerMs: 60_000,
    silenceMs: 30_000,
    wholeMs: 10 * 60_000,
    sending: { bytesPerSecond: 16_000 },
    pace: { bytes: 4096, everyMs: 30_000 },
  },
  /** The server's heartbeat is more frequent than this silence. */
  events: { answerMs: 15_000, silenceMs: 60_000 },
} as const satisfies Record<string, Patience>;

/** The partner API over HTTP. Every way to fail is a {@link PartnerFailure}; no token is in any of their details. */
export class PartnerClient {
  readonly #transport: Transport;
  readonly #clientVersion: string;
  /** What the partner API alone keeps. */
  readonly online: OnlineClient;

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
    this.#clientVersion = options.clientVersion;
    this.online = new OnlineClient((request) => this.#transport.ask(request, patience.short));
  }

  /**
   * What the server is.
   * @throws PartnerFailure that tells something that is no partner API (`unexpected-answer`), or one that this Switchyard can't
   *   work with (`client-too-old`, `server-too-old`), from nothing at all (`unreachable`)
   */
  async discover(signal?: AbortSignal): Promise<Discovery> {
    try {
      return await this.greet(signal);
    } catch (thrown) {
      if (!(thrown instanceof PartnerFailure) || !isAnotherService(thrown)) throw thrown;
      throw noPartnerApi(thrown.error.detail ?? '');
    }
  }

  /** What the server is, where there was a partner API before: what answers otherwise is told by what came in its place. */
  async greet(signal?: AbortSignal): Promise<Discovery> {
    const answer = await this.#transport.ask({ route: routes.discover, signal }, patience.short);
    return readDiscovery(answer, this.#clientVersion);
  }

  /** @throws PartnerFailure `wrong-credentials` when login or password don't fit */
  async signIn(login: string, password: string, signal?: AbortSignal): Promise<Tokens> {
    try {
      return await this.#askJson({ route: routes.signIn, body: { login, password }, signal }, tolerantTokens);
    } catch (thrown) {
      if (!(thrown instanceof PartnerFailure) || thrown.status !== 401) throw thrown;
      throw new PartnerFailure({
        code: 'wrong-credentials',
        message: 'Login or password isn’t right. Check both and sign in again.',
        ...(thrown.error.detail ? { detail: thrown.error.detail } : {}),
      });
    }
  }

  /** A new pair of tokens; the old refresh token is dead once this has reached the server. */
  refresh(refreshToken: string): Promise<Tokens> {
    return this.#askJson({ route: routes.refresh, body: { refreshToken } }, tolerantTokens);
  }

  /** A token for the context of a project. @param renews where one ran out and nobody came in anew */
  exchange(accessToken: string, audience: ProjectContextId, renews: boolean): Promise<ContextToken> {
    return this.#askJson(
      { route: routes.exchangeToken, body: { audience, renews }, accessToken },
      contextToken,
    );
  }

  async signOut(refreshToken: string): Promise<void> {
    await this.#transport.ask({ route: routes.signOut, body: { refreshToken } }, patience.short);
  }

  /** One page of the snapshot as its bytes came; `after` null is the first page. */
  snapshotPage(accessToken: string, after: string | null, signal: AbortSignal): Promise<Uint8Array> {
    const query = { limit: String(snapshotPageLimit), ...(after === null ? {} : { after }) };
    return this.#askPage({ route: routes.readSnapshot, query, accessToken, signal });
  }

  /** One page of the change feed as its bytes came. */
  changesPage(
    accessToken: string,
    cursor: string,
    digest: boolean,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const query = { cursor, limit: String(changesPageLimit), digest: digest ? '1' : '0' };
    return this.#askPage({ route: routes.readChanges, query, accessToken, signal });
  }

  /**
   * @param packed whether the server takes the body in gzip
   * @throws PartnerFailure `unexpected-answer` when the results aren't one for each mutation, in order
   */
  async push(
    accessToken: string,
    mutations: Mutation[],
    signal: AbortSignal,
    packed: boolean,
  ): Promise<MutationResults> {
    const request = { route: routes.pushMutations, body: { mutations }, accessToken, signal, packed };
    const answer = await this.#transport.ask(request, patience.page);
    const results = jsonOf(answer, tolerantResults);
    const inOrder =
      results.results.length === mutations.length &&
      results.results.every((result, index) => result.id === mutations[index]?.id);
    if (!inOrder) throw notUnderstood(answer, 'it doesn’t have one result for each change, in order');
    return results;
  }

  /** A page of what was done, newest first. `query` is as the route takes it. */
  activity(
    accessToken: string,
    query: Record<string, string>,
  ): Promise<{ items: ActivityItem[]; next: string | null; searchedTo: string | null }> {
    const page = listPage(activityItem).extend({ searchedTo: z.string().nullable().default(null) });
    return this.#askJson({ route: routes.listActivity, query, accessToken }, page);
  }

  /** What the partner API finds when it verifies its Activity, which reads all of it. */
  async verifyActivity(accessToken: string): Promise<AuditVerification> {
    const request = { route: routes.verifyActivity, accessToken };
    return jsonOf(await this.#transport.ask(request, patience.page), auditVerification);
  }

  /** How much of a visit’s file is there. */
  visitFileState(accessToken: string, visit: string, file: string, signal: AbortSignal): Promise<FileState> {
    const route = ofFile(routes.readVisitFileState, visit, file);
    return this.#askJson({ route, accessToken, signal }, fileState);
  }

  /** Sends a chunk of a visit’s file; gives how much is there then. */
  async sendVisitFile(
    accessToken: string,
    { visit, file, offset, chunk }: { visit: string; file: string; offset: number; chunk: Uint8Array },
    signal: AbortSignal,
  ): Promise<FileState> {
    const route = ofFile(routes.sendVisitFile, visit, file);
    const bytes = new Uint8Array(chunk);
    const query = { offset: String(offset), sha256: createHash('sha256').update(bytes).digest('hex') };
    return jsonOf(
      await this.#transport.ask({ route, query, bytes, accessToken, signal }, patience.page),
      fileState,
    );
  }

  /** A visit’s file from an offset on. */
  async readVisitFile(
    accessToken: string,
    visit: string,
    file: string,
    offset: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const route = ofFile(routes.readVisitFile, visit, file);
    const request = { route, query: { offset: String(offset) }, accessToken, signal };
    return (await this.#transport.ask(request, patience.page)).body;
  }

  /** A page of deletions in the recycle bin, newest first. `query` is as the route takes it. */
  deletions(
    accessToken: string,
    query: Record<string, string>,
  ): Promise<{ items: Deletion[]; next: string | null }> {
    return this.#askJson({ route: routes.listDeletions, query, accessToken }, listPage(deletion));
  }

  /** A page of what a deletion took. `query` is as the route takes it. */
  deletedItems(
    accessToken: string,
    of: string,
    query: Record<string, string>,
  ): Promise<{ items: BinItem[]; next: string | null }> {
    const path = routes.listDeletedItems.path.replace('{deletion}', of);
    const route = { ...routes.listDeletedItems, path };
    return this.#askJson({ route, query, accessToken }, listPage(binItem));
  }

  /**
   * Listens to the server's events until the stream ends.
   * @param onOpen told once the server has accepted
   * @param onEvent told the epoch and the sequence the server is at
   */
  async events(
    accessToken: string,
    listener: { onOpen(): void; onEvent(event: { epoch: string; seq: number }): void },
    signal: AbortSignal,
  ): Promise<void> {
    const request = { route: routes.streamEvents, accessToken, signal };
    await this.#transport.connect(request, patience.events, async (response, deadline) => {
      if (!response.ok) throw failureOfAnswer(await this.#transport.readWhole(request, response, deadline));
      if (!/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
        throw notUnderstood(
          await this.#transport.readWhole(request, response, deadline),
          'it isn’t a stream of events',
        );
      }
      listener.onOpen();
      const parser = createParser({
        onEvent({ event, data }) {
          if (event !== 'change') return;
          const parsed = changeEvent.safeParse(jsonOrUndefined(data));
          if (parsed.success) listener.onEvent(parsed.data);
        },
      });
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) {
        deadline.heard(bytes.byteLength);
        parser.feed(decoder.decode(bytes, { stream: true }));
      }
    });
  }

  async #askJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    return jsonOf(await this.#transport.ask(request, patience.short), schema);
  }

  async #askPage(request: Request): Promise<Uint8Array> {
    const answer = await this.#transport.ask(request, patience.page);
    if (!isJson(answer.contentType)) throw notUnderstood(answer, `it’s ${contentName(answer)} and not JSON`);
    if (lastVisibleByte(answer.body) !== '}'.charCodeAt(0))
      throw notUnderstood(answer, 'it ends in the middle');
    return answer.body;
  }
}

function ofFile<R extends { method: string; path: string }>(route: R, visit: string, file: string): R {
  return { ...route, path: route.path.replace('{id}', visit).replace('{file}', file) };
}

/** Whether something answered that is no partner API. A wrong certificate, which comes with its cause, says less than that. */
function isAnotherService({ error, status, cause }: PartnerFailure): boolean {
  const codes = [
    'unexpected-answer',
    'not-found',
    'invalid',
    'session-expired',
    'other-server',
    'intercepted',
  ];
  return codes.includes(error.code) && (status ?? 0) < 500 && cause === undefined;
}

function lastVisibleByte(body: Uint8Array): number | undefined {
  let at = body.length - 1;
  while (at >= 0 && (body[at] ?? 0) <= 0x20) at--;
  return body[at];
}

function noPartnerApi(detail: string): PartnerFailure {
  return new PartnerFailure({
    code: 'unexpected-answer',
    message:
      'Something answers at this address, but it’s no partner API. Check the address with whoever runs it; on a guest network, sign in to the network first.',
    detail,
  });
}
