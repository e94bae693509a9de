import { openDueLine, type DueLine } from '../due-line.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { confirmHours, makeConfirmLink } from '../onboarding/partner-sign-ups.ts';
import type { StoredSignUp } from '../store/partner-sign-ups.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Mail } from './invite-mail.ts';
import { plainMail } from './layout.ts';
import type { Mailer } from './mailer.ts';
import type { OutgoingOptions } from './outgoing.ts';
import { openSending } from './sending.ts';

/** Sends the mails to partners that sign up: to confirm the e-mail, and that they're verified. */
export function openPartnerMails(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, ...options }: OutgoingOptions,
): DueLine {
  const send = openSending(mailer, surroundings, options);
  const sendOne = async ({ id, mailTries: tries }: StoredSignUp): Promise<void> => {
    const prepared = await store.transaction(async (tx) => {
      const signUp = await tx.signUp(id);
      if (!signUp || signUp.mailDue === null) return null;
      const token = signUp.state === 'unconfirmed' ? await makeConfirmLink(tx, signUp, surroundings) : null;
      return { signUp, link: token === null ? null : `${baseUrl()}/partner-sign-up/confirm?token=${token}` };
    });
    if (!prepared) return;
    const mail = partnerMail(prepared.signUp, await appearanceOf(store, null), prepared.link);
    const tried = await send(mail, id, tries);
    await store.transaction(async (tx) => {
      const signUp = await tx.signUp(id);
      if (!signUp) return;
      const mailDue = tried.state === 'again' ? tried.dueAt : null;
      await tx.saveSignUp({ ...signUp, mailDue, mailTries: tries + 1 });
    });
  };
  return openDueLine<StoredSignUp>({
    now: surroundings.now,
    next: async () => {
      const signUp = await store.read.nextSignUpMail();
      return signUp && { ...signUp, dueAt: signUp.mailDue ?? 0 };
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('partner mails', work),
    onDefect: options.onDefect,
    work: sendOne,
  });
}

/** The mail that asks a new partner to confirm its address by a link; without one, that which says that it's verified. */
export function partnerMail(
  { name, contact, email }: Pick<StoredSignUp, 'name' | 'contact' | 'email'>,
  look: Appearance,
  link: string | null,
): Mail {
  const to = { name: contact, address: email };
  return link === null
    ? plainMail({
        ...{ to, look, subject: `${name} is verified` },
        said: [`${name} is verified: it’s a partner of ${look.name} now.`],
        foot: 'Whoever looks after you there gets in touch.',
      })
    : plainMail({
        ...{ to, look, subject: `Confirm your address for ${look.name}` },
        said: [`Confirm that this address is yours, so that ${name} can become a partner of ${look.name}.`],
        link: { title: 'Confirm this address', address: link },
        foot: `The link works once, within ${confirmHours} hours. If you didn’t sign up, ignore this mail: without the link nothing happens.`,
      });
}
