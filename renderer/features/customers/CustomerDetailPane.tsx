import type { CustomerDetail } from '../../../common/contract/views.ts';
import { addressText } from '../../../common/domain/addresses.ts';
import { hasLoginMadeHere } from '../../../common/domain/customer-logins.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDelete, openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { contactLines, DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { count, counted, date } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PartnerAccess } from './PartnerAccess.tsx';
import { VerifiedDomains } from '../install/VerifiedDomains.tsx';
import { ProjectsOf } from '../projects/ProjectsOf.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';

/** A customer beside its list. */
export function CustomerDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id }, [
    'customer',
    'partner',
    'site',
    'probe',
    'brand',
  ]);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Customer" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This customer isn’t here">
            It was deleted, or it hasn’t been synchronised yet.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the customer" /> : null;
  return <Shown detail={value} onClose={onClose} />;
}

const choseItself = 'The customer chose its password itself when it signed up; only it can change it.';

function Shown({ detail, onClose }: { detail: CustomerDetail; onClose: () => void }) {
  const { customer, partner } = detail;
  const whyNotEdit = useWhyNot('customer.update', customer.grants);
  const whyNotDelete = useWhyNot('customer.delete');
  const mayNotSet = useWhyNot('customer.login', customer.grants);
  const whyNotPassword = hasLoginMadeHere(customer) ? mayNotSet : choseItself;
  const edit = () => go({ page: 'wizard', mode: 'edit', customerId: customer.id });
  return (
    <article>
      <DetailHead
        title={
          whyNotEdit ? (
            customer.name
          ) : (
            <button
              type="button"
              onClick={edit}
              title="Edit customer"
              className="rounded-box text-left hover:underline"
            >
              {customer.name}
            </button>
          )
        }
        note={
          <>
            {partner ? (
              <>
                Customer of{' '}
                <button
                  type="button"
                  className="rounded-box hover:text-text hover:underline"
                  onClick={() => go({ page: 'partner', scope: everything, id: partner.id })}
                >
                  {partner.name}
                </button>
              </>
            ) : customer.partnerId ? (
              'Customer of a partner that isn’t in sight'
            ) : (
              'Direct customer'
            )}{' '}
            · since {date(customer.createdAt)}
          </>
        }
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotEdit} onPress={edit}>
              Edit customer
            </Button>
            <Button
              whyNot={whyNotPassword}
              onPress={() => openDialog({ kind: 'customer-password', id: customer.id })}
            >
              New password…
            </Button>
            <Button look="danger" whyNot={whyNotDelete} onPress={() => openDelete('customer', [customer.id])}>
              Delete customer…
            </Button>
          </>
        }
      />
      <PendingNotice id={customer.id} pending={detail.pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            [
              'Customer ID',
              customer.customerId ? (
                <span className="font-mono select-text">{customer.customerId}</span>
              ) : (
                <span className="text-muted">Given when confirmed</span>
              ),
            ],
            ['E-mail', <MailAddress>{customer.email}</MailAddress>],
            [
              'Verified domains',
              customer.verifiedDomains?.length ? <VerifiedDomains domains={customer.verifiedDomains} /> : '',
            ],
            ['Your reference', customer.reference],
            ['Brand', detail.brand?.name],
            ['Technical', contactLines(customer.technicalContact)],
            ['Billing account', detail.billingAccount?.name],
            ['Billing', contactLines(customer.billingContact)],
            ['Address', addressText(customer.address)],
            ['Display name', customer.rebrand.displayName],
            ['Notes', customer.notes ? <span className="whitespace-pre-wrap">{customer.notes}</span> : ''],
          ]}
        />
      </div>
      <SitesSection detail={detail} />
      <ProjectsOf customerId={customer.id} />
      <PartnerAccess customer={customer} />
      <ActivityLink id={customer.id} isCustomer />
      <KnownSince />
    </article>
  );
}

function SitesSection({ detail }: { detail: CustomerDetail }) {
  const { customer, firstSites, sites } = detail;
  return (
    <DetailSection title="Sites" aside={<span className="font-strong">{count(sites)}</span>}>
      {sites === 0 ? <p className="text-muted">No sites yet.</p> : null}
      <ul>
        {firstSites.map((site) => (
          <li key={site.id} className="flex items-baseline justify-between gap-3 py-1">
            <button
              type="button"
              onClick={() => go({ page: 'site', scope: { type: 'parent', id: customer.id }, id: site.id })}
              className="truncate rounded-box text-left font-strong hover:underline"
            >
              {site.name}
            </button>
            {site.silentProbes > 0 ? (
              <Tag tone="bad">{count(site.silentProbes)} silent</Tag>
            ) : (
              <span className="shrink-0 text-muted">{counted(site.probes, 'probe')}</span>
            )}
          </li>
        ))}
      </ul>
      {sites > firstSites.length ? (
        <button
          type="button"
          className="mt-1 rounded-box font-strong text-accent-text hover:underline"
          onClick={() => go({ page: 'site', scope: { type: 'parent', id: customer.id }, id: null })}
        >
          View all {count(sites)} sites
        </button>
      ) : null}
    </DetailSection>
  );
}
