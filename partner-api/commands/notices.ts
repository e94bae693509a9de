import { accountStatus } from '../../common/domain/accounts.ts';
import {
  noticeLimits,
  planFault,
  withoutDoubles,
  type NoticeRecipient,
} from '../../common/domain/notices.ts';
import { isInSight, noScope, type Sight } from '../../common/domain/visibility.ts';
import { mayMail } from '../mail/notification-options.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import { brandOrOwn, existingRow, requireNewId, type Command, type CommandScope } from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { sightOfAccount } from './sight.ts';
import { changeRow, createRow } from './writing.ts';

type Asked = readonly { customerId: string; email: string }[];

/** Settles who gets a notice, and puts a mail to each in line. */
export const sendNotice: Command<'notice.send'> = async ({ args: { id, fields, customers } }, scope) => {
  await requireNewId(scope, 'notice', id);
  const fault = planFault(fields);
  if (fault) throw invalidField('plannedUntil', fault);
  const { contacts, left } = await contactsOf(scope, customers);
  const recipients = [...contacts, ...(await accountsFor(scope, customers)), ...left];
  if (contacts.length === 0)
    throw new ProblemError(
      'invalid',
      `No technical contact gets it: ${left[0]?.reason ?? 'none of the customers has one'}. Nothing was sent.`,
    );
  const byNumber: Record<string, NoticeRecipient> = {};
  await requireFewMails(scope, recipients.filter(({ state }) => state === 'queued').length);
  for (const [number, recipient] of recipients.entries()) {
    byNumber[number] = await withinLimit(scope, recipient);
    if (byNumber[number].state !== 'queued') continue;
    await scope.tx.putNotice({
      ...{ notice: id, recipient: String(number) },
      ...{ dueAt: Date.parse(scope.at), tries: 0 },
    });
  }
  await createRow(scope, 'notice', {
    ...fields,
    ...{ id, version: 0, createdAt: scope.at, updatedAt: scope.at },
    ...{ brandId: brandOrOwn(scope, null), recipients: byNumber },
    ...{ stoppedAt: null, madeBy: scope.actor.account.name },
  });
};

/** Takes back what wasn't sent yet. What is out can't be called back. */
export const stopNotice: Command<'notice.stop'> = async ({ args: { id } }, scope) => {
  const notice = await existingRow(scope, 'notice', id);
  if (notice.stoppedAt !== null) return;
  await scope.tx.dropNotices(id);
  const stopped = Object.entries(notice.recipients).filter(([, { state }]) => state === 'queued');
  await changeRow(scope, 'notice', notice, {
    stoppedAt: scope.at,
    ...Object.fromEntries(
      stopped.map(([number, recipient]) => [
        `recipients.${number}`,
        { ...recipient, state: 'left', reason: `${scope.actor.account.name} stopped it`, at: scope.at },
      ]),
    ),
  });
};

const unsent = { as: 'contact', accountId: null, at: null } as const;

/** The technical contacts as they were shown, each once for each brand; and those whom the notice doesn't go to, with the reason. */
async function contactsOf(
  scope: CommandScope,
  asked: Asked,
): Promise<{ contacts: NoticeRecipient[]; left: NoticeRecipient[] }> {
  const left: NoticeRecipient[] = [];
  const found: Parameters<typeof withoutDoubles>[0][number][] = [];
  const seen = new Set<string>();
  for (const { customerId, email } of asked) {
    if (seen.has(customerId)) continue;
    seen.add(customerId);
    const customer = await scope.tx.row('customer', customerId);
    const contact = customer?.technicalContact;
    const leave = (reason: string) =>
      left.push({
        ...{ ...unsent, name: contact?.name ?? '', email, brandId: null, state: 'left', reason },
        customers: customer ? [customer.name] : [],
      });
    if (!customer) leave('The customer isn’t there any more');
    else if (!contact || contact.email === '') leave('The customer has no technical contact any more');
    else if (contact.email !== email) leave('The technical contact is another one since the preview');
    else
      found.push({
        ...{ customerId, customer: customer.name, name: contact.name, email },
        brandId: customer.brandId ?? (await brandOfPartner(scope, customer.partnerId)),
      });
  }
  const accounts = await scope.whole.accountRecords();
  const contacts: NoticeRecipient[] = [];
  for (const { name, email, brandId, customers } of withoutDoubles(found)) {
    const recipient = { ...unsent, name, email, brandId, customers };
    if (hasTurnedOff(accounts, email))
      left.push({ ...recipient, state: 'left', reason: 'Turned off for the account with this address' });
    else contacts.push({ ...recipient, state: 'queued', reason: '' });
  }
  return { contacts, left };
}

async function brandOfPartner({ tx }: CommandScope, partnerId: string | null): Promise<string | null> {
  return (partnerId === null ? null : await tx.row('partner', partnerId))?.brandId ?? null;
}

/** Whether somebody has an account with an address and wants no maintenance notices. */
export function hasTurnedOff(accounts: readonly AccountRecord[], address: string): boolean {
  return accounts.some(
    ({ email, revokedAt, notificationsOff }) =>
      revokedAt === null &&
      email.toLowerCase() === address.toLowerCase() &&
      notificationsOff.includes('maintenance'),
  );
}

/**
 * Accounts that get a copy, and those that have turned such mails off: of the accounts that whoever sends it has in sight,
 * those that see one of the customers.
 */
export async function accountsAbout(
  store: { accountRecords(): Promise<AccountRecord[]>; sight(brandId: string | null): Promise<Sight> },
  { sight, keys, now }: { sight: Sight; keys: readonly string[]; now: number },
): Promise<{ wanting: AccountRecord[]; off: AccountRecord[] }> {
  const wanting: AccountRecord[] = [];
  const off: AccountRecord[] = [];
  for (const record of await store.accountRecords()) {
    if (record.email === '' || accountStatus(record, now) !== 'active') continue;
    if (sight !== null && !isInSight(sight, record.brandId ?? noScope)) continue;
    const own = await store.sight(record.brandId);
    if (!keys.some((key) => isInSight(own, key))) continue;
    (mayMail(record, 'maintenance') ? wanting : off).push(record);
  }
  return { wanting, off };
}

async function accountsFor(scope: CommandScope, asked: Asked): Promise<NoticeRecipient[]> {
  const { tx, whole, actor, at } = scope;
  const seen: { key: string; name: string }[] = [];
  for (const { customerId } of asked) {
    const customer = await tx.row('customer', customerId);
    if (customer) seen.push({ key: await tx.scopeKey('customer', customerId), name: customer.name });
  }
  const about = {
    sight: await sightOfAccount(whole, actor.account),
    ...{ keys: [...new Set(seen.map(({ key }) => key))], now: Date.parse(at) },
  };
  const { wanting, off } = await accountsAbout(whole, about);
  const recipient = async (record: AccountRecord): Promise<NoticeRecipient> => {
    const own = await whole.sight(record.brandId);
    const customers = seen.filter(({ key }) => isInSight(own, key)).map(({ name }) => name);
    return {
      ...{ as: 'account', accountId: record.id, name: record.name, email: record.email, customers },
      ...{ brandId: record.brandId, state: 'queued', reason: '', at: null },
    };
  };
  return [
    ...(await Promise.all(wanting.map(recipient))),
    ...(await Promise.all(off.map(recipient))).map((one) => ({
      ...one,
      ...{ state: 'left' as const, reason: 'Turned off by the account' },
    })),
  ];
}

/** @throws ProblemError `mail-limit` that says when the next one may be sent */
async function requireFewMails({ tx, actor, at }: CommandScope, many: number): Promise<void> {
  const { byAccount, withinMs, words } = noticeLimits;
  const key = `notices of ${actor.account.id}`;
  const now = Date.parse(at);
  const had = await tx.askedMails(key, now - withinMs);
  const first = had[had.length + many - byAccount - 1];
  if (first !== undefined)
    throw new ProblemError(
      'mail-limit',
      `An account sends at most ${byAccount.toLocaleString('en')} mails of maintenance notices within ${words}, so that nobody is flooded. This one can be sent at ${new Date(first + withinMs).toISOString()}.`,
    );
  for (let mail = 0; mail < many; mail++) await tx.noteAskedMail(key, now);
}

/** The recipient, left out with the reason where its address had as many notices as it gets already. */
async function withinLimit({ tx, at }: CommandScope, recipient: NoticeRecipient): Promise<NoticeRecipient> {
  if (recipient.state !== 'queued') return recipient;
  const { toAddress, withinMs, words } = noticeLimits;
  const key = `notices to ${recipient.email}`;
  const now = Date.parse(at);
  const had = await tx.askedMails(key, now - withinMs);
  if (had.length >= toAddress)
    return {
      ...recipient,
      ...{ state: 'left', reason: `Gets at most ${toAddress} notices within ${words}` },
    };
  await tx.noteAskedMail(key, now);
  return recipient;
}
