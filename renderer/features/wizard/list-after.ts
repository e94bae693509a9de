import { everything, type Route, type Scope } from '../../app/router.ts';
import { changeList, noneChecked, unnarrowed, useView } from '../../app/store.ts';

/**
 * The customer list as it opens after the wizard, with the saved row in sight: where customers were last listed when the row
 * stands there, else everywhere.
 */
export function listAfter(saved: { id: string; partnerId: string | null } | null): Route {
  const { lists, customerScope } = useView.getState();
  const { search, filters, where } = lists.customer;
  if (!saved) return { page: 'customer', scope: customerScope, id: null };
  changeList('customer', {
    current: saved.id,
    ...noneChecked,
    // A filter could hide the row that was just saved.
    ...(search !== '' || filters.length + where.length > 0 ? unnarrowed : {}),
  });
  return {
    page: 'customer',
    scope: holds(customerScope, saved.partnerId) ? customerScope : everything,
    id: saved.id,
  };
}

function holds(scope: Scope, partnerId: string | null): boolean {
  if (scope.type === 'direct') return partnerId === null;
  if (scope.type === 'parent') return partnerId === scope.id;
  return true;
}
