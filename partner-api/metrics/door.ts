import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../commands/problem-error.ts';
import type { Metrics } from './metrics.ts';

/** Answers the figures at `/metrics`, beside everything else, to whoever has the token. */
export function registerMetrics(server: FastifyInstance, metrics: Metrics, token: string): void {
  const hasToken = ({ headers }: FastifyRequest): boolean =>
    isSame(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '', token);
  // Tries alone are counted: the store that counts may be what the figures say is gone.
  const rateLimit = { max: 120, timeWindow: 60_000, allowList: hasToken };
  const config = { standing: 'health' as const, rateLimit };
  server.get('/metrics', { config }, async (request, reply) => {
    if (!hasToken(request))
      throw new ProblemError('unauthenticated', 'Send the token of the metrics as Bearer.');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** A port of its own for the figures, on this machine alone and without a token. */
export interface MetricsPort {
  /** Where they are, such as `http://127.0.0.1:9100/metrics`. */
  url: string;
  close(): Promise<void>;
}

/** @throws errors of Node, such as EADDRINUSE */
export async function openMetricsPort(metrics: Metrics, port: number): Promise<MetricsPort> {
  const server = createServer((request, response) => {
    // A page in a browser on this machine that has its own name lead here gets nothing.
    const isHere = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
    if (!isHere || request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(isHere ? 404 : 403).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, '127.0.0.1');
  // It's no reason to go on where the partner API itself can't be started.
  server.unref();
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Compared by their hashes, so that how long it takes tells nothing. */
function isSame(one: string, other: string): boolean {
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(one), hashOf(other));
}
