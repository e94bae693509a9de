import { useAnswer } from '../../api/answers.ts';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { AmendDialog, AmendRefused } from '../sync/AmendDialog.tsx';
import { PartnerForm, type PartnerFormProps } from './PartnerForm.tsx';

/** The form of a change that adds or edits a partner, filled with what the change holds. */
export function AmendPartnerDialog({ change }: { change: string }) {
  return (
    <AmendDialog
      change={change}
      kind="partner"
      adding={(detail, dialog) => <PartnerForm dialog={dialog} id={null} existing={null} amends={detail} />}
      editing={(id, detail, dialog) => <AmendEdit dialog={dialog} id={id} amends={detail} />}
    />
  );
}

function AmendEdit(form: Omit<PartnerFormProps, 'existing'> & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('partner.show', { id: form.id }, ['partner']);
  if (value) return <PartnerForm {...form} existing={value.partner} />;
  if (error?.code === 'not-found')
    return (
      <AmendRefused>The partner was deleted; the change that edits it can only be discarded.</AmendRefused>
    );
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the partner" /> : null;
}
