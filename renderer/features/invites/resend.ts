import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { counted } from '../../ui/words.ts';

/** Whether the partner API is out of reach, so that nothing is sent before it's there again. */
export function isAway(): boolean {
  const phase = useView.getState().sync?.phase;
  return phase === 'offline-by-choice' || phase === 'unreachable' || phase === 'signed-out';
}

/** Sends invites again, each with a new link. Whether that was queued. */
export async function resend(ids: string[]): Promise<boolean> {
  const result = await attempt('invite.resend', { ids });
  if (!result.ok) {
    sayFailed(result.error);
    return false;
  }
  const many = counted(ids.length, 'invite');
  say(
    isAway()
      ? `${many} queued; nothing has been sent yet. It goes out once you’re back online, and the old link dies then`
      : `${many} asked to be sent again; the old link dies with the new mail`,
  );
  return true;
}
