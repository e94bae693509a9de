import { noticeCustomersLimit } from '../../../common/domain/notices.ts';
import { askPartnerApi } from '../../partner/accounts.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `notice.*`, and which mails the account that is signed in gets. */
export function noticeHandlers({ workspaces }: HandlerParts) {
  const changes = () => workspaces.required().changes.notices;
  const ask = <T>(call: (token: string) => Promise<T>) => askPartnerApi(workspaces.required(), call);
  const client = () => workspaces.required().client;
  const audienceOf = async (customers: string[]) => {
    if (customers.length === 0 || customers.length > noticeCustomersLimit) return null;
    try {
      return await ask((token) => client().online.noticeAudience(token, customers));
    } catch {
      // The preview says then that this can't be asked now; what is known here does without.
      return null;
    }
  };
  return {
    'notice.list': async () => ({ notices: await workspaces.required().cache.read.noticeRows() }),
    'notice.preview': async ({ ids }) => {
      const contacts = await workspaces.required().cache.read.noticeContacts(ids);
      const customers = contacts.customers.map(({ customerId }) => customerId);
      return { ...contacts, audience: await audienceOf(customers) };
    },
    'notice.send': (asked) => changes().write(asked),
    'notice.stop': (asked) => changes().stop(asked),
    'notifications.read': () => ask((token) => client().online.ownNotifications(token)),
    'notifications.change': ({ notificationsOff }) =>
      ask((token) => client().online.changeOwnNotifications(token, notificationsOff)),
  } satisfies Partial<Handlers>;
}
