import type { Invite } from '../../common/domain/entities.ts';
import { grantWords } from '../../common/domain/grant-words.ts';
import { minimalGrants } from '../../common/domain/entities.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import type { FoundLink } from '../onboarding/invite-links.ts';
import { leastPassword } from '../../common/domain/join-words.ts';
import { html } from './html.ts';
import { faultSummary, field, page, type Page } from './page.ts';

export interface RegisterForm {
  token: string;
  invite: Invite;
  /** What was typed; the invite's own where nothing was. */
  typed?: { name: string; contactName: string };
  faults?: Record<string, string>;
}

/** The page on which somebody who was invited sets up the company's account. */
export function registerPage(look: Appearance, { token, invite, typed, faults = {} }: RegisterForm): Page {
  const hasFaults = Object.keys(faults).length > 0;
  const grants = minimalGrants.map(
    (name) => html`<li><strong>${grantWords[name].title}</strong>: ${grantWords[name].own}</li>`,
  );
  return page(
    hasFaults ? 400 : 200,
    look,
    hasFaults ? 'Error: set up your account' : 'Set up your account',
    html`<h1>Set up the account of <bdi>${invite.name}</bdi></h1>
      <p>
        Hello <bdi>${invite.contactName}</bdi>. You become the first administrator; you can change all of this
        later.
      </p>
      ${faultSummary(faults)}
      <form class="card" method="post" action="/register" novalidate>
        <input type="hidden" name="invite" value="${token}" />
        ${field({ name: 'name', label: 'Company name', value: typed?.name ?? invite.name, fault: faults['name'], required: true, autocomplete: 'organization' })}
        ${field({ name: 'contactName', label: 'Your name', value: typed?.contactName ?? invite.contactName, fault: faults['contactName'], required: true, autocomplete: 'name' })}
        ${field({ name: 'email', label: 'E-mail', value: invite.contactEmail, fault: faults['email'], type: 'email', readOnly: true, autocomplete: 'username', hint: 'You sign in with it.' })}
        ${field({ name: 'password', label: 'Password', fault: faults['password'], type: 'password', required: true, autocomplete: 'new-password', hint: `At least ${leastPassword} characters; several words make a good one.` })}
        ${field({ name: 'repeated', label: 'Password again', fault: faults['repeated'], type: 'password', required: true, autocomplete: 'new-password' })}
        <button type="submit">Finish</button>
      </form>
      <h2>What your service provider may do to begin with</h2>
      <ul>
        ${grants}
      </ul>
      <p>You can grant more, and revoke it, at any time.</p>`,
  );
}

/** What is said once the account is there. */
export function registeredPage(look: Appearance, name: string): Page {
  return page(
    200,
    look,
    'The account is set up',
    html`<h1>The account of <bdi>${name}</bdi> is set up</h1>
      <p>Your service provider sees it now. This link has done its work and is dead.</p>
      <p>
        <a href="/account/sign-in">Sign in</a> to see and edit your company’s information, and to grant your
        service provider more.
      </p>`,
  );
}

const words: Record<Exclude<FoundLink['state'], 'alive'>, { status: number; title: string; text: string }> = {
  unknown: {
    status: 404,
    title: 'This link isn’t valid',
    text: 'Check that all of the address from the mail is there. If it is, ask whoever invited you for a new mail.',
  },
  expired: {
    status: 410,
    title: 'This link has expired',
    text: 'Ask whoever invited you to send the invite again; the new mail brings a new link.',
  },
  replaced: {
    status: 410,
    title: 'There is a newer link',
    text: 'The invite was sent again since. Use the link of the newest mail.',
  },
  revoked: {
    status: 410,
    title: 'This invite was taken back',
    text: 'Ask whoever invited you if you think that’s a mistake.',
  },
  used: {
    status: 410,
    title: 'This link has been used',
    text: 'The account was set up with it already.',
  },
};

/** What is said of a link that leads nowhere. */
export function deadLinkPage(look: Appearance, state: Exclude<FoundLink['state'], 'alive'>): Page {
  const { status, title, text } = words[state];
  return page(
    status,
    look,
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>`,
  );
}

/** What is said when something else stands in the way: too many requests, a foreign form, a fault of the server. */
export function plainPage(look: Appearance, status: number, title: string, text: string): Page {
  return page(
    status,
    look,
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>`,
  );
}
