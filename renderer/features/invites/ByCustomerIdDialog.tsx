import { customerIdFaultSoFar, tidyCustomerId } from '../../../common/domain/customer-id.ts';
import { linkRequestFields } from '../../../common/domain/entities.ts';
import { linkRequestLeaves, type FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { FormField } from '../../ui/form-fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { Refused } from '../../ui/Refused.tsx';
import { PartnerField } from '../partners/PartnerField.tsx';
import { isAway } from './resend.ts';

const paths = ['customerCode', 'partnerId', 'reason'];
const blank: FieldValues = { customerCode: '', partnerId: null, brandId: null, reason: '' };

/** Asks whoever has a Customer ID to become a customer here. */
export function ByCustomerIdDialog() {
  const whyNot = useWhyNot('accessRequest.link');
  const dialog = useAskingDialog();
  const form = useDialogForm({ base: blank, leaves: linkRequestLeaves, paths, onDirty: dialog.onDirty });
  const set = (path: string, value: unknown) => {
    form.set(path, value);
    const fault = path === 'customerCode' ? customerIdFaultSoFar(String(value)) : undefined;
    if (fault) form.addFaults({ customerCode: fault });
  };
  const send = async () => {
    const fields = linkRequestFields.parse(form.values);
    const made = await form.send(() => attempt('accessRequest.link', fields));
    if (!made) return;
    closeDialog();
    sayChanged(
      isAway()
        ? `Request to ${fields.customerCode} queued; nothing has been asked yet`
        : `${fields.customerCode} is asked`,
      made.mutationIds,
    );
    go({ page: 'requests', id: made.id });
  };
  if (whyNot) return <Refused title="Add by Customer ID" because={whyNot} />;
  return (
    <Dialog title="Add by Customer ID" onClose={dialog.onClose} wide>
      <p className="mt-1 text-muted">
        Your request appears on the customer’s own page, Configuration → Partner access. Once it consents the
        customer is in your list by itself. An ID that nobody has, or whose customer somebody else looks
        after, stays unanswered.
      </p>
      <DialogForm
        form={{ ...form, set }}
        dialog={dialog}
        first="customerCode"
        verb={isAway() ? 'Queue request' : 'Send request'}
        onSend={() => void send()}
      >
        <FormField
          path="customerCode"
          label="Customer ID"
          required
          autoFocus
          meant={tidyCustomerId}
          placeholder="CTSD-7F3K-92"
          hint="The customer finds it at Configuration → Service."
        />
        <PartnerField label="Customer of" />
        <FormField path="reason" label="Reason" hint="The customer reads it beside your request." />
        {isAway() ? (
          <Callout tone="warn">
            You’re offline: the request is queued and nobody is asked yet. It goes out once you’re back
            online.
          </Callout>
        ) : null}
      </DialogForm>
    </Dialog>
  );
}
