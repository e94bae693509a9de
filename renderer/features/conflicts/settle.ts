import type { ConflictChoice } from '../../../common/contract/conflicts.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { counted } from '../../ui/words.ts';
import type { PlainChoice } from './conflict-words.ts';

/** Settles conflicts and says so. Gives what went wrong; then none of them is settled. */
export async function settle(choices: ConflictChoice[]): Promise<AppError | null> {
  const result = await attempt('conflict.settle', { choices });
  if (!result.ok) {
    sayFailed(result.error);
    return result.error;
  }
  const { settled } = result.value;
  say(`${counted(settled, 'conflict')} settled. What lost stays readable in Activity.`);
  return null;
}

/** A plain decision as it's given. */
export function choiceOf(choice: PlainChoice): ConflictChoice['choice'] {
  return choice === 'direct' ? { how: 'partner', partnerId: null } : { how: choice };
}
