import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { grantNames, type GrantName } from '../../../common/domain/entities.ts';
import { grantWords } from '../../../common/domain/grant-words.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { TextField } from '../../ui/fields.tsx';
import { focusField } from '../../ui/form.ts';
import { Callout, ErrorState, Failure } from '../../ui/states.tsx';
import { isAway } from './resend.ts';

/** Asks a customer for rights that it hasn't granted, with a reason. Only the customer grants them. */
export function AskRightsDialog({ customerId }: { customerId: string }) {
  const shown = useAnswer('customer.show', { id: customerId }, ['customer']);
  const [asked, setAsked] = useState<readonly GrantName[]>([]);
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<{ grants?: string; reason?: string }>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isDirty = asked.length > 0 || reason !== '';
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const customer = shown.value?.customer;
  const missing = grantNames.filter((name) => customer && !customer.grants.includes(name));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(asked.length === 0 ? { grants: 'At least one right is asked for' } : {}),
      ...(reason.trim() === '' ? { reason: 'Reason is mandatory: the customer reads it' } : {}),
    };
    setFaults(found);
    if (found.reason && !found.grants) focusField(form.current, 'reason');
    if (busy || found.grants || found.reason) return;
    setBusy(true);
    setFailure(null);
    const result = await attempt('accessRequest.ask', { customerId, grants: [...asked], reason });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    sayChanged(
      isAway()
        ? `Request to ${customer?.name ?? 'the customer'} queued; nothing has been asked yet`
        : `${customer?.name ?? 'The customer'} is asked for more rights`,
      result.value.mutationIds,
    );
  };
  return (
    <Dialog title="Ask for more rights" onClose={close} wide>
      {shown.error ? <ErrorState error={shown.error} onTryAgain={shown.askAgain} /> : null}
      <p className="mt-1 text-muted">
        {customer ? <bdi>{customer.name}</bdi> : 'The customer'} reads your request on its own page, and
        grants or declines it.
      </p>
      <form ref={form} noValidate onSubmit={(event) => void send(event)} className="mt-4 flex flex-col gap-4">
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-strong">Rights</legend>
          {missing.map((name) => (
            <CheckField
              key={name}
              checked={asked.includes(name)}
              onChange={(on) => {
                setAsked(on ? [...asked, name] : asked.filter((each) => each !== name));
                setFaults({});
              }}
            >
              {grantWords[name].title}
              <span className="block text-sm text-muted">{grantWords[name].means}</span>
            </CheckField>
          ))}
          {faults.grants ? (
            <p role="alert" className="text-bad">
              {faults.grants}
            </p>
          ) : null}
        </fieldset>
        <TextField
          name="reason"
          label="Reason"
          required
          value={reason}
          fault={faults.reason}
          onChange={(text) => {
            setReason(text);
            setFaults({});
          }}
        />
        {isAway() ? (
          <Callout tone="warn">You’re offline: the request is queued and nobody is asked yet.</Callout>
        ) : null}
        <Failure error={failure} />
        <DiscardOrSave
          asks={asks}
          onClose={close}
          onKeep={() => focusField(form.current, 'reason')}
          verb={
            <Button look="primary" type="submit" busy={busy}>
              {isAway() ? 'Queue request' : 'Ask'}
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}
