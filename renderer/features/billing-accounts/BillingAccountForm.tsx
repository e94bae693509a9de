import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { billingAccountFields, type BillingAccountFields } from '../../../common/domain/entities.ts';
import {
  billingAccountLeaves,
  changedFields,
  fieldAt,
  sameValue,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { Button } from '../../ui/Button.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { faultsOf, focusField, FormContext, formPath } from '../../ui/form.ts';
import { AddressFields, FormField, NameField } from '../../ui/form-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';

const blank: BillingAccountFields = {
  ...billingAccountFields.parse({ name: '-', email: 'a@a.aa' }),
  name: '',
  email: '',
};
const paths = [...billingAccountLeaves.keys()];

export interface BillingAccountFormProps {
  id: string | null;
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** The billing account as it was when the form was opened; null for a new one. */
  existing: BillingAccountFields | null;
}

/** The fields of a billing account. */
export function BillingAccountForm({ id, asks, onDirty, onClose, existing }: BillingAccountFormProps) {
  // As it was when the form was opened, whatever comes from elsewhere meanwhile.
  const [base] = useState(existing ?? blank);
  const [typed, setTyped] = useState<FieldValues>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values = Object.fromEntries(
    paths.map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const set = (path: string, value: unknown) => {
    const next = { ...typed, [path]: value };
    setTyped(next);
    onDirty(Object.entries(next).some(([each, text]) => !sameValue(text, fieldAt(base, each))));
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || showFaults(faultsOf(billingAccountLeaves, values, paths))) return;
    setBusy(true);
    setFailure(null);
    const fields = withFields(base, typed);
    const result = id
      ? await attempt('billingAccount.update', { id, fields, base: changedFields(base, fields).before })
      : await attempt('billingAccount.create', fields);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, result.value.mutationIds);
    const made = 'id' in result.value && typeof result.value.id === 'string' ? result.value.id : null;
    if (made && useView.getState().route.page === 'billing-accounts')
      go({ page: 'billing-accounts', id: made });
  };
  return (
    <FormContext
      value={{
        values,
        faults,
        set,
        check: (path) => setFaults({ ...faults, ...faultsOf(billingAccountLeaves, values, [path]) }),
      }}
    >
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
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
        {failure ? (
          <Callout tone="bad" role="alert">
            {failure.message} <CopyDetails error={failure} />
          </Callout>
        ) : null}
        <DiscardOrSave
          asks={asks}
          onClose={onClose}
          onKeep={() => focusField(form.current, 'name')}
          verb={
            <Button look="primary" type="submit" busy={busy}>
              {id ? 'Save billing account' : 'Add billing account'}
            </Button>
          }
        />
      </form>
    </FormContext>
  );
}
