import { PartnerApiServer, password } from '../support/partner-api-server.ts';
import { PartnerClient } from '../../main/partner/client.ts';
import { systemClock } from '../../main/ports.ts';
import type { SyncDoor } from '../../main/sync/door.ts';

/** A real partner API of its own process with a world of customers, without limits of rate. */
export function startWorld(customers: number, sites = 0, probes = 0): Promise<PartnerApiServer> {
  const counts = ['--customers', String(customers), '--sites', String(sites), '--probes', String(probes)];
  return PartnerApiServer.start(['--seed', 'world', ...counts, '--rate-limit', '10000000']);
}

/** Signs in and gives the sync door of the app's own client, and a token for bare requests. */
export async function openDoor(
  server: Pick<PartnerApiServer, 'url'>,
  by: typeof fetch = fetch,
): Promise<{ door: SyncDoor; token: string }> {
  const address = () => Promise.resolve(server.url);
  const client = new PartnerClient({ address, fetch: by, clock: systemClock, clientVersion: '0.0.0' });
  const { accessToken: token } = await client.signIn('admin', password);
  const door: SyncDoor = {
    signedIn: true,
    understood: null,
    clockAheadMs: null,
    doubt: () => undefined,
    learn: () => undefined,
    epoch: async (signal) => (await client.discover(signal)).epoch,
    snapshotPage: (after, signal) => client.snapshotPage(token, after, signal),
    changesPage: (cursor, digest, signal) => client.changesPage(token, cursor, digest, signal),
    push: (mutations, signal, packed) => client.push(token, mutations, signal, packed),
    events: (listener, signal) => client.events(token, listener, signal),
  };
  return { door, token };
}
