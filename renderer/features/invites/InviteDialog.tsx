import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { inviteLeaves, type FieldValues } from '../../../common/domain/fields.ts';
import { inviteFields } from '../../../common/domain/entities.ts';
import { lookAlikeDomain } from '../../../common/domain/look-alikes.ts';
import { inviteDays } from '../../../common/domain/invites.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog, openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, formPath, textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { isAway } from './resend.ts';

const paths = ['name', 'contactName', 'contactEmail', 'partnerId', 'billingAccountId'];
const blank: FieldValues = {
  name: '',
  contactName: '',
  contactEmail: '',
  partnerId: null,
  billingAccountId: null,
};

/** Invites a customer by e-mail. */
export function InviteDialog() {
  const whyNot = useWhyNot('invite.create');
  const whyNotBilling = useWhyNot('billingAccount.create');
  const [values, setValues] = useState(blank);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const partners = usePartnerChoices();
  const accounts = useAnswer('billingAccount.list', undefined, ['billingAccount']).value?.accounts;
  const isDirty = paths.some((path) => values[path] !== blank[path]);
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const set = (path: string, value: unknown) => {
    setValues({ ...values, [path]: value });
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const faultsIn = (checked: readonly string[]) => ({
    ...faultsOf(inviteLeaves, values, checked),
    ...(checked.includes('billingAccountId') && values['billingAccountId'] === null
      ? { billingAccountId: 'Billing account is mandatory' }
      : {}),
  });
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
    const fields = inviteFields.parse(values);
    const result = await attempt('invite.create', fields);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(
      isAway()
        ? `Invite of ${fields.name} queued; nothing has been sent yet`
        : `Invite of ${fields.name} is on its way to ${fields.contactEmail}`,
      result.value.mutationIds,
    );
    if (useView.getState().route.page === 'invites') go({ page: 'invites', id: result.value.id });
  };
  if (whyNot)
    return (
      <Dialog title="Invite customer" onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  return (
    <Dialog title="Invite customer" onClose={close} wide>
      <p className="mt-1 text-muted">
        The contact gets an e-mail with a registration link that works once, for {inviteDays} days. Whoever
        finishes it becomes the customer’s first administrator; you may then manage billing and see sites and
        probes, until the customer grants more.
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
          <NameField path="name" label="Company name" autoFocus />
          <div className="grid grid-cols-2 gap-3">
            <FormField path="contactName" label="Contact name" required />
            <FormField
              path="contactEmail"
              label="Contact e-mail"
              type="email"
              required
              hint={lookAlikeDomain(textOf(values, 'contactEmail'))}
            />
          </div>
          <div data-field="partnerId" tabIndex={-1} className="outline-none">
            <FindChoiceField
              label="Customer of"
              choices={partners}
              value={textOf(values, 'partnerId') || directChoice}
              onChange={(id) => set('partnerId', id === directChoice ? null : id)}
              fault={faults['partnerId']}
            />
          </div>
          <div className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <FindChoiceField
                key={accounts ? 'read' : 'empty'}
                name="billingAccountId"
                label="Billing account"
                choices={(accounts ?? []).map(({ id, name, email }) => ({ id, name, note: email }))}
                value={textOf(values, 'billingAccountId') || null}
                onChange={(id) => set('billingAccountId', id)}
                fault={faults['billingAccountId']}
                hint={
                  accounts?.length === 0
                    ? 'None is set up yet; who pays is set up before it’s used.'
                    : 'Its e-mail and phone become the billing contact.'
                }
              />
            </div>
            {accounts?.length === 0 ? (
              <div className="pt-6">
                <Button
                  whyNot={whyNotBilling}
                  onPress={() => openDialog({ kind: 'billing-account', id: null })}
                >
                  Add billing account
                </Button>
              </div>
            ) : null}
          </div>
          {isAway() ? (
            <Callout tone="warn">
              You’re offline: the invite is queued and nothing is sent yet. The mail goes out once you’re back
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
            onKeep={() => focusField(form.current, 'name')}
            verb={
              <Button look="primary" type="submit" busy={busy}>
                {isAway() ? 'Queue invite' : 'Send invite'}
              </Button>
            }
          />
        </form>
      </FormContext>
    </Dialog>
  );
}
