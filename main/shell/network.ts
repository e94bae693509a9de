import tls from 'node:tls';
import { session } from 'electron';
import { openNetwork, type Network } from '../partner/system-network.ts';
import type { Log } from '../ports.ts';

/** The network by the system's proxies, which Chromium knows, and the system's certificates, which Node does. */
export function openSystemNetwork(log: Log): Network {
  return openNetwork(
    {
      proxiesFor: (url) => session.defaultSession.resolveProxy(url),
      trusted: () => [...tls.getCACertificates('system'), ...tls.getCACertificates('extra')],
    },
    log,
  );
}
