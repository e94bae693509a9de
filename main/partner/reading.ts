import { z } from 'zod';
import { sessionRole } from '../../common/domain/access.ts';
import {
  account,
  apiVersion,
  discovery,
  serviceName,
  tokens,
  type Discovery,
} from '../../common/partner-api/session.ts';
import { mutationOutcome, mutationResults } from '../../common/partner-api/sync-door.ts';
import { compareVersions, isVersion } from '../../common/partner-api/versions.ts';
import { clientTooOld, isJson, notUnderstood, type Answer } from './answers.ts';
import { PartnerFailure } from './failure.ts';

/** Reads the bodies of answers, those of servers that are older or newer than this Switchyard included. */

/** What every version of the contract has in common: who it is and which version it speaks. */
const introduction = z.object({ service: z.literal(serviceName), apiVersion: z.int() });

/**
 * What a server says of itself.
 * @throws PartnerFailure `client-too-old`, `server-too-old`, `other-server` for something that is no partner API, or
 *   `intercepted` for a web page
 */
export function readDiscovery(answer: Answer, clientVersion: string): Discovery {
  if (/html/i.test(answer.contentType)) throw notUnderstood(answer, 'it’s a web page');
  const json = isJson(answer.contentType) ? jsonOrUndefined(textOf(answer)) : undefined;
  const introduced = introduction.safeParse(json);
  if (!introduced.success)
    throw new PartnerFailure({
      code: 'other-server',
      message:
        'Something else than the partner API answers at its address now. Nothing is exchanged with it; your changes are kept here. Ask whoever runs the partner API where it is.',
      retry: 'later',
      detail: `${answer.request} answered ${answer.contentType || 'something without a type'}`,
    });
  const spoken = introduced.data.apiVersion;
  if (spoken > apiVersion)
    throw clientTooOld(
      'The partner API is of a newer version than this Switchyard understands. Update Switchyard.',
      `API version ${spoken}, understood ${apiVersion}`,
    );
  if (spoken < apiVersion)
    throw new PartnerFailure({
      code: 'server-too-old',
      message:
        'The partner API is of an older version than this Switchyard speaks. Your changes are kept here until whoever runs the partner API has updated it.',
      retry: 'later',
      detail: `API version ${spoken}, spoken ${apiVersion}`,
    });
  const found = discovery.safeParse(json);
  if (!found.success) throw notUnderstood(answer, `it doesn’t hold what was agreed${placesOf(found.error)}`);
  const { minClient, version } = found.data;
  if (minClient !== undefined && isVersion(minClient) && compareVersions(clientVersion, minClient) < 0)
    throw clientTooOld(
      `The partner API takes Switchyard ${minClient} or newer, and this is ${clientVersion}. Update Switchyard.`,
      `server ${version ?? 'of unknown version'} demands ${minClient}, this is ${clientVersion}`,
    );
  return found.data;
}

/** Tokens of an account whose role this version may not know: it then sees, and what more it may, the server decides. */
export const tolerantTokens = tokens.extend({
  account: z.preprocess((value) => {
    const told = z.looseObject({ role: z.string() }).safeParse(value);
    if (!told.success || sessionRole.safeParse(told.data.role).success) return value;
    return { ...told.data, role: 'read-only', roleTitle: told.data.role };
  }, account),
});

/**
 * Results of a push. An outcome that this version doesn't know moves nothing here: the change is asked about again, which its
 * id makes harmless.
 */
export const tolerantResults = mutationResults.extend({
  results: z.array(
    z.union([
      mutationOutcome,
      z
        .looseObject({ id: z.string(), outcome: z.string() })
        .refine(({ outcome }) => !knownOutcomes.has(outcome), 'it’s a known outcome in another shape')
        .transform(({ id, outcome }) => ({
          id,
          outcome: 'retry' as const,
          because: `The partner API answered “${outcome.slice(0, 40)}”, which this version of Switchyard doesn’t know. It’s asked again by itself.`,
          // A newer server may have applied it.
          isUnclear: true as const,
        })),
    ]),
  ),
});

const knownOutcomes = new Set<string>(mutationOutcome.options.map((option) => option.shape.outcome.value));

/** The JSON of an answer, as agreed. @throws PartnerFailure `unexpected-answer`, `intercepted` */
export function jsonOf<T>(answer: Answer, schema: z.ZodType<T>): T {
  if (!isJson(answer.contentType)) throw notUnderstood(answer, `it’s ${contentName(answer)} and not JSON`);
  const parsed = schema.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.') || 'the whole');
  throw notUnderstood(answer, `it doesn’t hold what was agreed at ${where.join(', ')}`);
}

function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(textOf(answer));
  } catch {
    throw notUnderstood(answer, 'it’s broken or ends in the middle');
  }
}

/** A text as JSON; undefined where it's none. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What sort of thing an answer is, in words. */
export function contentName({ contentType }: Answer): string {
  if (/html/i.test(contentType)) return 'a web page';
  return contentType === '' ? 'something without a type' : contentType;
}

/** The text of an answer. */
function textOf({ body }: Pick<Answer, 'body'>): string {
  return new TextDecoder().decode(body);
}

function placesOf(error: z.ZodError): string {
  const where = error.issues.slice(0, 5).map((issue) => issue.path.join('.') || 'the whole');
  return ` at ${where.join(', ')}`;
}
