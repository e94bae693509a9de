import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { partnerFields, type PartnerFields } from '../../../common/domain/entities.ts';
import { changedFields, partnerLeaves, withFields } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { changeList, closeDialog, unnarrowed } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { AddressFields, FormField, NameField } from '../../ui/form-fields.tsx';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { KeptForm } from '../wizard/KeptForm.tsx';
import { useKeptForm } from '../wizard/use-kept-form.ts';

const blank: PartnerFields = { ...partnerFields.parse({ name: '-', email: 'a@a.aa' }), name: '', email: '' };

export interface PartnerFormProps {
  id: string | null;
  dialog: AskingDialog;
  /** The partner as it was when the form was opened; null for a new one. */
  existing: PartnerFields | null;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail;
}

/** The fields of a partner. */
export function PartnerForm({ id, dialog, existing, amends }: PartnerFormProps) {
  const form = useKeptForm({
    ...{ base: existing ?? blank, leaves: partnerLeaves, dialog, amends, isThere: existing !== null },
    draftKey: amends ? `change.amend:${amends.change.id}` : null,
  });
  const save = async () => {
    const fields = withFields(form.base, form.edited(form.values));
    const { before } = changedFields(form.base, fields);
    if (amends) {
      const base = existing ? { base: before } : {};
      return form.amend(fields.name, () =>
        attempt('outbox.amendPartner', { id: amends.change.id, fields, ...base }),
      );
    }
    const done = await form.send(async () =>
      id ? attempt('partner.update', { id, fields, base: before }) : attempt('partner.create', fields),
    );
    if (!done) return;
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, done.mutationIds);
    const saved = 'id' in done && typeof done.id === 'string' ? done.id : id;
    if (saved && !id) {
      changeList('partner', { current: saved, ...unnarrowed });
      go({ page: 'partner', scope: everything, id: saved });
    }
  };
  return (
    <KeptForm
      form={form}
      dialog={dialog}
      first="name"
      verb={amends ? 'Save and retry' : id ? 'Save partner' : 'Add partner'}
      onSend={() => void save()}
    >
      <NameField path="name" label="Partner name" autoFocus />
      <div className="grid grid-cols-[1fr_180px] gap-3">
        <FormField path="email" label="Email address" type="email" required />
        <FormField path="phone" label="Phone" type="tel" />
      </div>
      <AddressFields path="address" />
      <BrandField />
      <FormField path="notes" label="Notes" lines={3} />
    </KeptForm>
  );
}
