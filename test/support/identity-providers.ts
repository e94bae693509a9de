import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { providersOf } from '../../partner-api/providers/configuration.ts';
import type { ConsentProviders } from '../../partner-api/providers/provider.ts';

const clientId = 'switchyard';
const clientSecret = 'a secret of tests alone';
const directoryScopes = [
  'https://www.googleapis.com/auth/admin.directory.domain.readonly',
  'https://www.googleapis.com/auth/admin.directory.customer.readonly',
];

/** Somebody with a Google account. */
interface GoogleAccount {
  email: string;
  /** The domain of the Google Workspace; null for a private account. */
  hd: string | null;
  isAdmin: boolean;
  /** What the directory tells of the Workspace. */
  workspace: { id: string; name: string; domains: { domainName: string; verified: boolean }[] };
}

/** An organization at Microsoft. */
interface Tenant {
  id: string;
  name: string;
  domains: string[];
  /** Whether an administrator let the application in. */
  hasConsented: boolean;
  /** Id that Graph tells instead of its own. */
  toldId?: string;
  /** Requests for a token, and to Graph, that are still refused after the consent: it takes a while to arrive everywhere. */
  refusals: { token: number; graph: number };
}

/**
 * Google and Entra on this machine: real OpenID servers (npm `oidc-provider`), with thin shims for what those two have beside OpenID:
 * the Directory API, Entra's admin consent, and Graph.
 */
export class IdentityProviders {
  readonly accounts = new Map<string, GoogleAccount>();
  readonly tenants = new Map<string, Tenant>();
  /** Every request is answered as by a broken gateway. */
  isDown = false;
  readonly #server: Server;
  readonly #issuers = new Map<string, Provider>();
  #redirectUri = '';

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  static async start(): Promise<IdentityProviders> {
    const started = new IdentityProviders();
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the partner API's environment says of them. */
  get environment(): Record<string, string> {
    return {
      ...{ MICROSOFT_CLIENT_ID: clientId, MICROSOFT_CLIENT_SECRET: clientSecret },
      ...{ MICROSOFT_AUTHORITY: `${this.url}/entra`, MICROSOFT_GRAPH: `${this.url}/graph` },
      ...{ GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret },
      ...{ GOOGLE_ISSUER: `${this.url}/google`, GOOGLE_DIRECTORY: `${this.url}/directory` },
    };
  }

  get configured(): ConsentProviders {
    return providersOf(this.environment);
  }

  /** Registers a partner API, as one does on the providers' own pages. */
  register(partnerApi: string): void {
    this.#redirectUri = `${partnerApi}/install/answer`;
    this.#issuers.clear();
  }

  addTenant(tenant: Omit<Tenant, 'hasConsented' | 'refusals'>): Tenant {
    const added = { ...tenant, hasConsented: false, refusals: { token: 0, graph: 0 } };
    this.tenants.set(tenant.id, added);
    return added;
  }

  addAccount(account: GoogleAccount): void {
    this.accounts.set(account.email, account);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) {
      response.writeHead(503).end('down for maintenance');
      return;
    }
    const url = new URL(request.url ?? '/', this.url);
    const [, room = '', second = '', ...more] = url.pathname.split('/');
    const rest = more.join('/');
    if (room === 'google' && second === 'interaction') return this.#atGoogle(request, response, rest);
    if (room === 'google') return this.#openId('/google', request, response);
    if (room === 'directory') return this.#directory(request, response, url.pathname);
    if (room === 'graph') return this.#graph(request, response, url.pathname);
    if (room === 'entra' && second === 'organizations') return this.#adminConsent(request, response, url);
    const tenant = room === 'entra' ? this.tenants.get(second) : undefined;
    if (!tenant) {
      json(response, 400, { error: 'invalid_tenant' });
      return;
    }
    if (rest === 'v2.0/token' && (!tenant.hasConsented || tenant.refusals.token-- > 0)) {
      json(response, 400, { error: 'unauthorized_client' });
      return;
    }
    return this.#openId(`/entra/${tenant.id}/v2.0`, request, response);
  }

  #openId(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const original = request.url ?? '';
    request.url = original.slice(path.length) || '/';
    Object.assign(request, { originalUrl: original });
    return this.#issuer(path).callback()(request, response);
  }

  #issuer(path: string): Provider {
    const known = this.#issuers.get(path);
    if (known) return known;
    const isGoogle = path === '/google';
    const made = new Provider(`${this.url}${path}`, {
      clients: [
        {
          ...{ client_id: clientId, client_secret: clientSecret },
          token_endpoint_auth_method: 'client_secret_post',
          grant_types: isGoogle ? ['authorization_code'] : ['client_credentials'],
          response_types: isGoogle ? ['code'] : [],
          redirect_uris: isGoogle ? [this.#redirectUri] : [],
        },
      ],
      scopes: ['openid', ...(isGoogle ? directoryScopes : [`${this.url}/graph/.default`])],
      claims: { openid: ['sub', 'hd'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      cookies: { keys: ['of tests alone'] },
      features: { devInteractions: { enabled: false }, clientCredentials: { enabled: !isGoogle } },
      interactions: { url: (_context, { uid }) => `/google/interaction/${uid}` },
      findAccount: (_context, id) => {
        const account = this.accounts.get(id);
        return (
          account && {
            accountId: id,
            claims: () => ({
              ...{ sub: id, email: id, email_verified: true },
              ...(account.hd === null ? {} : { hd: account.hd }),
            }),
          }
        );
      },
    });
    this.#issuers.set(path, made);
    return made;
  }

  /** The page on which somebody signs in at Google and consents. */
  async #atGoogle(request: IncomingMessage, response: ServerResponse, uid: string): Promise<void> {
    const issuer = this.#issuer('/google');
    if (request.method === 'GET') {
      page(response, 'Sign in with Google', `/google/interaction/${uid}`, [...this.accounts.keys()]);
      return;
    }
    const asked = await formOf(request);
    if (asked.get('verb') === 'cancel') {
      await issuer.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    const accountId = asked.get('who') ?? '';
    const grant = new issuer.Grant({ accountId, clientId });
    const scopes = asked.get('verb') === 'part' ? [] : directoryScopes;
    grant.addOIDCScope(['openid', 'email', ...scopes].join(' '));
    if (asked.get('verb') === 'part') grant.rejectOIDCScope(directoryScopes.join(' '));
    await issuer.interactionFinished(request, response, {
      login: { accountId },
      consent: { grantId: await grant.save() },
    });
  }

  async #directory(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const token = await this.#issuer('/google').AccessToken.find(bearerOf(request));
    const account = token && this.accounts.get(token.accountId);
    if (!account) json(response, 401, {});
    else if (!account.isAdmin) json(response, 403, { error: { message: 'Not Authorized' } });
    else if (path.endsWith('/customer/my_customer/domains'))
      json(response, 200, { domains: account.workspace.domains });
    else
      json(response, 200, {
        id: account.workspace.id,
        postalAddress: { organizationName: account.workspace.name, countryCode: 'NO' },
      });
  }

  async #graph(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    for (const tenant of this.tenants.values()) {
      const token = await this.#issuer(`/entra/${tenant.id}/v2.0`).ClientCredentials.find(bearerOf(request));
      if (!token) continue;
      if (tenant.refusals.graph-- > 0) {
        json(response, 403, { error: { code: 'Authorization_RequestDenied' } });
        return;
      }
      const domains = tenant.domains.map((id, at) => ({ id, isVerified: true, isDefault: at === 0 }));
      if (path === '/graph/v1.0/domains') json(response, 200, { value: domains });
      else
        json(response, 200, {
          value: [
            {
              ...{ id: tenant.toldId ?? tenant.id, displayName: tenant.name, countryLetterCode: 'DE' },
              technicalNotificationMails: [`it@${tenant.domains[0] ?? ''}`],
            },
          ],
        });
      return;
    }
    json(response, 401, {});
  }

  /** Entra's admin consent; what it sends back isn't signed. */
  async #adminConsent(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method === 'GET') {
      page(response, 'Permissions requested', url.pathname + url.search, [...this.tenants.keys()]);
      return;
    }
    const asked = await formOf(request);
    const back = new URL(this.#redirectUri);
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    const tenant = this.tenants.get(asked.get('who') ?? '');
    if (tenant && asked.get('verb') === 'accept') {
      tenant.hasConsented = true;
      back.searchParams.set('tenant', tenant.id);
      back.searchParams.set('admin_consent', 'True');
    } else {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'AADSTS65004: <b>declined</b>');
    }
    response.writeHead(303, { location: back.href }).end();
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function page(response: ServerResponse, title: string, action: string, who: string[]): void {
  const choices = who.map((name) => `<option>${name}</option>`).join('');
  const verbs = ['accept', 'part', 'cancel'].map(
    (verb) => `<button name="verb" value="${verb}">${verb}</button>`,
  );
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(
      `<title>${title}</title><form method="post" action="${action.replaceAll('&', '&amp;')}"><label>Who <select name="who">${choices}</select></label>${verbs.join('')}</form>`,
    );
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

function bearerOf({ headers }: IncomingMessage): string {
  return headers.authorization?.replace(/^Bearer /i, '') ?? '';
}

/** A browser without a window: it keeps cookies, follows redirections, and answers a provider's page. Gives where it's sent in the end. */
export async function consentBy(
  address: string,
  { who, verb = 'accept' }: { who: string; verb?: 'accept' | 'part' | 'cancel' },
): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (url: string, body?: URLSearchParams): Promise<string> => {
    const answer = await fetch(url, {
      ...{ method: body ? 'POST' : 'GET', redirect: 'manual', ...(body ? { body } : {}) },
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = answer.headers.get('location');
    if (next !== null) {
      const to = new URL(next, url);
      return to.pathname === '/install/answer' ? to.href : go(to.href);
    }
    const text = await answer.text();
    const action = /action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined || body) throw new Error(`${url} answered ${answer.status}: ${text}`);
    return go(new URL(action.replaceAll('&amp;', '&'), url).href, new URLSearchParams({ who, verb }));
  };
  return go(address);
}
