import type { Appearance } from '../onboarding/appearance.ts';
import { html } from '../pages/html.ts';
import { brandedPage, linkedButton, logoOf } from './layout.ts';

interface Address {
  name: string;
  address: string;
}

/** A mail as it's handed to the mailer. */
export interface Mail {
  to: Address | Address[];
  /** Name of the sender; the address is the mailer's. */
  fromName: string;
  /** Empty where answers go to the sender. */
  replyTo: string;
  subject: string;
  text: string;
  html: string;
  attachments?: { filename: string; content: Buffer; contentType: string; cid?: string }[];
}

export interface InviteMailFacts {
  company: string;
  contactName: string;
  contactEmail: string;
  /** Who invites: the partner whose customer it will be, or the brand. */
  reseller: string;
  look: Appearance;
  link: string;
  /** ISO time. */
  expiresAt: string;
}

/** What an account brings, in plain words: the same in the text and in the HTML. */
const offers = [
  'your sites and the probes there, watched around the clock',
  'your company’s information, address and contacts, edited by yourself',
  'a list of what your service provider may see and do; you grant and revoke it at any time',
];

// Made once: to make it takes as long as all the rest of a mail.
const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** The mail of an invite, as text and as HTML, in the name and colours of its brand. */
export function inviteMail(facts: InviteMailFacts): Mail {
  const { company, contactName, contactEmail, reseller, look, link } = facts;
  const until = day.format(new Date(facts.expiresAt));
  const intro = `${reseller} invites you to set up the account of ${company} with ${look.name}. You become its first administrator.`;
  const rights =
    'To begin with, your service provider may see your sites and probes and manage billing, and nothing else.';
  const foot = `The link works once, until ${until}. If you didn’t expect this mail, ignore it: without the link nothing happens.`;
  const text = [
    `Hello ${contactName},`,
    intro,
    ['With the account you get:', ...offers.map((offer) => `- ${offer}`)].join('\n'),
    rights,
    `Choose a password and finish here:\n${link}`,
    foot,
    look.name,
  ].join('\n\n');
  const page = html`<p style="margin:0 0 14px">Hello <bdi>${contactName}</bdi>,</p>
    <p style="margin:0 0 14px">
      <bdi>${reseller}</bdi> invites you to set up the account of <strong><bdi>${company}</bdi></strong> with
      <bdi>${look.name}</bdi>. You become its first administrator.
    </p>
    <p style="margin:0 0 6px">With the account you get:</p>
    <ul style="margin:0 0 14px;padding-left:22px">
      ${offers.map((offer) => html`<li>${offer}</li>`)}
    </ul>
    <p style="margin:0 0 20px">${rights}</p>
    ${linkedButton({ title: 'Set up the account', address: link }, look)}`;
  return {
    to: { name: contactName, address: contactEmail },
    fromName: look.name,
    replyTo: look.replyTo,
    subject: `${reseller} invites ${company} to ${look.name}`,
    text,
    html: brandedPage(look, `Set up the account of ${company}`, page, html`${foot}`),
    ...logoOf(look),
  };
}
