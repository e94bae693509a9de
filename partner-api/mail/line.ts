const longestWait = 6 * 60 * 60 * 1000;
/** How often a mail is tried before it's given up. */
export const mostTries = 10;

/** A line of mails that is worked off one after the other, whenever something is due. */
export interface MailLine {
  /** Sends what is due now; answers when nothing is due any more. */
  run(): Promise<void>;
  /** Something was put in line just now: it's looked at, once more where that's under way. */
  wake(): void;
  close(): Promise<void>;
}

/** Milliseconds until a mail is tried again: twice as long from one try to the next. */
export function waitAfter(tries: number, retryMs: number): number {
  return Math.min(retryMs * 2 ** tries, longestWait);
}

interface LineParts<T> {
  now(): number;
  /** What is next, due or not; none where nothing waits. */
  next(): Promise<readonly (T & { dueAt: number })[]>;
  /** Sends those that are due. `isClosed` tells that it's to end after the one under way. */
  send(due: readonly T[], isClosed: () => boolean): Promise<void>;
  onCommit(listener: () => void): () => void;
  onDefect(error: unknown): void;
}

export function openMailLine<T>({ now, next, send, onCommit, onDefect }: LineParts<T>): MailLine {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let running: Promise<void> | undefined;

  const sendAll = async (): Promise<void> => {
    for (;;) {
      const waiting = isClosed ? [] : await next();
      const [first] = waiting;
      if (!first) return;
      const at = now();
      if (first.dueAt > at) {
        timer = setTimeout(() => void run(), Math.min(first.dueAt - at, longestWait));
        timer.unref();
        return;
      }
      await send(
        waiting.filter(({ dueAt }) => dueAt <= at),
        () => isClosed,
      );
    }
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= sendAll()
      .catch(onDefect)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  // A commit that comes while it runs is looked at once more afterwards.
  const wake = () => void (running ? running.then(run) : run());
  const stop = onCommit(wake);
  return {
    run,
    wake,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stop();
      await running;
    },
  };
}
