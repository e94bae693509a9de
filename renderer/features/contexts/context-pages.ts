import type { Route } from '../../app/router.ts';

/** Whether a page is there in a project's context too, beside the project itself; all else is the partner account's. */
export function isOfContext({ page }: Route): boolean {
  return page === 'sync' || page === 'conflict' || page === 'settings';
}
