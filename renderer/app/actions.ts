import { appActions, type AppAction, type AppActionId } from '../../common/contract/actions.ts';
import { whyNotActing } from '../../common/domain/accounts.ts';
import { listKinds, type ListKind } from '../../common/contract/views.ts';
import { withIds } from '../features/lists/selected.ts';
import type { ListSelection } from '../../common/contract/selection.ts';
import { goToList, go } from './navigate.ts';
import { sayFailed, undoChange } from './notices.ts';
import { changeSettings, switchTo, synchroniseNow, whyNotNow, workOffline } from './session.ts';
import { listOf, openDialog, openPalette, useView, type Selected } from './store.ts';

/** What the list on screen can do; set by the list page that is open. */
export interface ListActions {
  open: () => void;
  edit: () => void;
  /** Edits the first field of the row where it stands; lists that have none leave it out. */
  editCell?: () => void;
  remove: () => void;
  selectAll: () => void;
  /** Asks which row to go to; lists that are short leave it out. */
  askRow?: () => void;
  /** Puts the keyboard on a row, counted from 0. */
  goToRow?: (index: number) => void;
  find: () => void;
  /** What is checked, for lists of the registry's kinds; null where nothing is. */
  selected?: () => Selected | null;
  /** Exports it, for lists that are here as a whole and can be exported. */
  exportAll?: (() => void) | undefined;
  /** Why an action of the list can't be done now. */
  whyNot: (id: AppActionId) => string | undefined;
}
let listActions: ListActions | null = null;

/** Puts the keyboard on a row of the list on screen, counted from 0. */
export function goToRow(index: number): void {
  listActions?.goToRow?.(index);
}

/** Says what the list on screen can do; null when there's no list. */
export function setListActions(actions: ListActions | null): void {
  listActions = actions;
}

const titles = new Map<string, AppAction>(appActions.map((action) => [action.id, action]));

function isActionId(id: string): id is AppActionId {
  return titles.has(id);
}

/** An action of the registry. */
export function actionOf(id: AppActionId): AppAction {
  const action = titles.get(id);
  if (!action) throw new RangeError(`There is no action ${id}`);
  return action;
}

/** Whether the theme on screen is the dark one. */
function isDark(): boolean {
  const { theme } = useView.getState().settings;
  return theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/** What isn't done while somebody acts as another account. */
const actingVerbs: Partial<Record<AppActionId, string>> = {
  'context.switch': 'switch to a project',
  'sync.workOffline': 'work offline',
};

/** Why an action can't be done now, as a sentence; undefined when it can. */
export function whyNotAction(id: AppActionId): string | undefined {
  const { start, lastChange, sync } = useView.getState();
  if (!start?.workspace && id !== 'help.shortcuts' && id !== 'view.theme') return 'Open a workspace first.';
  const { access } = actionOf(id);
  const { context } = start?.account ?? {};
  if (id === 'context.leave' && !context) return 'You are in the partner account.';
  if (context && (id === 'context.leave' || id === 'context.switch') && start?.account?.role === 'delegated')
    return 'You are signed in with a project’s own login: it works in that project alone.';
  const acting = actingVerbs[id] && whyNotActing(start?.account, actingVerbs[id]);
  if (acting) return acting;
  if (id === 'context.switch')
    return context
      ? 'You are in a project’s context; switch to the partner account first.'
      : chosenProject() === null
        ? 'Choose a project in the list of projects first.'
        : listActions?.whyNot(id);
  if (context && partnerPages.has(id))
    return 'You are in a project’s context; switch to the partner account first.';
  const refused = access ? whyNotNow(access, start) : undefined;
  if (refused) return refused;
  if (id === 'edit.undo' && !lastChange) return 'Nothing was changed since the window opened.';
  if (id === 'session.signOut' && !start?.account) return 'Nobody is signed in.';
  if (id === 'sync.now' && sync?.phase === 'offline-by-choice')
    return 'You work offline; turn Work offline off first.';
  if (id === 'sync.now' && sync?.phase === 'rate-limited')
    return 'The partner API asked for a pause; nothing cuts it short.';
  if ((id === 'probe.associate' || id === 'probe.disassociate') && chosenProbes() === null)
    return 'Choose probes in the list of probes first.';
  if (id === 'export.list') {
    if (isListPage(useView.getState().route.page)) return undefined;
    if (!listActions) return 'No list is on screen.';
    return listActions.exportAll ? listActions.whyNot(id) : 'This list can’t be exported.';
  }
  if (id === 'list.goToRow' && listActions && !listActions.askRow) return 'This list is short.';
  if (id === 'edit.find' || id.startsWith('list.'))
    return listActions ? listActions.whyNot(id) : 'No list is on screen.';
  return undefined;
}

function isListPage(page: string): page is ListKind {
  return (listKinds as readonly string[]).includes(page);
}

/** What is shown in the partner account's context alone. */
const partnerPages: ReadonlySet<string> = new Set(
  appActions
    .filter(
      ({ id, menu }) =>
        menu === 'go' &&
        !['go.overview', 'go.sync', 'go.conflicts', 'context.switch', 'context.leave'].includes(id),
    )
    .map(({ id }) => id),
);

/** The project that is open beside its list, or that the keyboard is on. */
function chosenProject(): string | null {
  const { route, lists } = useView.getState();
  return route.page === 'project' ? (route.id ?? lists.project.current) : null;
}

/** Exports the list on screen: what is checked in it, or all that match. */
export function exportList(): void {
  const { route, lists } = useView.getState();
  if (listActions?.exportAll) return listActions.exportAll();
  if (!isListPage(route.page) || !('scope' in route)) return;
  openDialog({
    kind: 'export',
    list: listOf(route.page, route.scope, lists[route.page]),
    selected: listActions?.selected?.() ?? null,
  });
}

/** The customer whose sites are listed, or that is open. */
function customerInView(): string | null {
  const { route } = useView.getState();
  if (route.page === 'site' && route.scope.type === 'parent') return route.scope.id;
  return route.page === 'customer' ? route.id : null;
}

/** Probes that are checked in their list, or the one that the keyboard is on; null where there are none. */
function chosenProbes(): ListSelection | null {
  const { route, lists } = useView.getState();
  if (route.page !== 'probe') return null;
  const { current } = lists.probe;
  return listActions?.selected?.()?.selection ?? (current ? { type: 'ids', ids: [current] } : null);
}

function placeProbes(open: (ids: string[]) => void): void {
  const chosen = chosenProbes();
  if (chosen) void withIds(chosen, open);
}

const runs: Record<AppActionId, () => void> = {
  'customer.add': () => {
    const { route } = useView.getState();
    const partnerId =
      route.page === 'customer' && route.scope.type === 'parent'
        ? route.scope.id
        : route.page === 'customer' && route.scope.type === 'direct'
          ? null
          : undefined;
    go({ page: 'wizard', mode: 'add', partnerId });
  },
  'partner.add': () => openDialog({ kind: 'partner', id: null }),
  'customer.ways': () => openDialog({ kind: 'ways' }),
  'customer.byId': () => openDialog({ kind: 'by-customer-id' }),
  'notice.send': () => openDialog({ kind: 'notice', ids: null }),
  'onboardingLink.create': () => openDialog({ kind: 'onboarding-link' }),
  'customer.install': () => go({ page: 'install', id: null }),
  'invite.create': () => openDialog({ kind: 'invite' }),
  'account.create': () => openDialog({ kind: 'account', id: null }),
  'brand.add': () => openDialog({ kind: 'brand', id: null, parentId: null }),
  'billingAccount.add': () => openDialog({ kind: 'billing-account', id: null }),
  'site.add': () => openDialog({ kind: 'site', id: null, customerId: customerInView() }),
  'project.create': () => {
    const { route } = useView.getState();
    const customerId =
      route.page === 'project' && route.scope.type === 'parent'
        ? route.scope.id
        : route.page === 'customer'
          ? route.id
          : null;
    openDialog({ kind: 'project', id: null, customerId });
  },
  'license.assign': () => {
    const { route } = useView.getState();
    const to = route.page === 'project' ? (route.id ?? undefined) : undefined;
    openDialog({ kind: 'move-licenses', from: null, to });
  },
  'site.paste': () => openDialog({ kind: 'paste-sites', customerId: customerInView() }),
  'probe.associate': () => placeProbes((ids) => openDialog({ kind: 'associate-probes', ids })),
  'probe.disassociate': () => placeProbes((ids) => openDialog({ kind: 'disassociate-probes', ids })),
  'sync.now': () => void synchroniseNow(),
  'sync.workOffline': () => void workOffline(useView.getState().sync?.phase !== 'offline-by-choice'),
  'import.customers': () => go({ page: 'import', kind: 'customer' }),
  'import.sites': () => go({ page: 'import', kind: 'site' }),
  'import.probes': () => go({ page: 'import', kind: 'probe' }),
  'export.list': exportList,
  'session.signOut': () => openDialog({ kind: 'sign-out' }),
  'app.settings': () => go({ page: 'settings' }),
  'edit.undo': () => {
    const change = useView.getState().lastChange;
    if (change) void undoChange(change.mutationIds);
  },
  'edit.find': () => listActions?.find(),
  'search.open': openPalette,
  'go.overview': () => go({ page: 'overview' }),
  'go.partners': () => goToList('partner'),
  'go.customers': () => goToList('customer'),
  'go.sites': () => goToList('site'),
  'go.probes': () => goToList('probe'),
  'go.requests': () => go({ page: 'requests', id: null }),
  'go.notices': () => go({ page: 'notices', id: null }),
  'go.onboardingLinks': () => go({ page: 'onboarding-links', id: null }),
  'go.invites': () => go({ page: 'invites', id: null }),
  'go.brands': () => go({ page: 'brands', id: null }),
  'go.billingAccounts': () => go({ page: 'billing-accounts', id: null }),
  'go.accounts': () => go({ page: 'accounts', id: null }),
  'access.simulate': () => go({ page: 'simulator', accountId: null }),
  'go.projects': () => goToList('project'),
  'go.licenses': () => go({ page: 'licenses' }),
  'go.visits': () => goToList('visit'),
  'visit.plan': () => openDialog({ kind: 'plan-visits', siteIds: [] }),
  'visit.templates': () => go({ page: 'visit-templates', id: null }),
  'visit.week': () => go({ page: 'visit-week', from: null, technicianId: null }),
  'go.sync': () => go({ page: 'sync', change: null }),
  'go.conflicts': () => go({ page: 'conflict', id: null }),
  'go.activity': () => go({ page: 'activity', entityId: null, view: 'server' }),
  'go.recycleBin': () => go({ page: 'recycle-bin', deletion: null }),
  'context.switch': () => {
    const project = chosenProject();
    if (project) void switchTo(project);
  },
  'context.leave': () => void switchTo(null),
  'view.theme': () => void changeSettings({ theme: isDark() ? 'light' : 'dark' }),
  'view.density': () =>
    void changeSettings({
      density: useView.getState().settings.density === 'compact' ? 'comfortable' : 'compact',
    }),
  'list.open': () => listActions?.open(),
  'list.edit': () => listActions?.edit(),
  'list.editCell': () => listActions?.editCell?.(),
  'list.delete': () => listActions?.remove(),
  'delete.byList': () => {
    const { page } = useView.getState().route;
    openDialog({ kind: 'delete-by-list', of: page === 'site' ? 'site' : 'customer' });
  },
  'bulk.show': () => openDialog({ kind: 'bulk-jobs' }),
  'list.goToRow': () => listActions?.askRow?.(),
  'list.selectAll': () => listActions?.selectAll(),
  'help.shortcuts': () => openDialog({ kind: 'shortcuts' }),
};

/** Does an action, or says why not. Ids that the registry doesn't have are ignored. */
export function runAction(id: string): void {
  if (!isActionId(id)) return;
  // The menu's shortcut for a list must not act on a list behind a text field.
  if (id.startsWith('list.') && isTyping(document.activeElement)) {
    if (id === 'list.selectAll' && document.activeElement instanceof HTMLInputElement)
      document.activeElement.select();
    return;
  }
  // In a text field its keys mean to redo what was typed.
  if (id === 'edit.undo' && isTyping(document.activeElement)) return;
  if (useView.getState().dialog && id !== 'view.theme') return;
  const because = whyNotAction(id);
  if (because) sayFailed({ code: 'not-allowed', message: because, retry: 'no' });
  else runs[id]();
}

function isTyping(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** Whether a key press is an action's shortcut. */
function matches(event: KeyboardEvent, accelerator: string): boolean {
  const parts = accelerator.split('+');
  const key = parts.at(-1) ?? '';
  if (key === '?') return event.key === '?';
  const command = parts.includes('CmdOrCtrl');
  return (
    command === (event.ctrlKey || event.metaKey) &&
    parts.includes('Shift') === event.shiftKey &&
    !event.altKey &&
    event.key.toLowerCase() === key.toLowerCase()
  );
}

/** Runs the action whose shortcut is pressed. A list's own keys work where the list has the focus. Returns the end of listening. */
export function followShortcuts(): () => void {
  const follow = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const inGrid = event.target instanceof HTMLElement && event.target.hasAttribute('data-grid');
    for (const { id, shortcut } of appActions as readonly AppAction[]) {
      if (!shortcut || !matches(event, shortcut)) continue;
      if (id.startsWith('list.') && !inGrid) continue;
      if ((shortcut === '?' || id === 'edit.undo') && isTyping(document.activeElement)) continue;
      event.preventDefault();
      runAction(id);
      return;
    }
  };
  window.addEventListener('keydown', follow);
  return () => window.removeEventListener('keydown', follow);
}
