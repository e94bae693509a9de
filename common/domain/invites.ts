import type { Invite } from './entities.ts';
import { line } from './naming.ts';

/** Days for which the link of an invite lives once it's sent. */
export const inviteDays = 14;
/** Days before its end from which on a link counts as expiring. */
export const expiringDays = 3;
const day = 24 * 60 * 60 * 1000;

/**
 * What became of the link of an invite: `waiting` until its mail is sent, `not-sent` where that failed, then `alive` until it's
 * used, revoked, or expired.
 */
export const linkStates = ['waiting', 'not-sent', 'alive', 'expired', 'revoked', 'used'] as const;
export type LinkState = (typeof linkStates)[number];

type LinkFacts = Pick<Invite, 'status' | 'revokedAt' | 'sentAt' | 'expiresAt' | 'mailFault'>;

/** The state of an invite’s link at `now` (milliseconds). */
export function linkStateOf(
  { status, revokedAt, sentAt, expiresAt, mailFault }: LinkFacts,
  now: number,
): LinkState {
  if (status === 'accepted') return 'used';
  if (revokedAt !== null) return 'revoked';
  if (sentAt === null) return mailFault === '' ? 'waiting' : 'not-sent';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'alive';
}

/** Whether an invite wants attention: its link is about to expire or has, or its mail couldn’t be sent. */
export function isExpiring(invite: LinkFacts, now: number): boolean {
  const state = linkStateOf(invite, now);
  if (state === 'expired' || state === 'not-sent') return true;
  return state === 'alive' && Date.parse(invite.expiresAt ?? '') - now < expiringDays * day;
}

/** What an operator’s resend makes of an invite until the mail is out: the old link is dead, and nothing is sent yet. */
export const unsentLink = {
  sentAt: null,
  openedAt: null,
  expiresAt: null,
  revokedAt: null,
  mailFault: '',
} as const satisfies Partial<Invite>;

/** Text from outside as one line that an invite can hold. */
export function faultLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').slice(0, 180);
  return line('Mail fault').parse(clean);
}
