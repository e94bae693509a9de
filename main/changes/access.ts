import { Failure } from '../../common/contract/errors.ts';
import { decideAccess, type Action } from '../../common/domain/access.ts';
import type { Account } from '../../common/partner-api/session.ts';

/**
 * Makes sure that the account may do an action before anything is queued.
 * @throws Failure `not-allowed` with the sentence that says why
 */
export function requireAccess(account: Account | null, action: Action, grants?: readonly string[]): void {
  if (account === null)
    throw new Failure({
      code: 'not-allowed',
      message: 'Nobody is signed in. Sign in to make changes; what is here can be read meanwhile.',
      retry: 'sign-in',
    });
  const decision = decideAccess({
    role: account.role,
    action,
    context: account.context?.id,
    ...(grants ? { grants } : {}),
  });
  if (!decision.allowed) throw new Failure({ code: 'not-allowed', message: decision.because });
}
