import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';
import { isAway } from './resend.ts';

/** Ends the links of invites. */
export function RevokeInvitesDialog({ ids }: { ids: string[] }) {
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const many = counted(ids.length, 'invite');
  const revoke = async () => {
    setBusy(true);
    const result = await attempt('invite.revoke', { ids });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    say(isAway() ? `${many} to be revoked once you’re back online` : `${many} revoked`);
  };
  return (
    <GraveDialog
      title={`Revoke ${many}`}
      verb={`Revoke ${many}`}
      busy={busy}
      onVerb={() => void revoke()}
      failure={failure}
    >
      <p className="mt-1 text-muted">
        {ids.length === 1 ? 'Its link stops working' : 'Their links stop working'} and can’t be revived;
        Resend sends a new one.
        {isAway() ? ' You’re offline: until you’re back online the link still works.' : ''}
      </p>
    </GraveDialog>
  );
}
