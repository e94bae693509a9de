import * as client from 'openid-client';
import { z } from 'zod';
import { denied, discover, faultOf, isRefusal, read, type Registration } from './openid.ts';
import { ConsentFault, NotYetFault, type ConsentProvider, type Proof } from './provider.ts';

const title = 'Microsoft 365';
const noAccess =
  'Microsoft 365 doesn’t let this partner API read the organization: consent was given in part, or not by an administrator.';

// Anything else could lead the request elsewhere.
const tenantForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const organizations = z.object({
  value: z
    .array(
      z.object({
        id: z.string(),
        displayName: z.string().nullish(),
        countryLetterCode: z.string().nullish(),
        technicalNotificationMails: z.array(z.string()).nullish(),
      }),
    )
    .length(1),
});
const domainsOf = z.object({
  value: z.array(z.object({ id: z.string(), isVerified: z.boolean(), isDefault: z.boolean().nullish() })),
});

/**
 * Microsoft 365 by Entra's admin consent. Its answer isn't signed, and says no more than which tenant to ask: that the tenant let this
 * partner API in shows by a token of the application for it, and who it is by what Graph tells with that.
 * @param authority where Entra is
 */
export function microsoftProvider({
  authority,
  graph,
  ...registration
}: Registration & { authority: string; graph: string }): ConsentProvider {
  const ask = async (tenant: string): Promise<Proof> => {
    const config = await discover(`${authority}/${tenant}/v2.0`, registration);
    const { access_token: token } = await client.clientCredentialsGrant(config, {
      scope: `${graph}/.default`,
    });
    const organizationUrl = `${graph}/v1.0/organization?$select=id,displayName,countryLetterCode,technicalNotificationMails`;
    const { value } = await read(config, token, organizationUrl, {
      ...{ schema: organizations, forbidden: noAccess },
    });
    const [organization] = value;
    if (organization?.id.toLowerCase() !== tenant.toLowerCase())
      throw new ConsentFault(
        'Microsoft 365 tells of another organization than the one that was named, so nothing was made of it.',
      );
    const domains = await read(config, token, `${graph}/v1.0/domains`, {
      ...{ schema: domainsOf, forbidden: noAccess },
    });
    return {
      tenant: tenant.toLowerCase(),
      name: organization.displayName ?? '',
      domains: domains.value
        .filter(({ isVerified }) => isVerified)
        .sort((a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false))
        .map(({ id }) => id.toLowerCase()),
      emails: organization.technicalNotificationMails ?? [],
      country: organization.countryLetterCode ?? '',
    };
  };
  const proveTenant = async (tenant: string): Promise<Proof> => {
    try {
      return await ask(tenant);
    } catch (thrown) {
      const fault = faultOf(thrown, title);
      // Entra answers so for minutes after a consent, and for ever without one.
      throw isRefusal(thrown) ? new NotYetFault(fault.message, tenant, thrown) : fault;
    }
  };
  return {
    addressOf: async ({ state, redirectUri }) => {
      const url = new URL(`${authority}/organizations/v2.0/adminconsent`);
      url.search = new URLSearchParams({
        client_id: registration.clientId,
        ...{ scope: `${graph}/.default`, redirect_uri: redirectUri, state },
      }).toString();
      return url;
    },
    prove: async (answer) => {
      const said = (name: string) => answer.searchParams.get(name) ?? '';
      if (said('error') !== '') throw denied(said('error'), title);
      if (said('admin_consent').toLowerCase() !== 'true')
        throw new ConsentFault('Microsoft 365 doesn’t say that an administrator consented.');
      const tenant = said('tenant');
      if (!tenantForm.test(tenant))
        throw new ConsentFault('Microsoft 365 doesn’t say which organization consented.');
      return proveTenant(tenant);
    },
    proveAgain: proveTenant,
  };
}
