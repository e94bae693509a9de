import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, counted, date } from '../../ui/words.ts';
import { addressText } from '../../../common/domain/addresses.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';

/** A partner beside its list. */
export function PartnerDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('partner.show', { id }, [
    'partner',
    'customer',
    'site',
    'brand',
  ]);
  const whyNotEdit = useWhyNot('partner.update');
  const whyNotDelete = useWhyNot('partner.delete');
  const whyNotAdd = useWhyNot('wizard.open');
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Partner" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This partner isn’t here">
            It was deleted, or it hasn’t been synchronised yet.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the partner" /> : null;
  const { partner, brand, customers, firstCustomers, pending } = value;
  return (
    <article>
      <DetailHead
        title={partner.name}
        note={`Partner · since ${date(partner.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotEdit} onPress={() => openDialog({ kind: 'partner', id })}>
              Edit partner
            </Button>
            <Button
              look="danger"
              whyNot={whyNotDelete}
              onPress={() => openDialog({ kind: 'delete-partners', ids: [id] })}
            >
              Delete partner…
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['E-mail', <MailAddress>{partner.email}</MailAddress>],
            ['Phone', partner.phone],
            ['Address', addressText(partner.address)],
            ['Brand', brand?.name],
            ['Notes', partner.notes ? <span className="whitespace-pre-wrap">{partner.notes}</span> : ''],
          ]}
        />
      </div>
      <DetailSection title="Customers" aside={<span className="font-strong">{count(customers)}</span>}>
        <div className="mb-1.5">
          <Button whyNot={whyNotAdd} onPress={() => go({ page: 'wizard', mode: 'add', partnerId: id })}>
            Add customer
          </Button>
        </div>
        {customers === 0 ? <p className="text-muted">No customers yet.</p> : null}
        <ul>
          {firstCustomers.map((customer) => (
            <li key={customer.id} className="flex items-baseline justify-between gap-3 py-1">
              <button
                type="button"
                className="truncate rounded-box text-left font-strong hover:underline"
                onClick={() => go({ page: 'customer', scope: { type: 'parent', id }, id: customer.id })}
              >
                {customer.name}
              </button>
              <span className="shrink-0 text-muted">{counted(customer.sites, 'site')}</span>
            </li>
          ))}
        </ul>
        {customers > firstCustomers.length ? (
          <button
            type="button"
            className="mt-1 rounded-box font-strong text-accent-text hover:underline"
            onClick={() => go({ page: 'customer', scope: { type: 'parent', id }, id: null })}
          >
            View all {count(customers)} customers
          </button>
        ) : null}
      </DetailSection>
      <ActivityLink id={partner.id} />
      <KnownSince />
    </article>
  );
}
