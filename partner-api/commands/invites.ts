import { linkStateOf, unsentLink } from '../../common/domain/invites.ts';
import type { Invite } from '../../common/domain/entities.ts';
import { requireBillingAccount } from './billing-accounts.ts';
import {
  brandOrOwn,
  existingRow,
  requireBrand,
  requireNewId,
  requirePartner,
  type Command,
  type CommandScope,
} from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { changeRow, createRow } from './writing.ts';

const minute = 60_000;
/** How many mails to one address may be asked for within a time, over all invites, so that nobody's mailbox is flooded. */
const limits = [
  { mails: 3, within: 60 * minute, words: 'an hour' },
  { mails: 8, within: 24 * 60 * minute, words: 'a day' },
] as const;

/** Makes an invite and puts its mail in line. */
export const createInvite: Command<'invite.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'invite', id);
  await requirePartner(scope, fields.partnerId);
  const brandId = brandOrOwn(scope, fields.brandId ?? (await brandOfPartner(scope, fields.partnerId)));
  await requireBrand(scope, brandId);
  if (fields.billingAccountId === null)
    throw invalidField('billingAccountId', 'Billing account is mandatory');
  await requireBillingAccount(scope, fields.billingAccountId);
  await askForMail(scope, id, fields.contactEmail);
  await createRow(scope, 'invite', {
    ...fields,
    ...{ brandId, id, version: 0, createdAt: scope.at, updatedAt: scope.at },
    ...unsentLink,
    ...{ status: 'pending', sends: 0, usedAt: null, customerId: null },
    madeBy: scope.actor.account.name,
  });
};

/** Ends the link that is out, and puts a mail with a new one in line. */
export const resendInvite: Command<'invite.resend'> = async ({ args: { id } }, scope) => {
  const invite = await existingRow(scope, 'invite', id);
  requirePending(invite, 'resent');
  await askForMail(scope, id, invite.contactEmail);
  await scope.tx.endLinks(id, 'replaced', Date.parse(scope.at));
  await changeRow(scope, 'invite', invite, unsentLink);
};

/** Ends the link of an invite, and takes a mail back that wasn't sent yet. */
export const revokeInvite: Command<'invite.revoke'> = async ({ args: { id } }, scope) => {
  const invite = await existingRow(scope, 'invite', id);
  requirePending(invite, 'revoked');
  if (linkStateOf(invite, Date.parse(scope.at)) === 'revoked') return;
  await scope.tx.endLinks(id, 'revoked', Date.parse(scope.at));
  await scope.tx.dropMail(id);
  await changeRow(scope, 'invite', invite, { revokedAt: scope.at });
};

function requirePending({ status, name }: Invite, done: string): void {
  if (status === 'accepted')
    throw new ProblemError('invalid', `${name} has accepted its invite; it can’t be ${done} any more.`);
}

async function brandOfPartner({ tx }: CommandScope, partnerId: string | null): Promise<string | null> {
  const partner = partnerId === null ? null : await tx.row('partner', partnerId);
  return partner?.brandId ?? null;
}

/** @throws ProblemError `mail-limit` that says when the next one may be asked for */
async function askForMail({ tx, at }: CommandScope, invite: string, address: string): Promise<void> {
  const now = Date.parse(at);
  for (const { mails, within, words } of limits) {
    const asked = await tx.askedMails(address, now - within);
    const first = asked.at(-mails);
    if (first === undefined) continue;
    const next = new Date(first + within).toISOString();
    throw new ProblemError(
      'mail-limit',
      `${address} gets at most ${mails} invites within ${words}, so that nobody is flooded. The next can be sent at ${next}.`,
    );
  }
  await tx.noteAskedMail(address, now);
  await tx.putMail({ invite, dueAt: now, tries: 0 });
}
