import type { OutboxLine } from '../../../common/contract/outbox.ts';
import { attempt } from '../../api/client.ts';
import { whyNotAction } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { whyNotNow } from '../../app/session.ts';
import { openDialog, useView } from '../../app/store.ts';
import { counted } from '../../ui/words.ts';
import { lostAnswer, retryable } from './change-words.ts';
import { exportedInWords } from './export-words.ts';

type Change = Pick<OutboxLine, 'id' | 'name' | 'state' | 'departed'>;

/** Puts stuck changes back in line. */
export async function retryChanges(ids: readonly string[]): Promise<void> {
  const result = await attempt('outbox.retry', { ids: [...ids] });
  if (!result.ok) sayFailed(result.error);
  else say(`${counted(result.value.retried, 'change')} put back in line`);
}

/** Why a change can't be sent again as it is; undefined when it can. */
export function whyNotRetry({ state }: Change): string | undefined {
  if (retryable.has(state)) return undefined;
  if (state === 'conflict') return 'A conflict needs a decision: sent as it is, it would be one again.';
  if (state === 'waiting')
    return `It’s in line already. ${whyNotAction('sync.now') ?? 'Synchronise now to send it at once.'}`;
  return state === 'sending' ? 'It’s on its way.' : 'The partner API has accepted it.';
}

/** Opens the form of a change that adds or edits, filled with what the change holds. */
export function editChange({ id, name }: Pick<Change, 'id' | 'name'>): void {
  if (name.startsWith('partner.')) openDialog({ kind: 'amend-partner', change: id });
  else if (name.startsWith('project.')) openDialog({ kind: 'amend-project', change: id });
  else if (name.startsWith('site.')) openDialog({ kind: 'amend-site', change: id });
  else if (name.startsWith('visit.')) openDialog({ kind: 'amend-visit', change: id });
  else go({ page: 'wizard', mode: 'amend', change: id });
}

/** Why a change can't be edited; undefined when it can. */
export function whyNotEdit({ name, state, departed }: Change): string | undefined {
  if (!isEditable(name))
    return 'Only a change that adds or edits a partner, a customer, a site, a visit or a project has a form.';
  if (state === 'sending') return 'It’s on its way.';
  if (state === 'settling') return 'The partner API has accepted it. Edit the thing itself instead.';
  if (departed && (state === 'waiting' || state === 'parked')) return lostAnswer;
  return whyNotNow(name, useView.getState().start);
}

/** Whether a change of this name has a form. */
export function isEditable(
  name: string,
): name is `${'partner' | 'customer' | 'site' | 'project' | 'visit'}.${'create' | 'update'}` {
  return /^(partner|customer|site|project|visit)\.(create|update)$/.test(name);
}

/** Why a change can't be discarded; undefined when it can. */
export function whyNotDiscard({ state }: Change): string | undefined {
  if (state === 'sending') return 'It’s on its way. Undo it once it’s confirmed.';
  return state === 'settling' ? 'The partner API has accepted it. Undo it instead.' : undefined;
}

/** Writes changes to a file that the person chooses, or copies them; all without `ids`. */
export async function exportChanges(ids: readonly string[] | null, to: 'file' | 'clipboard'): Promise<void> {
  const result = await attempt('outbox.export', { ids: ids ? [...ids] : null, to });
  if (!result.ok) return sayFailed(result.error);
  const { path } = result.value;
  if (to === 'clipboard' || path) say(exportedInWords(result.value));
}
