import type { Customer, Notice } from '../../common/domain/entities.ts';
import type { NoticeRecipient } from '../../common/domain/notices.ts';
import { diceFrom } from './dice.ts';

type Unversioned<T> = Omit<T, 'version'>;

const hour = 60 * 60 * 1000;
const day = 24 * hour;

const book = [
  {
    ...{ name: 'Firewall firmware, Sunday night', daysAgo: 20, plannedIn: 4, hours: 2, to: [0, 6] },
    text: 'We bring the firewalls at your sites to the newest firmware.\n\nThe line is down for about ten minutes.',
  },
  {
    ...{ name: 'Probes move to version 4.2', daysAgo: 2, plannedIn: 9, hours: 4, to: [4, 9] },
    text: 'The probes at your sites restart once. Nothing is lost, and there’s nothing for you to do.',
  },
] as const;

/** Notices that went out, one of them to a contact whose mail server refused it. `now` in milliseconds; with dice of its own. */
export function sampleNotices(
  customers: readonly Unversioned<Customer>[],
  now: number,
): Unversioned<Notice>[] {
  const dice = diceFrom(20_240_219);
  return book.map(({ name, text, daysAgo, plannedIn, hours, to }, at) => {
    const made = now - daysAgo * day;
    const iso = (time: number) => new Date(time).toISOString();
    const from = Math.floor((made + plannedIn * day) / day) * day + 20 * hour;
    const recipients = customers.slice(...to).map((customer, number): NoticeRecipient => {
      const isRefused = at === 0 && number === 3;
      return {
        ...{ as: 'contact', accountId: null, brandId: customer.brandId, customers: [customer.name] },
        ...{ name: customer.technicalContact.name, email: customer.technicalContact.email },
        state: isRefused ? 'failed' : 'sent',
        reason: isRefused ? 'The mail server refused the message: 550 mailbox unavailable' : '',
        at: iso(made + 60_000),
      };
    });
    return {
      ...{ id: dice.id(made), createdAt: iso(made), updatedAt: iso(made + 60_000), name, text },
      ...{ plannedFrom: iso(from), plannedUntil: iso(from + hours * hour), brandId: null },
      recipients: Object.fromEntries(recipients.entries()),
      ...{ stoppedAt: null, madeBy: 'Ingrid Halvorsen' },
    };
  });
}
