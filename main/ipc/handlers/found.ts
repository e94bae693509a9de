import { Failure } from '../../../common/contract/errors.ts';

/** The row, or a failure where there's none. @throws Failure `not-found` */
export function found<T>(row: T | null, what: string): T {
  if (row !== null) return row;
  throw new Failure({
    code: 'not-found',
    message: `This ${what} isn’t here. It may have been deleted, or isn’t synchronised yet.`,
  });
}
