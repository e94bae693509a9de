import { Failure } from '../../../common/contract/errors.ts';
import { keptRecipients, newestMail } from '../../partner/kept-mails.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `mail.*`: mails that are kept as files, for want of a mail server. The window names what they're about, never a file. */
export function mailHandlers({ workspaces, openFile }: HandlerParts) {
  return {
    'mail.kept': async ({ id }) => {
      const place = await workspaces.mailPlace();
      const recipients = place.at === 'here' ? await keptRecipients(place.folder, id) : [];
      return { place: place.at, recipients };
    },
    'mail.open': async (asked) => {
      const place = await workspaces.mailPlace();
      if (place.at === 'here') return openFile(await newestMail(place.folder, asked));
      throw new Failure({
        code: 'not-found',
        message: 'Mails of this workspace aren’t kept on this computer.',
      });
    },
  } satisfies Partial<Handlers>;
}
