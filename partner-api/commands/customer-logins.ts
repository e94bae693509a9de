import { hasLoginMadeHere } from '../../common/domain/customer-logins.ts';
import type { CustomerFields } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { customerPasswordOf, passwordFault, type SealedSecret } from '../../common/domain/secrets.ts';
import { hashPassword } from '../auth/passwords.ts';
import { unsealed } from '../auth/unsealed.ts';
import { existingRow, requireAccess, type Command, type CommandScope } from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { noteDone } from './writing.ts';

/** Makes the login of a new customer's admin: its e-mail, with a password that was sealed where it was made. */
export async function makeCustomerLogin(
  scope: CommandScope,
  { id, fields, password }: { id: string; fields: CustomerFields; password: SealedSecret },
): Promise<void> {
  await saveLogin(scope, {
    ...{ customerId: id, login: fields.email, password },
    name: fields.technicalContact.name || fields.name,
  });
}

/** Sets e-mail and password of a customer admin's login; who is signed in by it is signed out. */
export const setCustomerLogin: Command<'customer.login'> = async ({ args }, scope) => {
  const customer = await existingRow(scope, 'customer', args.id);
  requireAccess(scope.actor.account, 'customer.login', customer);
  if (!hasLoginMadeHere(customer))
    throw new ProblemError(
      'forbidden',
      `${customer.name} chose its password itself when it signed up; only it can change it.`,
    );
  await saveLogin(scope, {
    ...{ customerId: args.id, login: args.login, password: args.password },
    name: customer.technicalContact.name || customer.name,
  });
  await noteDone(scope, 'customer', customer, { login: args.login });
};

interface AskedLogin {
  customerId: string;
  login: string;
  name: string;
  password: SealedSecret;
}

async function saveLogin(scope: CommandScope, asked: AskedLogin): Promise<void> {
  const { tx, surroundings, passwordCost, at } = scope;
  const { customerId, login } = asked;
  const owner = await tx.customerOfLogin(login);
  if (owner !== null && owner !== customerId)
    throw invalidField('email', `Somebody else signs in with ${login} already; choose another address`);
  const clear = await unsealed(tx, asked.password, customerPasswordOf(customerId));
  const fault = passwordFault(clear, login);
  if (fault) throw invalidField('password', fault);
  const password = await hashPassword(clear, surroundings.randomBytes(16), passwordCost);
  if (await tx.changeCustomerLogin(customerId, { login, password })) return;
  await tx.saveCustomerLogin({
    ...{ customerId, login, name: asked.name, password, at: Date.parse(at) },
    id: newId({ now: surroundings.now, random: () => surroundings.randomBytes(16) }),
  });
}
