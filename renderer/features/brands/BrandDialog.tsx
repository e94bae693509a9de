import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { useAskingDialog, type AskingDialog } from '../../ui/use-asking-dialog.ts';
import { Refused } from '../../ui/Refused.tsx';
import { BrandForm } from './BrandForm.tsx';

/** Adds a brand, below another where one is given, or edits one. */
export function BrandDialog({ id, parentId }: { id: string | null; parentId: string | null }) {
  const whyNot = useWhyNot(id ? 'brand.update' : 'brand.create');
  const title = id ? 'Edit brand' : parentId ? 'Add sub-brand' : 'Add brand';
  const dialog = useAskingDialog();
  if (whyNot) return <Refused title={title} because={whyNot} />;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {id ? (
        <EditBrand id={id} dialog={dialog} />
      ) : (
        <BrandForm id={null} parentId={parentId} dialog={dialog} existing={null} />
      )}
    </Dialog>
  );
}

function EditBrand({ id, dialog }: { id: string; dialog: AskingDialog }) {
  const { value, error, slow, askAgain } = useAnswer('brand.show', { id }, ['brand']);
  if (value) return <BrandForm id={id} parentId={null} dialog={dialog} existing={value.brand} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the brand" /> : null;
}
