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
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { faultsOf, textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { Refused } from '../../ui/Refused.tsx';
import { PartnerField } from '../partners/PartnerField.tsx';
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
  const accounts = useAnswer('billingAccount.list', undefined, ['billingAccount']).value?.accounts;
  const dialog = useAskingDialog();
  const form = useDialogForm({
    ...{ base: blank, leaves: inviteLeaves, paths, onDirty: dialog.onDirty },
    judge: (values, checked) => ({
      ...faultsOf(inviteLeaves, values, checked),
      ...(checked.includes('billingAccountId') && values['billingAccountId'] === null
        ? { billingAccountId: 'Billing account is mandatory' }
        : {}),
    }),
  });
  const send = async () => {
    const fields = inviteFields.parse(form.values);
    const made = await form.send(() => attempt('invite.create', fields));
    if (!made) return;
    closeDialog();
    sayChanged(
      isAway()
        ? `Invite of ${fields.name} queued; nothing has been sent yet`
        : useView.getState().start?.workspace?.kind === 'sample'
          ? `Invite of ${fields.name} made; the sample workspace keeps its mail as a file, to open from Invites`
          : `Invite of ${fields.name} is on its way to ${fields.contactEmail}`,
      made.mutationIds,
    );
    if (useView.getState().route.page === 'invites') go({ page: 'invites', id: made.id });
  };
  if (whyNot) return <Refused title="Invite customer" because={whyNot} />;
  return (
    <Dialog title="Invite customer" onClose={dialog.onClose} wide>
      <p className="mt-1 text-muted">
        The contact gets an e-mail with a registration link that works once, for {inviteDays} days. Whoever
        finishes it becomes the customer’s first administrator; you may then manage billing and see sites and
        probes, until the customer grants more.
      </p>
      <DialogForm
        form={form}
        dialog={dialog}
        first="name"
        verb={isAway() ? 'Queue invite' : 'Send invite'}
        onSend={() => void send()}
      >
        <NameField path="name" label="Company name" autoFocus />
        <div className="grid grid-cols-2 gap-3">
          <FormField path="contactName" label="Contact name" required />
          <FormField
            path="contactEmail"
            label="Contact e-mail"
            type="email"
            required
            hint={lookAlikeDomain(textOf(form.values, 'contactEmail'))}
          />
        </div>
        <PartnerField label="Customer of" />
        <div className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <FindChoiceField
              key={accounts ? 'read' : 'empty'}
              name="billingAccountId"
              label="Billing account"
              choices={(accounts ?? []).map(({ id, name, email }) => ({ id, name, note: email }))}
              value={textOf(form.values, 'billingAccountId') || null}
              onChange={(id) => form.set('billingAccountId', id)}
              fault={form.faults['billingAccountId']}
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
      </DialogForm>
    </Dialog>
  );
}
