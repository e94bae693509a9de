import { z } from 'zod';
import { notice } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { noticeCustomers, noticeFields } from '../domain/notices.ts';
import { noticeAudience } from '../partner-api/notices.ts';
import { pendingMark } from './pending.ts';

/** A maintenance notice as its screen shows it. */
export const noticeRow = notice.extend({ pending: pendingMark.nullable() });
export type NoticeRow = z.infer<typeof noticeRow>;
export const noticeList = z.object({ notices: z.array(noticeRow) });

/** Who gets a notice about customers, as far as it's known here. */
export const noticeContacts = z.object({
  /** Each address once for each brand, with the customers that it's about. */
  contacts: z.array(
    z.object({
      name: z.string(),
      email: z.string(),
      brandName: z.string().nullable(),
      customers: z.array(z.string()),
      customerIds: z.array(z.string()),
    }),
  ),
  /** Customers without a technical contact's address. */
  without: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The customers that it goes to, with the addresses as they were looked up. */
  customers: z.array(z.object({ customerId: z.string(), email: z.string() })),
});
export type NoticeContacts = z.infer<typeof noticeContacts>;

export const noticePreview = noticeContacts.extend({
  /** Null while the partner API can't be asked. */
  audience: noticeAudience.nullable(),
});
export type NoticePreview = z.infer<typeof noticePreview>;

export const newNotice = z.object({ fields: noticeFields, customers: noticeCustomers });
export const noticeSelection = z.object({ ids: z.array(entityId).min(1).max(100_000) });
