import { Failure, type AppError } from '../../common/contract/errors.ts';

/** A {@link Failure} of the partner API, with what the sync engine decides by. */
export class PartnerFailure extends Failure {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** How long it asked to wait, in milliseconds; null when it didn't. */
  readonly retryAfterMs: number | null;
  /**
   * It's sure that nothing of the request was done. It never left, since whoever was asked before it (who is there, a new access
   * token) failed; or the partner API itself, by a problem document of its own, refused it before it looked at what it holds: too
   * many requests, a Switchyard that is too old, no session, too much to do, shutting down. No answer at all, one that was cut off,
   * and whatever something between here and there may have answered say nothing of that: the request may have been carried out.
   */
  readonly nothingDone: boolean;

  constructor(
    error: Partial<AppError> & Pick<AppError, 'code' | 'message'>,
    answer: { status?: number; retryAfterMs?: number | null; nothingDone?: boolean; cause?: unknown } = {},
  ) {
    super(error, { cause: answer.cause });
    this.name = 'PartnerFailure';
    this.status = answer.status ?? null;
    this.retryAfterMs = answer.retryAfterMs ?? null;
    this.nothingDone = answer.nothingDone ?? false;
  }
}

/** Whether nothing of the request that ended so was done; see {@link PartnerFailure.nothingDone}. */
export function didNothing(thrown: unknown): boolean {
  return thrown instanceof PartnerFailure && thrown.nothingDone;
}

/** What a request ended with before it left. */
export function neverLeft(thrown: unknown): unknown {
  if (!(thrown instanceof PartnerFailure)) return thrown;
  const { error, status, retryAfterMs } = thrown;
  const answer = status === null ? {} : { status };
  return new PartnerFailure(error, { ...answer, retryAfterMs, nothingDone: true, cause: thrown });
}

/** The partner API no longer knows the cursor, or is of another epoch: a new snapshot is needed. */
export function isCursorGone(thrown: unknown): boolean {
  return thrown instanceof PartnerFailure && thrown.status === 410;
}

/** It won't take this request as it stands, however often it's sent. */
export function isRefusal(thrown: unknown): thrown is PartnerFailure {
  return thrown instanceof PartnerFailure && [400, 413, 422].includes(thrown.status ?? 0);
}

/** It failed on this request without saying why it might pass later. */
export function isServerFault(thrown: unknown): thrown is PartnerFailure {
  return thrown instanceof PartnerFailure && thrown.status === 500;
}
