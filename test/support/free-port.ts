import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: those would take the port of a server that restarts. */
const firstPort = 20_000;
const ports = 12_000;
/** How often a port is looked at that is about to become free, in milliseconds. */
const lookEveryMs = 20;

/** A port of this computer that nobody listens at and nobody is given by chance, so that a server can come back to it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * ports);
    if (await isFree(port)) return port;
  }
}

/** Resolves once nobody listens at a port: a system may let go of a killed process's sockets a moment after its end. */
export async function untilFree(port: number): Promise<void> {
  while (!(await isFree(port))) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
