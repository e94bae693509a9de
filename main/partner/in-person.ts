import { PartnerFailure } from './failure.ts';

/**
 * The same failure in the words for somebody who is signing in and waits for the answer: nothing is tried again by itself
 * there. Failures that already speak to that person stay as they are.
 */
export function inPerson(thrown: unknown): unknown {
  if (!(thrown instanceof PartnerFailure)) return thrown;
  const message = sentenceOf(thrown);
  if (message === null) return thrown;
  const { status, retryAfterMs } = thrown;
  return new PartnerFailure(
    { ...thrown.error, message },
    { ...(status === null ? {} : { status }), retryAfterMs, cause: thrown },
  );
}

function sentenceOf({ error, status, retryAfterMs }: PartnerFailure): string | null {
  switch (error.code) {
    case 'unreachable':
      return status === null
        ? 'The partner API can’t be reached, so you aren’t signed in. Check the address and your network, then try again.'
        : `The partner API isn’t available at the moment (${status}), so you aren’t signed in. Try again later.`;
    case 'intercepted':
      return 'Something between this computer and the partner API answers in its place, as a guest network does until you sign in to it. You aren’t signed in. Open any page in your browser, sign in to the network, then try again.';
    case 'proxy-refused':
      return 'The network’s proxy wants a sign-in of its own before it lets anything through, so you aren’t signed in. Ask whoever runs the network to let this computer reach the partner API, then try again.';
    case 'too-many-requests':
      return `The partner API has had too many attempts. Try again in ${Math.ceil((retryAfterMs ?? 1000) / 1000)} seconds.`;
    case 'unexpected-answer':
      // Without a status it says already that this is no partner API.
      return status === null
        ? null
        : 'The partner API answered something that can’t be understood, so you aren’t signed in. Try again later, or tell whoever runs it.';
    default:
      return null;
  }
}
