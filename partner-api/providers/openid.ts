import * as client from 'openid-client';
import type { z } from 'zod';
import { ConsentFault } from './provider.ts';

const patienceSeconds = 10;

/** An application as it's registered with a provider. */
export interface Registration {
  clientId: string;
  clientSecret: string;
}

/** What an issuer says of itself, ready to be asked. The signature of its ID tokens is verified. */
export function discover(
  issuer: string,
  { clientId, clientSecret }: Registration,
): Promise<client.Configuration> {
  return client.discovery(new URL(issuer), clientId, clientSecret, client.ClientSecretPost(clientSecret), {
    timeout: patienceSeconds,
    // Only addresses of this machine may be without HTTPS: those of tests. What the configuration takes is checked where it's read.
    execute: [
      client.enableNonRepudiationChecks,
      ...(new URL(issuer).protocol === 'http:' ? [client.allowInsecureRequests] : []),
    ],
  });
}

class ForbiddenFault extends ConsentFault {}

/** Whether a step at a provider failed as it does while it doesn't know of a consent: no token for the application, or one that's good for nothing. */
export function isRefusal(thrown: unknown): boolean {
  return (
    thrown instanceof ForbiddenFault ||
    thrown instanceof client.WWWAuthenticateChallengeError ||
    (thrown instanceof client.ResponseBodyError && thrown.error === 'unauthorized_client')
  );
}

/** Reads a document with an access token. @throws ConsentFault with `forbidden` where the token isn't enough for it */
export async function read<T>(
  config: client.Configuration,
  token: string,
  url: string,
  { schema, forbidden }: { schema: z.ZodType<T>; forbidden: string },
): Promise<T> {
  const answer = await client.fetchProtectedResource(config, token, new URL(url), 'GET');
  if (answer.status === 401 || answer.status === 403) throw new ForbiddenFault(forbidden);
  if (!answer.ok)
    throw new ConsentFault(`The provider answered with status ${answer.status}. Begin again later.`);
  const parsed = schema.safeParse(await answer.json());
  if (!parsed.success) throw new ConsentFault('The provider’s answer can’t be read.', parsed.error);
  return parsed.data;
}

/** What a failed step at a provider means. */
export function faultOf(thrown: unknown, provider: string): ConsentFault {
  if (thrown instanceof ConsentFault) return thrown;
  if (thrown instanceof client.AuthorizationResponseError) return denied(thrown.error, provider);
  if (thrown instanceof client.WWWAuthenticateChallengeError)
    return new ConsentFault(
      `${provider} refused to tell about the organization. Its administrator has to consent to all that is asked.`,
      thrown,
    );
  if (thrown instanceof client.ResponseBodyError)
    return new ConsentFault(
      thrown.status >= 500
        ? `${provider} doesn’t work at the moment. Begin again later.`
        : `${provider} gave no access: the consent isn’t valid, or this partner API isn’t registered as it should be (${thrown.error}).`,
      thrown,
    );
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const isUnreachable =
    ['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(code) ||
    (thrown instanceof TypeError && code === '') ||
    (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' && !isAnswerOfToken(thrown));
  if (isUnreachable)
    return new ConsentFault(`${provider} can’t be reached at the moment. Begin again later.`, thrown);
  return new ConsentFault(
    `${provider}’s answer doesn’t prove who consented, so nothing was made of it.`,
    thrown,
  );
}

function isAnswerOfToken(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.cause instanceof Response && thrown.cause.status < 500;
}

/** What a provider's word for a refusal means; its description isn't repeated, as anybody could have written it. */
export function denied(error: string, provider: string): ConsentFault {
  if (error === 'access_denied' || error === 'consent_required')
    return new ConsentFault(
      `Consent was denied at ${provider}, or whoever signed in there isn’t an administrator.`,
    );
  return new ConsentFault(
    `${provider} refused the request. Begin again; if that stays so, check how this partner API is registered there.`,
  );
}
