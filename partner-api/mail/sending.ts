import { faultLine } from '../../common/domain/invites.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Mail } from './invite-mail.ts';
import { MailFault, type Mailer } from './mailer.ts';

/** How often a mail is tried before it's given up. */
const mostTries = 10;
const longestWait = 6 * 60 * 60 * 1000;

/** What those who send mails share. */
export interface SendingOptions {
  /** Milliseconds before the second try; it doubles from one to the next. */
  retryMs: number;
  onDefect: (error: unknown) => void;
}

/** What became of a try: the time of the next one in milliseconds, or that it's given up, with why in a line that a row can hold. */
export type Tried =
  { state: 'sent' } | { state: 'again'; dueAt: number; said: string } | { state: 'given-up'; said: string };

/** Tries to send mails; their files, where there's no mail server, are named by the time and what they're about. */
export function openSending(
  mailer: Mailer,
  { now }: Pick<Surroundings, 'now'>,
  { retryMs, onDefect }: SendingOptions,
) {
  /** @param tries how often it was tried before */
  return async (mail: Mail, about: string, tries: number): Promise<Tried> => {
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${about}`);
      return { state: 'sent' };
    } catch (error) {
      const isKnown = error instanceof MailFault;
      if (!isKnown) onDefect(error);
      const said = isKnown
        ? faultLine(error.message)
        : 'The mail couldn’t be written; the partner API’s log says why.';
      if ((isKnown && error.isFinal) || tries + 1 >= mostTries) return { state: 'given-up', said };
      return { state: 'again', dueAt: now() + Math.min(retryMs * 2 ** tries, longestWait), said };
    }
  };
}
