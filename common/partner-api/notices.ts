import { z } from 'zod';
import { notificationKind } from '../domain/accounts.ts';
import { entityId } from '../domain/ids.ts';
import { noticeCustomersLimit } from '../domain/notices.ts';
import type { Route } from './route.ts';

/** Somebody with an account, as the preview of a notice names it. */
const named = z.object({ name: z.string(), email: z.string() });

/** What the partner API alone knows about who gets a notice. */
export const noticeAudience = z.object({
  /** Accounts that get a copy. */
  accounts: z.array(named),
  /** Accounts that would, and have turned such mails off. */
  off: z.array(named),
  /** Customers whose technical contact has an account that turned such mails off. */
  customersOff: z.array(entityId),
});
export type NoticeAudience = z.infer<typeof noticeAudience>;

/** Which mails an account gets, and where they go. */
export const ownNotifications = z.object({
  /** Empty for nowhere. */
  email: z.string(),
  notificationsOff: z.array(notificationKind),
});

/** Routes of maintenance notices and of one's own notification options. */
export const noticeRoutes = {
  previewNotice: {
    method: 'POST',
    path: '/v1/notices/preview',
    tag: 'notices',
    auth: 'account',
    access: 'notice.send',
    summary: 'Which accounts get a maintenance notice about customers, and who has turned such mails off',
    body: z.strictObject({ customers: z.array(entityId).min(1).max(noticeCustomersLimit) }),
    answer: { status: 200, description: 'Accounts in sight', schema: noticeAudience },
    problems: ['invalid', 'forbidden'],
  },
  readMyNotifications: {
    method: 'GET',
    path: '/v1/me/notifications',
    tag: 'accounts',
    auth: 'account',
    access: 'see',
    summary: 'Which mails the account that is signed in gets',
    answer: { status: 200, description: 'As it is now', schema: ownNotifications },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
