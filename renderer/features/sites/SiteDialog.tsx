import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Refused } from '../../ui/Refused.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import type { ChosenCustomer } from '../customers/CustomerField.tsx';
import { SiteForm, type SiteFormProps } from './SiteForm.tsx';

/** Adds a site, or edits one. */
export function SiteDialog({ id, customerId }: { id: string | null; customerId: string | null }) {
  const whyNot = useWhyNot(id ? 'site.update' : 'site.create');
  const title = id ? 'Edit site' : 'Add site';
  const dialog = useAskingDialog();
  if (whyNot) return <Refused title={title} because={whyNot} />;
  if (id) return <EditSite dialog={dialog} id={id} title={title} />;
  return customerId ? (
    <AddUnder dialog={dialog} customerId={customerId} title={title} />
  ) : (
    <Dialog title={title} onClose={dialog.onClose} wide>
      <SiteForm dialog={dialog} site={null} customer={null} />
    </Dialog>
  );
}

type Frame = Pick<SiteFormProps, 'dialog'> & { title: string };

function EditSite({ id, title, dialog }: Frame & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('site.show', { id }, ['site', 'customer']);
  const whyNot = useWhyNot('site.update', value?.customer?.grants);
  if (value && whyNot) return <Refused title={title} because={whyNot} />;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {value ? (
        <SiteForm dialog={dialog} site={value.site} customer={value.customer} />
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

function AddUnder({ customerId, title, dialog }: Frame & { customerId: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id: customerId }, ['customer']);
  const whyNot = useWhyNot('site.create', value?.customer.grants);
  if (value && whyNot) return <Refused title={title} because={whyNot} />;
  const customer: ChosenCustomer | null = value?.customer ?? null;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
      {customer ? (
        <SiteForm dialog={dialog} site={null} customer={customer} />
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
