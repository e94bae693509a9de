import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import type { Log, SystemNetwork } from '../ports.ts';
import { isLoopback } from './address.ts';

/** How long a connection may take to stand, TLS included, in milliseconds. */
const connectMs = 10_000;

/** The network as the system reaches it. */
export interface Network {
  fetch: typeof fetch;
  /** Lets go of all connections: after a sleep they lead nowhere. */
  renew(): void;
}

/**
 * A `fetch` that goes where the system's own programs go: through the proxy that the system has for an address, trusting what
 * the system trusts. Within this computer it's Node's own.
 */
export function openNetwork(system: SystemNetwork, log: Log): Network {
  const dispatchers = new Map<string, Dispatcher>();
  let trust: SecureContext | null = null;

  // Made once, when it's first needed: reading hundreds of certificates takes its time.
  const trusted = (): SecureContext => {
    if (trust) return trust;
    let more: string[] = [];
    try {
      more = system.trusted();
    } catch (thrown) {
      log('warn', 'The system’s certificates can’t be read; the public ones are used', String(thrown));
    }
    return (trust = createSecureContext({ ca: [...rootCertificates, ...more] }));
  };

  const proxyOf = async (url: string): Promise<string> => {
    try {
      return firstProxy(await system.proxiesFor(url));
    } catch (thrown) {
      log('warn', 'The system doesn’t say which proxy to use; none is', String(thrown));
      return 'direct';
    }
  };

  const dispatcherFor = async (proxy: string): Promise<Dispatcher> => {
    const known = dispatchers.get(proxy);
    if (known) return known;
    const { Agent, ProxyAgent } = await import('undici');
    const connect = { timeout: connectMs, secureContext: trusted() };
    const made =
      proxy === 'direct'
        ? new Agent({ connect })
        : new ProxyAgent({ uri: proxy, requestTls: connect, proxyTls: connect, connect, proxyTunnel: true });
    dispatchers.set(proxy, made);
    return made;
  };

  return {
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      if (isLoopback(URL.parse(url)?.hostname ?? '')) return fetch(input, init);
      const dispatcher = await dispatcherFor(await proxyOf(url));
      const undici = await import('undici');
      // The same standard by the same authors, typed twice: in Node's types and in the package's own.
      return undici.fetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>;
    },
    renew() {
      for (const dispatcher of dispatchers.values()) dispatcher.destroy().catch(() => undefined);
      dispatchers.clear();
    },
  };
}

/**
 * The first proxy of a PAC answer as an address, or `direct`. Later ones, which are for when the first doesn't answer, aren't
 * looked at: the next try asks anew.
 */
export function firstProxy(answer: string): string {
  const [kind = '', host = ''] = (answer.split(';')[0] ?? '').trim().split(/\s+/);
  const scheme = proxySchemes[kind.toUpperCase()];
  return scheme === undefined || host === '' ? 'direct' : `${scheme}://${host}`;
}

const proxySchemes: Record<string, string> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks5',
  SOCKS5: 'socks5',
};
