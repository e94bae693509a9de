import type { AccessRequestRow } from '../../../common/contract/onboarding.ts';
import { grantWords } from '../../../common/domain/grant-words.ts';

/** What became of a request, in a word or two, and how it looks. Until the partner API has it, nobody is asked. */
export function requestWords({ status, version, pending }: AccessRequestRow): {
  text: string;
  tone: 'good' | 'warn' | 'bad' | 'info';
} {
  switch (status) {
    case 'waiting':
      return version === 0 || pending
        ? { text: 'Not asked yet', tone: 'warn' }
        : { text: 'Not answered yet', tone: 'info' };
    case 'granted':
      return { text: 'Granted', tone: 'good' };
    case 'declined':
      return { text: 'Declined', tone: 'bad' };
    case 'withdrawn':
      return { text: 'Withdrawn', tone: 'info' };
  }
}

/** What is asked for: to be linked, or rights, by their names. */
export function askedFor({ asks, grants }: Pick<AccessRequestRow, 'asks' | 'grants'>): string {
  return asks === 'link' ? 'Becoming a customer' : grants.map((name) => grantWords[name].title).join(', ');
}
