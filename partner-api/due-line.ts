/** Milliseconds that nothing is looked at for at most: a clock that's set back puts nothing off for longer. */
const longestWait = 6 * 60 * 60 * 1000;
/** Milliseconds until what failed by a defect is looked at again. */
const afterDefect = 60 * 1000;
/** Milliseconds until a line that another process is at is looked at again. */
const whileElsewhere = 2000;

/** What waits in the store for its time, worked off one after the other whenever something is due. */
export interface DueLine {
  /** Does what is due now, what comes while it's under way as well; answers when nothing is due any more. */
  run(): Promise<void>;
  /** Ends it after what is under way. */
  close(): Promise<void>;
}

interface DueLineParts<T> {
  now(): number;
  /** What is next, due or not; null where nothing waits. */
  next(): Promise<(T & { dueAt: number }) | null>;
  /** Does what is due. `isClosed` tells that it's to end soon, or that another process may be at it by now. */
  work(due: T, isClosed: () => boolean): Promise<void>;
  onCommit(listener: () => void): () => void;
  /** Runs `work` unless another process is at this line; tells whether it ran, and held the line to the end. */
  alone(work: (isHeld: () => boolean) => Promise<void>): Promise<boolean>;
  onDefect(error: unknown): void;
}

/** Opens a line; nothing is done before it's run or something is committed. */
export function openDueLine<T>({ now, next, work, onCommit, alone, onDefect }: DueLineParts<T>): DueLine {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let running: Promise<void> | undefined;

  const lookIn = (ms: number): void => {
    if (isClosed) return;
    // It may come due while the line is still being let go of.
    timer = setTimeout(() => void run(), Math.min(ms, longestWait));
    timer.unref();
  };
  const workOff = async (isHeld: () => boolean): Promise<void> => {
    const isOver = () => isClosed || !isHeld();
    for (;;) {
      const waiting = isOver() ? null : await next();
      if (!waiting) return;
      const wait = waiting.dueAt - now();
      if (wait > 0) return lookIn(wait);
      await work(waiting, isOver);
    }
  };
  /** Claims the line where something is due, which most looks don't find. */
  const begun = async (): Promise<void> => {
    const waiting = isClosed ? null : await next();
    if (!waiting) return;
    const wait = waiting.dueAt - now();
    if (wait > 0) return lookIn(wait);
    if (!(await alone(workOff))) lookIn(whileElsewhere);
  };
  const begin = (): Promise<void> => {
    clearTimeout(timer);
    running ??= begun()
      .catch((error: unknown) => {
        onDefect(error);
        lookIn(afterDefect);
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const run = async (): Promise<void> => {
    await running;
    await begin();
  };
  const stop = onCommit(() => void run());
  return {
    run,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stop();
      await running;
    },
  };
}
