import type { FastifyInstance } from 'fastify';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { partnerSignUpForm, type PartnerSignUps } from '../onboarding/partner-sign-ups.ts';
import { openSignUpLimits } from '../onboarding/sign-up-limits.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { html } from './html.ts';
import { tooManyPage } from './join-routes.ts';
import { countryField, faultSummary, field, page, type Page } from './page.ts';
import { plainPage } from './register-page.ts';

const names = ['name', 'contactName', 'email', 'country'] as const;
type Typed = Readonly<Partial<Record<(typeof names)[number], string>>>;

/** Registers the pages on which a new partner signs up and confirms its e-mail. `strict` is for what sends mails. */
export function registerPartnerPages(
  server: FastifyInstance,
  { config, strict }: { config: object; strict: object },
  { store, surroundings }: PageParts,
  signUps: PartnerSignUps,
): void {
  const limits = openSignUpLimits(store, surroundings);
  const look = () => appearanceOf(store, null);
  const foreign = async () =>
    plainPage(
      await look(),
      403,
      'This form came from another site',
      'Open this page itself and sign up here. Nothing was saved.',
    );
  server.get('/partner-sign-up', { config }, async (_request, reply) =>
    sendPage(reply, partnerSignUpPage(await look(), {}, {})),
  );
  server.post('/partner-sign-up', { config: strict }, async (request, reply) => {
    if (isForeign(request)) return sendPage(reply, await foreign());
    const typed = Object.fromEntries(names.map((name) => [name, textIn(request.body, name)]));
    const asked = partnerSignUpForm.safeParse(typed);
    if (!asked.success)
      return sendPage(reply, partnerSignUpPage(await look(), typed, faultsOf(asked.error.issues)));
    const wait = await limits.take(null, request.ip);
    if (wait > 0) return sendPage(reply, tooManyPage(await look(), wait));
    await signUps.begin(asked.data);
    return sendPage(
      reply,
      plainPage(
        await look(),
        200,
        'Look into your mailbox',
        'If this address can sign up, a mail with a link is on its way. Open the link to confirm the address; then your company is verified.',
      ),
    );
  });
  server.get('/partner-sign-up/confirm', { config }, async (request, reply) => {
    const token = textIn(request.query, 'token');
    const found = await signUps.find(token);
    return sendPage(
      reply,
      found ? partnerConfirmPage(await look(), token, found.name) : deadPage(await look()),
    );
  });
  server.post('/partner-sign-up/confirm', { config }, async (request, reply) => {
    if (isForeign(request)) return sendPage(reply, await foreign());
    const done = await signUps.confirm(textIn(request.body, 'token'));
    if (!done) return sendPage(reply, deadPage(await look()));
    return sendPage(
      reply,
      plainPage(
        await look(),
        200,
        'Your address is confirmed',
        'Your company is verified next, by a person. You get a mail once that’s done.',
      ),
    );
  });
}

/** The page on which a new partner signs up, with what is wrong in what was typed. */
export function partnerSignUpPage(
  look: Appearance,
  typed: Typed,
  faults: Readonly<Record<string, string>>,
): Page {
  const hasFaults = Object.keys(faults).length > 0;
  const of = (name: (typeof names)[number]) => ({
    ...{ name, value: typed[name] ?? '', fault: faults[name], required: true },
  });
  return page(
    hasFaults ? 400 : 200,
    look,
    hasFaults ? 'Error: become a partner' : 'Become a partner',
    html`<h1>Become a partner of <bdi>${look.name}</bdi></h1>
      <p>You confirm your e-mail by a link; then a person verifies your company.</p>
      ${faultSummary(faults)}
      <form class="card" method="post" action="/partner-sign-up" novalidate>
        ${field({ ...of('name'), label: 'Company name', autocomplete: 'organization' })}
        ${field({ ...of('contactName'), label: 'Your name', autocomplete: 'name' })}
        ${field({ ...of('email'), label: 'E-mail', type: 'email', autocomplete: 'email' })}
        ${countryField({ ...of('country'), label: 'Country', autocomplete: 'country' })}
        <button type="submit">Sign up</button>
      </form>`,
  );
}

/** The page that a partner's link leads to. A program that looks at links in mails opens them: the link is used up by the button alone. */
export function partnerConfirmPage(look: Appearance, token: string, name: string): Page {
  return page(
    200,
    look,
    'Confirm your address',
    html`<h1>Confirm your address</h1>
      <p><bdi>${name}</bdi> asks to become a partner of <bdi>${look.name}</bdi>.</p>
      <form class="card" method="post" action="/partner-sign-up/confirm">
        <input type="hidden" name="token" value="${token}" />
        <button type="submit">Confirm</button>
      </form>`,
  );
}

function deadPage(look: Appearance): Page {
  return plainPage(
    look,
    404,
    'This link isn’t valid any more',
    'It was used, it’s too old, or part of it is missing. Sign up again to get another one.',
  );
}
