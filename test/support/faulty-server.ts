import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Headers that belong to one hop. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'accept-encoding',
]);

export type Fault =
  /** Passes everything through. */
  | 'none'
  /** Answers 500 with a problem document. */
  | 'server-error'
  /** Has no such route, as an older server. */
  | 'unknown-route'
  /** Answers a captive portal's page. */
  | 'html'
  /** Sends everybody to a captive portal, as it does with requests for anything. */
  | 'redirect'
  /** Takes the request and never says anything. */
  | 'silence'
  /** Answers a page with 401, as a guest network's gate does. */
  | 'gate'
  /** Cuts the answer in the middle. */
  | 'truncated'
  /** Answers JSON of another shape. */
  | 'wrong-types'
  /** Answers 401 session-expired, to refreshing as well. */
  | 'expired'
  /** Passes the request on and loses the answer. */
  | 'lost-answer'
  /** Answers 429 with Retry-After, see {@link FaultyServer.retryAfterSeconds}. */
  | 'rate-limited'
  /** Adds a change of a kind that no client knows. */
  | 'unknown-kind'
  /** Closes the connection without a word. */
  | 'reset';

/**
 * A proxy in front of a real partner API that can misbehave. The fault applies to what `matches` says (all of /v1/changes,
 * /v1/snapshot and /v1/mutations by default); the rest passes through.
 */
export class FaultyServer {
  fault: Fault = 'none';
  /** How long a pause it asks for when it’s rate-limited. */
  retryAfterSeconds = 2;
  matches = /^\/v1\/(changes|snapshot|mutations|auth\/refresh)/;
  /** Changes what a route answers with, such as what an older server would say. */
  rewrite: ((route: string, json: Record<string, unknown>) => Record<string, unknown>) | null = null;
  /** Requests seen, as `METHOD /path`. */
  readonly seen: string[] = [];
  private readonly target: string;
  private readonly server: http.Server;

  private constructor(target: string) {
    this.target = target;
    this.server = http.createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async before(target: string): Promise<FaultyServer> {
    const proxy = new FaultyServer(target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Ends every open connection, server-sent events included, as a network that goes away does. */
  cutConnections(): void {
    this.server.closeAllConnections();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const route = request.url ?? '/';
    this.seen.push(`${request.method} ${route}`);
    const fault = this.matches.test(route) ? this.fault : 'none';
    if (fault === 'reset') return void request.socket.destroy();
    if (fault === 'html')
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Welcome to the hotel</title>');
    if (fault === 'redirect')
      return void response.writeHead(302, { location: 'http://login.hotel.example/' }).end();
    if (fault === 'silence') return;
    if (fault === 'gate')
      return void response.writeHead(401, { 'content-type': 'text/html' }).end('<title>Sign in</title>');
    if (fault === 'wrong-types')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"epoch":7,"changes":"none","sections":{},"results":0}');
    if (fault === 'server-error') return this.problem(response, 500, 'internal', 'Internal error');
    if (fault === 'unknown-route') return this.problem(response, 404, 'not-found', 'No such route');
    if (fault === 'expired') return this.problem(response, 401, 'session-expired', 'The session has ended');
    if (fault === 'rate-limited') {
      response.setHeader('retry-after', String(this.retryAfterSeconds));
      return this.problem(response, 429, 'too-many-requests', 'Too many requests');
    }

    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === 'string' && !ownHeaders.has(name)) headers[name] = value;
    const answer = await fetch(this.target + route, {
      method: request.method ?? 'GET',
      headers,
      body: body.length > 0 ? Buffer.concat(body) : null,
    });
    const type = answer.headers.get('content-type') ?? '';
    const passed = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) => !/^(content-length|transfer-encoding|connection|content-encoding)$/.test(name),
      ),
    );
    if (type.startsWith('text/event-stream')) {
      response.writeHead(answer.status, passed);
      response.flushHeaders();
      const reader = answer.body?.getReader();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        response.write(part.value);
      return void response.end();
    }
    let bytes: Buffer = Buffer.from(await answer.arrayBuffer());
    if (fault === 'lost-answer') return void request.socket.destroy();
    if (this.rewrite && type.includes('json'))
      bytes = Buffer.from(
        JSON.stringify(this.rewrite(route, JSON.parse(bytes.toString()) as Record<string, unknown>)),
      );
    if (fault === 'unknown-kind' && route.startsWith('/v1/changes')) bytes = withUnknownKind(bytes);
    if (fault === 'truncated') {
      response.writeHead(answer.status, { ...passed, 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
      return void setImmediate(() => request.socket.destroy());
    }
    response.writeHead(answer.status, { ...passed, 'content-length': String(bytes.length) }).end(bytes);
  }

  private problem(response: http.ServerResponse, status: number, kind: string, title: string): void {
    response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ type: `/problems/${kind}`, title, status, kind }));
  }
}

function withUnknownKind(bytes: Buffer): Buffer {
  const page = JSON.parse(bytes.toString()) as { seq: number; changes: unknown[] };
  page.changes.push({
    op: 'upsert',
    seq: page.seq,
    kind: 'hologram',
    row: { id: '0190a1b2-0000-7000-8000-00000000abcd', name: 'From the future' },
  });
  return Buffer.from(JSON.stringify(page));
}
