import type { KeptMail } from '../../../common/contract/mails.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';

/** Said of mails that a server without a mail server keeps. */
export const keptAtServer =
  'The partner API has no mail server: its mails are files in its data folder, and reach nobody by themselves.';

/** What is kept of the mails about an invite or a notice; nothing where they're sent. */
export function useKeptMails(id: string) {
  const kept = useAnswer('mail.kept', { id }, ['invite', 'notice']).value;
  return {
    isAtServer: kept?.place === 'server',
    isKept: (recipient: string) => kept?.recipients.includes(recipient) ?? false,
  };
}

/** Opens the last mail in the system's mail program; says why where that can't be done. */
export async function openMail(mail: KeptMail): Promise<void> {
  const result = await attempt('mail.open', mail);
  if (!result.ok) sayFailed(result.error);
}
