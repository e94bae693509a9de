import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { domainName } from '../domain/naming.ts';
import type { Route } from './route.ts';

/** Who a customer can be installed on behalf with. */
export const providers = ['microsoft', 'google'] as const;
export type Provider = (typeof providers)[number];
const provider = z.enum(providers);

/** What a provider is called on screen. */
export const providerTitles: Record<Provider, string> = {
  microsoft: 'Microsoft 365',
  google: 'Google Workspace',
};

/** Minutes that a customer's administrator has for the provider's page. */
export const consentMinutes = 30;

/**
 * Where an installation on behalf stands: `waiting` for consent at the provider, `checking` what came back, or over: `done`,
 * `failed`, `cancelled`, `expired`.
 */
const installationState = z.enum(['waiting', 'checking', 'done', 'failed', 'cancelled', 'expired']);

/** An installation on behalf, as the account that began it sees it. */
export const installation = z.object({
  id: entityId,
  provider,
  partnerId: entityId.nullable().describe('Whose customer it becomes; null for a direct customer'),
  domain: z.string().describe('A domain that the customer must have; empty where any will do'),
  state: installationState,
  because: z.string().describe('Why it failed, or isn’t through yet, as a sentence; empty otherwise'),
  nextTryAt: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe('When the provider is asked again; null where it isn’t'),
  customerId: entityId.nullable().describe('The customer that it made'),
  customerName: z.string().describe('Its name now; empty where there is none'),
  domains: z.array(z.string()).describe('Its verified domains'),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Installation = z.infer<typeof installation>;

/** Body of POST /v1/installations. */
export const installationRequest = z.strictObject({
  id: entityId,
  provider,
  partnerId: entityId.nullable().default(null),
  domain: domainName.default(''),
});
export type InstallationRequest = z.infer<typeof installationRequest>;

/** Answer to it. The address is told this once: it carries what the provider’s answer is known by. */
export const begunInstallation = z.object({ installation, url: z.url({ protocol: /^https?$/ }) });

/** Answer of GET /v1/installations. */
export const installationList = z.object({
  providers: z.array(
    z.object({ provider, whyNot: z.string().nullable().describe('Why it can’t be used; null where it can') }),
  ),
  items: z.array(installation),
});
export type InstallationList = z.infer<typeof installationList>;

/** Routes of installing on behalf. */
export const installationRoutes = {
  listInstallations: {
    method: 'GET',
    path: '/v1/installations',
    tag: 'customers',
    summary: 'Installations on behalf that this account began, newest first, and which providers can be used',
    auth: 'account',
    access: 'customer.install',
    answer: { status: 200, description: 'The newest 50', schema: installationList },
    problems: [],
  },
  beginInstallation: {
    method: 'POST',
    path: '/v1/installations',
    tag: 'customers',
    summary:
      'Begin to install a customer on behalf: open the address in a browser, where its administrator consents',
    auth: 'account',
    access: 'customer.install',
    body: installationRequest,
    answer: { status: 201, description: 'It waits for the provider', schema: begunInstallation },
    problems: ['invalid', 'already-exists', 'unavailable'],
  },
  cancelInstallation: {
    method: 'DELETE',
    path: '/v1/installations/{id}',
    tag: 'customers',
    summary: 'Cancel an installation that isn’t over: what the provider answers then makes nothing',
    auth: 'account',
    access: 'customer.install',
    params: z.object({ id: entityId }),
    answer: { status: 204, description: 'It’s cancelled' },
    problems: ['invalid', 'not-found'],
  },
} as const satisfies Record<string, Route>;
