import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PartnerClient } from '../../../main/partner/client.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import { firstProxy, openNetwork, type Network } from '../../../main/partner/system-network.ts';
import { systemClock } from '../../../main/ports.ts';
import { authority, hotelPortal, partnerServer } from '../../support/certificates.ts';

const about = { service: 'switchyard-partner-api', apiVersion: 1, name: 'Riverside', epoch: 'e' };
let server: https.Server;
let proxy: http.Server;
let tunnels: string[];
/** How the proxy answers a tunnel; 200 opens it. */
let verdict: number;
let networks: Network[];

async function listening<T extends net.Server>(made: T): Promise<T> {
  made.listen(0, '0.0.0.0');
  await once(made, 'listening');
  return made;
}
const portOf = (made: net.Server) => (made.address() as AddressInfo).port;

beforeEach(async () => {
  [tunnels, verdict, networks] = [[], 200, []];
  server = await listening(
    https.createServer(partnerServer, (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(about)),
    ),
  );
  proxy = await listening(http.createServer());
  proxy.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    tunnels.push(request.url ?? '');
    socket.on('error', () => undefined);
    if (verdict !== 200) return void socket.end(`HTTP/1.1 ${verdict} No\r\nContent-Length: 0\r\n\r\n`);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const onward = net.connect(portOf(server), '127.0.0.1');
    onward.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
});
afterEach(async () => {
  for (const network of networks) network.renew();
  for (const each of [server, proxy]) {
    each.closeAllConnections();
    await new Promise((resolve) => each.close(resolve));
  }
});

interface World {
  proxies?: string;
  trusted?: () => string[];
}

function clientAt(address: string, { proxies = 'DIRECT', trusted = () => [authority] }: World = {}) {
  const network = openNetwork({ proxiesFor: () => Promise.resolve(proxies), trusted }, () => undefined);
  networks.push(network);
  return new PartnerClient({
    address: () => Promise.resolve(address),
    fetch: network.fetch,
    clock: systemClock,
    clientVersion: '1.0.0',
  });
}
const throughProxy = (world: World = {}) =>
  clientAt('https://partner.test', { proxies: `PROXY 127.0.0.1:${portOf(proxy)}; DIRECT`, ...world });

async function failureOf(asked: Promise<unknown>): Promise<PartnerFailure> {
  const thrown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof PartnerFailure) return thrown;
  throw new Error(`no failure of the partner API's: ${String(thrown)}`);
}

describe('the system’s proxy', () => {
  test('is what requests go through, and the name is looked up by it', async () => {
    expect(await throughProxy().greet()).toMatchObject({ name: 'Riverside' });
    expect(tunnels).toEqual(['partner.test:443']);
  });

  test('that wants a sign-in is named', async () => {
    verdict = 407;
    const { error } = await failureOf(throughProxy().greet());
    expect(error).toMatchObject({ code: 'proxy-refused', retry: 'later' });
    expect(error.message).toContain('407');
  });

  test('that isn’t there leaves the partner API out of reach', async () => {
    proxy.closeAllConnections();
    const gone = throughProxy();
    await new Promise((resolve) => proxy.close(resolve));
    expect((await failureOf(gone.greet())).error.code).toBe('unreachable');
    proxy = await listening(http.createServer());
  });

  test('isn’t asked for within this computer', async () => {
    const local = await listening(
      http.createServer((_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(about)),
      ),
    );
    const proxies = `PROXY 127.0.0.1:${portOf(proxy)}`;
    expect(await clientAt(`http://127.0.0.1:${portOf(local)}`, { proxies }).greet()).toMatchObject(about);
    expect(tunnels).toEqual([]);
    local.closeAllConnections();
    await new Promise((resolve) => local.close(resolve));
  });

  test('gets a new tunnel after a sleep: connections made before it are let go', async () => {
    const client = throughProxy();
    await client.greet();
    const before = tunnels.length;
    for (const network of networks) network.renew();
    await client.greet();
    expect(tunnels.length).toBe(before + 1);
  });

  test('never carries a request on to where a redirection points', async () => {
    server.removeAllListeners('request');
    server.on('request', (_request, response: http.ServerResponse) =>
      response.writeHead(302, { location: 'https://login.hotel.test/' }).end(),
    );
    expect((await failureOf(throughProxy().greet())).error.code).toBe('intercepted');
    expect(tunnels).toEqual(['partner.test:443']);
  });

  test.each([
    ['DIRECT', 'direct'],
    ['', 'direct'],
    ['PROXY proxy.example:3128; DIRECT', 'http://proxy.example:3128'],
    ['HTTPS proxy.example:443', 'https://proxy.example:443'],
    ['SOCKS5 127.0.0.1:1080;DIRECT', 'socks5://127.0.0.1:1080'],
    ['CARRIER pigeon', 'direct'],
  ])('told as “%s” is %s', (answer, proxyUsed) => {
    expect(firstProxy(answer)).toBe(proxyUsed);
  });
});

describe('the system’s certificates', () => {
  const direct = (world?: World) => clientAt(`https://0.0.0.0:${portOf(server)}`, world);

  test('are trusted besides the public ones', async () => {
    expect(await direct().greet()).toMatchObject({ name: 'Riverside' });
  });

  test('that can’t be read leave the public ones', async () => {
    const broken = direct({
      trusted: () => {
        throw new Error('no keychain');
      },
    });
    const { error } = await failureOf(broken.greet());
    expect(error.code).toBe('intercepted');
    expect(error.message).toContain('nobody this computer trusts');
  });

  test('don’t vouch for a guest network’s page, to which nothing is sent', async () => {
    let asked = 0;
    server.close();
    server.closeAllConnections();
    server = await listening(
      https.createServer(hotelPortal, (_request, response) => {
        asked++;
        response.end();
      }),
    );
    const { error } = await failureOf(throughProxy().greet());
    expect(error.code).toBe('intercepted');
    expect(error.message).toContain('guest network');
    expect(asked).toBe(0);
  });
});

describe('a network that is there and useless', () => {
  test('without names says so', async () => {
    const { error } = await failureOf(clientAt('https://partner.invalid').greet());
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).toContain('can’t be looked up');
  });

  test('where nothing listens says so', async () => {
    const port = portOf(server);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const { error } = await failureOf(clientAt(`https://0.0.0.0:${port}`).greet());
    expect(error.message).toContain('nothing listens there');
    server = await listening(https.createServer(partnerServer));
  });

  test.each([
    ['resets what begins', (socket: net.Socket) => socket.resetAndDestroy(), 'unreachable'],
    [
      'speaks unencrypted where it should be encrypted',
      (socket: net.Socket) =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>Hotel</title>'),
      'intercepted',
    ],
  ])('that %s is told', async (_what, meet, code) => {
    const rude = await listening(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => meet(socket));
      }),
    );
    const { error } = await failureOf(clientAt(`https://0.0.0.0:${portOf(rude)}`).greet());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    await new Promise((resolve) => rude.close(resolve));
  });
});
