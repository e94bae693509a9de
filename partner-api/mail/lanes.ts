import { mailConnections } from './mailer.ts';

interface LanesParts<T, R> {
  /** Does one; null where nothing of it is to be written. */
  work(one: T): Promise<R | null>;
  /** Writes what became of some. */
  settle(done: readonly R[]): Promise<void>;
}

/**
 * Done ones that aren't written yet, at most, and so written together: a commit takes as long as several mails. With those under way
 * it's what may be done once more after a crash.
 */
const mostUnsettled = 2 * mailConnections;
/** Milliseconds that one waits for others to be written with: a mail server far away takes longer for its next. */
const settleAfter = 50;

/**
 * Does all, as many beside one another as there are connections to the mail server. What became of each is written a moment later,
 * with the few that came meanwhile; nothing new is begun while too much isn't written yet.
 * @throws what `work` or `settle` throws, once what was under way has come to its end; nothing new is begun then
 */
export async function inLanes<T, R>(all: readonly T[], { work, settle }: LanesParts<T, R>): Promise<void> {
  const left = all.values();
  let done: R[] = [];
  let unsettled = 0;
  let settling: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let fault: { thrown: unknown } | undefined;
  const note = (thrown: unknown) => {
    fault ??= { thrown };
  };

  const settleDone = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const some = done;
    done = [];
    await settle(some);
    unsettled -= some.length;
    if (done.length > 0) settleSoon();
  };
  const settleNow = (): Promise<void> =>
    (settling ??= settleDone()
      .catch(note)
      .finally(() => {
        settling = undefined;
      }));
  const settleSoon = () => {
    timer ??= setTimeout(() => void settleNow(), settleAfter);
  };
  const lane = async (): Promise<void> => {
    for (const one of left) {
      if (fault) return;
      const became = await work(one);
      if (became === null) continue;
      done.push(became);
      unsettled += 1;
      if (unsettled < mostUnsettled) settleSoon();
      while (unsettled >= mostUnsettled && !fault) await settleNow();
    }
  };
  await Promise.all(Array.from({ length: mailConnections }, () => lane().catch(note)));
  // Also where a lane failed: what others did is written.
  await settling;
  if (done.length > 0) await settleNow();
  if (fault) throw fault.thrown;
}
