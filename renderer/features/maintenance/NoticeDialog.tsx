import { useState } from 'react';
import type { NoticePreview } from '../../../common/contract/notices.ts';
import { noticeCustomersLimit, noticeFields, planFault } from '../../../common/domain/notices.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { TextField } from '../../ui/fields.tsx';
import { faultsOf, textOf } from '../../ui/form.ts';
import { FormField } from '../../ui/form-fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { count, counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { isAway } from '../invites/resend.ts';
import { AudiencePreview } from './AudiencePreview.tsx';
import { CustomersOfField } from './CustomersOfField.tsx';
import { contactsGetting, useNoticePreview } from './use-notice-preview.ts';

const leaves = new Map(Object.entries(noticeFields.shape));
const blank: FieldValues = { name: '', text: '', plannedFrom: '', plannedUntil: '' };

/** Writes a maintenance notice, shows who gets it, and sends it. Without customers it's asked whose. */
export function NoticeDialog({ ids }: { ids: string[] | null }) {
  const whyNot = useWhyNot('notice.send');
  const [chosen, setChosen] = useState(ids);
  const dialog = useAskingDialog();
  const form = useDialogForm({ base: blank, leaves, onDirty: dialog.onDirty, judge: faultsIn });
  const { preview, error } = useNoticePreview(chosen);
  const send = async () => {
    const fields = noticeFields.parse(sentOf(form.values));
    const made = await form.send(() =>
      attempt('notice.send', { fields, customers: preview?.customers ?? [] }),
    );
    if (!made) return;
    closeDialog();
    sayChanged(
      isAway()
        ? `${fields.name} queued; nothing has been sent yet. It goes out once you’re back online`
        : `${fields.name} is being sent`,
      made.mutationIds,
    );
    go({ page: 'notices', id: made.id });
  };
  if (whyNot) return <Refused title="Send maintenance notice" because={whyNot} />;
  const contacts = preview ? contactsGetting(preview).length : 0;
  return (
    <Dialog title="Send maintenance notice" onClose={dialog.onClose} wide>
      <p className="mt-1 text-muted">
        It goes to the technical contacts of the customers, each in its brand, and to accounts that want such
        mails.
      </p>
      <DialogForm
        form={form}
        dialog={dialog}
        first="name"
        verb={`${isAway() ? 'Queue for' : 'Send to'} ${counted(contacts, 'contact')}`}
        whyNot={whyNotSend(chosen, preview)}
        onSend={() => void send()}
      >
        {ids === null ? <CustomersOfField onChange={setChosen} /> : null}
        <FormField path="name" label="Subject" required autoFocus={ids !== null} />
        <FormField path="text" label="Text" lines={6} required />
        <div className="grid grid-cols-2 gap-3">
          {(['plannedFrom', 'plannedUntil'] as const).map((path) => (
            <TextField
              key={path}
              name={path}
              type="datetime-local"
              label={path === 'plannedFrom' ? 'Planned from' : 'Planned until'}
              value={textOf(form.values, path)}
              onChange={(value) => form.set(path, value)}
              fault={form.faults[path]}
              required
            />
          ))}
        </div>
        {chosen && chosen.length <= noticeCustomersLimit ? (
          <AudiencePreview preview={preview} error={error} />
        ) : null}
        {isAway() ? (
          <Callout tone="warn">
            You’re offline: nothing is sent before you’re back online. Until then it’s queued.
          </Callout>
        ) : null}
      </DialogForm>
    </Dialog>
  );
}

/** Why it can't be sent to these customers; undefined where it can. */
function whyNotSend(chosen: string[] | null, preview: NoticePreview | undefined): string | undefined {
  if (chosen === null) return 'Choose whose customers get it.';
  if (chosen.length === 0) return 'There are no customers there.';
  if (chosen.length > noticeCustomersLimit)
    return `A notice goes to at most ${count(noticeCustomersLimit)} customers, and ${count(chosen.length)} are chosen. Take them in parts.`;
  if (!preview) return 'It’s still being looked up who gets it.';
  if (preview.customers.length === 0) return 'None of these customers has a technical contact.';
  return contactsGetting(preview).length === 0 ? 'All of them have turned such mails off.' : undefined;
}

/** The values as they're sent: times of this place as moments. */
function sentOf(values: FieldValues): FieldValues {
  const moment = (path: string) => {
    const time = Date.parse(textOf(values, path));
    return Number.isNaN(time) ? '' : new Date(time).toISOString();
  };
  return { ...values, plannedFrom: moment('plannedFrom'), plannedUntil: moment('plannedUntil') };
}

function faultsIn(values: FieldValues, checked: readonly string[]): Record<string, string> {
  const sent = sentOf(values);
  const found = faultsOf(leaves, sent, checked);
  if (!checked.includes('plannedUntil') || found['plannedUntil'] || !sent['plannedFrom']) return found;
  const whole = noticeFields.pick({ plannedFrom: true, plannedUntil: true }).safeParse(sent);
  const fault = whole.success ? planFault(whole.data) : undefined;
  return fault ? { ...found, plannedUntil: fault } : found;
}
