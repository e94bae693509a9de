import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { BillingAccountForm, type BillingAccountFormProps } from './BillingAccountForm.tsx';

/** Adds a billing account, or edits one. */
export function BillingAccountDialog({ id }: { id: string | null }) {
  const whyNot = useWhyNot(id ? 'billingAccount.update' : 'billingAccount.create');
  const title = id ? 'Edit billing account' : 'Add billing account';
  const [isDirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  // Escape with something typed asks first; once more, and it goes on being edited.
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const form = { id, asks, onDirty: setDirty, onClose: close };
  if (whyNot)
    return (
      <Dialog title={title} onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={close} wide>
      {id ? <EditBillingAccount {...form} id={id} /> : <BillingAccountForm {...form} existing={null} />}
    </Dialog>
  );
}

function EditBillingAccount({ id, ...form }: Omit<BillingAccountFormProps, 'existing'> & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('billingAccount.show', { id }, ['billingAccount']);
  if (value) return <BillingAccountForm {...form} id={id} existing={value.account} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the billing account" /> : null;
}
