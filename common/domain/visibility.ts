import { contextOfProject, projectOfContext } from './contexts.ts';
import type { EntityKind, EntityRow, EntityRows } from './entities.ts';

/** The scope key of what no brand decides about; an account with a brand scope never sees it. */
export const noScope = '';

/**
 * What an account sees: the brands of its scope, or null for everything. A row is in sight when its scope key is one of them.
 */
export type Sight = ReadonlySet<string> | null;

/** What is seen in a project's context: the project and its licenses. Its key is no brand's, so that no scope key is in it. */
export function projectSight(projectId: string): Sight {
  return new Set([contextOfProject(projectId)]);
}

/** The project of a {@link projectSight}; null for every other sight. */
export function projectOfSight(sight: Sight): string | null {
  if (sight?.size !== 1) return null;
  const [key = ''] = sight;
  return projectOfContext(key);
}

/** Whether a row is the project's of a {@link projectSight}: itself, or one of its licenses. */
export function isOfProject(kind: EntityKind, row: EntityRow, projectId: string): boolean {
  if (kind === 'project') return row.id === projectId;
  return kind === 'license' && 'projectId' in row && row.projectId === projectId;
}

/** The sight of an account that sees everything. */
export const seesAll: Sight = null;

/** As much of a brand as the tree needs. */
interface BrandNode {
  id: string;
  parentId: string | null;
}

/**
 * What an account with a brand scope sees: its brand and all brands below it, never the parent or siblings. Without a brand it
 * sees everything; with one that isn't there (any more), nothing.
 */
export function sightOf(brandId: string | null, brands: Iterable<BrandNode>): Sight {
  if (brandId === null) return seesAll;
  const below = new Map<string, string[]>();
  let isThere = false;
  for (const { id, parentId } of brands) {
    isThere ||= id === brandId;
    if (parentId !== null) below.set(parentId, [...(below.get(parentId) ?? []), id]);
  }
  const sight = new Set<string>();
  const open = isThere ? [brandId] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (sight.has(id)) continue;
    sight.add(id);
    open.push(...(below.get(id) ?? []));
  }
  return sight;
}

/** Whether a row with this scope key is in sight. */
export function isInSight(sight: Sight, scopeKey: string): boolean {
  return sight === null || (scopeKey !== noScope && sight.has(scopeKey));
}

/** The kind whose rows' scope key holds for a kind's rows as well: a site is seen by whoever sees its customer. */
export const scopeParents: Readonly<Partial<Record<EntityKind, EntityKind>>> = {
  site: 'customer',
  probe: 'site',
  project: 'customer',
  license: 'project',
  visit: 'site',
};

/**
 * The scope key of a row: the brand that decides who sees it. A brand decides about itself; a partner's and a customer's own
 * brand about them, and so a template's; a site has its customer's key, a probe and a visit their site's. {@link noScope} where
 * no brand decides: without a brand,
 * in the inventory, under a parent that isn't there.
 * @param parentKey the scope key of what the row belongs to, for the kinds of {@link scopeParents}
 */
export function scopeKeyOf<K extends EntityKind>(kind: K, row: EntityRows[K], parentKey: string): string {
  return scopeRules[kind](row, parentKey);
}

const scopeRules: { [K in EntityKind]: (row: EntityRows[K], parentKey: string) => string } = {
  brand: ({ id }) => id,
  billingAccount: ({ brandId }) => brandId ?? noScope,
  accessRequest: ({ brandId }) => brandId ?? noScope,
  notice: ({ brandId }) => brandId ?? noScope,
  onboardingLink: ({ brandId }) => brandId ?? noScope,
  invite: ({ brandId }) => brandId ?? noScope,
  partner: ({ brandId }) => brandId ?? noScope,
  customer: ({ brandId }) => brandId ?? noScope,
  site: (_row, customerKey) => customerKey,
  probe: ({ siteId }, siteKey) => (siteId === null ? noScope : siteKey),
  project: ({ customerId }, customerKey) => (customerId === null ? noScope : customerKey),
  license: ({ projectId }, projectKey) => (projectId === null ? noScope : projectKey),
  visitTemplate: ({ brandId }) => brandId ?? noScope,
  visit: (_row, siteKey) => siteKey,
};

/**
 * Brands whose accounts see something afterwards that they didn't, and the other way round, when it goes from one brand to another:
 * those at or above the one that aren't at or above the other. Null is no brand, which no account with a brand sees.
 */
export function whoseSightChanges(
  from: string | null,
  to: string | null,
  brands: readonly BrandNode[],
): { gain: string[]; lose: string[] } {
  const parents = new Map(brands.map(({ id, parentId }) => [id, parentId]));
  const seenBy = (id: string | null): Set<string> => {
    const above = new Set<string>();
    for (let at = id; at !== null && parents.has(at) && !above.has(at); at = parents.get(at) ?? null)
      above.add(at);
    return above;
  };
  const [before, after] = [seenBy(from), seenBy(to)];
  return {
    gain: [...after].filter((id) => !before.has(id)),
    lose: [...before].filter((id) => !after.has(id)),
  };
}
