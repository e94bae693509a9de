import { useState } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { useAnswer } from '../../api/answers.ts';
import { go, goToList } from '../../app/navigate.ts';
import type { Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, NoPermission, SlowState } from '../../ui/states.tsx';
import { CustomerForm } from './CustomerForm.tsx';

type WizardRoute = Extract<Route, { page: 'wizard' }>;

const toList = <Button onPress={() => goToList('customer')}>View customers</Button>;

/** The Customer/Partner wizard: for a new customer or to edit one. Other roles see why it's not for them. */
export function CustomerWizard({ route }: { route: WizardRoute }) {
  const whyNot = useWhyNot('wizard.open');
  const title = route.mode === 'add' ? 'Add customer' : 'Edit customer';
  if (whyNot) return <NoPermission title={title} because={whyNot} action={toList} />;
  if (route.mode === 'edit') return <EditCustomer id={route.customerId} />;
  if (route.mode === 'amend') return <AmendCustomer change={route.change} />;
  return route.partnerId ? (
    <AddUnder partnerId={route.partnerId} />
  ) : (
    <CustomerForm
      customer={null}
      partnerId={route.partnerId}
      partnerName={route.partnerId === null ? 'Direct customer' : ''}
    />
  );
}

function AddUnder({ partnerId }: { partnerId: string }) {
  const { value, error, slow, askAgain } = useAnswer('partner.show', { id: partnerId }, ['partner']);
  if (value) return <CustomerForm customer={null} partnerId={partnerId} partnerName={value.partner.name} />;
  if (error?.code === 'not-found')
    return (
      <EmptyState isPage title="This partner isn’t here" action={toList}>
        It was deleted, or it hasn’t been synchronised yet.
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the partner" /> : null;
}

function EditCustomer({ id }: { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id }, [
    'customer',
    'partner',
    'site',
  ]);
  const whyNot = useWhyNot('customer.update', value?.customer.grants);
  if (value && whyNot)
    return <NoPermission title={`Edit ${value.customer.name}`} because={whyNot} action={toList} />;
  if (value)
    return (
      <CustomerForm
        customer={value.customer}
        partnerId={value.customer.partnerId}
        partnerName={
          value.partner?.name ??
          (value.customer.partnerId ? 'A partner that isn’t in sight' : 'Direct customer')
        }
        sitesThere={value.sites}
      />
    );
  if (error?.code === 'not-found')
    return (
      <EmptyState isPage title="This customer isn’t here" action={toList}>
        It was deleted, or it hasn’t been synchronised yet.
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the customer" /> : null;
}

const toOutbox = <Button onPress={() => go({ page: 'sync', change: null })}>View outbox</Button>;

/** The form of a change that adds or edits a customer, filled with what the change holds. */
function AmendCustomer({ change }: { change: string }) {
  const { value, error, slow, askAgain } = useAnswer('outbox.show', { id: change }, ['customer']);
  // As it was when the form was opened: it may be settled meanwhile.
  const [opened, setOpened] = useState<ChangeDetail | null>(null);
  if (value && !opened) setOpened(value);
  const detail = opened ?? value;
  const [subject] = detail?.things.first ?? [];
  if (detail?.change.name === 'customer.create')
    return <CustomerForm customer={null} partnerId={undefined} partnerName="" amends={detail} />;
  if (detail?.change.name === 'customer.update' && subject)
    return <AmendEdit amends={detail} id={subject.id} />;
  if (detail || error?.code === 'not-found')
    return (
      <EmptyState isPage title="This change can’t be edited" action={toOutbox}>
        It isn’t in the outbox any more, or it doesn’t add or edit a customer.
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the change" /> : null;
}

function AmendEdit({ amends, id }: { amends: ChangeDetail; id: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id }, ['customer', 'partner']);
  if (value)
    return (
      <CustomerForm
        customer={value.customer}
        partnerId={value.customer.partnerId}
        partnerName={value.partner?.name ?? 'Direct customer'}
        amends={amends}
      />
    );
  if (error?.code === 'not-found')
    return (
      <EmptyState isPage title="This customer isn’t here" action={toOutbox}>
        It was deleted; the change that edits it can only be discarded.
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the customer" /> : null;
}
