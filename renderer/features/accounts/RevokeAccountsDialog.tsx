import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';

/** Ends accounts for good. */
export function RevokeAccountsDialog({ ids }: { ids: string[] }) {
  const { value, askAgain } = useAnswer('account.list', undefined, []);
  const [left, setLeft] = useState(ids);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const named = (value?.accounts ?? []).filter(({ id }) => left.includes(id)).map(({ login }) => login);
  const what = left.length === 1 ? (named[0] ?? 'the account') : counted(left.length, 'account');
  const revoke = async () => {
    setBusy(true);
    setFailure(null);
    for (const [at, id] of left.entries()) {
      const result = await attempt('account.revoke', { id });
      if (result.ok) continue;
      setLeft(left.slice(at));
      setFailure(result.error);
      setBusy(false);
      return askAgain();
    }
    askAgain();
    closeDialog();
    say(`${what} revoked`);
  };
  return (
    <GraveDialog
      title={`Revoke ${what}`}
      verb={`Revoke ${what}`}
      busy={busy}
      onVerb={() => void revoke()}
      failure={failure}
    >
      <p className="mt-1 text-muted">
        {left.length === 1 ? 'Its sessions end' : 'Their sessions end'} at once, and a tool that works with it
        is refused. It never comes back; its history in Activity stays.
      </p>
      {left.length > 1 ? (
        <ul className="mt-2 max-h-40 overflow-auto">
          {named.map((login) => (
            <li key={login}>{login}</li>
          ))}
        </ul>
      ) : null}
    </GraveDialog>
  );
}
