import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { confirmHours, makeConfirmLink } from '../onboarding/partner-sign-ups.ts';
import { html } from '../pages/html.ts';
import type { StoredSignUp } from '../store/partner-sign-ups.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Mail } from './invite-mail.ts';
import { MailFault, type Mailer } from './mailer.ts';
import type { OutgoingOptions } from './outgoing.ts';

const mostTries = 10;
const longestWait = 6 * 60 * 60 * 1000;

/** Sends the mails to partners that sign up: to confirm the e-mail, and that they're verified. Gives what stops it. */
export function openPartnerMails(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, retryMs, onDefect }: OutgoingOptions,
): { run(): Promise<void>; close(): Promise<void> } {
  const { now } = surroundings;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let running: Promise<void> | undefined;

  const sendOne = async (id: string): Promise<void> => {
    const prepared = await store.transaction(async (tx) => {
      const signUp = await tx.signUp(id);
      if (signUp?.mailDue === null || !signUp) return null;
      const token = signUp.state === 'unconfirmed' ? await makeConfirmLink(tx, signUp, surroundings) : null;
      return { signUp, token };
    });
    if (!prepared) return;
    const look = await appearanceOf(store, null);
    const link =
      prepared.token === null ? null : `${baseUrl()}/partner-sign-up/confirm?token=${prepared.token}`;
    const fault = await send(partnerMail(prepared.signUp, look, link), id);
    await store.transaction(async (tx) => {
      const signUp = await tx.signUp(id);
      if (!signUp) return;
      const tries = signUp.mailTries + 1;
      const isOver = fault === 'none' || fault === 'final' || tries >= mostTries;
      const mailDue = isOver ? null : now() + Math.min(retryMs * 2 ** signUp.mailTries, longestWait);
      await tx.saveSignUp({ ...signUp, mailDue, mailTries: tries });
    });
  };
  const send = async (mail: Mail, id: string): Promise<'none' | 'final' | 'again'> => {
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${id}`);
      return 'none';
    } catch (error) {
      if (!(error instanceof MailFault)) onDefect(error);
      return error instanceof MailFault && error.isFinal ? 'final' : 'again';
    }
  };
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const next = isClosed ? null : await store.read.nextSignUpMail();
      if (!next) return;
      const wait = (next.mailDue ?? 0) - now();
      if (wait > 0) {
        timer = setTimeout(() => void run(), Math.min(wait, longestWait));
        timer.unref();
        return;
      }
      await sendOne(next.id);
    }
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= sendAll()
      .catch(onDefect)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const stop = store.onCommit(() => void (running ? running.then(run) : run()));
  return {
    run,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stop();
      await running;
    },
  };
}

function partnerMail({ name, contact, email }: StoredSignUp, look: Appearance, link: string | null): Mail {
  const said =
    link === null
      ? `${name} is verified: it’s a partner of ${look.name} now. Whoever looks after you there gets in touch.`
      : `Confirm that this address is yours, so that ${name} can become a partner of ${look.name}. The link works once, within ${confirmHours} hours. If you didn’t sign up, ignore this mail: without the link nothing happens.`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${look.name}</title>
      </head>
      <body style="margin:24px;font:15px/1.5 system-ui,sans-serif;color:#1c2330">
        <p>Hello <bdi>${contact}</bdi>,</p>
        <p><bdi>${said}</bdi></p>
        ${link === null ? html`` : html`<p><a href="${link}">Confirm this address</a></p>`}
        <p><bdi>${look.name}</bdi></p>
      </body>
    </html>`;
  return {
    to: { name: contact, address: email },
    fromName: look.name,
    replyTo: look.replyTo,
    subject: link === null ? `${name} is verified` : `Confirm your address for ${look.name}`,
    text: [`Hello ${contact},`, said, ...(link === null ? [] : [link]), look.name].join('\n\n'),
    html: page.text,
  };
}
