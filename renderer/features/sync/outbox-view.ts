import { create } from 'zustand';
import type { StartState } from '../../../common/contract/commands.ts';
import type { OutboxState } from './change-words.ts';

/** How the outbox is looked at: kept while other pages are open. */
export interface OutboxView {
  /** Workspace and account that it's about. */
  owner: string;
  states: readonly OutboxState[];
  search: string;
  checked: ReadonlySet<string>;
  /** The change that the keyboard is on. */
  current: string | null;
}

const fresh = (owner: string): OutboxView => ({
  owner,
  states: [],
  search: '',
  checked: new Set(),
  current: null,
});

export const useOutboxView = create<OutboxView>(() => fresh(''));

/** Whose outbox a view is of. */
export function ownerOf(start: Pick<StartState, 'workspace' | 'account'> | null): string {
  return `${start?.workspace?.id ?? ''} ${start?.account?.id ?? ''}`;
}

/** Begins anew where another workspace or account is open than before. */
export function lookAtOutboxOf(owner: string): void {
  if (useOutboxView.getState().owner !== owner) useOutboxView.setState(fresh(owner));
}

/** Narrows the outbox down to changes of one state, wherever it was looked at before. */
export function showState(owner: string, state: OutboxState): void {
  useOutboxView.setState({ ...fresh(owner), states: [state] });
}
