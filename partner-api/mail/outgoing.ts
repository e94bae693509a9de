import type { Invite, Partner } from '../../common/domain/entities.ts';
import { hashOfToken } from '../auth/tokens.ts';
import { changeRow } from '../commands/writing.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { makeInviteLink } from '../onboarding/invite-links.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { WaitingMail } from '../store/onboarding.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { inviteMail, type InviteMailFacts } from './invite-mail.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { inLanes } from './lanes.ts';
import type { Mailer } from './mailer.ts';
import { openSending, type SendingOptions, type Tried } from './sending.ts';

export interface OutgoingOptions extends SendingOptions {
  /** Where the registration page is, such as `https://portal.example`, without a slash at the end. */
  baseUrl: () => string;
}

/** Mails that are prepared together, so that thousands aren't thousands of commits. */
const atOnce = 300;

/** A mail that's ready: its invite, and the link that was made for it. */
interface Prepared extends WaitingMail {
  row: Invite;
  link: { token: string; expiresAt: string };
}

/**
 * Sends the mails that wait in the store, several beside one another, and goes on after a restart. Links are made right before their
 * mails are sent, so that no token lies anywhere but in a mail; one whose mail may have been sent before a crash is made anew.
 */
export function openOutgoing(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, ...options }: OutgoingOptions,
): DueLine {
  const { now } = surroundings;
  const send = openSending(mailer, surroundings, options);

  const prepare = (due: readonly WaitingMail[]): Promise<Prepared[]> =>
    store.transaction(async (tx) => {
      const prepared: Prepared[] = [];
      for (const waiting of due) {
        const row = await tx.row('invite', waiting.invite);
        if (!row || row.status === 'accepted' || row.revokedAt !== null) await tx.dropMail(waiting.invite);
        else prepared.push({ ...waiting, row, link: await makeInviteLink(tx, row.id, surroundings) });
      }
      return prepared;
    });

  const settle = (sent: readonly { mail: Prepared; tried: Tried }[]): Promise<void> =>
    store.transaction(async (tx) => {
      for (const { mail, tried } of sent) await settleOne(tx, mail, tried);
    });
  const settleOne = async (
    tx: Transaction,
    { invite, tries, link }: Prepared,
    tried: Tried,
  ): Promise<void> => {
    // Resent while the mail was on its way: its link is dead, and another mail waits already.
    const isReplaced = (await tx.inviteLink(hashOfToken(link.token)))?.endedBy === 'replaced';
    if (!isReplaced && tried.state === 'again')
      await tx.putMail({ invite, dueAt: tried.dueAt, tries: tries + 1 });
    else if (!isReplaced) await tx.dropMail(invite);
    const row = await tx.row('invite', invite);
    // Revoked while the mail was on its way: its link is dead already.
    if (!row || row.revokedAt !== null || row.status === 'accepted') return;
    const scope = ownScope(tx, surroundings, service, 'invite.send', invite);
    const sends = row.sends + 1;
    const out = { sends, sentAt: scope.at, openedAt: null, mailFault: '', expiresAt: link.expiresAt };
    if (tried.state === 'sent') await changeRow(scope, 'invite', row, isReplaced ? { sends } : out);
    else if (!isReplaced && row.mailFault !== tried.said)
      await changeRow(scope, 'invite', row, { mailFault: tried.said });
  };

  return openDueLine<{ batch: readonly WaitingMail[] }>({
    now,
    next: async () => {
      const batch = await store.read.nextMails(atOnce);
      return batch[0] ? { dueAt: batch[0].dueAt, batch } : null;
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('invite mails', work),
    onDefect: options.onDefect,
    work: async ({ batch }, isClosed) => {
      const at = now();
      const prepared = await prepare(batch.filter(({ dueAt }) => dueAt <= at));
      const facts = factsReader(store);
      await inLanes(prepared, {
        settle,
        work: async (mail) => {
          // What isn't begun yet stays in line for the next start.
          if (isClosed()) return null;
          const { row, link } = mail;
          const page = `${baseUrl()}/register?invite=${link.token}`;
          const words = inviteMail({ ...(await facts(row)), link: page, expiresAt: link.expiresAt });
          return { mail, tried: await send(words, row.id, mail.tries) };
        },
      });
    },
  });
}

/** Tells what a mail says of an invite; looks and names that mails of one batch share are read once. */
function factsReader(store: Store) {
  const looks = new Map<string | null, Promise<Appearance>>();
  const partners = new Map<string | null, Promise<string | null>>();
  const once = <K, V>(known: Map<K, Promise<V>>, key: K, read: () => Promise<V>): Promise<V> => {
    const found = known.get(key) ?? read();
    known.set(key, found);
    return found;
  };
  return async (invite: Invite): Promise<Omit<InviteMailFacts, 'link' | 'expiresAt'>> => {
    const { name: company, contactName, contactEmail, brandId, partnerId } = invite;
    const look = await once(looks, brandId, () => appearanceOf(store, brandId));
    const partner = await once(partners, partnerId, () => partnerName(store, invite));
    return { company, contactName, contactEmail, look, reseller: partner ?? look.name };
  };
}

async function partnerName(store: Store, { partnerId }: Invite): Promise<string | null> {
  const row = partnerId === null ? null : await store.read.row(null, 'partner', partnerId);
  return row && (JSON.parse(row.json) as Partner).name;
}
