import type { ListKind } from '../../common/contract/views.ts';
import { attempt } from '../api/client.ts';
import { everything, formatRoute, namedIn, parseRoute, without, type Route } from './router.ts';
import { changeList, noneChecked, openDialog, useView } from './store.ts';

/** Asks before the page is left; set by a page that holds something typed. Returns whether leaving has to wait. */
type Guard = (leave: () => void) => boolean;
let guard: Guard | null = null;

/** Sets what is asked before the page is left; null when nothing is. */
export function guardLeaving(next: Guard | null): void {
  guard = next;
}

/** Goes to a page. `replace` leaves no step in the history: for a row's detail that opens beside its list. */
export function go(route: Route, { replace = false } = {}): void {
  const leave = () => {
    guard = null;
    const address = `#${formatRoute(route)}`;
    if (replace) history.replaceState(null, '', address);
    else if (location.hash !== address) history.pushState(null, '', address);
    arrive(route);
  };
  if (guard?.(leave)) return;
  leave();
}

/** Shows a page. What was checked among other customers isn't checked here: nothing out of sight shall be deleted. */
function arrive(route: Route): void {
  const { customerScope } = useView.getState();
  const { route: former } = useView.getState();
  useView.setState({ route });
  if (route.page === 'site' || route.page === 'probe' || route.page === 'visit')
    forgetChecksElsewhere(route, former);
  if (route.page !== 'customer') return;
  if (JSON.stringify(route.scope) !== JSON.stringify(customerScope)) changeList('customer', noneChecked);
  useView.setState({ customerScope: route.scope });
}

const lastScopes = new Map<string, string>();

function forgetChecksElsewhere(
  route: Extract<Route, { page: 'site' | 'probe' | 'visit' }>,
  former: Route,
): void {
  const scope = JSON.stringify(route.scope);
  const last = former.page === route.page ? JSON.stringify(former.scope) : lastScopes.get(route.page);
  lastScopes.set(route.page, scope);
  if (last !== undefined && last !== scope) changeList(route.page, noneChecked);
}

/** Begins where one was before the app ended; without a thing that isn't there any more, where its list is. */
export async function beginAt(address: string): Promise<void> {
  const route = parseRoute(address);
  const id = namedIn(route);
  const found = id === null ? null : await attempt('activity.nameOf', { id });
  go(found?.ok && found.value.name === null ? without(route) : route, { replace: true });
}

/** Keeps each page that's shown from now on, for the next start; `eyes` says whose eyes it's seen through. */
export function rememberPages(eyes: () => string): void {
  let kept = '';
  useView.subscribe(({ route, start }) => {
    const page = { address: formatRoute(route), eyes: eyes() };
    if (!start?.workspace || JSON.stringify(page) === kept) return;
    kept = JSON.stringify(page);
    void attempt('app.rememberPage', page);
  });
}

/** Goes to an address, such as that of a deep link. */
export function goTo(address: string): void {
  go(parseRoute(address));
}

/** Opens a list, without a detail. */
export function goToList(page: ListKind): void {
  go({ page, scope: everything, id: null });
}

/** Follows the window's own back and forward. */
export function followHistory(): () => void {
  const follow = () => {
    const route = parseRoute(location.hash);
    if (formatRoute(route) === formatRoute(useView.getState().route)) return;
    const leave = () => {
      guard = null;
      arrive(route);
    };
    if (guard?.(leave)) {
      history.pushState(null, '', `#${formatRoute(useView.getState().route)}`);
      return;
    }
    leave();
  };
  window.addEventListener('popstate', follow);
  return () => window.removeEventListener('popstate', follow);
}

/** The guard of a form that holds something typed: asks, and leaves when the answer is to quit. */
export function askBeforeLeaving(leave: () => void): boolean {
  openDialog({ kind: 'quit-wizard', leave });
  return true;
}
