import type { ListSelection } from '../../../common/contract/selection.ts';
import type { ListSpec } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';
import type { ListView, Selected } from '../../app/store.ts';

/** Which rows are checked; what a table asks of it. */
export interface Checked {
  has(id: string): boolean;
  readonly size: number;
}

/** Rows as a selection. */
export function theseRows(ids: readonly string[]): Selected {
  return { selection: { type: 'ids', ids: [...ids] }, count: ids.length };
}

/** What is checked in a list; null where nothing is. `count` is that of all that match, where they are meant. */
export function selectedOf({ checked, matching }: ListView, count: number): Selected | null {
  if (matching)
    return { selection: { type: 'matching', list: matching.list, except: [...matching.except] }, count };
  return checked.size > 0 ? theseRows([...checked]) : null;
}

/** Whether two lists have the same rows, whatever their order. */
export function sameRows(one: ListSpec, other: ListSpec): boolean {
  const rows = ({ kind, scope, search, filters, where }: ListSpec) =>
    JSON.stringify([kind, scope, search.trim(), [...filters].sort(), where]);
  return rows(one) === rows(other);
}

/** Goes on with the ids of a selection, made now; says why where there are too many. */
export async function withIds(selection: ListSelection, run: (ids: string[]) => void): Promise<void> {
  if (selection.type === 'ids') return run(selection.ids);
  const { list, except } = selection;
  const frozen = await attempt('list.freeze', { list, except });
  if (!frozen.ok) return sayFailed(frozen.error);
  if (frozen.value.ids.length > 0) run(frozen.value.ids);
}
