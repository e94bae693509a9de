import type { OpenApiDocument, OpenApiOperation } from '../../common/partner-api/openapi.ts';

type Json = Record<string, unknown>;

/** The page's whole style. It's the only thing that the page's policy lets in. */
export const docsStyle = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem; } h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0 .75rem; } a { color: inherit; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
details { border: 1px solid color-mix(in srgb, currentColor 22%, transparent); border-radius: 6px; margin: .4rem 0; }
summary { padding: .5rem .75rem; cursor: pointer; overflow-wrap: anywhere; } details > div { padding: 0 .75rem .75rem; }
summary:focus-visible, a:focus-visible { outline: 2px solid Highlight; outline-offset: 2px; }
code, pre { font: 13px/1.45 ui-monospace, Consolas, monospace; }
summary b { display: inline-block; min-width: 4.5rem; font: 600 13px ui-monospace, Consolas, monospace; }
pre { overflow: auto; max-height: 28rem; padding: .75rem; border-radius: 6px; background: color-mix(in srgb, currentColor 7%, transparent); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
`;

/** The document as one page without scripts, fonts or anything else to fetch: it works offline. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const entries = own.map(({ path, method, operation }) => operationEntry(method, path, operation));
    return `<section aria-labelledby="tag-${name}"><h2 id="tag-${name}">${escape(name)}</h2><p>${escape(description)}</p>${entries.join('')}</section>`;
  });
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary><div>${jsonBlock(schema)}</div></details>`,
  );
  const links = [...document.tags.map(({ name }) => [`tag-${name}`, name]), ['schemas', 'schemas']].map(
    ([id, text]) => `<li><a href="#${id}">${text}</a></li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(document.info.title)}</title><style>${docsStyle}</style></head>
<body><header><h1>${escape(document.info.title)}</h1><p>${escape(document.info.description)}</p>
<p>Version ${escape(document.info.version)}. The same as a document for tools: <a href="/v1/openapi.json">/v1/openapi.json</a></p></header>
<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>
<main>${groups.join('')}<section aria-labelledby="schemas"><h2 id="schemas">schemas</h2>${schemas.join('')}</section></main></body></html>`;
}

function operationEntry(method: string, path: string, operation: OpenApiOperation): string {
  const parameters = (operation.parameters ?? []).map(
    (parameter) =>
      `<tr><td><code>${escape(parameter.name)}</code></td><td>${escape(parameter.in)}${parameter.required ? ', needed' : ''}</td><td>${prose(parameter.description ?? '')} ${valuesOf(parameter.schema)}</td></tr>`,
  );
  const responses = Object.entries(operation.responses).map(
    ([status, response]) =>
      `<tr><td><code>${escape(status)}</code></td><td>${prose(response.description)}</td><td>${contentCell(response.content)}</td></tr>`,
  );
  return [
    `<details id="${escape(operation.operationId)}"><summary><b>${escape(method)}</b> <code>${escape(path)}</code> ${prose(operation.summary)}</summary><div>`,
    operation.security ? '<p>Needs no sign-in.</p>' : '',
    parameters.length > 0 ? `<h3>Parameters</h3><table>${parameters.join('')}</table>` : '',
    operation.requestBody ? `<h3>Body</h3>${contentCell(operation.requestBody.content)}` : '',
    `<h3>Answers</h3><table>${responses.join('')}</table></div></details>`,
  ].join('');
}

function contentCell(content: Record<string, { schema: Record<string, unknown> }> | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => `<code>${escape(type)}</code> ${schemaLink(schema)}`)
    .join('<br>');
}

function schemaLink(schema: Record<string, unknown>): string {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name) return `<a href="#schema-${escape(name)}">${escape(name)}</a>`;
  return jsonBlock(schema);
}

/** What a parameter may hold, in a few words. */
function valuesOf({ type, format, minimum, maximum, enum: choices, default: usual, anyOf }: Json): string {
  const kinds = [{ type, format }, ...(Array.isArray(anyOf) ? (anyOf as Json[]) : [])];
  const words = kinds.flatMap((kind) => kind.format ?? kind.const ?? kind.type ?? []).join(' or ');
  const parts = [
    Array.isArray(choices) ? choices.join(' or ') : words,
    typeof maximum === 'number' ? `${String(minimum)} to ${maximum}` : '',
    usual === undefined ? '' : `${String(usual)} unless named`,
  ];
  return `<code>${escape(parts.filter((part) => part !== '').join(', '))}</code>`;
}

/** Text of the document, in which backticks mark what is typed. */
function prose(text: string): string {
  return escape(text).replace(/&#96;(.+?)&#96;/g, '<code>$1</code>');
}

function jsonBlock(value: unknown): string {
  return `<pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}
