import type { OutboxEvent } from '../../../common/contract/outbox.ts';
import type { OutboxRow } from '../../../common/contract/views.ts';

export type OutboxState = OutboxRow['state'];

interface StateWords {
  /** On a row. */
  title: string;
  /** On the filter. */
  many: string;
  tone: 'good' | 'warn' | 'bad' | 'info';
  /** What it means for the person. */
  means: string;
}

/** What each state of a change is called, in the order of the filters. */
export const stateWords: Record<OutboxState, StateWords> = {
  waiting: {
    title: 'Waiting',
    many: 'Waiting',
    tone: 'warn',
    means: 'It’s sent as soon as the partner API can be reached and what it waits for is through.',
  },
  held: {
    title: 'Held',
    many: 'Held',
    tone: 'warn',
    means:
      'It can be taken back untouched until its countdown has run out while you’re online; then it’s sent.',
  },
  paused: {
    title: 'Paused',
    many: 'Paused',
    tone: 'warn',
    means: 'You have paused the bulk delete that it’s a part of. It’s sent once you resume it.',
  },
  sending: { title: 'On its way', many: 'On their way', tone: 'info', means: 'It’s being sent now.' },
  settling: {
    title: 'Accepted',
    many: 'Accepted',
    tone: 'good',
    means: 'The partner API has it; it leaves this list with the next exchange.',
  },
  conflict: {
    title: 'Conflict',
    many: 'Conflict',
    tone: 'bad',
    means:
      'What somebody else did stands against it. It waits for a decision, and you see what the partner API has.',
  },
  rejected: {
    title: 'Rejected',
    many: 'Rejected',
    tone: 'bad',
    means: 'The partner API won’t take it as it stands. You see what the partner API has.',
  },
  parked: {
    title: 'Parked',
    many: 'Parked',
    tone: 'bad',
    means: 'It makes no sense on what is here now, so it isn’t sent. You see what the partner API has.',
  },
};

/** States that a person can try again as they are. */
export const retryable: ReadonlySet<OutboxState> = new Set(['rejected', 'parked']);

const eventWords: Record<OutboxEvent['what'], string> = {
  unanswered: 'Not confirmed',
  again: 'To be sent again',
  conflict: 'Conflict',
  rejected: 'Rejected',
  retried: 'Put back in line',
  edited: 'Edited',
  imported: 'Imported',
};

/** What happened to a change, with what was said: `Attempt 2: rejected. The name is in use.` */
export function eventText({ what, attempt, said }: OutboxEvent): string {
  const title = eventWords[what];
  const sent = what === 'unanswered' || what === 'again' || what === 'conflict' || what === 'rejected';
  const begin = sent && attempt > 0 ? `Attempt ${attempt}: ${title.toLowerCase()}` : title;
  return said && sent ? `${begin}. ${said}` : begin;
}

/** Said of a change of which no outcome came back. */
export const lostAnswer =
  'It was sent and not confirmed, so the partner API may have applied it. Sending it again settles that: the same change never takes effect twice.';
