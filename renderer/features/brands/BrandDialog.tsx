import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { BrandForm, type BrandFormProps } from './BrandForm.tsx';

/** Adds a brand, below another where one is given, or edits one. */
export function BrandDialog({ id, parentId }: { id: string | null; parentId: string | null }) {
  const whyNot = useWhyNot(id ? 'brand.update' : 'brand.create');
  const title = id ? 'Edit brand' : parentId ? 'Add sub-brand' : 'Add brand';
  const [isDirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  // Escape with something typed asks first; once more, and it goes on being edited.
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  if (whyNot)
    return (
      <Dialog title={title} onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  const form = { parentId, asks, onDirty: setDirty, onClose: close };
  return (
    <Dialog title={title} onClose={close} wide>
      {id ? <EditBrand {...form} id={id} /> : <BrandForm {...form} id={null} existing={null} />}
    </Dialog>
  );
}

function EditBrand({ id, ...form }: Omit<BrandFormProps, 'existing' | 'id'> & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('brand.show', { id }, ['brand']);
  if (value) return <BrandForm {...form} id={id} existing={value.brand} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the brand" /> : null;
}
