import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Page } from './page.ts';

/** What the pages work with. */
export interface PageParts {
  store: Store;
  surroundings: Surroundings;
  passwordCost: number;
  /** Requests of pages a minute from one address. */
  pageLimit: number;
  /** Whether people reach the server by HTTPS, so that cookies travel by that alone. */
  isSecure: boolean;
}

/** Answers a page. */
export function sendPage(reply: FastifyReply, { status, body, headers }: Page): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

/** Whether a form comes from another site, by what every current browser says of it; the token in it is what protects where one says nothing. */
export function isForeign({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A text among sent values; empty where it's none. */
export function textIn(values: unknown, name: string, most = 500): string {
  const value: unknown =
    typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
  return typeof value === 'string' ? value.slice(0, most) : '';
}

/** The first fault of each field. */
export function faultsOf(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { path, message } of issues) faults[String(path[0] ?? 'name')] ??= message;
  return faults;
}
