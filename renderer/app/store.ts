import { flushSync } from 'react-dom';
import { create } from 'zustand';
import type { Settings, StartState } from '../../common/contract/commands.ts';
import type { LedgerExport } from '../../common/contract/exchange.ts';
import type { DeletableKind } from '../../common/contract/deleting.ts';
import type { AppError } from '../../common/contract/errors.ts';
import type { ListSelection } from '../../common/contract/selection.ts';
import type { ListKind, ListSpec, SyncState } from '../../common/contract/views.ts';
import { everything, parseRoute, type Route, type Scope, firstSort } from './router.ts';

/** What is selected in a list, and how many rows that is. */
export interface Selected {
  selection: ListSelection;
  count: number;
}

/** How a list is looked at: kept while other pages are open. */
export interface ListView {
  search: string;
  filters: NonNullable<ListSpec['filters']>;
  where: NonNullable<ListSpec['where']>;
  sort: NonNullable<ListSpec['sort']>;
  /** Checked rows by id; none where all that match are meant. */
  checked: ReadonlySet<string>;
  /** All that match this list are checked, but for some. */
  matching: { list: ListSpec; except: ReadonlySet<string> } | null;
  /** The row that the keyboard is on. */
  current: string | null;
  /** The saved view that was opened last; null when none is. */
  view: string | null;
}

/** A dialog that is open over the page. One at a time. */
export type OpenDialog =
  | { kind: 'partner'; /** null: a new one */ id: string | null }
  | { kind: 'delete-partners'; ids: string[] }
  | { kind: 'ways' }
  | { kind: 'invite' }
  | { kind: 'revoke-invites'; ids: string[] }
  | { kind: 'account'; /** null: a new one */ id: string | null }
  | { kind: 'account-password'; id: string }
  | { kind: 'customer-password'; id: string }
  /** A login that is shown once. */
  | { kind: 'customer-handover'; customer: string; login: string; password: string; isNew: boolean }
  | { kind: 'revoke-accounts'; ids: string[] }
  | { kind: 'brand'; /** null: a new one */ id: string | null; /** of a new one */ parentId: string | null }
  | { kind: 'delete-brands'; ids: string[] }
  | { kind: 'realign-customers'; ids: string[] }
  | { kind: 'notice'; /** of the customers; null: it's asked */ ids: string[] | null }
  | { kind: 'my-notifications' }
  | { kind: 'onboarding-link' }
  | { kind: 'by-customer-id' }
  | { kind: 'ask-rights'; customerId: string }
  | { kind: 'end-onboarding-links'; how: 'replace' | 'revoke'; ids: string[] }
  | { kind: 'billing-account'; /** null: a new one */ id: string | null }
  | { kind: 'delete-billing-accounts'; ids: string[] }
  | { kind: 'delete'; of: DeletableKind; selection: ListSelection }
  | { kind: 'delete-by-list'; of: DeletableKind }
  | { kind: 'bulk-jobs' }
  | { kind: 'bulk-job'; job: string }
  | { kind: 'move-customers'; ids: string[] }
  | {
      kind: 'site';
      /** null: a new one */ id: string | null;
      /** null: it's asked */ customerId: string | null;
    }
  | { kind: 'paste-sites'; customerId: string | null }
  | { kind: 'associate-probes'; ids: string[] }
  | { kind: 'disassociate-probes'; ids: string[] }
  | { kind: 'add-probes'; siteId: string }
  | { kind: 'plan-visits'; siteIds: string[] }
  | { kind: 'hand-over'; ids: string[] }
  | { kind: 'take-offline'; /** visits */ ids: string[] }
  | { kind: 'quit-wizard'; leave: () => void }
  | { kind: 'sign-in' }
  | { kind: 'sign-out' }
  | { kind: 'amend-partner'; /** the change whose values are edited */ change: string }
  | { kind: 'amend-site'; change: string }
  | { kind: 'amend-visit'; change: string }
  | {
      kind: 'project';
      /** null: a new one */ id: string | null;
      /** whose it will be, where that's known */ customerId: string | null;
    }
  | { kind: 'amend-project'; change: string }
  | { kind: 'close-project'; id: string }
  | { kind: 'connector'; projectId: string; /** null: a new one */ id: string | null }
  | {
      kind: 'move-licenses';
      /** null: the partner account */ from: string | null;
      /** undefined: it's asked */ to: string | null | undefined;
    }
  | { kind: 'discard-changes'; ids: string[] }
  | { kind: 'import-changes' }
  | { kind: 'export'; list: ListSpec; selected: Selected | null }
  | {
      kind: 'export-ledger';
      of: LedgerExport['kind'];
      /** what one is called */ noun: string;
      /** ids in the list's order */ listed: readonly string[];
      checked: readonly string[];
    }
  | { kind: 'name-view'; list: ListKind; /** null: a new one */ view: string | null; scope: Scope }
  | {
      kind: 'filter-column';
      list: ListKind;
      columns: readonly { column: string; title: string }[];
      /** null: a new one */ at: number | null;
      column: string | null;
    }
  | { kind: 'delete-view'; list: ListKind; view: string }
  | { kind: 'go-to-row'; /** rows in the list */ total: number; /** what one is called */ noun: string }
  | { kind: 'shortcuts' };

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Mutations that its Undo takes back. */
  undo: string[] | null;
  /** Technical detail to copy. */
  detail: string | null;
}

/** View state of the window. Rows live in the database and are asked for. */
export interface View {
  start: StartState | null;
  startError: AppError | null;
  sync: SyncState | null;
  settings: Settings;
  route: Route;
  lists: Record<ListKind, ListView>;
  /** The scope in which customers were last listed; the wizard returns there. */
  customerScope: Scope;
  /** Login of the account that was signed in last, for signing in again. */
  lastLogin: string;
  dialog: OpenDialog | null;
  palette: boolean;
  toasts: Toast[];
  /** The change that "Undo last change" takes back. */
  lastChange: { mutationIds: string[]; text: string } | null;
}

/** A list with nothing checked. */
export const noneChecked: Pick<ListView, 'checked' | 'matching'> = { checked: new Set(), matching: null };

/** A list that shows all of its scope. */
export const unnarrowed: Pick<ListView, 'search' | 'filters' | 'where'> = {
  search: '',
  filters: [],
  where: [],
};

function freshView(kind: ListKind): ListView {
  return { ...unnarrowed, sort: firstSort(kind), ...noneChecked, current: null, view: null };
}

/** How each list is looked at when a workspace opens. */
export const freshLists = (): Record<ListKind, ListView> => ({
  partner: freshView('partner'),
  customer: freshView('customer'),
  site: freshView('site'),
  probe: freshView('probe'),
  project: freshView('project'),
  visit: freshView('visit'),
});

export const useView = create<View>(() => ({
  start: null,
  startError: null,
  sync: null,
  settings: { theme: 'system', density: 'comfortable', detailWidth: 340, layouts: {}, views: {} },
  route: parseRoute(location.hash),
  lists: freshLists(),
  customerScope: everything,
  lastLogin: '',
  dialog: null,
  palette: false,
  toasts: [],
  lastChange: null,
}));

/** The list of a scope, as it's looked at. */
export function listOf<K extends ListKind>(
  kind: K,
  scope: Scope,
  { search, filters, where, sort }: ListView,
): ListSpec & { kind: K } {
  return { kind, scope, search: search.trim(), filters, where, sort };
}

/** Changes how a list is looked at. */
export function changeList(kind: ListKind, change: Partial<ListView>): void {
  useView.setState(({ lists }) => ({ lists: { ...lists, [kind]: { ...lists[kind], ...change } } }));
}

export function openDialog(dialog: OpenDialog): void {
  rememberFocus();
  useView.setState({ dialog, palette: false });
}

/** Closes the dialog; the focus is at once where it was before, so that the next key isn't lost. */
export function closeDialog(): void {
  flushSync(() => useView.setState({ dialog: null }));
  returnFocus();
}

export function openPalette(): void {
  rememberFocus();
  useView.setState({ palette: true });
}

export function closePalette(): void {
  flushSync(() => useView.setState({ palette: false }));
  returnFocus();
}

let focusedBefore: Element | null = null;

function rememberFocus(): void {
  const { dialog, palette } = useView.getState();
  if (!dialog && !palette) focusedBefore = document.activeElement;
}

function returnFocus(): void {
  if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected)
    focusedBefore.focus({ preventScroll: true });
}

/** Opens the dry run of deleting rows by their ids. */
export function openDelete(of: DeletableKind, ids: string[]): void {
  openDialog({ kind: 'delete', of, selection: { type: 'ids', ids } });
}
