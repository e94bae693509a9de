import type { Readable } from 'node:stream';
import type { RouteInput, RouteName, RouteAnswer } from '../../common/partner-api/routes.ts';
import type { Actor } from '../commands/command.ts';
import { ProblemError } from '../commands/problem-error.ts';
import type { Session } from '../auth/sessions.ts';

/** JSON text that is sent as it is: rows come out of the store as documents and nobody looks inside. */
export class JsonText {
  readonly text: string | Uint8Array;

  constructor(text: string | Uint8Array) {
    this.text = text;
  }
}

/** What a handler gives: the answer's body as its schema says, or ready-made text of it, or a stream. */
export interface Answer<N extends RouteName> {
  body?: RouteAnswer<N> | JsonText | Readable;
  headers?: Record<string, string>;
}

/** Who calls, in which request. */
export interface Call {
  requestId: string;
  /** See `Actor`. */
  client: string;
  /** The body as it came, before the route's schema filled in what was left out. */
  sent: unknown;
  /** Aborted when the caller has gone away. */
  gone: AbortSignal;
  session: Session | undefined;
}

/** One route's function: from checked input to answer. It throws `ProblemError` for what the caller is to be told. */
export type Handler<N extends RouteName> = (input: RouteInput<N>, call: Call) => Promise<Answer<N>>;
export type Handlers = { [N in RouteName]: Handler<N> };

/** The account behind a call to a route that needs one. @throws ProblemError `unauthenticated` */
export function actorOf(call: Call): Actor {
  const { account } = sessionOf(call);
  // Whatever is done, both names are said of it: in Activity, and wherever it says by whom.
  const name = account.actingBy ? `${account.actingBy.name} acting as ${account.name}` : account.name;
  return { account: { ...account, name }, requestId: call.requestId, client: call.client };
}

/** The session behind a call to a route that needs one. @throws ProblemError `unauthenticated` */
export function sessionOf(call: Call): Session {
  if (!call.session) throw new ProblemError('unauthenticated', 'Sign in first.');
  return call.session;
}
