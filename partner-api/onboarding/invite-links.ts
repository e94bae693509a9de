import type { Invite } from '../../common/domain/entities.ts';
import { inviteDays } from '../../common/domain/invites.ts';
import { changeRow } from '../commands/writing.ts';
import type { LinkEnd } from '../store/onboarding.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope } from './own-scope.ts';
import { hashOfToken, isToken, makeToken } from '../auth/tokens.ts';

const day = 24 * 60 * 60 * 1000;

/** What a token leads to. A dead link says why to whoever holds it; what was never given out is `unknown`, however it's wrong. */
export type FoundLink = { state: 'alive'; invite: Invite } | { state: 'unknown' | 'expired' | LinkEnd };

/** Makes a new link for an invite and ends those before it. Gives its token, of which only the hash is kept. */
export async function makeInviteLink(
  tx: Transaction,
  invite: string,
  { now, randomBytes }: Surroundings,
): Promise<{ token: string; expiresAt: string }> {
  const token = makeToken({ randomBytes });
  const expiresAt = now() + inviteDays * day;
  await tx.endLinks(invite, 'replaced', now());
  await tx.makeLink({ hash: hashOfToken(token), invite, at: now(), expiresAt });
  return { token, expiresAt: new Date(expiresAt).toISOString() };
}

/** Looks a token up, within a transaction or outside of one. */
export async function findInviteLink(
  from: Pick<Transaction, 'inviteLink'> & { inviteById(id: string): Promise<Invite | null> },
  token: string,
  now: number,
): Promise<FoundLink> {
  const link = isToken(token) ? await from.inviteLink(hashOfToken(token)) : null;
  const invite = link && (await from.inviteById(link.invite));
  if (!link || !invite) return { state: 'unknown' };
  if (link.endedBy !== null) return { state: link.endedBy };
  return link.expiresAt <= now ? { state: 'expired' } : { state: 'alive', invite };
}

/** The same from the store's reader. */
export function findInviteLinkIn(store: Store, token: string, now: number): Promise<FoundLink> {
  return findInviteLink(
    {
      inviteLink: (hash) => store.read.inviteLink(hash),
      inviteById: async (id) => {
        const row = await store.read.row(null, 'invite', id);
        return row && (JSON.parse(row.json) as Invite);
      },
    },
    token,
    now,
  );
}

/** Notes that the registration page was opened for the first time by the link that's out. */
export async function noteOpened(
  store: Store,
  surroundings: Surroundings,
  id: string,
  requestId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const invite = await tx.row('invite', id);
    if (!invite || invite.openedAt !== null) return;
    const reader = { id, name: invite.contactName, role: 'customer' } as const;
    const scope = ownScope(tx, surroundings, reader, 'invite.open', requestId);
    await changeRow(scope, 'invite', invite, { openedAt: scope.at });
  });
}
