import type { AppError } from '../../common/contract/errors.ts';
import { attempt } from '../api/client.ts';
import { useView } from './store.ts';

let lastToast = 0;
const mostToasts = 4;

function showToast(text: string, tone: 'good' | 'bad', undo: string[] | null, detail: string | null): void {
  const toast = { id: ++lastToast, text, tone, undo, detail };
  useView.setState(({ toasts }) => ({ toasts: [...toasts, toast].slice(-mostToasts) }));
}

/** Lets "Undo last change" take a change back that is said elsewhere. */
export function rememberChange(text: string, mutationIds: string[]): void {
  useView.setState({ lastChange: { mutationIds, text } });
}

/** Says that a change is made and offers to take it back. */
export function sayChanged(text: string, mutationIds: string[]): void {
  rememberChange(text, mutationIds);
  showToast(text, 'good', mutationIds, null);
}

/** Says something that needs no answer. */
export function say(text: string): void {
  showToast(text, 'good', null, null);
}

/** Says what failed, with its detail to copy. */
export function sayFailed(error: AppError): void {
  showToast(error.message, 'bad', null, error.detail ?? null);
}

export function dismissToast(id: number): void {
  useView.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Takes back changes just made, and says which way it happened, unless that's said `here` where it was asked for. */
export async function undoChange(mutationIds: string[], said?: 'here'): Promise<void> {
  const { lastChange } = useView.getState();
  const text = lastChange && lastChange.mutationIds[0] === mutationIds[0] ? lastChange.text : null;
  if (text) useView.setState({ lastChange: null });
  const result = await attempt('change.undo', { mutationIds });
  if (!result.ok) {
    sayFailed(result.error);
    return;
  }
  if (said === 'here') return;
  const how =
    result.value.how === 'taken-back' ? 'Nothing of it was sent.' : 'The reverse change is on its way.';
  say(text ? `Undone: “${text}”. ${how}` : `Undone. ${how}`);
}

/** Copies text through the main process and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  const result = await attempt('app.copyText', { text });
  if (result.ok) say(`${what} copied`);
  else sayFailed(result.error);
}
