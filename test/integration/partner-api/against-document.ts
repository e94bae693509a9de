import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { OpenApiDocument } from '../../../common/partner-api/openapi.ts';
import { routeNamed, type RouteName } from '../../../common/partner-api/routes.ts';
import { call, type Answered } from './caller.ts';

type Body = Record<string, unknown>;
type CallOptions = Parameters<typeof call>[3] & { params?: Record<string, string>; query?: string };

/** Holds what a server answers against the document that it serves itself. */
export class AgainstDocument {
  /** The routes that answered as they do when all goes well. */
  readonly called = new Set<RouteName>();
  readonly #server: { url: string };
  #served: ReturnType<typeof readDocument> | undefined;

  constructor(server: { url: string }) {
    this.#server = server;
  }

  /** The document as the server serves it, and a check of answers against it. */
  served(): ReturnType<typeof readDocument> {
    return (this.#served ??= readDocument(this.#server.url));
  }

  /** Calls a route of the table and holds its answer against the document. */
  async callRoute(name: RouteName, options: CallOptions = {}): Promise<Answered<Body>> {
    const route = routeNamed(name);
    const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => options.params?.[key] ?? '');
    const { url } = this.#server;
    const answer =
      route.answer.type === 'text/event-stream'
        ? await firstOfStream(url + path, options.token ?? '')
        : await call(url, route.method, path + (options.query ?? ''), options);
    await this.#hold(name, answer);
    if (answer.status === route.answer.status) this.called.add(name);
    return answer;
  }

  async #hold(name: RouteName, answer: Answered<Body>): Promise<void> {
    const { path, method } = routeNamed(name);
    const { document, faultsOf } = await this.served();
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
    expect(response, `${name} answered ${answer.status}, which the document doesn’t know`).toBeDefined();
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const content = response?.content?.[type];
    expect(Boolean(content), `${name} answered ${type}`).toBe(answer.status !== 204);
    if (content) expect(faultsOf(content.schema, answer.body), `${name} ${answer.status}`).toEqual([]);
    for (const header of Object.keys(response?.headers ?? {}))
      expect(answer.headers.get(header), `${name} lacks the header ${header}`).not.toBeNull();
  }
}

async function readDocument(url: string) {
  const { body: document } = await call<OpenApiDocument>(url, 'GET', '/v1/openapi.json');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();
  const faultsOf = (schema: Record<string, unknown>, value: unknown) => {
    const rooted = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validate = compiled.get(rooted) ?? ajv.compile(JSON.parse(rooted) as object);
    compiled.set(rooted, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  };
  return { document, faultsOf };
}

async function firstOfStream(url: string, token: string): Promise<Answered<Record<string, unknown>>> {
  const ending = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  const first = await response.body?.getReader().read();
  ending.abort();
  const body: unknown = new TextDecoder().decode(first?.value);
  return { status: response.status, headers: response.headers, body: body as Record<string, unknown> };
}
