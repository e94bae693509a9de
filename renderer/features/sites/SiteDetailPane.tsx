import { Unplug } from 'lucide-react';
import type { SiteDetail } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDelete, openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { contactLines, DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { addressText } from '../../../common/domain/addresses.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { ProbeStatusTag } from '../probes/ProbeStatusTag.tsx';
import { dayText } from '../visits/visit-words.ts';
import { VisitTag } from '../visits/VisitTag.tsx';

/** Visits that the pane shows; all of them are in their list. */
const shownVisits = 5;

/** A site beside its list. */
export function SiteDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('site.show', { id }, [
    'site',
    'customer',
    'probe',
    'visit',
  ]);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Site" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This site isn’t here">
            It was deleted, or it hasn’t been synchronised yet.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the site" /> : null;
  return <Shown detail={value} onClose={onClose} />;
}

function Shown({ detail, onClose }: { detail: SiteDetail; onClose: () => void }) {
  const { site, customer, probes, visits, lastVisits, pending } = detail;
  const { id } = site;
  const grants = customer?.grants;
  const mayEdit = useWhyNot('site.update', grants);
  const mayDelete = useWhyNot('site.delete', grants);
  const mayAssociate = useWhyNot('probe.associate', grants);
  const mayDisassociate = useWhyNot('probe.disassociate', grants);
  const mayPlan = useWhyNot('visit.create', grants);
  const edit = () => openDialog({ kind: 'site', id, customerId: null });
  return (
    <article>
      <DetailHead
        title={
          mayEdit ? (
            site.name
          ) : (
            <button
              type="button"
              onClick={edit}
              title="Edit site"
              className="rounded-box text-left hover:underline"
            >
              {site.name}
            </button>
          )
        }
        note={
          customer ? (
            <>
              Site of{' '}
              <button
                type="button"
                className="rounded-box hover:text-text hover:underline"
                onClick={() => go({ page: 'customer', scope: everything, id: customer.id })}
              >
                {customer.name}
              </button>
            </>
          ) : (
            'Site of a customer that isn’t in sight'
          )
        }
        onClose={onClose}
        actions={
          <>
            <Button whyNot={mayEdit} onPress={edit}>
              Edit site
            </Button>
            <Button look="danger" whyNot={mayDelete} onPress={() => openDelete('site', [id])}>
              Delete site…
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Address', addressText(site.address)],
            ['Time zone', site.timeZone],
            ['Contact', contactLines(site.contact)],
            ...site.externalIds.map(({ system, value: external }) => [system, external] as const),
            ['Notes', site.notes ? <span className="whitespace-pre-wrap">{site.notes}</span> : ''],
          ]}
        />
      </div>
      <DetailSection title="Probes" aside={<span className="font-strong">{count(probes.length)}</span>}>
        {probes.length === 0 ? <p className="text-muted">No probes at this site.</p> : null}
        <ul>
          {probes.map((probe) => (
            <li key={probe.id} className="flex items-baseline justify-between gap-3 py-1">
              <button
                type="button"
                className="truncate rounded-box text-left font-strong hover:underline"
                onClick={() => go({ page: 'probe', scope: { type: 'parent', id }, id: probe.id })}
              >
                {probe.name || probe.serial}
              </button>
              <span className="flex shrink-0 items-center gap-2">
                <ProbeStatusTag status={probe.status} />
                <Button
                  look="quiet"
                  label={`Take ${probe.name || probe.serial} off this site`}
                  whyNot={mayDisassociate}
                  className="h-6 px-1.5"
                  onPress={() => openDialog({ kind: 'disassociate-probes', ids: [probe.id] })}
                >
                  <Unplug aria-hidden size={13} />
                </Button>
              </span>
            </li>
          ))}
        </ul>
        <div className="mt-1.5 flex flex-wrap gap-2">
          <Button whyNot={mayAssociate} onPress={() => openDialog({ kind: 'add-probes', siteId: id })}>
            Add probes…
          </Button>
          {probes.length > 0 ? (
            <Button
              whyNot={mayAssociate}
              onPress={() => openDialog({ kind: 'associate-probes', ids: probes.map((probe) => probe.id) })}
            >
              Move {probes.length === 1 ? 'it' : 'all'} to site…
            </Button>
          ) : null}
        </div>
      </DetailSection>
      <DetailSection title="Visits" aside={<span className="font-strong">{count(visits)}</span>}>
        {visits === 0 ? <p className="text-muted">No visits of this site yet.</p> : null}
        <ul>
          {lastVisits.slice(0, shownVisits).map((visit) => (
            <li key={visit.id} className="flex items-baseline justify-between gap-3 py-1">
              <button
                type="button"
                className="min-w-0 truncate rounded-box text-left hover:underline"
                onClick={() => go({ page: 'visit-work', id: visit.id })}
              >
                <span className="font-strong">{dayText(visit.plannedOn)}</span>{' '}
                <span className="text-muted">{visit.technicianName ?? 'Nobody yet'}</span>
              </button>
              <VisitTag visit={visit} />
            </li>
          ))}
        </ul>
        <div className="mt-1.5 flex flex-wrap gap-2">
          <Button whyNot={mayPlan} onPress={() => openDialog({ kind: 'plan-visits', siteIds: [id] })}>
            Plan a visit…
          </Button>
          {visits > shownVisits ? (
            <Button onPress={() => go({ page: 'visit', scope: { type: 'parent', id }, id: null })}>
              Show all visits
            </Button>
          ) : null}
        </div>
      </DetailSection>
      <ActivityLink id={site.id} />
      <KnownSince />
    </article>
  );
}
