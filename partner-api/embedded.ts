import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { sampleSeed } from './seed/sample.ts';
import { startPartnerApi } from './start.ts';

/**
 * The partner API as a worker thread: the app's Sample workspace. It posts `{ port }` when it listens, or `{ error }` with a
 * sentence; the message `close` ends it in order.
 */
const given = z
  .object({
    dataDir: z.string().min(1),
    seed: z.literal('sample'),
    password: z.string().min(1),
    version: z.string(),
  })
  .parse(workerData);

try {
  const api = await startPartnerApi({ ...given, seed: sampleSeed });
  parentPort?.on('message', (message: unknown) => {
    if (message === 'close') void api.close().then(() => parentPort?.close());
  });
  parentPort?.postMessage({ port: api.port });
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
}
