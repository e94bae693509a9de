import { projectOfContext } from '../../common/domain/contexts.ts';
import { projectSight, type Sight } from '../../common/domain/visibility.ts';
import type { Account } from '../../common/partner-api/session.ts';

/** What an account sees in the context that it's in: a project's things, or what its brand scope holds. */
export async function sightOfAccount(
  store: { sight(brandId: string | null): Promise<Sight> },
  { context, scope }: Pick<Account, 'context' | 'scope'>,
): Promise<Sight> {
  const project = context ? projectOfContext(context.id) : null;
  return project === null ? store.sight(scope?.brandId ?? null) : projectSight(project);
}
