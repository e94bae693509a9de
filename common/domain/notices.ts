import { z } from 'zod';
import { entityId } from './ids.ts';
import { line, mailText, mandatoryLine } from './naming.ts';

/** Most customers that one notice is sent to; a larger selection is several notices. */
export const noticeCustomersLimit = 500;
/** Most mails of notices that one account sends, and most that one address gets, so that nobody's mailbox is flooded. */
export const noticeLimits = {
  ...{ byAccount: 2000, toAddress: 4, withinMs: 60 * 60 * 1000, words: 'an hour' },
} as const;

/** Fields of a maintenance notice that an operator writes; `name` is its subject. */
export const noticeFields = z.object({
  name: mandatoryLine('Subject', 120),
  text: mailText('Text', 4000),
  /** When the work is planned to begin and to be over. */
  plannedFrom: z.iso.datetime({ error: 'When it begins is mandatory' }),
  plannedUntil: z.iso.datetime({ error: 'When it’s over is mandatory' }),
});
export type NoticeFields = z.infer<typeof noticeFields>;

/** What became of the mail to one recipient: `left` is one that gets none, for the reason beside it. */
export const deliveryStates = ['queued', 'sent', 'failed', 'left'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Somebody whom a notice goes to: the technical contact of customers of one brand, or an account that wants such mails. */
export const noticeRecipient = z.object({
  as: z.enum(['contact', 'account']),
  /** Of the account; null for a contact. */
  accountId: entityId.nullable(),
  name: line('Recipient'),
  email: line('E-mail', 320),
  /** Names of the customers that it's about for this recipient. */
  customers: z.array(line('Customer')),
  /** In whose name and colours the mail is. */
  brandId: entityId.nullable(),
  state: z.enum(deliveryStates),
  /** Why it failed or is left; empty otherwise. */
  reason: line('Reason', 400),
  at: z.iso.datetime().nullable(),
});
export type NoticeRecipient = z.infer<typeof noticeRecipient>;

/** The customers of a notice, each with the address that the preview showed: it goes to no other. */
export const noticeCustomers = z
  .array(z.object({ customerId: entityId, email: line('E-mail', 320) }))
  .min(1, { error: 'Choose at least one customer with a technical contact' })
  .max(noticeCustomersLimit, {
    error: `A notice goes to at most ${noticeCustomersLimit} customers; take them in parts. Nothing was sent.`,
  });

/** What is wrong with the times of a notice; undefined where nothing is. */
export function planFault({
  plannedFrom,
  plannedUntil,
}: Pick<NoticeFields, 'plannedFrom' | 'plannedUntil'>): string | undefined {
  return Date.parse(plannedUntil) > Date.parse(plannedFrom) ? undefined : 'It’s over after it begins';
}

/** How many recipients of a notice are in each state. */
export function deliveryCounts(recipients: Record<string, NoticeRecipient>): Record<DeliveryState, number> {
  const counts = { queued: 0, sent: 0, failed: 0, left: 0 };
  for (const { state } of Object.values(recipients)) counts[state]++;
  return counts;
}

interface ContactOf {
  customerId: string;
  customer: string;
  name: string;
  email: string;
  brandId: string | null;
}

/** Contacts with each address once for each brand, with the customers that it's about. */
export function withoutDoubles(
  contacts: readonly ContactOf[],
): { name: string; email: string; brandId: string | null; customers: string[]; customerIds: string[] }[] {
  const byKey = new Map<
    string,
    { name: string; email: string; brandId: string | null; customers: string[]; customerIds: string[] }
  >();
  for (const { customerId, customer, name, email, brandId } of contacts) {
    const key = `${email.trim().toLowerCase()} ${brandId ?? ''}`;
    const known = byKey.get(key);
    if (known) {
      known.customers.push(customer);
      known.customerIds.push(customerId);
    } else byKey.set(key, { name, email, brandId, customers: [customer], customerIds: [customerId] });
  }
  return [...byKey.values()];
}
