import type { Protocol } from 'electron';
import { fromChromium, serveScheme } from './addresses.ts';
import { strict, type PartOf } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
const handlers = new Map<string, Handler>();

/** Electron's `protocol`. */
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes) {
    for (const { scheme } of schemes) serveScheme(scheme);
  },
  handle(scheme, handler) {
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is already handled`);
    handlers.set(scheme, handler as Handler);
  },
  isProtocolHandled(scheme) {
    return handlers.has(scheme);
  },
} satisfies PartOf<Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'isProtocolHandled'>);

/** What the app's own handler answers for a request of the page; undefined where the address isn't the app's. */
export async function answerOf(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<Response | undefined> {
  const own = fromChromium(url);
  const handler = handlers.get(own.slice(0, own.indexOf(':')));
  if (!handler) return undefined;
  return handler(new Request(own, { method, headers }));
}
