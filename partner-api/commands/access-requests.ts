import { minimalGrants } from '../../common/domain/entities.ts';
import {
  brandOrOwn,
  existingRow,
  requireAccess,
  requireBrand,
  requireNewId,
  requirePartner,
  type Command,
  type CommandScope,
} from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { changeRow, createRow } from './writing.ts';

/** How many link requests an account may make within an hour, so that nobody is asked by trying. */
const mostLinks = 30;
const hour = 60 * 60_000;

/**
 * Asks whoever has a Customer ID to be linked. Whether anybody has it, or it belongs to somebody whom the account doesn't see, isn't
 * looked at but for those in its sight: the request is taken alike, does as much, and waits alike.
 */
export const requestLink: Command<'accessRequest.link'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'accessRequest', id);
  await requirePartner(scope, fields.partnerId);
  const partner = fields.partnerId === null ? null : await scope.tx.row('partner', fields.partnerId);
  const brandId = brandOrOwn(scope, fields.brandId ?? partner?.brandId ?? null);
  await requireBrand(scope, brandId);
  const { customerCode } = fields;
  const holder = await scope.whole.customerIdOf(customerCode);
  const linked = await scope.tx.row('customer', holder ?? id);
  if (linked)
    throw invalidField('customerCode', `${linked.name} has this Customer ID and is a customer here already`);
  await limitLinks(scope);
  await createRow(scope, 'accessRequest', {
    ...fields,
    ...{ brandId, id, version: 0, createdAt: scope.at, updatedAt: scope.at },
    ...{ name: customerCode, asks: 'link', customerId: null, grants: [...minimalGrants] },
    ...{ status: 'waiting', answeredAt: null, answeredBy: '', madeBy: scope.actor.account.name },
  });
};

/** Asks a customer for more rights, with a reason. */
export const requestRights: Command<'accessRequest.ask'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'accessRequest', id);
  const customer = await existingRow(scope, 'customer', fields.customerId);
  requireAccess(scope.actor.account, 'accessRequest.ask', customer);
  const grants = fields.grants.filter((name) => !customer.grants.includes(name));
  if (grants.length === 0) throw invalidField('grants', `${customer.name} has granted all of this already`);
  const open = await scope.tx.children('accessRequest', customer.id);
  if (open.some(({ status }) => status === 'waiting'))
    throw invalidField(
      'grants',
      `${customer.name} hasn’t answered the last request yet; withdraw that first`,
    );
  await createRow(scope, 'accessRequest', {
    ...{ ...fields, grants, id, version: 0, createdAt: scope.at, updatedAt: scope.at },
    ...{ name: customer.name, asks: 'rights', customerCode: '' },
    ...{ partnerId: customer.partnerId, brandId: customer.brandId },
    ...{ status: 'waiting', answeredAt: null, answeredBy: '', madeBy: scope.actor.account.name },
  });
};

/** Takes a request back that nobody has answered. */
export const withdrawRequest: Command<'accessRequest.withdraw'> = async ({ args: { id } }, scope) => {
  const request = await existingRow(scope, 'accessRequest', id);
  if (request.status === 'withdrawn') return;
  if (request.status !== 'waiting')
    throw new ProblemError('invalid', `The request to ${request.name} was answered already.`);
  await changeRow(scope, 'accessRequest', request, { status: 'withdrawn' });
};

async function limitLinks({ tx, at, actor }: CommandScope): Promise<void> {
  const now = Date.parse(at);
  const key = `link requests of ${actor.account.id}`;
  const first = (await tx.askedMails(key, now - hour)).at(-mostLinks);
  if (first !== undefined)
    throw new ProblemError(
      'mail-limit',
      `At most ${mostLinks} customers are asked by Customer ID within an hour. The next can be asked at ${new Date(first + hour).toISOString()}.`,
    );
  await tx.noteAskedMail(key, now);
}
