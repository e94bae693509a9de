import type { ListKind, ListSpec } from '../../../common/contract/views.ts';
import { sameValue } from '../../../common/domain/fields.ts';
import { go } from '../../app/navigate.ts';
import { everything, firstSort, type Scope } from '../../app/router.ts';
import { changeList, noneChecked, unnarrowed, type ListView } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';

/** A way to look at a list that comes with the app; the columns stay as they are. */
export interface OfferedView {
  name: string;
  filters?: ListSpec['filters'];
  where?: ListSpec['where'];
  sort?: ListSpec['sort'];
}

const silent: OfferedView = { name: 'Silent probes', filters: ['attention'] };
const waiting: OfferedView = {
  name: 'Changed by me, waiting',
  filters: ['waiting'],
  sort: { column: 'waiting', direction: 'ascending' },
};

/** What is often looked for. */
export const offeredViews: Record<ListKind, readonly OfferedView[]> = {
  partner: [silent, waiting],
  customer: [silent, { name: 'Customers without sites', filters: ['no-sites'] }, waiting],
  site: [
    silent,
    {
      name: 'Sites without probes',
      where: [{ column: 'status', operator: 'is', value: 'no-probes' }],
    },
    waiting,
  ],
  probe: [
    {
      name: 'Silent probes',
      filters: ['at-site', 'silent'],
      sort: { column: 'lastReportAt', direction: 'ascending' },
    },
    waiting,
  ],
  project: [{ name: 'Blocked projects', filters: ['blocked'] }, waiting],
  visit: [{ name: 'Overdue visits', filters: ['overdue'] }, waiting],
};

function lookOf(kind: ListKind, { filters, where, sort }: OfferedView) {
  return {
    ...unnarrowed,
    ...(filters ? { filters } : {}),
    ...(where ? { where } : {}),
    sort: sort ?? firstSort(kind),
  };
}

/** Whether a list is looked at just so. */
export function isLookedAtAs(kind: ListKind, view: OfferedView, list: ListView, scope: Scope): boolean {
  const { search, filters, where, sort } = list;
  return scope.type === 'all' && sameValue({ search, filters, where, sort }, lookOf(kind, view));
}

/** Looks at a list so. */
export function openOfferedView(kind: ListKind, view: OfferedView): void {
  changeList(kind, { ...lookOf(kind, view), ...noneChecked, view: null, current: null });
  go({ page: kind, scope: everything, id: null });
  announce(`View ${view.name}`);
}
