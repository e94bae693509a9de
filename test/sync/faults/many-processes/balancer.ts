import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Tie {
  process: number;
  client: Socket;
  there: Socket;
}

/**
 * What stands before several processes: each line is an address of its own that leads to one of them, and to the next one as soon
 * as that is gone or left out.
 */
export class Balancer {
  readonly #ports: readonly number[];
  readonly #lines: Server[] = [];
  readonly #ties = new Set<Tie>();
  readonly #leftOut = new Set<number>();

  /** @param ports where the processes listen */
  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  /** Opens a line and gives its address. @param first the process that it leads to, by its place among the ports */
  async line(first: number): Promise<string> {
    let at = first % this.#ports.length;
    const server = createServer((client) => {
      client.on('error', () => undefined);
      void this.#reach(at).then((reached) => {
        if (!reached) return client.destroy();
        at = reached.process;
        return this.#tie({ ...reached, client });
      });
    });
    this.#lines.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Leads nobody to a process any more and breaks off what is under way there, as where it fails its health check. */
  leaveOut(process: number): void {
    this.#leftOut.add(process);
    for (const tie of this.#ties) if (tie.process === process) tie.client.destroy();
  }

  takeIn(process: number): void {
    this.#leftOut.delete(process);
  }

  async close(): Promise<void> {
    for (const { client } of this.#ties) client.destroy();
    await Promise.all(this.#lines.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #reach(first: number): Promise<Omit<Tie, 'client'> | null> {
    for (let step = 0; step < this.#ports.length; step++) {
      const process = (first + step) % this.#ports.length;
      const port = this.#ports[process];
      if (port === undefined || this.#leftOut.has(process)) continue;
      const there = connect({ port, host: '127.0.0.1' });
      there.on('error', () => undefined);
      const isOpen = await new Promise<boolean>((resolve) => {
        there.once('connect', () => resolve(true));
        there.once('close', () => resolve(false));
      });
      if (isOpen) return { process, there };
    }
    return null;
  }

  #tie(tie: Tie): void {
    const { client, there } = tie;
    if (client.destroyed) return void there.destroy();
    this.#ties.add(tie);
    client.pipe(there).pipe(client);
    client.once('close', () => {
      this.#ties.delete(tie);
      there.destroy();
    });
    there.once('close', () => client.destroy());
  }
}
