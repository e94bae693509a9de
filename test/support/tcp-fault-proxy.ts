import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type TcpFault =
  /** Passes everything through. */
  | 'none'
  /** Every piece comes a moment later, in either direction. */
  | 'latency'
  /** Answers come a few bytes at a time. */
  | 'throttle'
  /** The connection is reset when a request comes. */
  | 'reset'
  /** Connections are accepted and requests taken; nothing is ever answered. */
  | 'black-hole'
  /** Half of an answer comes, then the end of the stream; requests are still taken. */
  | 'half-closed'
  /** Bytes in the middle of an answer are replaced. */
  | 'garbage'
  /** Something that isn't HTTP comes in place of an answer. */
  | 'garbage-head'
  /** Answers are asked for in gzip, and their packed bodies end early; as HTTP they're whole. */
  | 'cut-gzip';

const latencyMs = 15;
const throttledBytes = 2000;

/**
 * Real sockets between a client and a partner API, with a fault that can be switched while connections are open. Knows nothing
 * of HTTP but where a head ends.
 */
export class TcpFaultProxy {
  fault: TcpFault = 'none';
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #heard = new EventEmitter();
  #port = 0;
  #armed: { request: string; fault: TcpFault } | null = null;
  /** Pieces of requests that went into a black hole. */
  swallowed = 0;
  /** Answers whose packed body was cut. */
  cut = 0;
  /** Pieces that went on after a wait. */
  delayed = 0;
  /** Told of each piece of a request before it goes on: a test moves a clock on by what it takes over a slow line. */
  onRequest: (bytes: Buffer) => void = () => undefined;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#join(client));
  }

  /** A proxy in front of `http://127.0.0.1:PORT`. */
  static async before(url: string): Promise<TcpFaultProxy> {
    const proxy = new TcpFaultProxy(Number(new URL(url).port));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins a fault with the first request that holds this text, such as `GET /v1/snapshot`. */
  beginAt(request: string, fault: TcpFault): void {
    this.#armed = { request, fault };
  }

  /** Resolves once a request has gone into the black hole. */
  async untilSwallowed(): Promise<void> {
    const before = this.swallowed;
    while (this.swallowed === before) await once(this.#heard, 'swallowed');
  }

  /** Ends every connection, as a network that goes away does. */
  cutConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    const upstream = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    const onWait = () => this.delayed++;
    const request = new Line((bytes) => {
      if (upstream.writable) this.onRequest(Buffer.from(bytes));
      this.#pass(upstream, bytes);
    }, onWait);
    const answer = new Line((bytes) => this.#pass(client, bytes), onWait);
    const packed = new PackedAnswers(() => this.cut++);
    client.on('data', (bytes) => {
      if (this.#armed && bytes.includes(this.#armed.request)) {
        this.fault = this.#armed.fault;
        this.#armed = null;
      }
      if (this.fault === 'reset') return void client.resetAndDestroy();
      if (this.fault === 'black-hole') {
        this.swallowed++;
        this.#heard.emit('swallowed');
        return;
      }
      request.push(this.fault === 'cut-gzip' ? askingForGzip(bytes) : bytes, this.#delay());
    });
    upstream.on('data', (bytes) => {
      switch (this.fault) {
        case 'black-hole':
          return;
        case 'half-closed':
          this.#pass(client, bytes.subarray(0, Math.floor(bytes.length / 2)));
          return void client.end();
        case 'garbage':
          return answer.push(withGarbage(bytes), 0);
        case 'garbage-head':
          return answer.push(Buffer.from('\u0001\u0002SSH-2.0-OpenSSH_9.6\r\n\r\n'), 0);
        case 'cut-gzip':
          for (const part of packed.cut(bytes)) answer.push(part, 0);
          return;
        case 'throttle':
          for (let at = 0; at < bytes.length; at += throttledBytes)
            answer.push(bytes.subarray(at, at + throttledBytes), 1);
          return;
        default:
          answer.push(bytes, this.#delay());
      }
    });
    client.on('end', () => upstream.end());
    client.on('close', () => upstream.destroy());
    upstream.on('end', () => {
      if (this.fault !== 'black-hole') void answer.rested().then(() => client.end());
    });
    upstream.on('close', () => {
      if (this.fault !== 'black-hole') void answer.rested().then(() => client.destroy());
    });
  }

  #delay(): number {
    return this.fault === 'latency' ? latencyMs : 0;
  }

  #pass(to: Socket, bytes: Uint8Array): void {
    if (to.writable) to.write(bytes);
  }
}

/** One direction of a connection: pieces go on in their order, each after its wait. */
class Line {
  readonly #pass: (bytes: Uint8Array) => void;
  readonly #onWait: () => void;
  #turn: Promise<void> = Promise.resolve();

  constructor(pass: (bytes: Uint8Array) => void, onWait: () => void) {
    this.#pass = pass;
    this.#onWait = onWait;
  }

  push(bytes: Uint8Array, waitMs: number): void {
    this.#turn = this.#turn.then(async () => {
      if (waitMs > 0) {
        this.#onWait();
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      this.#pass(bytes);
    });
  }

  rested(): Promise<void> {
    return this.#turn;
  }
}

const headEnd = Buffer.from('\r\n\r\n');

/** The same request, but for its `accept-encoding`, which on one computer asks for nothing packed. */
function askingForGzip(bytes: Buffer): Buffer {
  const head = bytes.toString('latin1').replace(/accept-encoding: identity/i, 'accept-encoding: gzip    ');
  return Buffer.from(head, 'latin1');
}

/** Control characters in the middle of an answer's body: no JSON has them, so that no other value comes of it. */
function withGarbage(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, 5).toString('latin1') === 'HTTP/' ? bytes.indexOf(headEnd) + 4 : 0;
  const at = body + Math.floor((bytes.length - body) / 2);
  const spoilt = Buffer.from(bytes);
  spoilt.fill(0x01, at, Math.min(at + 8, bytes.length));
  return spoilt;
}

/** Cuts the packed bodies of the answers on one connection, and makes their heads fit. */
class PackedAnswers {
  readonly #onCut: () => void;
  #pending: Buffer = Buffer.alloc(0);

  constructor(onCut: () => void) {
    this.#onCut = onCut;
  }

  /** What goes on to the client of what has come so far. */
  cut(bytes: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const end = this.#pending.indexOf(headEnd);
    const head = this.#pending.subarray(0, end < 0 ? 0 : end + 4).toString('latin1');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (!/content-encoding: gzip/i.test(head) || Number.isNaN(length))
      return [this.#take(this.#pending.length)];
    if (this.#pending.length < head.length + length) return [];
    const answer = this.#take(head.length + length);
    const kept = Math.floor(length * 0.6);
    this.#onCut();
    const shortened = head.replace(/content-length: \d+/i, `content-length: ${kept}`);
    return [Buffer.from(shortened, 'latin1'), answer.subarray(head.length, head.length + kept)];
  }

  #take(count: number): Buffer {
    const taken = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return taken;
  }
}
