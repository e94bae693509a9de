import { PartnerFailure } from './failure.ts';

/** What it means that a request got no answer, by the code of its innermost cause. Pure: the table of it is a test. */

/** Why a partner API can't be reached, after "can’t be reached:". */
const unreachableBecause: Record<string, string> = {
  ENOTFOUND: 'its name can’t be looked up, as without a network',
  EAI_AGAIN: 'its name can’t be looked up, as without a network',
  EAI_FAIL: 'its name can’t be looked up, as without a network',
  EAI_NODATA: 'its name can’t be looked up, as without a network',
  ECONNREFUSED: 'nothing listens there at the moment',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  UND_ERR_SOCKET: 'the connection was broken off',
  ECONNABORTED: 'the connection was broken off',
  ETIMEDOUT: 'nothing answers there, as on a network that leads nowhere',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers there, as on a network that leads nowhere',
  UND_ERR_HEADERS_TIMEOUT: 'nothing answers there, as on a network that leads nowhere',
  ENETUNREACH: 'there’s no network',
  ENETDOWN: 'there’s no network',
  ENETRESET: 'there’s no network',
  EADDRNOTAVAIL: 'there’s no network',
  EHOSTUNREACH: 'no way leads there from this network',
  EHOSTDOWN: 'no way leads there from this network',
};

/** What is wrong with the certificate of what answers. */
const certificateFaults: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate isn’t valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody this computer trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody this computer trusts',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by nobody this computer trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody this computer trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody this computer trusts',
  CERT_SIGNATURE_FAILURE: 'its certificate is signed by nobody this computer trusts',
  CERT_UNTRUSTED: 'its certificate is signed by nobody this computer trusts',
  CERT_REJECTED: 'its certificate is signed by nobody this computer trusts',
  CERT_REVOKED: 'its certificate was revoked',
  HOSTNAME_MISMATCH: 'its certificate is for another name',
};

/** The failure of a request that got no answer. `request` is such as `GET /v1/changes`. */
export function failureWithoutAnswer(request: string, address: string, thrown: unknown): PartnerFailure {
  const host = URL.parse(address)?.host ?? address;
  const cause = innermostCause(thrown);
  const detail = `${request}: ${describeCause(cause)}`;
  const code = codeOf(cause);
  if (isProxyRefusal(cause)) return proxyRefused(detail);
  const certificateFault = certificateFaults[code];
  if (certificateFault !== undefined)
    return new PartnerFailure(
      {
        code: 'intercepted',
        message: `What answers at ${host} can’t prove that it’s the partner API: ${certificateFault}. A guest network that wants a sign-in does that, and so does a computer whose date is wrong. Nothing was sent to it; your changes are kept, and it’s tried again by itself.`,
        retry: 'later',
        detail,
      },
      { cause: thrown },
    );
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return new PartnerFailure(
      {
        code: 'intercepted',
        message: `What answers at ${host} doesn’t speak encrypted as the partner API does. A guest network that wants a sign-in does that. Nothing was sent to it; your changes are kept, and it’s tried again by itself.`,
        retry: 'later',
        detail,
      },
      { cause: thrown },
    );
  // Undici's parser gives its errors a code in some versions of Node, and in others a name alone.
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError'))
    return new PartnerFailure(
      {
        code: 'unexpected-answer',
        message: `What answers at ${host} isn’t understood at all. What is here stays as it is; it’s tried again by itself.`,
        retry: 'later',
        detail,
      },
      { cause: thrown },
    );
  const because = unreachableBecause[code];
  return new PartnerFailure(
    {
      code: 'unreachable',
      message: `The partner API at ${host} can’t be reached${because === undefined ? '' : `: ${because}`}. It’s tried again by itself; your changes are kept.`,
      retry: 'later',
      detail,
    },
    { cause: thrown },
  );
}

/** The failure for a proxy that lets nobody through who hasn’t signed in to it. */
export function proxyRefused(detail: string): PartnerFailure {
  return new PartnerFailure({
    code: 'proxy-refused',
    message:
      'The network’s proxy wants a sign-in of its own before it lets anything through (407). Your changes are kept, and it’s tried again by itself; ask whoever runs the network to let this computer reach the partner API.',
    retry: 'later',
    detail,
  });
}

/** The innermost reason of a failed fetch, such as `ECONNREFUSED connect …`. */
export function describeCause(thrown: unknown): string {
  const cause = innermostCause(thrown);
  if (!(cause instanceof Error)) return String(cause);
  const code = codeOf(cause);
  return code ? `${code} ${cause.message}` : cause.message;
}

function innermostCause(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  if (thrown.cause instanceof Error) return innermostCause(thrown.cause);
  // Several addresses of one name were tried: the first one tells enough.
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error)
    return innermostCause(thrown.errors[0]);
  return thrown;
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

// Undici tells it in words alone, and only of a tunnel: `Proxy response (407) !== 200 when HTTP Tunneling`. A bare 407 is what
// the Fetch Standard makes a network error of, without a word.
function isProxyRefusal(cause: unknown): boolean {
  return cause instanceof Error && /proxy response ?\(407\)/i.test(cause.message);
}
