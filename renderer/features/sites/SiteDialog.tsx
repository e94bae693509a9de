import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import type { ChosenCustomer } from '../customers/CustomerField.tsx';
import { SiteForm, type SiteFormProps } from './SiteForm.tsx';

/** Adds a site, or edits one. */
export function SiteDialog({ id, customerId }: { id: string | null; customerId: string | null }) {
  const whyNot = useWhyNot(id ? 'site.update' : 'site.create');
  const title = id ? 'Edit site' : 'Add site';
  const [isDirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  // Escape with something typed asks first; once more, and it goes on being edited.
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const form = { asks, onDirty: setDirty, onClose: close };
  if (whyNot) return <Refused title={title} because={whyNot} />;
  if (id) return <EditSite {...form} id={id} title={title} />;
  return customerId ? (
    <AddUnder {...form} customerId={customerId} title={title} />
  ) : (
    <Dialog title={title} onClose={close} wide>
      <SiteForm {...form} site={null} customer={null} />
    </Dialog>
  );
}

type Frame = Pick<SiteFormProps, 'asks' | 'onDirty' | 'onClose'> & { title: string };

function EditSite({ id, title, ...form }: Frame & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('site.show', { id }, ['site', 'customer']);
  const whyNot = useWhyNot('site.update', value?.customer?.grants);
  if (value && whyNot) return <Refused title={title} because={whyNot} />;
  return (
    <Dialog title={title} onClose={form.onClose} wide>
      {value ? (
        <SiteForm {...form} site={value.site} customer={value.customer} />
      ) : error?.code === 'not-found' ? (
        <Gone what="site" />
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="the site" />
      ) : null}
    </Dialog>
  );
}

function AddUnder({ customerId, title, ...form }: Frame & { customerId: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id: customerId }, ['customer']);
  const whyNot = useWhyNot('site.create', value?.customer.grants);
  if (value && whyNot) return <Refused title={title} because={whyNot} />;
  const customer: ChosenCustomer | null = value?.customer ?? null;
  return (
    <Dialog title={title} onClose={form.onClose} wide>
      {customer ? (
        <SiteForm {...form} site={null} customer={customer} />
      ) : error?.code === 'not-found' ? (
        <Gone what="customer" />
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="the customer" />
      ) : null}
    </Dialog>
  );
}

function Gone({ what }: { what: string }) {
  return (
    <EmptyState
      title={`This ${what} isn’t here`}
      action={
        <Button autoFocus onPress={closeDialog}>
          Close
        </Button>
      }
    >
      It was deleted, or it hasn’t been synchronised yet.
    </EmptyState>
  );
}

/** A dialog that isn't for this account or this customer, with the reason. */
export function Refused({ title, because }: { title: string; because: string }) {
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 text-muted">{because}</p>
      <DialogActions
        verb={null}
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Close
          </Button>
        }
      />
    </Dialog>
  );
}
