import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { isUntouched, type BulkJob } from '../../../common/contract/deleting.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed, undoChange } from '../../app/notices.ts';
import { openDialog, useView } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/Button.tsx';
import { counted, useNow } from '../../ui/words.ts';
import { answeredOf, isOver, jobSentence, secondsLeftOf } from './bulk-words.ts';
import { acceptedHere } from './kept.ts';
import { useBulkJobs } from './use-bulk-jobs.ts';

/** From so many items on a bulk delete is shown while it runs; a smaller one only where something of it was left. */
const shownFrom = 25;

/** How long the focus is waited for, in milliseconds, and how often. */
const focusRest = 50;
const focusTries = 60;

/** Bulk deletes under way: the countdown with its Undo, how far they are, and what came of them until it's dismissed. */
export function BulkBar() {
  const jobs = useBulkJobs();
  const [watched, setWatched] = useState<ReadonlyMap<string, 'large' | 'small'>>(new Map());
  const watch = useEffectEvent(() => {
    const next = new Map(watched);
    for (const job of jobs) {
      if (isOver(job)) continue;
      const isLarge = job.held + job.paused > 0 || job.items >= shownFrom || next.get(job.job) === 'large';
      next.set(job.job, isLarge ? 'large' : 'small');
    }
    if ([...next].some(([job, size]) => watched.get(job) !== size)) setWatched(next);
  });
  useEffect(() => watch(), [jobs]);
  const shown = jobs.filter((job) => {
    const size = watched.get(job.job);
    if (size === 'small') return isOver(job) && job.left + job.stuck > 0;
    return size === 'large';
  });
  const dismiss = (job: string) => setWatched(new Map([...watched].filter(([id]) => id !== job)));
  if (shown.length === 0) return null;
  return (
    <section aria-label="Bulk deletes" className="border-b border-line bg-raised">
      {shown.map((job) => (
        <JobLine key={job.job} job={job} onDismiss={() => dismiss(job.job)} />
      ))}
    </section>
  );
}

function JobLine({ job, onDismiss }: { job: BulkJob; onDismiss: () => void }) {
  const now = useNow();
  const over = isOver(job);
  const sentence = jobSentence(job, secondsLeftOf(job, now));
  const end = useEffectEvent(() => announce(sentence));
  useEffect(() => {
    if (over) end();
  }, [over]);
  const line = useFocusKept(job, over ? 'over' : job.held > 0 ? 'held' : 'under-way');
  return (
    <div ref={line} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
      <div className="min-w-0 flex-1 basis-60">
        <p>{sentence}</p>
        {over || job.held > 0 ? null : <Progress job={job} />}
      </div>
      <span className="flex gap-2">
        <Steps job={job} />
        <Button look="quiet" onPress={() => openDialog({ kind: 'bulk-job', job: job.job })}>
          {over ? 'Show result' : 'Show items'}
        </Button>
        {over ? <Button onPress={onDismiss}>Dismiss</Button> : null}
      </span>
    </div>
  );
}

/**
 * Where the dialog, or the button, that had the focus is gone, the focus goes on to what can be done next with a bulk delete that was
 * accepted here, and to the list once all of it was taken back. It's taken from nothing that has it.
 */
function useFocusKept(job: BulkJob, stage: 'held' | 'under-way' | 'over'): RefObject<HTMLDivElement | null> {
  const line = useRef<HTMLDivElement>(null);
  const isFree = useView((view) => view.dialog === null && !view.palette);
  /** Whether nothing more is to be done. */
  const keep = useEffectEvent((isLastTry: boolean): boolean => {
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (!isFree || !acceptedHere.has(job.job)) return true;
    // What has it, the list for one, may be about to go.
    if (!isLost) return false;
    const isAllBack = stage === 'over' && job.takenBack === job.items;
    const grid = isAllBack ? document.querySelector<HTMLElement>('[data-grid]') : null;
    // The rows that came back may still be read.
    if (isAllBack && !grid && !isLastTry) return false;
    const next = grid ?? line.current?.querySelector('button');
    next?.focus({ preventScroll: true });
    return true;
  });
  useEffect(() => {
    // Whoever closes gives the focus back first.
    let tries = 0;
    const look = () => {
      tries += 1;
      if (!keep(tries === focusTries)) soon = setTimeout(look, focusRest);
    };
    let soon = setTimeout(look, focusRest);
    return () => clearTimeout(soon);
  }, [stage, isFree]);
  return line;
}

function Progress({ job }: { job: BulkJob }) {
  const done = answeredOf(job);
  return (
    <div
      role="progressbar"
      aria-label="Done"
      aria-valuenow={done}
      aria-valuemax={job.items}
      className="mt-1 h-1 max-w-96 overflow-hidden rounded-full bg-line"
    >
      <div className="h-full bg-accent" style={{ width: `${(100 * done) / job.items}%` }} />
    </div>
  );
}

/** What can be done with one that isn't over. */
function Steps({ job }: { job: BulkJob }) {
  const id = { job: job.job };
  if (isOver(job)) return null;
  // What is in the place of one of them afterwards takes it back as well, or not at all: nobody presses Resume who meant Undo.
  const go =
    job.paused > 0 ? (
      <Button onPress={() => void give('bulk.resume', id)}>Resume</Button>
    ) : (
      <Button onPress={() => void give('bulk.pause', id)}>Pause</Button>
    );
  return isUntouched(job) ? (
    <>
      <Button look="primary" onPress={() => void undoChange(job.mutationIds, 'here')}>
        Undo
      </Button>
      {go}
    </>
  ) : (
    <>
      {go}
      <Button look="danger" onPress={() => void stop(job)}>
        Stop
      </Button>
    </>
  );
}

type Step = 'bulk.pause' | 'bulk.resume';

async function give(step: Step, input: { job: string }): Promise<void> {
  const result = await attempt(step, input);
  if (!result.ok) sayFailed(result.error);
}

async function stop(job: BulkJob): Promise<void> {
  const result = await attempt('bulk.stop', { job: job.job });
  if (!result.ok) return sayFailed(result.error);
  say(`Stopped: ${counted(result.value.takenBack, job.kind)} that hadn’t been sent came back.`);
}
