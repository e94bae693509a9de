import { expect, it } from 'vitest';
import { faultLine, isExpiring, linkStateOf, type LinkState } from '../../../common/domain/invites.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 4, 15);
const at = (days: number) => new Date(now + days * day).toISOString();
const link = {
  status: 'pending',
  revokedAt: null,
  sentAt: at(-1),
  expiresAt: at(13),
  mailFault: '',
} as const;

it.each<[string, Partial<Parameters<typeof linkStateOf>[0]>, LinkState, boolean]>([
  ['sent lately', {}, 'alive', false],
  ['whose end is near', { expiresAt: at(2) }, 'alive', true],
  ['whose end is now', { expiresAt: at(0) }, 'expired', true],
  ['not sent yet', { sentAt: null, expiresAt: null }, 'waiting', false],
  ['whose mail was refused', { sentAt: null, expiresAt: null, mailFault: '550' }, 'not-sent', true],
  ['revoked, also after its end', { revokedAt: at(-1), expiresAt: at(-1) }, 'revoked', false],
  ['accepted, also after its end', { status: 'accepted', expiresAt: at(-1) }, 'used', false],
])('an invite %s', (_what, more, state, wants) => {
  expect(linkStateOf({ ...link, ...more }, now)).toBe(state);
  expect(isExpiring({ ...link, ...more }, now)).toBe(wants);
});

it('what a mail server says becomes one line without hidden marks', () => {
  expect(faultLine('550 no\r\n5.1.1 such \u202euser')).toBe('550 no 5.1.1 such  user');
  expect(faultLine('x'.repeat(500))).toHaveLength(180);
});
