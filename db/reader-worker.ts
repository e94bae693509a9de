import { workerData } from 'node:worker_threads';
import { createReader } from './reader.ts';
import { answerCalls } from './worker-calls.ts';

// The reader's thread: lists, search and details, never a write. The file is opened by the first call.
const { folder } = workerData as { folder: string };
const { reader, rest, close } = createReader({ folder });
answerCalls(folder, { ...reader, close }, rest);
