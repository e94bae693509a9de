import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { customerIdFault, tidyCustomerId } from '../../../common/domain/customer-id.ts';
import { linkRequestFields } from '../../../common/domain/entities.ts';
import { linkRequestLeaves, type FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, formPath, textOf } from '../../ui/form.ts';
import { FormField } from '../../ui/form-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { isAway } from './resend.ts';

const paths = ['customerCode', 'partnerId', 'reason'];
const blank: FieldValues = { customerCode: '', partnerId: null, brandId: null, reason: '' };
/** Characters of a whole Customer ID: from then on it's said at once what is wrong with it. */
const whole = 12;

/** Asks whoever has a Customer ID to become a customer here. */
export function ByCustomerIdDialog() {
  const whyNot = useWhyNot('accessRequest.link');
  const [values, setValues] = useState(blank);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const partners = usePartnerChoices();
  const isDirty = paths.some((path) => values[path] !== blank[path]);
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const set = (path: string, value: unknown) => {
    setValues({ ...values, [path]: value });
    const { [path]: _mended, ...rest } = faults;
    const typed = path === 'customerCode' ? String(value).trim() : '';
    const fault = typed.length >= whole ? customerIdFault(typed) : undefined;
    setFaults(fault ? { ...rest, customerCode: fault } : rest);
  };
  const faultsIn = (checked: readonly string[]) => faultsOf(linkRequestLeaves, values, checked);
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || showFaults(faultsIn(paths))) return;
    setBusy(true);
    setFailure(null);
    const fields = linkRequestFields.parse(values);
    const result = await attempt('accessRequest.link', fields);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(
      isAway()
        ? `Request to ${fields.customerCode} queued; nothing has been asked yet`
        : `${fields.customerCode} is asked`,
      result.value.mutationIds,
    );
    go({ page: 'requests', id: result.value.id });
  };
  if (whyNot)
    return (
      <Dialog title="Add by Customer ID" onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  return (
    <Dialog title="Add by Customer ID" onClose={close} wide>
      <p className="mt-1 text-muted">
        Your request appears on the customer’s own page, Configuration → Partner access. Once it consents the
        customer is in your list by itself. An ID that nobody has, or whose customer somebody else looks
        after, stays unanswered.
      </p>
      <FormContext
        value={{ values, faults, set, check: (path) => setFaults({ ...faults, ...faultsIn([path]) }) }}
      >
        <form
          ref={form}
          noValidate
          onSubmit={(event) => void save(event)}
          className="mt-4 flex flex-col gap-4"
        >
          <FormField
            path="customerCode"
            label="Customer ID"
            required
            autoFocus
            meant={tidyCustomerId}
            placeholder="CTSO-7F3K-92"
            hint="The customer finds it at Configuration → Service."
          />
          <div data-field="partnerId" tabIndex={-1} className="outline-none">
            <FindChoiceField
              label="Customer of"
              choices={partners}
              value={textOf(values, 'partnerId') || directChoice}
              onChange={(id) => set('partnerId', id === directChoice ? null : id)}
              fault={faults['partnerId']}
            />
          </div>
          <FormField path="reason" label="Reason" hint="The customer reads it beside your request." />
          {isAway() ? (
            <Callout tone="warn">
              You’re offline: the request is queued and nobody is asked yet. It goes out once you’re back
              online.
            </Callout>
          ) : null}
          {failure ? (
            <Callout tone="bad" role="alert">
              {failure.message} <CopyDetails error={failure} />
            </Callout>
          ) : null}
          <DiscardOrSave
            asks={asks}
            onClose={close}
            onKeep={() => focusField(form.current, 'customerCode')}
            verb={
              <Button look="primary" type="submit" busy={busy}>
                {isAway() ? 'Queue request' : 'Send request'}
              </Button>
            }
          />
        </form>
      </FormContext>
    </Dialog>
  );
}
