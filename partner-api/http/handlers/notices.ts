import type { noticeRoutes } from '../../../common/partner-api/notices.ts';
import { noticeAudience } from '../../commands/notice-audience.ts';
import { ProblemError } from '../../commands/problem-error.ts';
import type { Store } from '../../store/store.ts';
import { actorOf, type Handlers } from '../answer.ts';

/** Who gets a maintenance notice, and which mails one's own account gets. */
export function noticeHandlers(store: Store, now: () => number): Pick<Handlers, keyof typeof noticeRoutes> {
  return {
    previewNotice: async ({ body }, call) => ({
      body: await noticeAudience(store, actorOf(call), body.customers, now()),
    }),
    readMyNotifications: async (_input, call) => {
      const record = await store.read.accountRecord(actorOf(call).account.id);
      if (!record)
        throw new ProblemError(
          'not-found',
          'A project’s own login gets no mails but those about its project.',
        );
      return { body: { email: record.email, notificationsOff: [...record.notificationsOff] } };
    },
  };
}
