import { z } from 'zod';

/** Kinds of problem that the partner API answers with. `type` of the problem document is `/problems/<kind>`. */
export const problemKinds = [
  'invalid',
  'unauthenticated',
  'session-expired',
  'forbidden',
  'other-context',
  'not-found',
  'version-conflict',
  'precondition-required',
  'name-in-use',
  'partner-has-customers',
  'in-use',
  'mail-limit',
  'already-exists',
  'too-few-licenses',
  'too-many-requests',
  'unavailable',
  'cursor-gone',
  'not-restorable',
  'too-large',
  'client-too-old',
  'mutation-unknown',
  'field-unknown',
  'internal',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** RFC 9457 problem document, with the fields that are wrong where there are some. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** One of {@link problemKinds}; a newer server may know more. */
  kind: z.string(),
  /** Which fields are wrong, by dotted path, and why. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** It’s sure that nothing of the request was done: it was refused before anything looked at what it holds. */
  nothingDone: z.boolean().optional(),
  /** Id of the request, for support. */
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
