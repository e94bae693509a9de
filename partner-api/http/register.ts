import { Readable } from 'node:stream';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Route } from '../../common/partner-api/route.ts';
import { clientHeader } from '../../common/partner-api/session.ts';
import { compareVersions, isVersion } from '../../common/partner-api/versions.ts';
import { routeNamed, routeNames, type RouteInput, type RouteName } from '../../common/partner-api/routes.ts';
import { requireAccess } from '../commands/command.ts';
import { invalidInput, ProblemError } from '../commands/problem-error.ts';
import { unpacked } from './compression.ts';
import { clientOf } from './client-name.ts';
import { JsonText, type Answer, type Call, type Handler, type Handlers } from './answer.ts';
import type { HttpRules } from './server.ts';

/** Largest body in bytes, where the route doesn't say otherwise: a customer with a logo fits many times. */
export const bodyLimit = 1024 * 1024;

/** Registers every route of the table. There's no other way in: session, access and schemas are checked here for all of them. */
export function registerRoutes(server: FastifyInstance, handlers: Handlers, rules: HttpRules): void {
  for (const name of routeNames) {
    const route = routeNamed(name);
    server.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
      config: { ...budgetOf(route, rules), ...standingOf(route) },
      // Before the body is read (nobody makes the server parse what they may not send) and after the rate limit has counted the call.
      preParsing: async (request, _reply, payload) => {
        requireRecentClient(route, rules.minClient, request);
        requireCaller(route, request);
        return unpacked(request.headers['content-encoding'], payload);
      },
      handler: (request, reply) => handle(name, route, handlers, request, reply),
    });
  }
}

function budgetOf({ budget }: Route, rules: HttpRules): { rateLimit?: RateLimitOptions | false } {
  if (budget === 'none') return { rateLimit: false };
  return budget === 'sign-in' ? { rateLimit: signInBudget(rules) } : {};
}

function standingOf({ budget, answer }: Route): { standing?: 'health' | 'stream' } {
  if (budget === 'none') return { standing: 'health' };
  return answer.type === 'text/event-stream' ? { standing: 'stream' } : {};
}

function signInBudget(rules: HttpRules) {
  return {
    max: rules.signInLimit,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => `sign-in ${request.ip}`,
  };
}

/** Refuses a Switchyard that is too old. What this server is, it may know all the same: that's how it learns of it. */
function requireRecentClient(
  { tag }: Route,
  minClient: string | undefined,
  { headers }: FastifyRequest,
): void {
  const version = headers[clientHeader];
  if (minClient === undefined || tag === 'about' || typeof version !== 'string') return;
  if (isVersion(version) && compareVersions(version, minClient) >= 0) return;
  throw new ProblemError(
    'client-too-old',
    `This partner API takes Switchyard ${minClient} or newer. Update Switchyard; what it keeps isn’t touched by that.`,
    { nothingDone: true },
  );
}

function requireCaller(route: Route, { caller }: FastifyRequest): void {
  if (route.auth === 'none') return;
  if (!caller.session)
    throw (
      caller.fault ?? new ProblemError('unauthenticated', 'Sign in, and send the access token as Bearer.')
    );
  if (route.access) requireAccess(caller.session.account, route.access);
}

async function handle<N extends RouteName>(
  name: N,
  route: Route,
  handlers: Handlers,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = {
    params: check(route.params, request.params),
    query: check(route.query, request.query),
    headers: check(route.headers, request.headers),
    body: check(route.accepts ?? route.body, request.body),
  } as RouteInput<N>;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const call: Call = {
    requestId: request.id,
    client: clientOf(request.headers),
    sent: request.body,
    gone: gone.signal,
    session: request.caller.session,
  };
  const handler = handlers[name] as Handler<N>;
  return send(route, await handler(input, call), reply);
}

function send<N extends RouteName>(route: Route, answer: Answer<N>, reply: FastifyReply): FastifyReply {
  reply.code(route.answer.status).headers(answer.headers ?? {});
  const { body } = answer;
  if (body === undefined) return reply.send();
  if (body instanceof Readable || typeof body === 'string') return reply.send(body);
  reply.type('application/json; charset=utf-8');
  return reply.send(body instanceof JsonText ? body.text : JSON.stringify(body));
}

/** Input as its schema has it. @throws ProblemError `invalid` with the fields that are wrong */
function check(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return parsed.data;
}
