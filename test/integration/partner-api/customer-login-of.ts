import { customerPasswordOf } from '../../../common/domain/secrets.ts';
import type { Discovery } from '../../../common/partner-api/session.ts';
import { sealSecret } from '../../../main/credentials/sealing.ts';
import { call } from './caller.ts';

export const customerPassword = 'Correct-Horse-9-Staple';

/** A password of a customer admin's login, sealed as the app seals it to what a server publishes. */
export async function sealedFor(url: string, customerId: string, password = customerPassword) {
  const { body } = await call<Discovery>(url, 'GET', '/v1');
  if (!body.sealingKey) throw new Error('the server publishes no key');
  return sealSecret(body.sealingKey, password, customerPasswordOf(customerId));
}

/** The arguments of a new password of a customer's login, an e-mail of its own. */
export async function customerLoginOf(url: string, id: string, login = `${id}@thornbury.example`) {
  return { id, login, password: await sealedFor(url, id) };
}
