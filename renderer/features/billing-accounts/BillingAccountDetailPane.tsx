import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, date } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { addressText } from '../../../common/domain/addresses.ts';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';

/** A billing account beside its list, with the customers that it pays for. */
export function BillingAccountDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('billingAccount.show', { id }, [
    'billingAccount',
    'customer',
    'brand',
  ]);
  const whyNotEdit = useWhyNot('billingAccount.update');
  const whyNotDelete = useWhyNot('billingAccount.delete');
  if (error)
    return (
      <>
        <DetailHead title="Billing account" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This billing account isn’t here">
            It was deleted, or it hasn’t been synchronised yet.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the billing account" /> : null;
  const { account, brand, customers, firstCustomers, pending } = value;
  return (
    <article>
      <DetailHead
        title={account.name}
        note={`Billing account · since ${date(account.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotEdit} onPress={() => openDialog({ kind: 'billing-account', id })}>
              Edit billing account
            </Button>
            <Button
              look="danger"
              whyNot={whyNotDelete}
              onPress={() => openDialog({ kind: 'delete-billing-accounts', ids: [id] })}
            >
              Delete…
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Contact', account.contactName],
            ['Billing e-mail', <MailAddress>{account.email}</MailAddress>],
            ['Billing phone', account.phone],
            ['Address', addressText(account.address)],
            ['Reference', account.reference],
            ['Brand', brand?.name],
            ['Notes', account.notes ? <span className="whitespace-pre-wrap">{account.notes}</span> : ''],
          ]}
        />
      </div>
      <DetailSection
        title="Customers that it pays for"
        aside={<span className="font-strong">{count(customers)}</span>}
      >
        {customers === 0 ? (
          <p className="text-muted">None yet. It’s chosen in the customer’s step Address and contacts.</p>
        ) : null}
        <ul>
          {firstCustomers.map((customer) => (
            <li key={customer.id} className="py-1">
              <button
                type="button"
                className="max-w-full truncate rounded-box text-left font-strong hover:underline"
                onClick={() => go({ page: 'customer', scope: everything, id: customer.id })}
              >
                {customer.name}
              </button>
            </li>
          ))}
        </ul>
        {customers > firstCustomers.length ? (
          <p className="text-muted">and {count(customers - firstCustomers.length)} more</p>
        ) : null}
      </DetailSection>
      <ActivityLink id={account.id} />
      <KnownSince />
    </article>
  );
}
