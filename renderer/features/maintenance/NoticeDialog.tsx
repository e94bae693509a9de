import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { NoticePreview } from '../../../common/contract/notices.ts';
import { noticeCustomersLimit, noticeFields, planFault } from '../../../common/domain/notices.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { TextField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, formPath, textOf } from '../../ui/form.ts';
import { FormField } from '../../ui/form-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { isAway } from '../invites/resend.ts';
import { AudiencePreview } from './AudiencePreview.tsx';
import { CustomersOfField } from './CustomersOfField.tsx';
import { contactsGetting, useNoticePreview } from './use-notice-preview.ts';

const leaves = new Map(Object.entries(noticeFields.shape));
const paths = ['name', 'text', 'plannedFrom', 'plannedUntil'];
const blank: FieldValues = { name: '', text: '', plannedFrom: '', plannedUntil: '' };

/** Writes a maintenance notice, shows who gets it, and sends it. Without customers it's asked whose. */
export function NoticeDialog({ ids }: { ids: string[] | null }) {
  const whyNot = useWhyNot('notice.send');
  const [chosen, setChosen] = useState(ids);
  const [values, setValues] = useState(blank);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { preview, error } = useNoticePreview(chosen);
  const isDirty = paths.some((path) => values[path] !== blank[path]);
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const set = (path: string, value: unknown) => {
    setValues({ ...values, [path]: value });
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || whyNotSend(chosen, preview) || showFaults(faultsIn(values, paths))) return;
    setBusy(true);
    setFailure(null);
    const fields = noticeFields.parse(sentOf(values));
    const result = await attempt('notice.send', { fields, customers: preview?.customers ?? [] });
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(
      isAway()
        ? `${fields.name} queued; nothing has been sent yet. It goes out once you’re back online`
        : `${fields.name} is being sent`,
      result.value.mutationIds,
    );
    go({ page: 'notices', id: result.value.id });
  };
  if (whyNot)
    return (
      <Dialog title="Send maintenance notice" onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  const contacts = preview ? contactsGetting(preview).length : 0;
  return (
    <Dialog title="Send maintenance notice" onClose={close} wide>
      <p className="mt-1 text-muted">
        It goes to the technical contacts of the customers, each in its brand, and to accounts that want such
        mails.
      </p>
      <FormContext
        value={{
          ...{ values, faults, set },
          check: (path) => setFaults({ ...faults, ...faultsIn(values, [path]) }),
        }}
      >
        <form
          ref={form}
          noValidate
          onSubmit={(event) => void send(event)}
          className="mt-4 flex flex-col gap-4"
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
                value={textOf(values, path)}
                onChange={(value) => set(path, value)}
                fault={faults[path]}
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
              <Button look="primary" type="submit" busy={busy} whyNot={whyNotSend(chosen, preview)}>
                {isAway() ? 'Queue for' : 'Send to'} {counted(contacts, 'contact')}
              </Button>
            }
          />
        </form>
      </FormContext>
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
