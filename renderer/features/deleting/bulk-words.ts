import type { BulkJob, BulkOutcome } from '../../../common/contract/deleting.ts';
import { count, counted } from '../../ui/words.ts';

/** Whether nothing of it is held, paused or on its way any more. */
export function isOver({ held, paused, underWay }: BulkJob): boolean {
  return held + paused + underWay === 0;
}

/** Items that the partner API has answered. */
export function answeredOf({ deleted, left, gone }: BulkJob): number {
  return deleted + left + gone;
}

/** Whole seconds that its countdown has left; null where none runs. */
export function secondsLeftOf({ sendsAt }: BulkJob, now: number): number | null {
  return sendsAt === null ? null : Math.max(0, Math.floor((Date.parse(sendsAt) - now) / 1000));
}

/** What each outcome is called. */
const outcomeWords: Record<BulkOutcome, { title: string; tone: 'good' | 'warn' | 'bad' | 'info' }> = {
  deleted: { title: 'Deleted', tone: 'good' },
  left: { title: 'Left', tone: 'warn' },
  gone: { title: 'Gone already', tone: 'info' },
  'taken-back': { title: 'Taken back', tone: 'info' },
  open: { title: 'Waits', tone: 'info' },
};

/** What an outcome is called in a bulk delete; items without one yet by what they all wait for. */
export function outcomeWordsOf(
  { held, paused, underWay, stuck }: BulkJob,
  outcome: BulkOutcome,
): (typeof outcomeWords)[BulkOutcome] {
  if (outcome !== 'open') return outcomeWords[outcome];
  const all = held + paused + underWay + stuck;
  if (held === all) return { title: 'Held', tone: 'info' };
  if (paused === all) return { title: 'Paused', tone: 'info' };
  if (stuck === all) return { title: 'In the outbox', tone: 'warn' };
  return underWay === all ? { title: 'Not answered yet', tone: 'info' } : outcomeWords.open;
}

/** How a bulk delete stands or ended, in a sentence. `secondsLeft` of its countdown, null where none runs. */
export function jobSentence(job: BulkJob, secondsLeft: number | null): string {
  const all = counted(job.items, job.kind);
  if (job.held > 0)
    return secondsLeft === null
      ? `${counted(job.held, job.kind)} held: the countdown begins when you’re back online.`
      : `${counted(job.held, job.kind)} ${job.held === 1 ? 'is' : 'are'} deleted in ${secondsLeft} s.`;
  if (job.paused > 0) return `Paused: ${count(answeredOf(job))} of ${all} done.`;
  if (job.underWay > 0) return `Deleting: ${count(answeredOf(job))} of ${all} done.`;
  const parts = [
    job.deleted > 0 ? `${counted(job.deleted, job.kind)} deleted` : 'Nothing deleted',
    job.left > 0 ? `${count(job.left)} left` : null,
    job.gone > 0 ? `${count(job.gone)} gone already` : null,
    job.takenBack > 0 ? `${count(job.takenBack)} taken back` : null,
    job.stuck > 0 ? `${count(job.stuck)} not accepted, in the outbox` : null,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}
