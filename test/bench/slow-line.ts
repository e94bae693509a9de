import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What a line between two places is like. */
interface Line {
  /** Milliseconds that a byte is under way, one way. */
  delayMs: number;
  /** Bytes a second, each way, for all connections together. */
  bytesPerSecond: number;
}

/** Most bytes that wait at its entrance before the sender feels it. */
const bufferBytes = 128 * 1024;

/** A line to a server on this computer, as slow as one around half the world. */
export interface SlowLine {
  /** Port of its near end. */
  port: number;
  /** Ends every connection, as a network that goes away does, with all that was under way. */
  cut(): void;
  close(): Promise<void>;
}

/** Lays a line to `port`, in a thread of its own so that nothing else holds it up. */
export async function laySlowLine(port: number, line: Line): Promise<SlowLine> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { port, line } });
  const [near] = (await once(worker, 'message')) as [number];
  return {
    port: near,
    cut: () => worker.postMessage('cut'),
    close: async () => void (await worker.terminate()),
  };
}

/** One direction: bytes leave at the line's speed, arrive after its delay, and stay in order. */
function oneWay({ delayMs, bytesPerSecond }: Line) {
  let free = 0;
  const join = (from: net.Socket, to: net.Socket) => {
    const underWay: { at: number; bytes: Buffer | null }[] = [];
    let timer: NodeJS.Timeout | null = null;
    const deliver = () => {
      timer = null;
      for (let next = underWay[0]; next && next.at <= performance.now(); next = underWay[0]) {
        underWay.shift();
        if (next.bytes) to.write(next.bytes);
        else to.end();
      }
      if (free - performance.now() < (bufferBytes / bytesPerSecond) * 1000) from.resume();
      const [next] = underWay;
      if (next) timer = setTimeout(deliver, Math.max(0, next.at - performance.now()));
    };
    const send = (bytes: Buffer | null) => {
      free = Math.max(performance.now(), free) + ((bytes?.byteLength ?? 0) / bytesPerSecond) * 1000;
      underWay.push({ at: free + delayMs, bytes });
      if (free - performance.now() >= (bufferBytes / bytesPerSecond) * 1000) from.pause();
      timer ??= setTimeout(deliver, free + delayMs - performance.now());
    };
    from.on('data', send);
    from.on('end', () => send(null));
    from.on('error', () => to.destroy());
  };
  return { join, forget: () => (free = 0) };
}

if (!isMainThread) {
  const { port, line } = workerData as { port: number; line: Line };
  const up = oneWay(line);
  const down = oneWay(line);
  const sockets = new Set<net.Socket>();
  parentPort?.on('message', () => {
    for (const socket of sockets) socket.destroy();
    up.forget();
    down.forget();
  });
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    up.join(near, far);
    down.join(far, near);
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
}
