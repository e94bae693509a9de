import { fieldAt, sameValue } from '../../common/domain/fields.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../common/domain/mutations.ts';
import type { DiscardFate } from '../api.ts';
import type { RowStore } from '../rows/row-store.ts';
import { isoNow, type OpenCache } from '../store/open-cache.ts';
import { kindOf, namedIds } from './touches.ts';

/**
 * What became of changes that were discarded although the server may have applied them, by the rows as they are: only those of which
 * the operator hasn't read it. The journal knows them, so that a restart forgets none. Reads the file.
 */
export function discardFates({ journal, visible: { rows } }: OpenCache): DiscardFate[] {
  return [...journal.entries().values()]
    .filter(({ unsettled }) => unsettled)
    .map(({ mutation, title }) => {
      const { id, name } = mutation;
      return { id, name, title, applied: isShown(rows, mutation) };
    });
}

/** Notes that the operator has read what became of them. */
export function discardFatesRead(cache: OpenCache, ids: readonly string[]): void {
  const at = isoNow(cache);
  cache.journal.append(ids.map((id) => ({ type: 'told', at, id })));
}

/** Whether the rows are as they'd be if the change had taken effect. */
function isShown(rows: RowStore, mutation: Mutation): boolean {
  const kind = kindOf(mutation);
  const named = namedIds(mutation).map((id) => rows.get(kind, id));
  if (mutation.name.endsWith('.delete')) return named.every((row) => row === undefined);
  const present = named.filter((row) => row !== undefined);
  if (present.length === 0) return false;
  if (isPlacement(mutation)) {
    const place = placeOf(mutation);
    return present.every((row) => sameValue(fieldAt(row, placements[mutation.name]) ?? null, place));
  }
  const changes = 'changes' in mutation.args ? Object.entries(mutation.args.changes) : [];
  return present.every((row) => changes.every(([path, value]) => sameValue(fieldAt(row, path), value)));
}
