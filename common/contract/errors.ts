import { z } from 'zod';
import { diskErrorOf } from './disk.ts';

/** Every way in which a command can fail, as the person and the code see it. */
export const errorCodes = [
  /** Input doesn't fit; `fields` names what. */
  'invalid',
  /** The role or a customer's grant doesn't allow it. */
  'not-allowed',
  'not-found',
  /** It needs the partner API, and the app is offline. */
  'offline',
  /** The partner API didn't answer. */
  'unreachable',
  /** Something answered that is no partner API, or answered what can't be understood. */
  'unexpected-answer',
  'wrong-credentials',
  'session-expired',
  'too-many-requests',
  /** The local cache couldn't be read or written. */
  'cache',
  /** The cache file belongs to a newer version. */
  'newer-version',
  /** Something between here and the partner API answers in its place: a guest network's sign-in page, a wrong certificate. */
  'intercepted',
  /** The network's proxy wants a sign-in of its own. */
  'proxy-refused',
  /** The partner API at the address is another one than before. */
  'other-server',
  /** The partner API demands a newer version of Switchyard. */
  'client-too-old',
  /** The partner API is of a version that this Switchyard no longer speaks to. */
  'server-too-old',
  /** The app called itself wrongly: a defect. */
  'bad-call',
  'internal',
] as const;

export const appError = z.object({
  code: z.enum(errorCodes),
  /** What happened, what it means for the person's work, what to do: one or two sentences. */
  message: z.string(),
  /** Whether the same call can succeed later without a change: never, on its own, or once signed in again. */
  retry: z.enum(['no', 'later', 'sign-in']).default('no'),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Technical detail to copy into a report; holds no secret. */
  detail: z.string().optional(),
});
export type AppError = z.infer<typeof appError>;
export type ErrorCode = AppError['code'];

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };

export function succeeded<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(error: Partial<AppError> & Pick<AppError, 'code' | 'message'>): {
  ok: false;
  error: AppError;
} {
  return { ok: false, error: { retry: 'no', ...error } };
}

/** An error that is meant for the operator: thrown inside main and db, turned into data at the boundary. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(error: Partial<AppError> & Pick<AppError, 'code' | 'message'>, options?: ErrorOptions) {
    super(error.message, options);
    this.name = 'Failure';
    this.error = { retry: 'no', ...error };
  }
}

/**
 * Any thrown value as data. What is neither a {@link Failure} nor the disk's doing is a defect and says so, with its stack as
 * detail.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  const disk = diskErrorOf(thrown);
  if (disk) return disk;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    code: 'internal',
    message: 'Something went wrong inside Switchyard. Nothing that was saved is lost; trying again may work.',
    retry: 'later',
    detail,
  };
}
