import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request whose body stays half-sent until it's told to go on: under way for as long as a test wants. */
export class SlowRequest {
  readonly #socket: Socket;
  readonly #rest: string;
  #answer = '';

  private constructor(socket: Socket, rest: string) {
    this.#socket = socket;
    this.#rest = rest;
    socket.on('data', (chunk: Buffer) => (this.#answer += chunk.toString()));
    socket.on('error', () => undefined);
  }

  /** Begins a POST of JSON; resolves once the server has taken it in. */
  static async begin(
    url: string,
    path: string,
    body: object,
    connection: 'keep-alive' | 'close' = 'keep-alive',
  ): Promise<SlowRequest> {
    const { hostname, port } = new URL(url);
    const text = JSON.stringify(body);
    const socket = connect(Number(port), hostname);
    const half = Math.floor(text.length / 2);
    const request = new SlowRequest(socket, text.slice(half));
    // The server's "100 Continue" says that the request is under way (RFC 9110, 10.1.1).
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nExpect: 100-continue\r\nConnection: ${connection}\r\n\r\n`,
    );
    while (!request.#answer.startsWith('HTTP/1.1 100')) await once(socket, 'data');
    request.#answer = '';
    socket.write(text.slice(0, half));
    return request;
  }

  /** Sends the rest; gives the answer as it came, up to the end of its connection. */
  async finish(): Promise<string> {
    this.#socket.write(this.#rest);
    return this.whole();
  }

  /** What was answered up to the end of the connection. */
  async whole(): Promise<string> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
    return this.#answer;
  }
}
