import { billingAccountFields, type BillingAccountFields } from '../../../common/domain/entities.ts';
import { billingAccountLeaves, changedFields, withFields } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { AddressFields, FormField, NameField } from '../../ui/form-fields.tsx';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';

const blank: BillingAccountFields = {
  ...billingAccountFields.parse({ name: '-', email: 'a@a.aa' }),
  name: '',
  email: '',
};

interface BillingAccountFormProps {
  id: string | null;
  dialog: AskingDialog;
  /** The billing account as it was when the form was opened; null for a new one. */
  existing: BillingAccountFields | null;
}

/** The fields of a billing account. */
export function BillingAccountForm({ id, dialog, existing }: BillingAccountFormProps) {
  const form = useDialogForm({
    base: existing ?? blank,
    leaves: billingAccountLeaves,
    onDirty: dialog.onDirty,
  });
  const save = async () => {
    const fields = withFields(form.base, form.typed);
    const saved = await form.send(async () =>
      id
        ? attempt('billingAccount.update', { id, fields, base: changedFields(form.base, fields).before })
        : attempt('billingAccount.create', fields),
    );
    if (!saved) return;
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, saved.mutationIds);
    const made = 'id' in saved && typeof saved.id === 'string' ? saved.id : null;
    if (made && useView.getState().route.page === 'billing-accounts')
      go({ page: 'billing-accounts', id: made });
  };
  return (
    <DialogForm
      form={form}
      dialog={dialog}
      first="name"
      verb={id ? 'Save billing account' : 'Add billing account'}
      onSend={() => void save()}
    >
      <NameField path="name" label="Billing account name" autoFocus />
      <div className="grid grid-cols-[1fr_180px] gap-3">
        <FormField path="email" label="Billing e-mail" type="email" required />
        <FormField path="phone" label="Billing phone" type="tel" />
      </div>
      <div className="grid grid-cols-[1fr_180px] gap-3">
        <FormField path="contactName" label="Contact name" />
        <FormField path="reference" label="Your reference" />
      </div>
      <AddressFields path="address" />
      <BrandField />
      <FormField path="notes" label="Notes" lines={3} />
    </DialogForm>
  );
}
