import { addressWords, postalCodeDoubt } from '../../common/domain/addresses.ts';
import { grantNames, type Customer } from '../../common/domain/entities.ts';
import { grantWords } from '../../common/domain/grant-words.ts';
import { fieldTitle } from '../../common/domain/field-titles.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import type { ShownRequest } from '../onboarding/own-requests.ts';
import { ownFields, ownValues } from '../onboarding/own-account.ts';
import { leastPassword } from '../../common/domain/join-words.ts';
import { html, type Html } from './html.ts';
import { countryField, faultSummary, field, page, type Page } from './page.ts';

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
      </form>
      <p><a href="/account/forgotten">Forgot your password?</a></p>`,
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

/** The parts of the page, with the fields that stand in each. */
const groups: readonly [title: string, has: (path: string) => boolean][] = [
  ['Company', (path) => !path.includes('.')],
  ['Address', (path) => path.startsWith('address.')],
  ['Technical contact', (path) => path.startsWith('technicalContact.')],
  ['Billing contact', (path) => path.startsWith('billingContact.')],
];

/** A customer's own information, to be edited. */
export function companyPage(
  look: Appearance,
  { customer, formKey, typed, seen, faults = {}, isSaved = false }: Shown,
): Page {
  const known = ownValues(customer);
  const valueOf = (path: string) => typed?.[path] ?? known[path] ?? '';
  const country = valueOf('address.country');
  const words = addressWords(country);
  const labels: Record<string, string | undefined> = {
    ...{ name: 'Company name', 'address.postalCode': words.postalCode, 'address.region': words.region },
  };
  const fieldOf = (path: string) => {
    const hint = path === 'address.postalCode' ? postalCodeDoubt(valueOf(path), country) : undefined;
    const shown = {
      ...{ name: path, label: labels[path] ?? fieldTitle(path), value: valueOf(path), fault: faults[path] },
      required: path === 'name' || path === 'email',
      ...(path.endsWith('.phone') ? { type: 'tel' as const } : {}),
      ...(hint ? { hint } : {}),
    };
    return path === 'address.country' ? countryField(shown) : field(shown);
  };
  const fields = groups.map(
    ([title, has]) =>
      html`<fieldset>
        <legend>${title}</legend>
        ${ownFields.filter(has).map(fieldOf)}
      </fieldset>`,
  );
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

/** Configuration, Service: the Customer ID, and who looks after the company. */
export function servicePage(look: Appearance, { customer, formKey, provider }: ServiceShown): Page {
  return page(
    200,
    look,
    'Service',
    html`${navigation('service', formKey)}
      <h1>Service</h1>
      <div class="card">
        <h2>Customer ID</h2>
        <p><strong class="code">${customer.customerId ?? ''}</strong></p>
        <p class="hint">
          It’s no secret, and opens nothing by itself: a service provider who has it can ask to look after
          you, and you answer at Partner access.
        </p>
      </div>
      <div class="card">
        <h2>Service provider</h2>
        <p>
          ${provider === null ? 'None yet. Hand your Customer ID to the one you want.' : html`<bdi>${provider}</bdi>`}
        </p>
      </div>`,
  );
}

interface ServiceShown {
  customer: Customer;
  formKey: string;
  /** Null where nobody looks after it. */
  provider: string | null;
}

/** Configuration, Partner access: the six rights in plain words, each granted or not. */
export function accessPage(
  look: Appearance,
  {
    customer,
    formKey,
    said = '',
    requests,
    isLone,
  }: Shown & { said?: string; requests: readonly ShownRequest[]; isLone: boolean },
): Page {
  const rights = grantNames.map((name) => {
    const { title, own } = grantWords[name];
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
      <p class="hint" id="${name}-means">${own}</p>
    </div>`;
  });
  return page(
    200,
    look,
    'Partner access',
    html`${navigation('access', formKey)}
      <h1>Partner access</h1>
      ${done(said)}${requests.map((request) => requestCard(request, formKey))}
      <p>
        ${
          isLone
            ? 'No service provider looks after you yet. Hand one your Customer ID; its request appears here.'
            : 'What your service provider may see and do. Only you grant and revoke it, at any time; it holds at once.'
        }
      </p>
      ${isLone ? html`` : rightsForm(rights, customer, formKey)}`,
  );
}

/** What a service provider asks for, to be granted or declined. */
function requestCard({ id, asks, grants, reason, provider, createdAt }: ShownRequest, formKey: string): Html {
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(createdAt),
  );
  const asked = grants.map(
    (name) => html`<li><strong>${grantWords[name].title}</strong>: ${grantWords[name].own}</li>`,
  );
  return html`<section class="card" aria-labelledby="request-${id}">
    <h2 id="request-${id}">
      <bdi>${provider}</bdi> ${asks === 'link' ? 'asks to look after you' : 'asks for more'}
    </h2>
    <p class="hint">${day}</p>
    ${reason === '' ? html`` : html`<p>“<bdi>${reason}</bdi>”</p>`}
    <ul>
      ${asked}
    </ul>
    <form class="answers" method="post" action="/account/access/answer">
      ${keyOf(formKey)}<input type="hidden" name="request" value="${id}" /><button
        type="submit"
        name="answer"
        value="grant"
      >
        Grant</button
      ><button class="quiet" type="submit" name="answer" value="decline">Decline</button>
    </form>
  </section>`;
}

/** `none` tells a page that showed nothing as granted from a form that doesn't say what it showed. */
function rightsForm(rights: readonly Html[], { grants }: Customer, formKey: string): Html {
  return html`<form class="card" method="post" action="/account/access">
    ${keyOf(formKey)}<input type="hidden" name="seen" value="none ${grants.join(' ')}" />
    <fieldset>
      <legend>Rights</legend>
      ${rights}
    </fieldset>
    <button type="submit">Save</button>
  </form>`;
}

/** Configuration, Password: a new one, by who knows the current one. */
export function passwordPage(
  look: Appearance,
  { formKey, login, faults = {}, isSaved = false, status = 200 }: PasswordShown,
): Page {
  const of = (name: string) => ({ name, fault: faults[name], type: 'password' as const, required: true });
  return page(
    status,
    look,
    status === 200 ? 'Password' : 'Error: password',
    html`${navigation('password', formKey)}
      <h1>Password</h1>
      ${saved(isSaved)}${faultSummary(faults)}
      <form class="card" method="post" action="/account/password" novalidate>
        ${keyOf(formKey)}
        ${field({ name: 'login', label: 'E-mail', value: login, type: 'email', readOnly: true, autocomplete: 'username', hint: 'You sign in with it.' })}
        ${field({ ...of('current'), label: 'Current password', autocomplete: 'current-password' })}
        ${field({ ...of('password'), label: 'New password', autocomplete: 'new-password', hint: `At least ${leastPassword} characters; several words make a good one.` })}
        ${field({ ...of('repeated'), label: 'New password again', autocomplete: 'new-password' })}
        <button type="submit">Change password</button>
      </form>
      <p class="hint">Whoever else is signed in with this e-mail is signed out.</p>`,
  );
}

interface PasswordShown {
  formKey: string;
  login: string;
  faults?: Readonly<Record<string, string>>;
  isSaved?: boolean;
  status?: number;
}

function navigation(at: 'company' | 'service' | 'access' | 'password', formKey: string): Html {
  const current = (place: string) => (place === at ? html` aria-current="page"` : html``);
  return html`<nav aria-label="Configuration">
    <a href="/account" ${current('company')}>Company information</a>
    <a href="/account/service" ${current('service')}>Service</a>
    <a href="/account/access" ${current('access')}>Partner access</a>
    <a href="/account/password" ${current('password')}>Password</a>
    <form method="post" action="/account/sign-out">
      ${keyOf(formKey)}<button class="quiet" type="submit">Sign out</button>
    </form>
  </nav>`;
}

function saved(isSaved: boolean): Html {
  return done(isSaved ? 'Saved.' : '');
}

function done(said: string): Html {
  return said === '' ? html`` : html`<p class="saved" role="status">${said}</p>`;
}

function keyOf(formKey: string): Html {
  return html`<input type="hidden" name="key" value="${formKey}" />`;
}
