import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { useAskingDialog, type AskingDialog } from '../../ui/use-asking-dialog.ts';
import { Refused } from '../../ui/Refused.tsx';
import { BillingAccountForm } from './BillingAccountForm.tsx';

/** Adds a billing account, or edits one. */
export function BillingAccountDialog({ id }: { id: string | null }) {
  const whyNot = useWhyNot(id ? 'billingAccount.update' : 'billingAccount.create');
  const title = id ? 'Edit billing account' : 'Add billing account';
  const dialog = useAskingDialog();
  if (whyNot) return <Refused title={title} because={whyNot} />;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {id ? (
        <EditBillingAccount id={id} dialog={dialog} />
      ) : (
        <BillingAccountForm id={null} dialog={dialog} existing={null} />
      )}
    </Dialog>
  );
}

function EditBillingAccount({ id, dialog }: { id: string; dialog: AskingDialog }) {
  const { value, error, slow, askAgain } = useAnswer('billingAccount.show', { id }, ['billingAccount']);
  if (value) return <BillingAccountForm id={id} dialog={dialog} existing={value.account} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the billing account" /> : null;
}
