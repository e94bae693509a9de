import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import fastify, {
  LogController,
  type ConnectionError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { LevelWithSilent } from 'pino';
import { isRequestId, requestIdHeader } from '../../common/partner-api/request-id.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import { ProblemError, toProblem } from '../commands/problem-error.ts';
import type { HitCounter } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { registerMetrics } from '../metrics/door.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Handlers } from './answer.ts';
import { acceptsGzip, compressed } from './compression.ts';
import { logAnswers, logOptions, type LogTarget } from './log.ts';
import { bodyLimit, registerRoutes } from './register.ts';
import type { Traffic } from './traffic.ts';
import { refuseWhileLate } from './pressure.ts';
import { sharedLimits } from './shared-limits.ts';
import { sendProblem, toAnswerableProblem } from './problems.ts';

export interface HttpRules {
  logLevel: LevelWithSilent;
  /** Told of each answer, for the figures; and who gets them here, by which token. */
  metrics?: { figures: Metrics; token?: string | undefined } | undefined;
  /** Where the log goes; to the standard error unless told. */
  logTo?: LogTarget | undefined;
  /** Requests a minute of one account, or of one address that isn't signed in. */
  rateLimit: number;
  /** Counts requests for several processes; null where this one counts its own. */
  hits: HitCounter | null;
  /** Attempts to sign in a minute from one address. */
  signInLimit: number;
  /** Oldest version of Switchyard that is answered; undefined for any. */
  minClient?: string | undefined;
  /** How late the process may be with everything before it refuses requests, in milliseconds; not looked at unless told. */
  maxDelayMs?: number | undefined;
  /** Addresses or subnets of reverse proxies whose word is taken for where a request comes from; nobody's unless told. */
  trustedProxies?: string[] | undefined;
}

/** What is known of the caller before its route looks at it. */
interface Caller {
  session?: Session;
  /** Why there is no session although one was claimed. */
  fault?: ProblemError;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

/** The HTTP server with every route of the table and the pages that people at a customer see, ready to listen. */
export async function buildServer(
  handlers: Handlers,
  sessions: Sessions,
  traffic: Traffic,
  rules: HttpRules,
  pages: (server: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const server = fastify({
    logger: logOptions(rules.logLevel, rules.logTo),
    // One line about each answer takes their place.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit,
    trustProxy: rules.trustedProxies ?? false,
    exposeHeadRoutes: false,
    genReqId: requestIdOf,
    requestTimeout: 120_000,
    return503OnClosing: true,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 100 },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, toAnswerableProblem(error, request.id, request.log));
    },
  });

  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.decorateRequest('caller');
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    reply.header(requestIdHeader, request.id);
    traffic.enter(request, reply);
  });
  if (rules.maxDelayMs !== undefined) await refuseWhileLate(server, traffic, rules.maxDelayMs);
  logAnswers(server);
  const { metrics } = rules;
  if (metrics)
    server.addHook(
      'onResponse',
      async ({ method, routeOptions: { url } }, { statusCode: status, elapsedTime }) =>
        metrics.figures.answered({ method, route: url ?? 'none', status, seconds: elapsedTime / 1000 }),
    );
  // Only tells who calls and refuses nobody, so that refused calls are counted against the rate limit too.
  server.addHook('onRequest', async (request) => {
    // Who asks how the server is needs no session, and is answered while the store isn't there to look one up.
    const isAsked = request.routeOptions.config.standing !== 'health';
    request.caller = isAsked ? await identify(request, sessions) : {};
  });
  server.addHook('onSend', async (request, reply, payload) => {
    if (traffic.isDraining) reply.header('connection', 'close');
    if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) return payload;
    if (!acceptsGzip(request.headers['accept-encoding'])) return payload;
    const smaller = await compressed(payload);
    if (!smaller) return payload;
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length');
    return smaller;
  });

  await server.register(rateLimit, {
    global: true,
    max: rules.rateLimit,
    timeWindow: 60_000,
    enableDraftSpec: true,
    ...(rules.hits ? { store: sharedLimits(rules.hits) } : {}),
    keyGenerator: (request) => request.caller.session?.account.id ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new ProblemError('too-many-requests', `Wait ${Math.ceil(ttl / 1000)} seconds, then go on.`, {
        nothingDone: true,
      }),
  });

  server.setErrorHandler((error, request, reply) => {
    // One that's away is said to be so, and is asked again by everybody in their own time.
    if (error instanceof StoreUnavailable && error.isBusy) reply.header('retry-after', traffic.comeBack());
    sendProblem(reply, toAnswerableProblem(error, request.id, request.log));
  });
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) => {
    const unknown = new ProblemError(
      'not-found',
      'The partner API has no such route; /v1/docs lists all of them.',
    );
    sendProblem(reply, toAnswerableProblem(unknown, request.id, request.log));
  });
  registerRoutes(server, handlers, rules);
  if (metrics?.token !== undefined) registerMetrics(server, metrics.figures, metrics.token);
  // In a context of its own: forms are read there, and faults are answered as pages.
  await server.register(pages);
  return server;
}

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Answers bytes that are no HTTP request. */
function refuseUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = new ProblemError('invalid', 'What was sent isn’t an HTTP request that can be read.');
  const body = JSON.stringify(toProblem(fault, randomUUID()));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

async function identify(request: FastifyRequest, sessions: Sessions): Promise<Caller> {
  const token = /^Bearer ([\w.~+/-]{1,500}=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) return {};
  try {
    return { session: await sessions.sessionOf(token) };
  } catch (error) {
    if (error instanceof ProblemError) return { fault: error };
    throw error;
  }
}

/** The id that the caller gave a request, so that both sides speak of the same one; else one of its own. */
function requestIdOf({ headers }: IncomingMessage): string {
  const told = headers[requestIdHeader];
  return typeof told === 'string' && isRequestId(told) ? told : randomUUID();
}
