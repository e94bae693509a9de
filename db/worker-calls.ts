import { parentPort } from 'node:worker_threads';
import { diskErrorOf } from '../common/contract/disk.ts';
import { Failure, toAppError, type AppError } from '../common/contract/errors.ts';
import type { WorkerAnswer, WorkerCall } from './api.ts';
import { meansDamage } from './store/database.ts';
import { noteDamage } from './store/folder.ts';

/** Any thrown value as data; what SQLite throws is a failure of the cache in `folder`. */
function asCacheError(thrown: unknown, folder: string): AppError {
  if (thrown instanceof Failure) return thrown.error;
  const disk = diskErrorOf(thrown, folder);
  if (disk) return disk;
  const isSqlite = thrown instanceof Error && thrown.name === 'SqliteError';
  if (!isSqlite) return toAppError(thrown);
  return {
    code: 'cache',
    message: meansDamage(thrown)
      ? 'The local cache is damaged. Starting Switchyard again moves it aside and fetches it anew; your waiting changes are kept.'
      : 'The local cache couldn’t be read or written just now. Nothing that was saved is lost; trying again may work.',
    retry: meansDamage(thrown) ? 'no' : 'later',
    detail: thrown.stack ?? thrown.message,
  };
}

/** How long nothing is asked before it's taken for a rest, in milliseconds. */
const restMs = 300;
/** What is left between two pieces of such work for calls that came meanwhile. */
const betweenMs = 5;

/**
 * Answers calls from the main thread by the functions of `target`, one at a time, in order. `folder` is the cache's.
 * @param rest done once nothing has been asked for a moment, and again while it says that there's more to do, between calls;
 *   what it throws is passed over, as nobody asked for it
 */
export function answerCalls(folder: string, target: object, rest?: () => boolean): void {
  const port = parentPort;
  if (!port) throw new Error('This file runs in a worker thread');
  let resting: NodeJS.Timeout | undefined;
  const restAfter = (ms: number) => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      try {
        if (rest?.()) restAfter(betweenMs);
      } catch (thrown) {
        if (meansDamage(thrown)) noteDamage(folder);
      }
    }, ms);
  };
  port.on('message', (call: WorkerCall) => {
    let answer: WorkerAnswer;
    try {
      const method: unknown = Reflect.get(target, call.method);
      if (typeof method !== 'function' || !Object.hasOwn(target, call.method))
        throw new Failure({ code: 'bad-call', message: `The cache has no function ${call.method}.` });
      answer = { id: call.id, value: Reflect.apply(method, target, call.args) };
    } catch (thrown) {
      if (meansDamage(thrown)) noteDamage(folder);
      answer = { id: call.id, error: asCacheError(thrown, folder) };
    }
    port.postMessage(answer);
    if (rest) restAfter(restMs);
  });
}
