import { parentPort } from 'node:worker_threads';
import type { WorkerCall } from '../../../db/api.ts';

// A worker that knows whether it was opened, and ends at once when told to die.
let opened = false;
parentPort?.on('message', ({ id, method }: WorkerCall) => {
  if (method === 'die') process.exit(3);
  if (method === 'open') opened = true;
  parentPort?.postMessage({ id, value: opened });
});
