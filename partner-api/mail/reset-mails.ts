import { openDueLine, type DueLine } from '../due-line.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { ownCustomer } from '../onboarding/own-account.ts';
import { makeResetToken } from '../onboarding/password-resets.ts';
import type { StoredCustomerLogin } from '../store/onboarding.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Mail } from './invite-mail.ts';
import { plainMail } from './layout.ts';
import type { Mailer } from './mailer.ts';
import type { OutgoingOptions } from './outgoing.ts';
import { openSending } from './sending.ts';

interface Waiting {
  login: StoredCustomerLogin;
  dueAt: number;
  tries: number;
}

/** Mails with links to new passwords, one after the other. */
export interface ResetMails extends DueLine {
  put(login: StoredCustomerLogin): void;
}

/**
 * Sends links to new passwords. They wait in memory alone: who gets none asks for another, and after a restart nobody expects one
 * any more. A link is made right before its mail is sent, so that no token lies anywhere but in the mail.
 */
export function openResetMails(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, ...options }: OutgoingOptions,
): ResetMails {
  const { now } = surroundings;
  const send = openSending(mailer, surroundings, options);
  /** By the id of a login. */
  const waiting = new Map<string, Waiting>();
  const line = openDueLine<Waiting>({
    now,
    next: async () => [...waiting.values()].sort((one, other) => one.dueAt - other.dueAt)[0] ?? null,
    onCommit: () => () => undefined,
    alone: async (work) => {
      // What waits here is this process's own.
      await work(() => true);
      return true;
    },
    onDefect: options.onDefect,
    work: async ({ login, tries }) => {
      waiting.delete(login.id);
      const own = await ownCustomer(store, login.customerId);
      if (!own) return;
      const link = `${baseUrl()}/account/reset?token=${await makeResetToken(store, login.id, surroundings)}`;
      const mail = resetMail(login, await appearanceOf(store, own.customer.brandId), link);
      const tried = await send(mail, login.id, tries);
      if (tried.state === 'again' && !waiting.has(login.id))
        waiting.set(login.id, { login, dueAt: tried.dueAt, tries: tries + 1 });
    },
  });
  return {
    ...line,
    put: (login) => {
      waiting.set(login.id, { login, dueAt: now(), tries: 0 });
      void line.run();
    },
  };
}

/** The mail by which somebody chooses a new password. */
export function resetMail(
  { name, login }: Pick<StoredCustomerLogin, 'name' | 'login'>,
  look: Appearance,
  link: string,
): Mail {
  return plainMail({
    ...{ to: { name, address: login }, look, subject: 'Choose a new password' },
    said: [`Somebody asked for a new password for ${login}. With this link you choose it.`],
    link: { title: 'Choose a new password', address: link },
    foot: 'The link works once, within an hour. If it wasn’t you, ignore this mail: your password stays as it is.',
  });
}
