import { customerFields, siteFields } from '../../common/domain/entities.ts';
import type { ImportKind } from '../../common/domain/exchange/import-fields.ts';
import type { LinePlan } from '../../common/domain/exchange/plan.ts';
import { withFields } from '../../common/domain/fields.ts';
import { mutationIdsLimit } from '../../common/domain/mutations.ts';
import type { Change } from '../changes/reversal.ts';

interface Made {
  changes: Change[];
  created: number;
  updated: number;
}

/** The changes that checked lines are. What a field held when it was checked goes along, so that what somebody else changed since is a conflict. */
export function changesOf(
  kind: ImportKind,
  lines: readonly LinePlan[],
  flagged: 'left' | 'update' | 'create',
  newId: () => string,
): Made {
  const made: Made = { changes: [], created: 0, updated: 0 };
  const moved = new Map<string, string[]>();
  for (const line of lines) {
    const as = line.outcome === 'flagged' ? flagged : line.outcome;
    if (as === 'create' && kind !== 'probe' && line.creates) {
      made.changes.push(created(kind, line, newId()));
      made.created += 1;
    } else if (as === 'update' && line.target !== null) {
      if (kind === 'probe')
        moved.set(line.place ?? '', [...(moved.get(line.place ?? '') ?? []), line.target]);
      else made.changes.push(...updated(kind, line, line.target));
      if (kind === 'probe' || Object.keys(line.changes).length > 0 || moves(line)) made.updated += 1;
    }
  }
  const formerly = new Map(lines.map((line) => [line.target, line.formerPlace]));
  for (const [siteId, probes] of moved)
    for (let at = 0; at < probes.length; at += mutationIdsLimit) {
      const ids = probes.slice(at, at + mutationIdsLimit);
      const before = Object.fromEntries(ids.map((id) => [id, formerly.get(id) ?? null]));
      made.changes.push({ name: 'probe.associate', args: { ids, siteId }, before });
    }
  return made;
}

function created(kind: 'customer' | 'site', { creates, place }: LinePlan, id: string): Change {
  if (kind === 'customer')
    return {
      name: 'customer.create',
      args: { id, fields: customerFields.parse(withFields({ partnerId: place ?? null }, creates ?? {})) },
    };
  return {
    name: 'site.create',
    args: { id, fields: siteFields.parse(withFields({ customerId: place ?? '' }, creates ?? {})) },
  };
}

function updated(kind: 'customer' | 'site', line: LinePlan, id: string): Change[] {
  const { changes, before, place, formerPlace } = line;
  const made: Change[] = [];
  if (Object.keys(changes).length > 0)
    made.push({ name: `${kind}.update`, args: { id, changes }, before } as Change);
  if (kind === 'customer' && moves(line))
    made.push({
      name: 'customer.move',
      args: { ids: [id], partnerId: place ?? null },
      before: { [id]: formerPlace },
    });
  return made;
}

function moves({ place, formerPlace }: LinePlan): boolean {
  return place !== undefined && place !== formerPlace;
}
