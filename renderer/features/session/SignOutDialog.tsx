import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { takeStart } from '../../app/session.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';

/** Signs out, and says first what becomes of the data and of changes that weren't sent. */
export function SignOutDialog() {
  const workspace = useView((view) => view.start?.workspace);
  const unsent = useView((view) => (view.sync?.waiting ?? 0) + (view.sync?.stuck ?? 0));
  const [forget, setForget] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const signOut = async () => {
    setBusy(true);
    const result = await attempt('workspace.signOut', { forget, evenUnsent: forget });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    await takeStart(result.value);
  };
  const changes = counted(unsent, 'change');
  return (
    <GraveDialog
      title={`Sign out of ${workspace?.name ?? 'the workspace'}`}
      verb={forget ? 'Sign out and forget' : 'Sign out'}
      busy={busy}
      onVerb={() => void signOut()}
      failure={failure}
    >
      <p className="mt-1 text-muted">
        {forget
          ? 'All synchronised data of this workspace is removed from this computer. The partner API keeps it.'
          : 'Data stays on this computer and can be read; changes need a sign-in.'}
      </p>
      <label className="mt-3 flex items-center gap-2">
        <input
          type="checkbox"
          checked={forget}
          onChange={(event) => setForget(event.target.checked)}
          className="size-[15px] accent-accent"
        />
        Also remove this workspace’s data from this computer
      </label>
      {unsent > 0 ? (
        <p
          role="alert"
          className={`mt-3 rounded-box px-3 py-2 ${forget ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn'}`}
        >
          {forget
            ? `${changes} not sent yet ${unsent === 1 ? 'is' : 'are'} lost for good.`
            : `${changes} not sent yet ${unsent === 1 ? 'stays' : 'stay'} here and ${unsent === 1 ? 'is' : 'are'} sent after the next sign-in.`}
        </p>
      ) : null}
    </GraveDialog>
  );
}
