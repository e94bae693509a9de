import type { FastifyBaseLogger, FastifyReply } from 'fastify';
import { diskFaultOf } from '../../common/contract/disk.ts';
import type { Problem, ProblemKind } from '../../common/partner-api/problem.ts';
import { ProblemError, toProblem } from '../commands/problem-error.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { diskSentences } from '../store/disk-sentences.ts';
import { MutationRefused } from './refusals.ts';

/** Faults of a request that fastify finds before any route, by its code. */
const frameworkFaults: Record<string, { kind: ProblemKind; detail: string; status?: number }> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { kind: 'invalid', detail: 'The body isn’t JSON.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    kind: 'invalid',
    detail: 'The body is empty; this route needs one in JSON.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    kind: 'invalid',
    detail: 'The body’s type isn’t application/json.',
    status: 415,
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    kind: 'invalid',
    detail: 'The body’s length isn’t what the header says.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { kind: 'too-large', detail: 'The body is too large. Send less at a time.' },
  Z_DATA_ERROR: { kind: 'invalid', detail: 'The body says it’s gzip and can’t be unpacked.' },
  Z_BUF_ERROR: { kind: 'invalid', detail: 'The body is gzip that ends in the middle.' },
  FST_ERR_BAD_URL: { kind: 'invalid', detail: 'The path of the request can’t be read.' },
  FST_ERR_MAX_PARAM_LENGTH: { kind: 'not-found', detail: 'The partner API has no such route.' },
};

/** Any thrown error as a problem document. What is nobody's input is logged, and the caller is told nothing of its inside. */
export function toAnswerableProblem(error: unknown, requestId: string, log: FastifyBaseLogger): Problem {
  if (error instanceof MutationRefused) return error.toProblem(requestId);
  if (error instanceof ProblemError) return toProblem(error, requestId);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const fault = frameworkFaults[code];
  if (fault) {
    const status = fault.status === undefined ? {} : { status: fault.status };
    return toProblem(new ProblemError(fault.kind, fault.detail, status), requestId);
  }
  if (error instanceof SyntaxError && 'statusCode' in error && error.statusCode === 400)
    return toProblem(new ProblemError('invalid', 'The body isn’t JSON.'), requestId);
  log.error({ err: error }, 'request failed');
  const disk = diskFaultOf(error);
  if (disk) return toProblem(new ProblemError('unavailable', diskSentences[disk]), requestId);
  if (error instanceof StoreUnavailable)
    return toProblem(
      new ProblemError(
        'unavailable',
        'The partner API’s database doesn’t answer at the moment. Send the request again in a while; what was sent twice is done once.',
      ),
      requestId,
    );
  const detail = 'Nothing of this request was done. Try again later; the request id helps to find the cause.';
  return toProblem(new ProblemError('internal', detail), requestId);
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  void reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
