import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { PartnerForm, type PartnerFormProps } from './PartnerForm.tsx';

/** Adds a partner, or edits one. */
export function PartnerDialog({ id }: { id: string | null }) {
  const whyNot = useWhyNot(id ? 'partner.update' : 'partner.create');
  const title = id ? 'Edit partner' : 'Add partner';
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
      {id ? <EditPartner {...form} id={id} /> : <PartnerForm {...form} existing={null} />}
    </Dialog>
  );
}

function EditPartner({ id, ...form }: Omit<PartnerFormProps, 'existing'> & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('partner.show', { id }, ['partner']);
  if (value) return <PartnerForm {...form} id={id} existing={value.partner} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the partner" /> : null;
}
