import type { InviteRow } from '../../../common/contract/onboarding.ts';
import { linkStateOf, type LinkState } from '../../../common/domain/invites.ts';
import { counted } from '../../ui/words.ts';

export type LinkTone = 'good' | 'warn' | 'bad' | 'info';
type Shown = Pick<
  InviteRow,
  'status' | 'sentAt' | 'expiresAt' | 'revokedAt' | 'mailFault' | 'version' | 'pending'
>;

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** What an invite’s link is doing, in a word or two, and how it looks. Until the partner API has the change, nothing is sent. */
export function linkWords(invite: Shown, now: number): { text: string; tone: LinkTone; state: LinkState } {
  const state = linkStateOf(invite, now);
  switch (state) {
    case 'waiting':
      return invite.version === 0 || invite.pending
        ? { state, text: 'Nothing sent yet', tone: 'warn' }
        : { state, text: 'Being sent', tone: 'info' };
    case 'not-sent':
      return { state, text: 'Not sent', tone: 'bad' };
    case 'alive': {
      const left = Date.parse(invite.expiresAt ?? '') - now;
      return left < 3 * day
        ? { state, text: `Expires in ${inShort(left)}`, tone: 'warn' }
        : { state, text: 'Alive', tone: 'good' };
    }
    case 'expired':
      return { state, text: 'Expired', tone: 'bad' };
    case 'revoked':
      return { state, text: 'Revoked', tone: 'info' };
    case 'used':
      return { state, text: 'Used', tone: 'good' };
  }
}

/** A stretch of time in its largest unit: `2 days`, `5 hours`. */
function inShort(ms: number): string {
  if (ms >= day) return counted(Math.floor(ms / day), 'day');
  return ms >= hour ? counted(Math.floor(ms / hour), 'hour') : 'less than an hour';
}
