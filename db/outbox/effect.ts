import type { EntityKind } from '../../common/domain/entities.ts';

/**
 * What became of applying a mutation to the rows: the kinds that it changed, or why it makes no sense on them. In the
 * second case it has changed nothing; `outOfSight` tells that it needs what the account may not see any more.
 */
export type Effect = { kinds: ReadonlySet<EntityKind> } | { nonsense: string; outOfSight?: true };

/** It was so already. */
export const nothingChanged: Effect = { kinds: new Set() };

export function changed(...kinds: EntityKind[]): Effect {
  return { kinds: new Set(kinds) };
}
