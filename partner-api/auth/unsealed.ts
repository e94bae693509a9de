import type { SealedSecret } from '../../common/domain/secrets.ts';
import { invalidField } from '../commands/problem-error.ts';
import type { Transaction } from '../store/store.ts';
import { openSealed } from './sealing.ts';

/** A password that was sealed to one of the store's keys, in clear. @throws ProblemError `invalid` naming the password where it doesn't open */
export async function unsealed(
  tx: Pick<Transaction, 'sealingKey'>,
  sealed: SealedSecret,
  boundTo: string,
): Promise<string> {
  const key = await tx.sealingKey(sealed.keyId);
  const clear = key && openSealed(key, sealed, boundTo);
  if (clear === null)
    throw invalidField('password', 'The password can’t be opened by this partner API; set it once more');
  return clear;
}
