import { minimalGrants } from '../../common/domain/entities.ts';
import { grantWords } from '../../common/domain/grant-words.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { joinWords } from '../../common/domain/join-words.ts';
import { html } from './html.ts';
import { faultSummary, field, page, type Page } from './page.ts';

export interface JoinForm {
  /** Where the form goes: the link's own path, or that of signing up without one. */
  path: string;
  /** Nobody looks after who signs up, yet. */
  isLone?: boolean;
  typed?: Readonly<Record<'name' | 'contactName' | 'email', string>>;
  faults?: Readonly<Record<string, string>>;
}

/** What a browser is told about the fields, so that it fills them in. */
const kinds = {
  name: { autocomplete: 'organization' },
  contactName: { autocomplete: 'name' },
  email: { type: 'email', autocomplete: 'username' },
  password: { type: 'password', autocomplete: 'new-password' },
  repeated: { type: 'password', autocomplete: 'new-password' },
} as const;

/** The page of an onboarding link, on which a company signs up by itself. */
export function joinPage(look: Appearance, { path, isLone = false, typed, faults = {} }: JoinForm): Page {
  const hasFaults = Object.keys(faults).length > 0;
  const grants = minimalGrants.map(
    (name) => html`<li><strong>${grantWords[name].title}</strong>: ${grantWords[name].own}</li>`,
  );
  const values: Readonly<Record<string, string>> = { ...typed };
  const fieldOf = ({ name, label, hint }: (typeof joinWords.fields)[number]) =>
    field({
      ...{ name, label, hint, value: values[name] ?? '', fault: faults[name], required: true },
      ...kinds[name],
    });
  return page(
    hasFaults ? 400 : 200,
    look,
    hasFaults ? 'Error: sign up' : 'Sign up',
    html`<h1>Sign up with <bdi>${look.name}</bdi></h1>
      <p>${joinWords.intro}</p>
      ${faultSummary(faults)}
      <form class="card" method="post" action="${path}" novalidate>
        ${joinWords.fields.map(fieldOf)}
        <button type="submit">Sign up</button>
      </form>
      ${
        isLone
          ? html`<p>
              You get a Customer ID. Hand it to a service provider who is to look after you: it asks, and you
              decide.
            </p>`
          : html`<h2>${joinWords.rights}</h2>
              <ul>
                ${grants}
              </ul>
              <p>${joinWords.more}</p>`
      }`,
  );
}

/** What is said once a company has signed up. */
export function joinedPage(look: Appearance, name: string, isLone = false): Page {
  return page(
    200,
    look,
    'You are signed up',
    html`<h1><bdi>${name}</bdi> is signed up</h1>
      <p>
        ${isLone ? 'No service provider looks after you yet.' : 'Your service provider sees your company now.'}
      </p>
      <p>
        <a href="/account/sign-in">Sign in</a> to see your Customer ID, to edit your company’s information,
        and to grant your service provider more.
      </p>`,
  );
}

/** What is said of an address that leads nowhere. */
export function deadOnboardingPage(look: Appearance, state: 'unknown' | 'revoked'): Page {
  const [status, title, text] =
    state === 'revoked'
      ? [410, 'This link was taken back', 'Ask your service provider for another one.']
      : [
          404,
          'This link isn’t valid',
          'Check that all of its address is there. If it is, ask your service provider for the current link.',
        ];
  return page(
    Number(status),
    look,
    String(title),
    html`<h1>${String(title)}</h1>
      <p>${String(text)}</p>`,
  );
}
