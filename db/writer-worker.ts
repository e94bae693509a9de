import { parentPort, workerData } from 'node:worker_threads';
import type { ContextId } from '../common/domain/contexts.ts';
import { answerCalls } from './worker-calls.ts';
import { createWriter, type LocalWriter } from './writer.ts';

// The writer's thread. `open` is called first; then the functions of CacheWriter.
const { folder, context } = workerData as { folder: string; context: ContextId };
let local: LocalWriter | undefined;

const target: Record<string, unknown> = {
  open: () => {
    local = createWriter({
      folder,
      context,
      onChange: (change) => parentPort?.postMessage({ change }),
    });
    Object.assign(target, local.writer);
    return local.report;
  },
  close: () => {
    local?.close();
    local = undefined;
  },
};
answerCalls(folder, target, () => local?.rest() ?? false);
