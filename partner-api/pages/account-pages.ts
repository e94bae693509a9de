import { grantNames, type Customer } from '../../common/domain/entities.ts';
import { grantWords } from '../../common/domain/grant-words.ts';
import { fieldTitle } from '../../common/domain/field-titles.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { ownFields, ownValues } from '../onboarding/own-account.ts';
import { html, type Html } from './html.ts';
import { faultSummary, field, page, type Page } from './page.ts';

/** The page on which people at a customer sign in. */
export function signInPage(
  look: Appearance,
  { login = '', fault, status = 200 }: { login?: string; fault?: string; status?: number },
): Page {
  return page(
    status,
    look,
    fault ? 'Error: sign in' : 'Sign in',
    html`<h1>Sign in</h1>
      ${fault ? html`<div class="summary" role="alert"><p>${fault}</p></div>` : html``}
      <form class="card" method="post" action="/account/sign-in">
        ${field({ name: 'login', label: 'E-mail', value: login, type: 'email', required: true, autocomplete: 'username' })}
        ${field({ name: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'current-password' })}
        <button type="submit">Sign in</button>
      </form>`,
  );
}

interface Shown {
  customer: Customer;
  formKey: string;
  /** What was typed, where it wasn't saved. */
  typed?: Readonly<Record<string, string>>;
  /** What the page had shown when that was typed, as it was sent. */
  seen?: string;
  faults?: Readonly<Record<string, string>>;
  isSaved?: boolean;
}

/** A customer's own information, to be edited. */
export function companyPage(
  look: Appearance,
  { customer, formKey, typed, seen, faults = {}, isSaved = false }: Shown,
): Page {
  const known = ownValues(customer);
  const fields = ownFields.map((path) => {
    return field({
      name: path,
      label: path === 'name' ? 'Company name' : fieldTitle(path),
      value: typed?.[path] ?? known[path] ?? '',
      fault: faults[path],
      required: path === 'name' || path === 'email',
      ...(path === 'address.country' ? { hint: 'Its two letters, such as PT' } : {}),
    });
  });
  return page(
    Object.keys(faults).length > 0 ? 400 : 200,
    look,
    'Company information',
    html`${navigation('company', formKey)}
      <h1>Company information of <bdi>${customer.name}</bdi></h1>
      ${saved(isSaved)}${faultSummary(faults)}
      <form class="card" method="post" action="/account" novalidate>
        ${keyOf(formKey)}<input
          type="hidden"
          name="seen"
          value="${seen ?? JSON.stringify(known)}"
        />${fields}<button type="submit">Save</button>
      </form>`,
  );
}

/** Configuration, Partner access: the six rights in plain words, each granted or not. */
export function accessPage(look: Appearance, { customer, formKey, isSaved = false }: Shown): Page {
  const rights = grantNames.map((name) => {
    const { title, means } = grantWords[name];
    const isOn = (customer.grants as readonly string[]).includes(name) ? html` checked` : html``;
    return html`<div class="right">
      <input
        type="checkbox"
        id="${name}"
        name="${name}"
        value="granted"
        ${isOn}
        aria-describedby="${name}-means"
      /><label for="${name}">${title}</label>
      <p class="hint" id="${name}-means">${means}</p>
    </div>`;
  });
  return page(
    200,
    look,
    'Partner access',
    html`${navigation('access', formKey)}
      <h1>Partner access</h1>
      <p>
        What your service provider may see and do. Only you grant and revoke it, at any time; it holds at
        once.
      </p>
      ${saved(isSaved)}
      <form class="card" method="post" action="/account/access">
        ${keyOf(formKey)}
        <fieldset>
          <legend>Rights</legend>
          ${rights}
        </fieldset>
        <button type="submit">Save</button>
      </form>`,
  );
}

function navigation(at: 'company' | 'access', formKey: string): Html {
  const current = (place: string) => (place === at ? html` aria-current="page"` : html``);
  return html`<nav aria-label="Configuration">
    <a href="/account" ${current('company')}>Company information</a>
    <a href="/account/access" ${current('access')}>Partner access</a>
    <form method="post" action="/account/sign-out">
      ${keyOf(formKey)}<button class="quiet" type="submit">Sign out</button>
    </form>
  </nav>`;
}

function saved(isSaved: boolean): Html {
  return isSaved ? html`<p class="saved" role="status">Saved.</p>` : html``;
}

function keyOf(formKey: string): Html {
  return html`<input type="hidden" name="key" value="${formKey}" />`;
}
