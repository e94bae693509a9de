import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';
import type { Problem } from '../../common/partner-api/problem.ts';
import { ProblemError, toProblem } from '../commands/problem-error.ts';

type Refusal = Exclude<MutationOutcome, { outcome: 'applied' }>;

/** A command that the resource door ran wasn't applied. */
export class MutationRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`The mutation was answered with ${refusal.outcome}`);
    this.refusal = refusal;
  }

  /** The refusal as a problem document of this request. */
  toProblem(requestId: string): Problem {
    switch (this.refusal.outcome) {
      case 'rejected':
        return { ...this.refusal.problem, requestId };
      case 'conflict':
        return toProblem(new ProblemError('version-conflict', this.refusal.because), requestId);
      case 'retry':
        return toProblem(new ProblemError('unavailable', this.refusal.because), requestId);
    }
  }
}
