import { useSyncExternalStore } from 'react';
import type { Result } from '../../common/contract/errors.ts';
import type { ProjectRow } from '../../common/contract/projects.ts';
import type {
  CustomerRow,
  ListKind,
  ListSpec,
  PartnerRow,
  ProbeRow,
  SiteRow,
  VisitRow,
} from '../../common/contract/views.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import { attempt } from './client.ts';
import { pageSize, WindowRows, type ListState, type WindowAnswer } from './window-rows.ts';

export interface RowsByKind {
  partner: PartnerRow;
  customer: CustomerRow;
  site: SiteRow;
  probe: ProbeRow;
  project: ProjectRow;
  visit: VisitRow;
}

const keptLists = 12;

/** Kinds of row whose change can alter what a list shows. */
const madeOf: Record<ListKind, readonly EntityKind[]> = {
  partner: ['partner', 'customer', 'site', 'probe'],
  customer: ['customer', 'partner', 'site', 'probe'],
  site: ['site', 'customer', 'probe'],
  probe: ['probe', 'site', 'customer'],
  project: ['project', 'customer', 'license'],
  visit: ['visit', 'site', 'customer'],
};

/** The question for one page of a list. */
export function windowQuestion(list: ListSpec, page: number) {
  return { list, offset: page * pageSize, limit: pageSize };
}

/** Rows of a list of one kind. */
export class ListRows<K extends ListKind> extends WindowRows<RowsByKind[K], WindowAnswer<RowsByKind[K]>> {
  constructor(spec: ListSpec) {
    super(
      // The contract says that rows of a list are of the list's kind.
      (offset) =>
        attempt('list.window', windowQuestion(spec, offset / pageSize)) as Promise<
          Result<WindowAnswer<RowsByKind[K]>>
        >,
      (kinds) => kinds.some((kind) => madeOf[spec.kind].includes(kind)),
    );
  }
}

const lists = new Map<string, ListRows<ListKind>>();

/** Forgets every list: another workspace or account is open. */
export function forgetLists(): void {
  lists.clear();
}

function listFor<K extends ListKind>(spec: ListSpec & { kind: K }): ListRows<K> {
  const key = JSON.stringify(spec);
  const known = lists.get(key);
  if (known) return known as unknown as ListRows<K>;
  const fresh = new ListRows<K>(spec);
  lists.set(key, fresh as unknown as ListRows<ListKind>);
  for (const old of lists.keys()) {
    if (lists.size <= keptLists) break;
    if (old !== key) lists.delete(old);
  }
  return fresh;
}

/** Rows of a list by window. Two components that show the same list share its rows. */
export function useListRows<K extends ListKind>(
  spec: ListSpec & { kind: K },
): { rows: ListRows<K>; state: ListState } {
  const rows = listFor(spec);
  const state = useSyncExternalStore(rows.subscribe, rows.state);
  return { rows, state };
}
