import { leastPassword } from '../../common/domain/join-words.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { html } from './html.ts';
import { faultSummary, field, page, type Page } from './page.ts';

/** The page on which somebody who forgot the password asks for a link. */
export function forgottenPage(
  look: Appearance,
  { login = '', fault, status = 200 }: { login?: string; fault?: string; status?: number },
): Page {
  return page(
    status,
    look,
    fault ? 'Error: forgotten password' : 'Forgotten password',
    html`<h1>Forgotten password</h1>
      <p>A mail brings you a link with which you choose a new one.</p>
      <form class="card" method="post" action="/account/forgotten" novalidate>
        ${field({ name: 'login', label: 'E-mail', value: login, fault, type: 'email', required: true, autocomplete: 'username', hint: 'The one you sign in with.' })}
        <button type="submit">Send link</button>
      </form>
      <p><a href="/account/sign-in">Back to sign in</a></p>`,
  );
}

/** What is said once a link was asked for, whether somebody signs in with the e-mail or not. */
export function askedPage(look: Appearance, login: string): Page {
  return page(
    200,
    look,
    'Look into your mail',
    html`<h1>Look into your mail</h1>
      <p>
        If somebody signs in here with <bdi>${login}</bdi>, a link is on its way there. It works once, within
        an hour.
      </p>
      <p>
        If none comes within a few minutes, check the address and <a href="/account/forgotten">ask again</a>.
      </p>`,
  );
}

/** The page that a link leads to: a new password. */
export function resetPage(
  look: Appearance,
  { token, login, faults = {} }: { token: string; login: string; faults?: Record<string, string> },
): Page {
  const hasFaults = Object.keys(faults).length > 0;
  const of = (name: string) =>
    ({ name, fault: faults[name], type: 'password', required: true, autocomplete: 'new-password' }) as const;
  return page(
    hasFaults ? 400 : 200,
    look,
    hasFaults ? 'Error: choose a new password' : 'Choose a new password',
    html`<h1>Choose a new password</h1>
      ${faultSummary(faults)}
      <form class="card" method="post" action="/account/reset" novalidate>
        <input type="hidden" name="token" value="${token}" />
        ${field({ name: 'login', label: 'E-mail', value: login, type: 'email', readOnly: true, autocomplete: 'username', hint: 'You sign in with it.' })}
        ${field({ ...of('password'), label: 'New password', hint: `At least ${leastPassword} characters; several words make a good one.` })}
        ${field({ ...of('repeated'), label: 'New password again' })}
        <button type="submit">Set password</button>
      </form>
      <p class="hint">Whoever is signed in with this e-mail is signed out.</p>`,
  );
}

/** What is said once the password is another. */
export function resetDonePage(look: Appearance): Page {
  return page(
    200,
    look,
    'The password is changed',
    html`<h1>The password is changed</h1>
      <p>
        <a href="/account/sign-in">Sign in</a> with the new one. The link has done its work and is dead.
      </p>`,
  );
}

/** What is said of a link that leads nowhere. */
export function resetDeadPage(look: Appearance): Page {
  return page(
    404,
    look,
    'This link isn’t valid',
    html`<h1>This link isn’t valid</h1>
      <p>
        It works once, within an hour. Check that all of the address from the mail is there, or
        <a href="/account/forgotten">ask for a new link</a>.
      </p>`,
  );
}
