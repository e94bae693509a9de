import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { onboardingLinkFields } from '../../../common/domain/entities.ts';
import { onboardingLinkLeaves, type FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, formPath, textOf } from '../../ui/form.ts';
import { NameField } from '../../ui/form-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { isAway } from './resend.ts';

const paths = ['name', 'partnerId', 'brandId'];
const blank: FieldValues = { name: '', partnerId: null, brandId: null };

/** Makes a permanent link by which customers sign up by themselves. */
export function OnboardingLinkDialog() {
  const whyNot = useWhyNot('onboardingLink.create');
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
    setFaults(rest);
  };
  const faultsIn = (checked: readonly string[]) => faultsOf(onboardingLinkLeaves, values, checked);
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
    const fields = onboardingLinkFields.parse(values);
    const result = await attempt('onboardingLink.create', fields);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(
      isAway() ? `${fields.name} queued; it gets its address once you’re back online` : `${fields.name} made`,
      result.value.mutationIds,
    );
    go({ page: 'onboarding-links', id: result.value.id });
  };
  if (whyNot)
    return (
      <Dialog title="Make onboarding link" onClose={closeDialog}>
        <p className="mt-1 text-muted">{whyNot}</p>
        <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
      </Dialog>
    );
  return (
    <Dialog title="Make onboarding link" onClose={close} wide>
      <p className="mt-1 text-muted">
        A permanent link for your website, a mail or a printed page. Whoever signs up by it becomes a customer
        by itself; you may then manage billing and see sites and probes, until the customer grants more.
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
          <NameField path="name" label="Link name" autoFocus />
          <div data-field="partnerId" tabIndex={-1} className="outline-none">
            <FindChoiceField
              label="Customers of"
              choices={partners}
              value={textOf(values, 'partnerId') || directChoice}
              onChange={(id) => set('partnerId', id === directChoice ? null : id)}
              fault={faults['partnerId']}
              hint="The link carries this partner’s ID."
            />
          </div>
          <BrandField hint="Its service domain, name, logo and colours; without one, the partner’s brand." />
          {isAway() ? (
            <Callout tone="warn">
              You’re offline: the link is queued, and gets its address once you’re back online.
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
                Make link
              </Button>
            }
          />
        </form>
      </FormContext>
    </Dialog>
  );
}
