import type { LicensePool, MoveSide } from '../../../common/contract/projects.ts';
import { inactivityOf } from '../../../common/domain/projects.ts';
import { count, counted } from '../../ui/words.ts';

/** What the partner account's pool is called. */
export const partnerAccount = 'Partner account';

/** `Mailbox 40 · Archive 12`; empty without licenses. */
export function poolsText(pools: readonly LicensePool[]): string {
  return pools.map(({ type, quantity }) => `${type} ${count(quantity)}`).join(' · ');
}

/** A side of a move by its name. */
export function sideName(side: MoveSide): string {
  switch (side.type) {
    case 'partner':
      return partnerAccount;
    case 'project':
      return side.name;
    case 'bought':
      return 'Bought';
    case 'unseen':
      return 'A pool that isn’t in sight here';
  }
}

/** `Closing` or `Closed`; empty while nobody closes it. */
export function closingTitle(stage: string | null | undefined): string {
  if (!stage) return '';
  return stage === 'closed' ? 'Closed' : 'Closing';
}

/** `31 days`, or that the notice has run out. */
export function daysLeftText(lastActivityAt: string, now: number, deletedOn?: string): string {
  const { daysLeft, stage } = inactivityOf(lastActivityAt, now, deletedOn);
  return stage === 'due' ? 'Due' : counted(daysLeft, 'day');
}

/** A side of a move as it stands within a sentence. */
export function inSentence(side: MoveSide): string {
  if (side.type === 'partner') return 'the partner account';
  return side.type === 'unseen' ? 'a pool that isn’t in sight here' : sideName(side);
}
