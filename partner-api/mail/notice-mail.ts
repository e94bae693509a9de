import type { Notice } from '../../common/domain/entities.ts';
import type { NoticeRecipient } from '../../common/domain/notices.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { html } from '../pages/html.ts';
import type { Mail } from './invite-mail.ts';
import { brandedPage, logoOf, plainMail } from './layout.ts';

const mostNamed = 20;

/** The mail of a maintenance notice to one of its recipients, as text and as HTML. */
export function noticeMail(notice: Notice, to: NoticeRecipient, look: Appearance): Mail {
  const hello = to.name === '' ? 'Hello,' : `Hello ${to.name},`;
  const planned = `Planned from ${timeOf(notice.plannedFrom)} until ${timeOf(notice.plannedUntil)} (UTC)`;
  const about = `It’s about ${customersOf(to.customers)}.`;
  const why =
    to.as === 'account'
      ? 'You get this as your account’s notification options say so; turn it off under My notifications.'
      : 'You get this as a technical contact of your company, which changes that on its own pages under Company information.';
  const page = html`<p style="margin:0 0 14px">Hello${to.name === '' ? '' : ' '}<bdi>${to.name}</bdi>,</p>
    <p style="margin:0 0 14px;padding-left:10px;border-left:4px solid ${look.accent};font-weight:600">
      ${planned}
    </p>
    ${paragraphs(notice.text).map(
      (text) =>
        html`<p dir="auto" style="margin:0 0 14px;white-space:pre-line;overflow-wrap:anywhere">${text}</p>`,
    )}
    <p style="margin:0;color:#5a6372">It’s about <bdi>${customersOf(to.customers)}</bdi>.</p>`;
  return {
    to: { name: to.name, address: to.email },
    ...{ fromName: look.name, replyTo: look.replyTo, subject: notice.name },
    text: [hello, planned, notice.text, about, why, look.name].join('\n\n'),
    html: brandedPage(look, notice.name, page, html`${why}`),
    ...logoOf(look),
  };
}

/** A mail to an account about what happened. */
export function accountMail(
  { name, email }: { name: string; email: string },
  { subject, body }: { subject: string; body: string },
  look: Appearance,
): Mail {
  return plainMail({
    ...{ to: { name, address: email }, look, subject, said: [body] },
    foot: 'Your account’s notification options decide about such mails: see My notifications.',
  });
}

function paragraphs(text: string): string[] {
  return text.split(/\r?\n(?:[ \t]*\r?\n)+/).filter((part) => part.trim() !== '');
}

function customersOf(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}

function timeOf(iso: string): string {
  return new Intl.DateTimeFormat('en', {
    ...{ dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' },
  }).format(new Date(iso));
}
