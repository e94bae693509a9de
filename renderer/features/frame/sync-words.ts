import type { SyncState } from '../../../common/contract/views.ts';
import { ago, count, counted, moment } from '../../ui/words.ts';

export interface SyncWords {
  /** For the top bar: `Up to date · 12 s ago`. */
  short: string;
  /** For the panel: one sentence. */
  sentence: string;
  tone: 'good' | 'warn' | 'bad' | 'info';
}

/** What is said where this computer's clock is off the partner API's; `aheadMs` in milliseconds, negative where it's behind. */
export function clockWords(aheadMs: number): string {
  const [minutes, side] = [Math.round(Math.abs(aheadMs) / 60_000), aheadMs > 0 ? 'ahead of' : 'behind'];
  const hours = Math.round(minutes / 60);
  const days = Math.round(hours / 24);
  const by =
    days > 1 || hours === 24
      ? counted(days, 'day')
      : hours > 1
        ? counted(hours, 'hour')
        : counted(minutes, 'minute');
  return `This computer’s clock is ${by} ${side} the partner API’s. Times of visits, and what is due today, go by it: set it right before you note anything.`;
}

/** The state of synchronisation in words. `now` in milliseconds. */
export function syncWords(sync: SyncState, now: number): SyncWords {
  const data = sync.currentAt ? `data from ${moment(sync.currentAt, now)}` : 'no data yet';
  const changes = counted(sync.waiting, 'change');
  const kept =
    sync.waiting > 0 ? ` ${changes} ${sync.waiting === 1 ? 'waits' : 'wait'} here and will be sent.` : '';
  const stays =
    sync.waiting > 0 ? ` ${changes} ${sync.waiting === 1 ? 'stays' : 'stay'} here until then.` : '';
  switch (sync.phase) {
    case 'closed':
      return { short: 'No workspace', sentence: 'No workspace is open.', tone: 'info' };
    case 'first-snapshot': {
      const part = sync.progress ? ` · ${percent(sync.progress)} %` : '';
      const rows = sync.progress
        ? ` ${count(sync.progress.done)} of ${count(sync.progress.total)} rows are here.`
        : '';
      return {
        short: `Loading${part}`,
        sentence: `The first snapshot is on its way; lists fill as it comes.${rows}`,
        tone: 'info',
      };
    }
    case 'unreachable':
      return {
        short: `Offline · ${data}`,
        sentence: `The partner API can’t be reached or doesn’t answer. You see ${data} and can go on working.${kept}`,
        tone: 'warn',
      };
    case 'offline-by-choice':
      return {
        short: `Offline · ${data}`,
        sentence: `You work offline by choice, with ${data}.${kept}`,
        tone: 'warn',
      };
    case 'signed-out':
      return {
        short: 'Sign in again',
        sentence: `The session ended. You see ${data}.${kept || ' Nothing waits to be sent.'}`,
        tone: 'bad',
      };
    case 'faulty-answers':
      return {
        short: `Faulty answers · ${data}`,
        sentence: `The partner API doesn’t answer as it should. You see ${data} and can go on working.${kept}`,
        tone: 'bad',
      };
    case 'rate-limited':
      return {
        short: sync.waiting > 0 ? `${changes} waiting` : 'Pause asked for',
        sentence: `The partner API asked for a pause; synchronising goes on by itself after it.${kept}`,
        tone: 'warn',
      };
    case 'intercepted':
      return {
        short: `No way through · ${data}`,
        sentence: `Something on the network answers in the partner API’s place. You see ${data} and can go on working.${kept}`,
        tone: 'warn',
      };
    case 'proxy-refused':
      return {
        short: `Stopped by the proxy · ${data}`,
        sentence: `The network’s proxy lets nothing through to the partner API. You see ${data} and can go on working.${kept}`,
        tone: 'warn',
      };
    case 'other-server':
      return {
        short: `Another server · ${data}`,
        sentence: `What answers at the address isn’t the partner API of before, so nothing is exchanged with it. You see ${data} and can go on working.${stays}`,
        tone: 'bad',
      };
    case 'client-too-old':
      return {
        short: 'Update needed',
        sentence: `The partner API demands a newer version of Switchyard. You see ${data} and can go on working.${stays}`,
        tone: 'bad',
      };
    case 'server-too-old':
      return {
        short: 'Server too old',
        sentence: `The partner API is too old for this version of Switchyard. You see ${data} and can go on working.${stays}`,
        tone: 'bad',
      };
    case 'local-fault':
      return {
        short: `Trouble here · ${data}`,
        sentence: `What comes from the partner API can’t be taken in on this computer. You see ${data}.${kept}`,
        tone: 'bad',
      };
    case 'up-to-date':
    case 'pulling':
    case 'pushing':
      if (sync.stuck > 0)
        return {
          short: `${counted(sync.stuck, 'change')} stuck`,
          sentence: `${counted(sync.stuck, 'change')} ${sync.stuck === 1 ? 'needs' : 'need'} a decision; ${besideStuck(sync)}`,
          tone: 'bad',
        };
      if (sync.waiting > 0)
        return {
          short: `${changes} waiting`,
          sentence:
            sync.phase === 'up-to-date'
              ? `${changes} ${sync.waiting === 1 ? 'waits' : 'wait'} here and ${sync.waiting === 1 ? 'goes' : 'go'} as soon as the partner API takes ${sync.waiting === 1 ? 'it' : 'them'}.`
              : `${changes} ${sync.waiting === 1 ? 'is' : 'are'} being sent.`,
          tone: 'warn',
        };
      if (!sync.currentAt)
        return { short: 'Synchronising…', sentence: 'Synchronising for the first time.', tone: 'info' };
      if (!isFresh(sync.currentAt, now))
        return {
          short: `Checking… · ${data}`,
          sentence: `You see ${data}; what has changed since is being asked for.`,
          tone: 'info',
        };
      return {
        short: `Up to date · ${ago(sync.currentAt, now)}`,
        sentence: `Everything is up to date as of ${ago(sync.currentAt, now)}; nothing waits to be sent.`,
        tone: 'good',
      };
  }
}

/** What becomes of the changes beside those that need a decision; some may wait for that decision too. */
function besideStuck({ phase, waiting }: SyncState): string {
  if (waiting === 0) return 'everything else is synchronised.';
  const verb = phase === 'pushing' ? (waiting === 1 ? 'is being sent' : 'are being sent') : '';
  return `${count(waiting)} more ${verb || (waiting === 1 ? 'waits here' : 'wait here')}.`;
}

/** Phases in which the partner API answers. */
const inTouch: readonly SyncState['phase'][] = ['first-snapshot', 'up-to-date', 'pulling', 'pushing'];

/** Whether the partner API can't be asked for anything now, whatever is the reason; not while that isn't known yet. */
export function isOutOfReach(phase: SyncState['phase'] | undefined): boolean {
  return phase !== undefined && !inTouch.includes(phase);
}

/** Twice the time between two looks of a console that is up to date, and a moment. In milliseconds. */
const freshMs = 150_000;

/**
 * Whether something known at that time can be called the present: after a sleep it can't, and nor can what a clock that was
 * set back since puts into the future.
 */
export function isFresh(at: string, now: number): boolean {
  const age = now - Date.parse(at);
  return age < freshMs && age > -freshMs;
}

function percent({ done, total }: { done: number; total: number }): number {
  return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
}
