import { ProblemError } from '../commands/problem-error.ts';

/** A row's ETag: its version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version that `If-Match` names, or `any` for `*`.
 * @throws ProblemError `precondition-required` without the header; `version-conflict` when it can't be an ETag of this server
 */
export function expectedVersion(ifMatch: string | undefined): number | 'any' {
  if (ifMatch === undefined)
    throw new ProblemError(
      'precondition-required',
      'A change names the version that it was made on: send the row’s ETag as If-Match.',
    );
  if (ifMatch.trim() === '*') return 'any';
  const version = /^"(\d{1,15})"$/.exec(ifMatch.trim())?.[1];
  // Weak ETags and those of something else never match (RFC 9110, 13.1.1).
  if (version === undefined)
    throw new ProblemError(
      'version-conflict',
      'If-Match isn’t the ETag of a row. Read the row again for its ETag.',
    );
  return Number(version);
}
