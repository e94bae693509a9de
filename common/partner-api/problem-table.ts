import type { ProblemKind } from './problem.ts';

interface ProblemForm {
  /** HTTP status that the problem is answered with. */
  status: number;
  /** The problem in a few words, the same for every occurrence (RFC 9457 `title`). */
  title: string;
}

/** How each kind of problem is answered over HTTP. */
export const problemTable: Record<ProblemKind, ProblemForm> = {
  invalid: { status: 400, title: 'The request holds something that can’t be used' },
  unauthenticated: { status: 401, title: 'Sign-in is needed' },
  'session-expired': { status: 401, title: 'The session has expired' },
  forbidden: { status: 403, title: 'This account may not do that' },
  'other-context': { status: 409, title: 'The change was made in another context' },
  'not-found': { status: 404, title: 'There is nothing here by that name' },
  'version-conflict': { status: 412, title: 'It was changed in the meantime' },
  'precondition-required': { status: 428, title: 'The header If-Match is needed' },
  'name-in-use': { status: 409, title: 'The name is in use' },
  'partner-has-customers': { status: 409, title: 'The partner still has customers' },
  'in-use': { status: 409, title: 'It is in use' },
  'too-few-licenses': { status: 409, title: 'The pool has too few licenses' },
  'mail-limit': { status: 429, title: 'Too many mails to one address' },
  'already-exists': { status: 409, title: 'It exists already' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'The partner API can’t answer at the moment' },
  'cursor-gone': { status: 410, title: 'The cursor is too old or of another server' },
  'not-restorable': { status: 409, title: 'It can’t be restored' },
  'too-large': { status: 413, title: 'The request is too large' },
  'client-too-old': { status: 426, title: 'This version of Switchyard is too old for this partner API' },
  'mutation-unknown': { status: 422, title: 'This partner API doesn’t know this change' },
  'field-unknown': { status: 422, title: 'This partner API doesn’t know a field of this change' },
  internal: { status: 500, title: 'Something went wrong in the partner API' },
};
