import { useState } from 'react';
import type { NotificationKind } from '../../../common/domain/accounts.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, Failure, SlowState } from '../../ui/states.tsx';
import { MailsChoice } from '../accounts/MailsChoice.tsx';

/** Which mails the account that is signed in gets, one by one or all at once. They're kept by the partner API alone. */
export function MyNotificationsDialog() {
  const { value, error, slow, askAgain } = useAnswer('notifications.read', undefined, []);
  const [chosen, setChosen] = useState<NotificationKind[] | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const off = chosen ?? value?.notificationsOff ?? [];
  const save = async () => {
    setBusy(true);
    const result = await attempt('notifications.change', { notificationsOff: off });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    say('Your notification options are saved');
  };
  return (
    <Dialog title="My notifications" onClose={closeDialog}>
      {value ? (
        <>
          <p className="mt-1 mb-4 text-muted">
            {value.email
              ? `Mails to your account go to ${value.email}.`
              : 'Your account has no e-mail address, so it gets no mails. An Admin sets one under Accounts.'}
          </p>
          <MailsChoice legend="Mails that you get" off={off} onChange={setChosen} />
        </>
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="your notification options" />
      ) : null}
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={value ? undefined : 'The partner API hasn’t answered yet what is set.'}
            onPress={() => void save()}
          >
            Save
          </Button>
        }
      />
    </Dialog>
  );
}
