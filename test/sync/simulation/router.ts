import { requireAccess } from '../../../partner-api/commands/command.ts';
import { invalidInput, ProblemError, toProblem } from '../../../partner-api/commands/problem-error.ts';
import { JsonText, sessionOf, type Call } from '../../../partner-api/http/answer.ts';
import { mutationOutcome, type MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import type { exchangeRequest } from '../../../common/partner-api/session.ts';
import { routeNamed, type RouteInput, type RouteName } from '../../../common/partner-api/routes.ts';
import type { z } from 'zod';
import type { SimServer } from './server.ts';

/** The routes that the app's synchronisation uses. */
export type SimRoute =
  | 'discover'
  | 'refresh'
  | 'exchangeToken'
  | 'signOut'
  | 'readSnapshot'
  | 'readChanges'
  | 'pushMutations'
  | 'streamEvents';

const simRoutes: readonly SimRoute[] = [
  'discover',
  'refresh',
  'exchangeToken',
  'signOut',
  'readSnapshot',
  'readChanges',
  'pushMutations',
  'streamEvents',
];

/** A request as it goes over the wire. */
export interface WireRequest {
  id: string;
  route: SimRoute;
  query: Record<string, string>;
  token: string | null;
  body: string | null;
}

/** An answer as it comes over the wire. */
export interface WireAnswer {
  status: number;
  type: string;
  retryAfter: string | null;
  body: Uint8Array;
}

/** Told of what the command layer said, before the answer leaves. */
export type OutcomesWatch = (request: WireRequest, sent: unknown[], outcomes: MutationOutcome[]) => void;

/** The route of a method and an address; undefined for one that the simulation doesn't serve. */
export function routeOf(method: string, path: string): SimRoute | undefined {
  return simRoutes.find((name) => {
    const route: { method: string; path: string } = routeNamed(name as RouteName);
    return route.method === method && route.path === path;
  });
}

/** Answers a request as the HTTP layer would: session, access, schemas, then the real handler. */
export async function answerRequest(
  server: SimServer,
  request: WireRequest,
  watch: OutcomesWatch,
): Promise<WireAnswer> {
  try {
    const body = await bodyOf(server, request, watch);
    return {
      status: body === null ? 204 : 200,
      type: 'application/json',
      retryAfter: null,
      body: body ?? empty,
    };
  } catch (error) {
    const known = error instanceof ProblemError ? error : new ProblemError('internal', 'It failed.');
    const problem = toProblem(known, request.id);
    return {
      status: problem.status,
      type: 'application/problem+json',
      retryAfter: null,
      body: Buffer.from(JSON.stringify(problem)),
    };
  }
}

const empty = new Uint8Array();

async function bodyOf(
  server: SimServer,
  request: WireRequest,
  watch: OutcomesWatch,
): Promise<Uint8Array | null> {
  const route = routeNamed(request.route as RouteName);
  const call = await callOf(server, request);
  if (route.access && call.session) requireAccess(call.session.account, route.access);
  const query = check(route.query, request.query);
  const body = check(route.accepts ?? route.body, request.body === null ? undefined : parse(request.body));
  switch (request.route) {
    case 'discover':
      return bytesOf((await server.handlers.discover({} as RouteInput<'discover'>, call)).body);
    case 'refresh':
      return bytesOf(await server.sessions.refresh((body as { refreshToken: string }).refreshToken));
    case 'exchangeToken':
      return bytesOf(
        await server.sessions.exchange(sessionOf(call), body as z.infer<typeof exchangeRequest>),
      );
    case 'signOut':
      await server.sessions.signOut((body as { refreshToken: string }).refreshToken);
      return null;
    case 'readSnapshot': {
      const input = { query } as RouteInput<'readSnapshot'>;
      return decorated(server, bytesOf((await server.handlers.readSnapshot(input, call)).body), 'sections');
    }
    case 'readChanges': {
      const input = { query } as RouteInput<'readChanges'>;
      return decorated(server, bytesOf((await server.handlers.readChanges(input, call)).body), 'changes');
    }
    case 'pushMutations': {
      const input = { body } as RouteInput<'pushMutations'>;
      const answer = bytesOf((await server.handlers.pushMutations(input, call)).body);
      const { results } = JSON.parse(Buffer.from(answer).toString()) as { results: unknown[] };
      watch(
        request,
        input.body.mutations,
        results.map((result) => mutationOutcome.parse(result)),
      );
      return answer;
    }
    case 'streamEvents':
      throw new Error('Streams are served by the wire');
  }
}

/** Who calls. @throws ProblemError as the HTTP layer does */
export async function callOf(server: SimServer, request: WireRequest): Promise<Call> {
  const call = { requestId: request.id, client: '', sent: undefined, gone: new AbortController().signal };
  if (routeNamed(request.route as RouteName).auth === 'none') return { ...call, session: undefined };
  if (request.token === null) throw new ProblemError('unauthenticated', 'Sign in first.');
  return { ...call, session: await server.sessions.sessionOf(request.token) };
}

/** What a newer server sends besides: a kind that this version doesn't know. */
function decorated(server: SimServer, body: Uint8Array, place: 'sections' | 'changes'): Uint8Array {
  if (!server.newer) return body;
  const page = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown[] | object>;
  const row = {
    id: '01950000-0000-7000-8000-900000000001',
    version: 1,
    name: 'Contract',
    terms: { days: 30 },
  };
  const more =
    place === 'sections'
      ? { kind: 'contract', rows: [row] }
      : { op: 'upsert', seq: Number(page.seq), kind: 'contract', row };
  (page[place] as unknown[]).push(more);
  if ('digests' in page) page.digests = { ...page.digests, contract: { count: 1, versionSum: 1 } };
  return bytesOf(page);
}

function bytesOf(body: unknown): Uint8Array {
  const text = body instanceof JsonText ? body.text : JSON.stringify(body);
  return typeof text === 'string' ? Buffer.from(text) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('invalid', 'The body isn’t JSON.');
  }
}

function check(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return parsed.data;
}
