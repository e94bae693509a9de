import { problem, type Problem } from '../../common/partner-api/problem.ts';
import { PartnerFailure } from './failure.ts';
import { proxyRefused } from './no-answer.ts';

/** What an answer other than success means, as a failure the operator can read. Pure: the table of it is a test. */

/** How long to wait when it asks to slow down without saying for how long, and the longest wait that is believed. */
const defaultWaitMs = 30_000;
const longestWaitMs = 60 * 60_000;

export interface Answer {
  /** What was asked, such as `GET /v1/changes`; holds no query and no secret. */
  request: string;
  status: number;
  contentType: string;
  retryAfter: string | null;
  body: Uint8Array;
  /** Milliseconds since the epoch. */
  now: number;
}

export function failureOfAnswer(answer: Answer): PartnerFailure {
  const told = problemIn(answer);
  const detail = describe(answer, told);
  const { status } = answer;
  if (status === 407) return proxyRefused(detail);
  if (isInterception(answer, told)) return intercepted(answer, detail);
  const nothingDone = told !== null && saysNothingDone(told, status);
  if (status === 426 && told?.kind === 'client-too-old')
    return clientTooOld(told.detail ?? told.title, detail, nothingDone);
  if (status === 401 && told)
    return new PartnerFailure(
      {
        code: 'session-expired',
        message: 'Your session has ended. Sign in again to go on synchronising; changes that wait are kept.',
        retry: 'sign-in',
        detail,
      },
      { status, nothingDone },
    );
  if (status === 429 || (status === 503 && answer.retryAfter !== null))
    return new PartnerFailure(
      {
        code: 'too-many-requests',
        message:
          'The partner API asks to slow down. Synchronising goes on by itself when it allows; your changes are kept.',
        retry: 'later',
        detail,
      },
      { status, retryAfterMs: retryAfterMs(answer.retryAfter, answer.now), nothingDone },
    );
  if (status === 410 && told)
    return new PartnerFailure(
      {
        code: 'unexpected-answer',
        message:
          'The partner API no longer knows how far this copy is; it’s taken anew. Your changes are kept.',
        retry: 'later',
        detail,
      },
      { status },
    );
  if (told && status < 500) return refusalOf(told, status, detail);
  if (status >= 502 && status <= 504)
    return new PartnerFailure(
      {
        code: 'unreachable',
        message: `The partner API isn’t available at the moment (${status}). It’s tried again by itself; your changes are kept.`,
        retry: 'later',
        detail,
      },
      { status, nothingDone },
    );
  return new PartnerFailure(
    {
      code: 'unexpected-answer',
      message:
        status >= 500
          ? `The partner API failed on its side (${status}). What is here stays as it is; it’s tried again by itself.`
          : `The address answered ${status}, which a partner API doesn’t at this place. What is here stays as it is; check the address.`,
      retry: 'later',
      detail,
    },
    // Without a problem document it's nobody's who judges sessions, cursors or changes.
    told || status >= 500 || status === 413 ? { status } : {},
  );
}

/** Kinds of problem that every version answers before it looks at what a request holds, and the statuses that they come with. */
const refusedUnseen: Readonly<Record<string, number>> = {
  'too-many-requests': 429,
  'client-too-old': 426,
  unauthenticated: 401,
  'session-expired': 401,
};

/** Whether a problem document says that nothing of the request was done; an older partner API says it by the kind alone. */
function saysNothingDone({ kind, nothingDone }: Problem, status: number): boolean {
  return nothingDone === true || refusedUnseen[kind] === status;
}

// A redirection isn't followed, so that a token stays with the address that was chosen. RFC 6585 §6 has 511 for such networks.
function isInterception({ status, contentType }: Answer, told: Problem | null): boolean {
  if ((status >= 300 && status < 400) || status === 511) return true;
  return !told && /html/i.test(contentType) && status < 500 && status !== 413 && status !== 429;
}

/** Something else answered in the partner API's place. Its status means nothing, and isn't told to whoever decides by it. */
function intercepted({ status }: Pick<Answer, 'status'>, detail: string): PartnerFailure {
  const what = status >= 300 && status < 400 ? `A redirection elsewhere (${status})` : 'A web page';
  return new PartnerFailure({
    code: 'intercepted',
    message: `${what} came in place of the partner API’s answer, as on a guest network that wants a sign-in. Open any page in your browser and sign in there. It’s tried again by itself; your changes are kept.`,
    retry: 'later',
    detail,
  });
}

/** How often a partner API that demands a newer Switchyard is asked whether it still does. */
const tooOldWaitMs = 5 * 60_000;

/** The partner API demands a newer Switchyard. It's asked again now and then: the demand may go. */
export function clientTooOld(sentence: string, detail: string, nothingDone = false): PartnerFailure {
  return new PartnerFailure(
    { code: 'client-too-old', message: `${sentence} Your changes are kept here.`, retry: 'later', detail },
    { status: 426, retryAfterMs: tooOldWaitMs, nothingDone },
  );
}

function refusalOf(told: Problem, status: number, detail: string): PartnerFailure {
  const sentence = told.detail ?? told.title;
  if (status === 403)
    return new PartnerFailure({ code: 'not-allowed', message: sentence, detail }, { status });
  if (status === 404) return new PartnerFailure({ code: 'not-found', message: sentence, detail }, { status });
  return new PartnerFailure(
    { code: 'invalid', message: sentence, detail, ...(told.fields ? { fields: told.fields } : {}) },
    { status },
  );
}

/** An answer of 200 that holds something else than was agreed. `reason` says what, without quoting the answer. */
export function notUnderstood(
  answer: Pick<Answer, 'request' | 'status' | 'contentType' | 'body'>,
  reason: string,
): PartnerFailure {
  if (/html/i.test(answer.contentType)) return intercepted(answer, describe(answer, null));
  return new PartnerFailure(
    {
      code: 'unexpected-answer',
      message: `The partner API’s answer can’t be understood: ${reason}. What is here stays as it is; it’s tried again by itself.`,
      retry: 'later',
      detail: describe(answer, null),
    },
    { status: answer.status },
  );
}

/** `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110 §10.2.3), kept within a second and an hour. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return defaultWaitMs;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  if (Number.isNaN(wait)) return defaultWaitMs;
  return Math.min(longestWaitMs, Math.max(1000, wait));
}

function problemIn({ contentType, body }: Answer): Problem | null {
  if (!isJson(contentType)) return null;
  try {
    return problem.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return null;
  }
}

export function isJson(contentType: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(contentType);
}

function describe(
  answer: Pick<Answer, 'request' | 'status' | 'contentType' | 'body'>,
  told: Problem | null,
): string {
  const parts = [
    `${answer.request} → ${answer.status}`,
    answer.contentType || 'no content type',
    `${answer.body.byteLength} bytes`,
  ];
  if (told) parts.push(`${told.kind}: ${told.detail ?? told.title}`);
  if (told?.requestId) parts.push(`request ${told.requestId}`);
  return parts.join(', ');
}
