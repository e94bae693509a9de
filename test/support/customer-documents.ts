import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  customer,
  customerFields,
  fullGrants,
  invite,
  inviteFields,
  notice,
  project,
  projectFields,
} from '../../common/domain/entities.ts';
import type { NoticeRecipient } from '../../common/domain/notices.ts';
import { readableOn } from '../../common/domain/brand-colors.ts';
import { unsentLink } from '../../common/domain/invites.ts';
import { closingMail, quietMail } from '../../partner-api/mail/closing-mails.ts';
import { inviteMail, type Mail } from '../../partner-api/mail/invite-mail.ts';
import { plainMail } from '../../partner-api/mail/layout.ts';
import { accountMail, noticeMail } from '../../partner-api/mail/notice-mail.ts';
import { partnerMail } from '../../partner-api/mail/partner-mails.ts';
import { resetMail } from '../../partner-api/mail/reset-mails.ts';
import {
  askedPage,
  forgottenPage,
  resetDeadPage,
  resetDonePage,
  resetPage,
} from '../../partner-api/pages/reset-pages.ts';
import { reportMail } from '../../partner-api/mail/report-mails.ts';
import type { Appearance } from '../../partner-api/onboarding/appearance.ts';
import type { ShownRequest } from '../../partner-api/onboarding/own-requests.ts';
import {
  accessPage,
  companyPage,
  passwordPage,
  servicePage,
  signInPage,
} from '../../partner-api/pages/account-pages.ts';
import { closingPage } from '../../partner-api/pages/closing-routes.ts';
import { answeredPage } from '../../partner-api/pages/install-routes.ts';
import { deadOnboardingPage, joinedPage, joinPage } from '../../partner-api/pages/join-page.ts';
import type { Page } from '../../partner-api/pages/page.ts';
import { partnerConfirmPage, partnerSignUpPage } from '../../partner-api/pages/partner-routes.ts';
import {
  deadLinkPage,
  plainPage,
  registeredPage,
  registerPage,
} from '../../partner-api/pages/register-page.ts';

const id = '01900000-0000-7000-8000-000000000001';
const at = '2026-06-01T10:00:00.000Z';
const envelope = { id, version: 1, createdAt: at, updatedAt: at };
const link = 'https://portal.example/register?invite=0123456789abcdef0123456789abcdef';
/** The smallest PNG there is. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const name = 'Padaria <b>Conceição</b> & Filhos';
const invited = invite.parse({
  ...envelope,
  ...inviteFields.parse({ name, contactName: 'Ann', contactEmail: 'ann@a.example', billingAccountId: id }),
  ...{ ...unsentLink, status: 'pending', sends: 0, usedAt: null, customerId: null, madeBy: 'Ingrid' },
});
const company = customer.parse({
  ...envelope,
  ...customerFields.parse({ name, email: 'office@a.example', partnerId: null }),
  ...{ customerId: 'CTSD-7F3K-92', origin: 'invite', grants: [...fullGrants], verifiedDomains: [] },
});
const written = notice.parse({
  ...envelope,
  ...{ name: 'Update of the probes', text: 'They restart once.\n\nNothing else changes.', brandId: null },
  ...{ plannedFrom: at, plannedUntil: '2026-06-01T11:00:00.000Z', recipients: {}, stoppedAt: null },
  madeBy: 'Ingrid',
});
const closed = project.parse({
  ...envelope,
  ...projectFields.parse({
    ...{ name: 'Mailbox move', email: 'it@a.example', company: name, country: 'PT', login: 'mailbox-move' },
    customerId: null,
  }),
  ...{ status: 'blocked', connectors: [], jobs: [], lastActivityAt: at, closing: null },
});
const request = (asks: 'link' | 'rights'): ShownRequest => ({
  ...envelope,
  ...{ name, asks, customerCode: '', customerId: id, grants: ['access-data'], reason: 'We spoke on Monday' },
  ...{ partnerId: null, brandId: null, status: 'waiting', answeredAt: null, answeredBy: '' },
  ...{ madeBy: 'Ingrid', provider: 'Riverside' },
  id: `${id.slice(0, -1)}${asks === 'link' ? 2 : 3}`,
});

/** A brand in a colour that's hard to read on, with a logo; and one that leaves all open. */
const brands = ['#f2d544', '#1f5fae'].map((color, index): Appearance => ({
  ...{ name: 'Riverside <i>IT</i>', color, accent: '#c24a00', onColor: readableOn(color) },
  ...{ logo: index === 0 ? picture : '', replyTo: '' },
}));

const faults = { name: 'Company name is mandatory', email: 'This is no e-mail', password: 'Too short' };
const account = { customer: company, formKey: 'key' };
type Made<T> = Record<string, (look: Appearance) => T[]>;

/** What people at a customer see in a browser, by the function that makes it. */
const pages: Made<Page> = {
  signInPage: (look) => [signInPage(look, {}), signInPage(look, { login: 'a@b.example', fault: 'Wrong' })],
  forgottenPage: (look) => [forgottenPage(look, {}), forgottenPage(look, { fault: 'E-mail is mandatory' })],
  askedPage: (look) => [askedPage(look, 'a@b.example')],
  resetPage: (look) => [
    resetPage(look, { token: 'token', login: 'a@b.example' }),
    resetPage(look, { token: 'token', login: 'a@b.example', faults }),
  ],
  resetDonePage: (look) => [resetDonePage(look)],
  resetDeadPage: (look) => [resetDeadPage(look)],
  companyPage: (look) => [
    companyPage(look, { ...account, isSaved: true }),
    companyPage(look, { ...account, faults: { name: 'Company name is mandatory' } }),
  ],
  servicePage: (look) => [servicePage(look, { ...account, provider: 'Riverside' })],
  accessPage: (look) => [
    accessPage(look, { ...account, requests: [request('link'), request('rights')], isLone: false }),
    accessPage(look, { ...account, requests: [], isLone: true }),
  ],
  passwordPage: (look) => [
    passwordPage(look, { ...account, login: 'a@b.example', isSaved: true }),
    passwordPage(look, { ...account, login: 'a@b.example', faults: { current: 'Another' }, status: 400 }),
  ],
  registerPage: (look) => [
    registerPage(look, { token: 't', invite: invited }),
    registerPage(look, { token: 't', invite: invited, faults }),
  ],
  registeredPage: (look) => [registeredPage(look, name)],
  deadLinkPage: (look) => [deadLinkPage(look, 'expired')],
  plainPage: (look) => [plainPage(look, 429, 'Too many companies signed up here', 'Try again later.')],
  joinPage: (look) => [
    joinPage(look, { path: '/join/direct/abc' }),
    joinPage(look, { path: '/sign-up', isLone: true, faults }),
  ],
  joinedPage: (look) => [joinedPage(look, name)],
  deadOnboardingPage: (look) => [deadOnboardingPage(look, 'revoked')],
  partnerSignUpPage: (look) => [partnerSignUpPage(look, {}, {}), partnerSignUpPage(look, {}, faults)],
  partnerConfirmPage: (look) => [partnerConfirmPage(look, 't', name)],
  closingPage: (look) => [closingPage(look, { state: 'asked', project: closed }, 't')],
  answeredPage: (look) => [
    answeredPage(look, { state: 'done', id, name }),
    answeredPage(look, { state: 'not-yet', id, provider: 'microsoft' }),
    answeredPage(look, { state: 'failed', id, because: 'Consent was denied.' }),
    answeredPage(look, { state: 'used' }),
  ],
};

const recipient: NoticeRecipient = {
  ...{ as: 'contact', accountId: null, name: 'Ann', email: 'ann@a.example', customers: [name] },
  ...{ brandId: null, state: 'queued', reason: '', at: null },
};
const to = { name: 'Ann', address: 'ann@a.example' };

/** What people get by mail, by the function that makes it. */
const mails: Made<Mail> = {
  inviteMail: (look) => [
    inviteMail({
      ...{ company: name, contactName: 'Ann', contactEmail: 'ann@a.example', reseller: 'Riverside' },
      ...{ look, link, expiresAt: at },
    }),
  ],
  noticeMail: (look) => [
    noticeMail(written, recipient, look),
    noticeMail(written, { ...recipient, as: 'account', accountId: id, name: '' }, look),
  ],
  accountMail: (look) => [
    accountMail(
      { name: 'Ann', email: 'ann@a.example' },
      { subject: 'Changed', body: 'It was changed.' },
      look,
    ),
  ],
  closingMail: (look) => [closingMail({ project: closed, look, link, expiresAt: at })],
  quietMail: (look) => [quietMail({ project: closed, look, deletedOn: at })],
  resetMail: (look) => [resetMail({ name: 'Ann', login: 'ann@a.example' }, look, 'https://a.example/r')],
  plainMail: (look) => [plainMail({ to, look, subject: 'Plain', said: ['One.', 'Two.'], foot: 'Foot.' })],
  partnerMail: (look) =>
    [link, null].map((each) => partnerMail({ name, contact: 'Ann', email: 'ann@a.example' }, look, each)),
  reportMail: (look) => [
    reportMail(
      {
        report: { by: 'Ann', to: ['it@a.example'], hash: 'a'.repeat(64), name: 'report.pdf' },
        ...{ visit: { name: 'Quarterly check', plannedOn: '2026-06-01' }, at: name, content: Buffer.of() },
      },
      look,
    ),
  ],
};

/** Every page for people at customers, in each brand, as HTML. */
export const customerPages = documentsOf(pages, ({ body }) => body);
/** Every mail, in each brand, as HTML. */
export const customerMails = documentsOf(mails, ({ html }) => html);

/** Pages of a heading and a sentence: `plainPage` with their words. */
const saidPlainly = ['confirmedPage', 'foreignPage', 'tooManyPage', 'deadPage'];

/** Functions that make such a page or mail and whose product isn't among them. */
export const leftOut = [
  ...makersIn('pages', 'Page').filter(
    (maker) => !(maker in pages) && ![...saidPlainly, 'page'].includes(maker),
  ),
  ...makersIn('mail', 'Mail').filter((maker) => !(maker in mails)),
];

function documentsOf<T>(made: Made<T>, htmlOf: (one: T) => string): { name: string; html: string }[] {
  return Object.entries(made).flatMap(([maker, make]) =>
    brands.flatMap((look) =>
      make(look).map((one, number) => ({
        name: `${maker} ${number + 1} in ${look.color}`,
        html: htmlOf(one),
      })),
    ),
  );
}

function makersIn(folder: string, what: string): string[] {
  const place = path.resolve(import.meta.dirname, '../../partner-api', folder);
  const maker = new RegExp(
    `^(?:export )?function (\\w+)\\((?:(?!^function|^export)[^])*?\\): ${what} \\{`,
    'gm',
  );
  return readdirSync(place).flatMap((file) =>
    [...readFileSync(path.join(place, file), 'utf8').matchAll(maker)].map(([, name = '']) => name),
  );
}
