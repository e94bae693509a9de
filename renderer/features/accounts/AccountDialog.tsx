import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { Refused } from '../../ui/Refused.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { AccountForm } from './AccountForm.tsx';

/** Creates an account, or edits one. */
export function AccountDialog({ id }: { id: string | null }) {
  const whyNot = useWhyNot(id ? 'account.update' : 'account.create');
  const title = id ? 'Edit account' : 'Create account';
  const { value, error, slow, askAgain } = useAnswer('account.list', undefined, []);
  const dialog = useAskingDialog();
  const [made, setMade] = useState<{ login: string; password: string } | null>(null);
  if (whyNot) return <Refused title={title} because={whyNot} />;
  if (made)
    return (
      <ShownOnce
        title={`${made.login} is created`}
        login={['User name', made.login]}
        password={made.password}
      >
        The password is shown this once; it’s kept nowhere in clear. Hand it over yourself: no mail is sent.
      </ShownOnce>
    );
  const existing = value?.accounts.find((account) => account.id === id);
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {value && (id === null || existing) ? (
        <AccountForm
          page={value}
          existing={existing ?? null}
          dialog={dialog}
          onSaved={(shown) => {
            askAgain();
            dialog.onDirty(false);
            if (shown) setMade(shown);
            else closeDialog();
          }}
        />
      ) : value ? (
        <EmptyState title="This account isn’t here">It’s of a brand that you don’t see.</EmptyState>
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="accounts" />
      ) : null}
    </Dialog>
  );
}
