import { createHash } from 'node:crypto';
import { countries } from '../../common/domain/country-names.ts';
import type { Appearance } from '../onboarding/appearance.ts';
import { html, Html } from './html.ts';

/** A page as it's answered: markup, and the one policy that lets its own style in and nothing else. */
export interface Page {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** A page for people at a customer, in the name and colours of a brand. It needs no script, and nothing is fetched for it. */
export function page(status: number, look: Appearance, title: string, content: Html): Page {
  const style = styleOf(look);
  const hash = createHash('sha256').update(style).digest('base64');
  // Made apart: what a formatter puts between its tags would be another text than the one that's hashed.
  const sheet = new Html(`<style>${style}</style>`);
  const mark = look.logo === '' ? html`` : html`<img src="${look.logo}" alt="" />`;
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${look.name}</title>
        ${sheet}
      </head>
      <body>
        <header>
          ${mark}<span><bdi>${look.name}</bdi></span>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
  return {
    status,
    body: text,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'sha256-${hash}'`,
        'img-src data:',
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
  };
}

interface Field {
  name: string;
  label: string;
  value?: string;
  fault?: string | undefined;
  hint?: string;
  type?: 'text' | 'email' | 'password' | 'tel';
  autocomplete?: string;
  required?: boolean;
  readOnly?: boolean;
}

/** A labelled field; what is wrong with it stands below and is read out with it. */
export function field({ type = 'text', value = '', ...more }: Field): Html {
  return labelled(
    more,
    html`<input
      id="${more.name}"
      name="${more.name}"
      type="${type}"
      value="${value}"
      ${attributesOf(more)}
    />`,
  );
}

/** A labelled choice of a country, by its two letters. One that isn't in the list stays as it is. */
export function countryField({ value = '', ...more }: Field): Html {
  const known = countries().some(({ code }) => code === value);
  const choices = [
    { code: '', name: 'Not given' },
    ...(known || value === '' ? [] : [{ code: value, name: value }]),
    ...countries(),
  ].map(
    ({ code, name }) =>
      html`<option value="${code}" ${code === value ? html` selected` : html``}>${name}</option>`,
  );
  return labelled(
    more,
    html`<select id="${more.name}" name="${more.name}" ${attributesOf(more)}>
      ${choices}
    </select>`,
  );
}

function attributesOf({ name, fault, hint, ...more }: Field): Html[] {
  const described = [
    more.required || more.readOnly ? '' : `${name}-optional`,
    fault ? `${name}-fault` : '',
    hint ? `${name}-hint` : '',
  ]
    .filter(Boolean)
    .join(' ');
  return [
    described ? html` aria-describedby="${described}"` : html``,
    fault ? html` aria-invalid="true"` : html``,
    more.required ? html` required` : html``,
    more.readOnly ? html` readonly` : html``,
    html` autocomplete="${more.autocomplete ?? 'off'}"`,
  ];
}

function labelled({ name, label, fault, hint, required, readOnly }: Field, control: Html): Html {
  const mark = required || readOnly ? html`` : html`<span class="hint" id="${name}-optional">Optional</span>`;
  return html`<div class="field">
    <div class="label"><label for="${name}">${label}</label>${mark}</div>
    ${control}
    ${fault ? html`<p class="fault" id="${name}-fault">${fault}</p>` : html``}${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : html``}
  </div>`;
}

/** What is wrong, above a form, with a link to each field. */
export function faultSummary(faults: Readonly<Record<string, string>>): Html {
  const entries = Object.entries(faults);
  if (entries.length === 0) return html``;
  const links = entries.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`);
  return html`<div class="summary" role="alert">
    <p>Nothing was saved yet:</p>
    <ul>
      ${links}
    </ul>
  </div>`;
}

function styleOf({ color, onColor }: Appearance): string {
  return `
:root { color-scheme: light dark; --brand: ${color}; --on-brand: ${onColor}; --ground: #f4f5f7; --surface: #fff; --text: #1c2330; --muted: #5a6372; --line: #767f8f; --bad: #b3261e; --bad-soft: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171d; --surface: #1c2129; --text: #e8ebf0; --muted: #a4adbb; --line: #7d8798; --bad: #ff9d94; --bad-soft: #3a1d1b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 12px; min-height: 60px; padding: 12px max(16px, calc(50% - 280px)); background: var(--brand); color: var(--on-brand); font-size: 17px; font-weight: 600; overflow-wrap: anywhere; }
header img { max-height: 36px; max-width: 140px; }
main { max-width: 592px; margin: 0 auto; padding: 28px 16px 64px; }
h1 { margin: 0 0 8px; font-size: 22px; letter-spacing: -.01em; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 0 0 4px; }
p { margin: 0 0 12px; } ul { margin: 0 0 12px; padding-left: 22px; } a { color: inherit; }
.card { margin: 16px 0; padding: 20px 24px; border-radius: 10px; background: var(--surface); }
.field { margin-bottom: 16px; } label { display: block; font-weight: 600; } .label { display: flex; gap: 8px; justify-content: space-between; align-items: baseline; margin-bottom: 4px; } .label .hint { margin: 0; }
input, select { width: 100%; min-height: 40px; padding: 8px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: inherit; font: inherit; }
input[readonly] { background: var(--ground); border-style: dashed; } [aria-invalid] { border-color: var(--bad); border-width: 2px; }
:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
button { min-height: 42px; padding: 9px 20px; border: 0; border-radius: 8px; background: var(--brand); color: var(--on-brand); font: inherit; font-weight: 600; cursor: pointer; }
.fault { margin: 4px 0 0; color: var(--bad); } .hint { margin: 4px 0 0; color: var(--muted); font-size: 14px; }
.summary { margin: 16px 0; padding: 12px 16px; border-left: 4px solid var(--bad); border-radius: 6px; background: var(--bad-soft); } .summary p, .summary ul { margin: 0; }
nav { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; margin-bottom: 20px; font-size: 14px; } nav form { margin-left: auto; } nav a[aria-current] { font-weight: 600; text-decoration-thickness: 2px; }
.code { font: 600 20px ui-monospace, monospace; letter-spacing: .06em; }
button.quiet { min-height: 32px; padding: 4px 12px; border: 1px solid var(--line); background: transparent; color: inherit; }
form.answers { display: flex; gap: 10px; } form.answers button { min-height: 42px; padding: 9px 20px; }
fieldset { margin: 0 0 16px; padding: 0; border: 0; } legend { margin-bottom: 10px; padding: 0; font-size: 16px; font-weight: 600; }
.right { display: grid; grid-template-columns: 24px 1fr; gap: 0 10px; margin-bottom: 14px; align-items: center; } .right label { margin: 0; } .right .hint { grid-column: 2; margin: 0; }
input[type=checkbox] { width: 20px; min-height: 20px; margin: 0; accent-color: var(--brand); } .saved { padding: 8px 12px; border-left: 4px solid currentColor; }
@media (forced-colors: active) { header, .card { border: 1px solid; } button { border: 1px solid; } }
`;
}
