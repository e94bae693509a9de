import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { partnerFields, type PartnerFields } from '../../../common/domain/entities.ts';
import {
  changedFields,
  fieldAt,
  partnerLeaves,
  sameValue,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say, sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { changeList, closeDialog, unnarrowed } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/Dialog.tsx';
import { amendedFaults, amendedValues, faultsOf, focusField, FormContext, formPath } from '../../ui/form.ts';
import { AddressFields, FormField, NameField } from '../../ui/form-fields.tsx';
import { InLocalTime } from '../../ui/InLocalTime.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { useDraft } from '../wizard/use-draft.ts';

const blank: PartnerFields = { ...partnerFields.parse({ name: '-', email: 'a@a.aa' }), name: '', email: '' };
const paths = [...partnerLeaves.keys()];

export interface PartnerFormProps {
  id: string | null;
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** The partner as it was when the form was opened; null for a new one. */
  existing: PartnerFields | null;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail;
}

/** The fields of a partner. */
export function PartnerForm({ id, asks, onDirty, onClose, existing, amends }: PartnerFormProps) {
  // As it was when the form was opened, whatever comes from elsewhere meanwhile.
  const [base] = useState(existing ?? blank);
  const [typed, setTyped] = useState<FieldValues>(() => amendedValues(amends));
  const [faults, setFaults] = useState(() => amendedFaults(amends));
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const values = Object.fromEntries(
    paths.map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const set = (path: string, value: unknown) => {
    const next = { ...typed, [path]: value };
    setTyped(next);
    if (amends) draft.save('details', next, undefined);
    onDirty(
      amends !== undefined ||
        Object.entries(next).some(([each, text]) => !sameValue(text, fieldAt(base, each))),
    );
    const { [path]: _gone, ...rest } = faults;
    setFaults(rest);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const fail = (error: AppError) => {
    const named = Object.fromEntries(
      (error.fields ?? []).map(({ path, message }) => [formPath(path), message]),
    );
    if (!showFaults(named)) setFailure(error);
  };
  const draft = useDraft(amends ? `change.amend:${amends.change.id}` : null, (found) => {
    if (!amends || !found) return;
    setTyped(found.values);
    setRestored(found.savedAt);
    onDirty(true);
  });
  useEffect(() => {
    const [fault] = amends?.faults ?? [];
    if (fault) focusField(form.current, formPath(fault.path));
  }, [amends]);
  const startAnew = () => {
    draft.discard();
    setTyped(amendedValues(amends));
    setFaults(amendedFaults(amends));
    setRestored(null);
    onDirty(false);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || showFaults(faultsOf(partnerLeaves, values, paths))) return;
    setBusy(true);
    setFailure(null);
    const fields = withFields(base, typed);
    const { before } = changedFields(base, fields);
    if (amends) {
      const amended = await attempt('outbox.amendPartner', {
        id: amends.change.id,
        fields,
        ...(existing ? { base: before } : {}),
      });
      setBusy(false);
      if (!amended.ok) return fail(amended.error);
      draft.discard();
      closeDialog();
      say(`${fields.name.trim()} is in line again`);
      return go({ page: 'sync', change: amended.value.id }, { replace: true });
    }
    const result = id
      ? await attempt('partner.update', { id, fields, base: before })
      : await attempt('partner.create', fields);
    setBusy(false);
    if (!result.ok) return fail(result.error);
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, result.value.mutationIds);
    const saved = 'id' in result.value && typeof result.value.id === 'string' ? result.value.id : id;
    if (saved && !id) {
      changeList('partner', { current: saved, ...unnarrowed });
      go({ page: 'partner', scope: everything, id: saved });
    }
  };
  return (
    <FormContext
      value={{
        values,
        faults,
        set,
        check: (path) => setFaults({ ...faults, ...faultsOf(partnerLeaves, values, [path]) }),
      }}
    >
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
        {amends?.change.lastAnswer && amends.faults.length === 0 && !failure ? (
          <Callout tone="warn">
            <InLocalTime said={amends.change.lastAnswer} />
          </Callout>
        ) : null}
        <NameField path="name" label="Partner name" autoFocus />
        <div className="grid grid-cols-[1fr_180px] gap-3">
          <FormField path="email" label="Email address" type="email" required />
          <FormField path="phone" label="Phone" type="tel" />
        </div>
        <AddressFields path="address" />
        <BrandField />
        <FormField path="notes" label="Notes" lines={3} />
        {failure ? (
          <Callout tone="bad" role="alert">
            {failure.message} <CopyDetails error={failure} />
          </Callout>
        ) : null}
        {asks ? (
          <DialogActions
            aside={<span role="alert">What you typed is discarded.</span>}
            cancel={
              <Button
                autoFocus
                onPress={() => {
                  onClose();
                  focusField(form.current, 'name');
                }}
              >
                Keep editing
              </Button>
            }
            verb={
              <Button
                look="danger"
                onPress={() => {
                  if (amends) draft.discard();
                  closeDialog();
                }}
              >
                Discard
              </Button>
            }
          />
        ) : (
          <DialogActions
            cancel={<Button onPress={onClose}>Cancel</Button>}
            verb={
              <Button look="primary" type="submit" busy={busy}>
                {amends ? 'Save and retry' : id ? 'Save partner' : 'Add partner'}
              </Button>
            }
          />
        )}
      </form>
    </FormContext>
  );
}
