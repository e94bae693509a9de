import { Failure } from '../../common/contract/errors.ts';
import type { CacheClient } from '../../db/client.ts';

/**
 * A login name that another project is known to have isn't queued: its password would be handed over for nothing. One that is
 * taken out of sight is the partner API's to refuse.
 * @param projectId whose login name it's to be
 * @throws Failure `invalid` naming the login name
 */
export async function requireFreeLogin(
  read: Pick<CacheClient['read'], 'projectWithLogin'>,
  login: string,
  projectId: string,
): Promise<void> {
  const owner = await read.projectWithLogin(login);
  if (owner === null || owner === projectId) return;
  const fault = `The login name ${login} is in use; choose another`;
  throw new Failure({
    code: 'invalid',
    message: `${fault}. Nothing was saved.`,
    fields: [{ path: 'login', message: fault }],
  });
}
