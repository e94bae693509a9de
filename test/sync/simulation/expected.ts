import type { EntityKind } from '../../../common/domain/entities.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../../common/domain/mutations.ts';

/** What the rows are to show of something, by the changes in line. */
export interface Expected {
  kind: EntityKind;
  fields: Record<string, unknown>;
  /** The deletion by which it's gone, the first of several; null where it isn't. */
  gone: string | null;
  /** A restore in line is of another deletion: whether it brings it back is for whoever kept what went by that. */
  isUnsure: boolean;
}

/** Adds what a change is to make of the rows to what those before it in line are. */
export function expect(expected: Map<string, Expected>, mutation: Mutation): void {
  const [kind, verb] = mutation.name.split('.') as [Expected['kind'], string];
  const of = (id: string) => {
    const known = expected.get(id);
    if (known) return known;
    const fresh: Expected = { kind, fields: {}, gone: null, isUnsure: false };
    expected.set(id, fresh);
    return fresh;
  };
  if (isPlacement(mutation))
    for (const id of mutation.args.ids) of(id).fields[placements[mutation.name]] = placeOf(mutation);
  else if ('changes' in mutation.args) Object.assign(of(mutation.args.id).fields, mutation.args.changes);
  else if (verb === 'delete') for (const id of namesOf(mutation)) of(id).gone ??= mutation.id;
  else
    for (const id of namesOf(mutation)) {
      const known = expected.get(id);
      const isOfAnother =
        'deletion' in mutation.args && known && known.gone !== null && known.gone !== mutation.args.deletion;
      if (isOfAnother) known.isUnsure = true;
      else expected.delete(id);
    }
  if (verb === 'delete' || verb === 'restore') forgetBelow(expected, kind);
}

/** What is deleted or restored with something above it is decided by what was there then. */
function forgetBelow(expected: Map<string, Expected>, kind: Expected['kind']): void {
  if (kind !== 'customer' && kind !== 'site') return;
  for (const [id, below] of expected)
    if (below.kind === 'probe' || below.kind === 'visit' || (kind === 'customer' && below.kind === 'site'))
      expected.delete(id);
}

/** Ids of what a change names. */
export function namesOf({ args }: Mutation): string[] {
  return 'ids' in args ? args.ids : [args.id];
}
