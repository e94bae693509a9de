import * as client from 'openid-client';
import { z } from 'zod';
import { discover, faultOf, read, type Registration } from './openid.ts';
import { ConsentFault, type ConsentProvider } from './provider.ts';

const title = 'Google Workspace';
const scopes = [
  'https://www.googleapis.com/auth/admin.directory.domain.readonly',
  'https://www.googleapis.com/auth/admin.directory.customer.readonly',
];
const notAdmin =
  'Whoever consented isn’t an administrator of that Google Workspace, so its domains can’t be read.';

const claims = z.object({ hd: z.string().min(1), email: z.string(), email_verified: z.literal(true) });
const domainsOf = z.object({
  domains: z.array(
    z.object({ domainName: z.string(), verified: z.boolean().optional(), isPrimary: z.boolean().optional() }),
  ),
});
const customerOf = z.object({
  id: z.string().min(1),
  postalAddress: z
    .object({ organizationName: z.string().optional(), countryCode: z.string().optional() })
    .optional(),
});

/**
 * Google Workspace by OpenID Connect with PKCE: the ID token says whose domain signed in (issuer, audience, nonce, expiry and
 * signature are verified), and that it's an administrator shows by the directory's answer.
 * @param directory where the Admin SDK's Directory API is
 */
export function googleProvider({
  issuer,
  directory,
  ...registration
}: Registration & { issuer: string; directory: string }): ConsentProvider {
  let found: client.Configuration | undefined;
  const config = async () => (found ??= await discover(issuer, registration));

  const ask = async (answer: URL, { state, verifier, nonce }: Parameters<ConsentProvider['prove']>[1]) => {
    const tokens = await client.authorizationCodeGrant(await config(), answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const who = claims.safeParse(tokens.claims());
    if (!who.success)
      throw new ConsentFault(
        'Whoever consented has a private Google account, not one of a Google Workspace.',
      );
    const granted = tokens.scope?.split(' ');
    if (granted && !scopes.every((scope) => granted.includes(scope)))
      throw new ConsentFault(
        'Not all that is asked was consented to. Begin again, and leave every box at Google checked.',
      );
    const from = `${directory}/admin/directory/v1`;
    const reading = { token: tokens.access_token, config: await config() };
    const { domains } = await read(reading.config, reading.token, `${from}/customer/my_customer/domains`, {
      ...{ schema: domainsOf, forbidden: notAdmin },
    });
    const customer = await read(reading.config, reading.token, `${from}/customers/my_customer`, {
      ...{ schema: customerOf, forbidden: notAdmin },
    });
    const verified = domains
      .filter((domain) => domain.verified)
      .sort((a, b) => Number(b.isPrimary ?? false) - Number(a.isPrimary ?? false))
      .map(({ domainName }) => domainName.toLowerCase());
    if (!verified.includes(who.data.hd.toLowerCase()))
      throw new ConsentFault(
        'The domain that signed in isn’t verified at Google, so nothing was made of it.',
      );
    return {
      tenant: customer.id,
      name: customer.postalAddress?.organizationName ?? '',
      domains: verified,
      emails: [who.data.email],
      country: customer.postalAddress?.countryCode ?? '',
    };
  };

  return {
    addressOf: async ({ state, verifier, nonce, redirectUri, domain }) => {
      try {
        return client.buildAuthorizationUrl(await config(), {
          redirect_uri: redirectUri,
          scope: ['openid', 'email', ...scopes].join(' '),
          ...{ state, nonce },
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          prompt: 'consent',
          ...(domain === '' ? {} : { hd: domain }),
        });
      } catch (error) {
        throw faultOf(error, title);
      }
    },
    prove: (answer, expected) =>
      ask(answer, expected).catch((error: unknown) => Promise.reject(faultOf(error, title))),
  };
}
