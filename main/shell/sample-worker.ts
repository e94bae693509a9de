import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { app } from 'electron';
import type { StartSampleServer } from '../ports.ts';

/** What the worker says first: where it listens, or why it can't. */
type FirstMessage = { port: number } | { error: string };
/** How long the embedded partner API has to end in order. In milliseconds. */
const closeLimit = 3_000;

/**
 * Starts the embedded partner API in a worker thread.
 *
 * @throws Error with the worker's own sentence where it can't listen
 */
export const startSampleWorker: StartSampleServer = async ({ dataDir, password }) => {
  const worker = new Worker(path.join(import.meta.dirname, '../partner-api/embedded.js'), {
    execArgv: [],
    workerData: { dataDir, seed: 'sample', password, version: app.getVersion() },
  });
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  try {
    const port = await portOf(worker);
    return { url: `http://127.0.0.1:${port}`, stop: () => stop(worker, gone) };
  } catch (thrown) {
    await worker.terminate();
    throw thrown;
  }
};

function portOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the embedded partner API ended with ${code}`)));
    worker.once('message', (first: FirstMessage) => {
      if ('port' in first) resolve(first.port);
      else reject(new Error(first.error));
    });
  });
}

async function stop(worker: Worker, gone: Promise<void>): Promise<void> {
  worker.postMessage('close');
  const late = setTimeout(() => void worker.terminate(), closeLimit);
  await gone;
  clearTimeout(late);
}
