import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { useAskingDialog, type AskingDialog } from '../../ui/use-asking-dialog.ts';
import { Refused } from '../../ui/Refused.tsx';
import { PartnerForm } from './PartnerForm.tsx';

/** Adds a partner, or edits one. */
export function PartnerDialog({ id }: { id: string | null }) {
  const whyNot = useWhyNot(id ? 'partner.update' : 'partner.create');
  const title = id ? 'Edit partner' : 'Add partner';
  const dialog = useAskingDialog();
  if (whyNot) return <Refused title={title} because={whyNot} />;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {id ? (
        <EditPartner id={id} dialog={dialog} />
      ) : (
        <PartnerForm id={null} dialog={dialog} existing={null} />
      )}
    </Dialog>
  );
}

function EditPartner({ id, dialog }: { id: string; dialog: AskingDialog }) {
  const { value, error, slow, askAgain } = useAnswer('partner.show', { id }, ['partner']);
  if (value) return <PartnerForm id={id} dialog={dialog} existing={value.partner} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the partner" /> : null;
}
