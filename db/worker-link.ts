import { Worker } from 'node:worker_threads';
import { Failure } from '../common/contract/errors.ts';
import type { CacheChange, WorkerAnswer, WorkerCall } from './api.ts';

interface Pending {
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** One worker thread behind a function. */
export interface WorkerLink {
  /** Calls a function of the worker. Failures of the worker are thrown as {@link Failure}. */
  call(method: string, args: unknown[]): Promise<unknown>;
  /** Ends the worker after its `close`; later calls fail. */
  close(): Promise<void>;
}

export interface WorkerLinkOptions {
  url: URL;
  workerData: unknown;
  /** A call that each fresh worker gets before any other. */
  first?: string;
  onChange?: ((change: CacheChange) => void) | undefined;
}

type Message = WorkerAnswer | { change: CacheChange };

/**
 * Starts a worker at once. When it dies, what was asked of it fails with a `cache` failure, and the next call starts another.
 */
export function startWorker({ url, workerData, first, onChange }: WorkerLinkOptions): WorkerLink {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let closed = false;
  let worker: Worker | undefined;

  function started(): Worker {
    if (worker) return worker;
    // Without the arguments of this process: what they load isn’t needed there.
    const fresh = new Worker(url, { workerData, execArgv: [] });
    worker = fresh;
    let cause: unknown;
    fresh.on('message', (message: Message) => {
      if ('change' in message) onChange?.(message.change);
      else settle(message);
    });
    fresh.on('error', (thrown) => {
      cause = thrown;
    });
    fresh.on('exit', (code) => {
      if (worker !== fresh) return;
      worker = undefined;
      failAll(cause ?? `exit code ${code}`);
    });
    return fresh;
  }

  function settle(answer: WorkerAnswer): void {
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Failure(answer.error));
    else waiting?.resolve(answer.value);
  }

  function failAll(cause: unknown): void {
    const failure = new Failure({
      code: 'cache',
      message:
        'The local cache stopped and was started again. Nothing that was saved is lost; trying again may work.',
      retry: 'later',
      detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    });
    for (const waiting of pending.values()) waiting.reject(failure);
    pending.clear();
  }

  function post(target: Worker, method: string, args: unknown[]): Promise<unknown> {
    const call: WorkerCall = { id: ++lastId, method, args };
    return new Promise((resolve, reject) => {
      pending.set(call.id, { resolve, reject });
      target.postMessage(call);
    });
  }

  function call(method: string, args: unknown[]): Promise<unknown> {
    if (closed) return Promise.reject(new Failure({ code: 'cache', message: 'The local cache is closed.' }));
    const isFresh = worker === undefined;
    const target = started();
    // Only a worker that took another one's place: the very first one gets its first call from whoever started it.
    if (isFresh && first !== undefined && method !== first)
      void post(target, first, []).catch(() => target.terminate());
    return post(target, method, args);
  }

  started();
  return {
    call,
    close: async () => {
      if (closed) return;
      const target = worker;
      if (target) await post(target, 'close', []).catch(() => undefined);
      closed = true;
      worker = undefined;
      await target?.terminate();
    },
  };
}
