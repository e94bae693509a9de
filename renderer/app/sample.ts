import type { AppError } from '../../common/contract/errors.ts';
import type { AppRole } from '../../common/domain/access.ts';
import { attempt } from '../api/client.ts';
import { sayFailed } from './notices.ts';
import { takeStart } from './session.ts';

/** Opens the sample workspace in a role. Answers what failed, after saying it; undefined when it opened. */
export async function openSample(role: AppRole): Promise<AppError | undefined> {
  const result = await attempt('workspace.openSample', { role });
  if (result.ok) {
    await takeStart(result.value);
    return undefined;
  }
  sayFailed(result.error);
  return result.error;
}
