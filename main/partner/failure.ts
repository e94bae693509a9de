import { Failure, type AppError } from '../../common/contract/errors.ts';

/** A {@link Failure} of the partner API, with what the sync engine decides by. */
export class PartnerFailure extends Failure {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** How long it asked to wait, in milliseconds; null when it didn't. */
  readonly retryAfterMs: number | null;

  constructor(
    error: Partial<AppError> & Pick<AppError, 'code' | 'message'>,
    answer: { status?: number; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(error, { cause: answer.cause });
    this.name = 'PartnerFailure';
    this.status = answer.status ?? null;
    this.retryAfterMs = answer.retryAfterMs ?? null;
  }
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
