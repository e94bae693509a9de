import { z } from 'zod';
import { entityId } from '../domain/ids.ts';

/**
 * Where mails go: `sent` to people; kept as files `here`, on this computer, or at the `server`, so that nobody gets one by itself.
 */
export const mailPlace = z.enum(['sent', 'here', 'server']);

/** Number of a notice's recipient whose mail is meant; empty for what has one mail at a time, such as an invite. */
const recipient = z.string().regex(/^\d{0,6}$/);

/** What is kept here of the mails about something. */
export const keptMails = z.object({ place: mailPlace, recipients: z.array(recipient) });
export const keptMail = z.object({ id: entityId, recipient });
export type KeptMail = z.infer<typeof keptMail>;
