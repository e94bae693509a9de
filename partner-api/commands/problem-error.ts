import type { Problem, ProblemKind } from '../../common/partner-api/problem.ts';
import { problemTable } from '../../common/partner-api/problem-table.ts';

export interface ProblemDetails {
  fields?: { path: string; message: string }[];
  /** HTTP status where it isn't the kind's usual one. */
  status?: number;
  /** The request was refused before anything looked at what it holds. */
  nothingDone?: true;
}

/** Something that the caller is told as a problem document. `message` is its detail: one or two sentences for a person. */
export class ProblemError extends Error {
  readonly kind: ProblemKind;
  readonly details: ProblemDetails;

  constructor(kind: ProblemKind, detail: string, details: ProblemDetails = {}) {
    super(detail);
    this.name = 'ProblemError';
    this.kind = kind;
    this.details = details;
  }
}

/** The problem document (RFC 9457) of a problem. */
export function toProblem(error: ProblemError, requestId: string): Problem {
  const { status, title } = problemTable[error.kind];
  return {
    type: `/problems/${error.kind}`,
    title,
    status: error.details.status ?? status,
    detail: error.message,
    kind: error.kind,
    ...(error.details.fields ? { fields: error.details.fields } : {}),
    ...(error.details.nothingDone ? { nothingDone: true as const } : {}),
    requestId,
  };
}

interface SchemaIssue {
  path: readonly PropertyKey[];
  message: string;
}

/** What a schema found wrong, as a problem with the fields by dotted path. */
export function invalidInput(issues: readonly SchemaIssue[]): ProblemError {
  const fields = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const first = fields[0];
  const detail = first ? (first.path ? `${first.path}: ${first.message}` : first.message) : 'It doesn’t fit.';
  return new ProblemError('invalid', asSentence(detail), { fields });
}

/** One field that is wrong. `message` stands beside the field, and so has no full stop; as the problem's detail it gets one. */
export function invalidField(path: string, message: string): ProblemError {
  return new ProblemError('invalid', asSentence(message), { fields: [{ path, message }] });
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
