import type { ProbeRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { listOf, openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, Facts } from '../../ui/detail.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ago, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { ProbeStatusTag } from './ProbeStatusTag.tsx';
import { useProbe } from './use-probe.ts';

/** A probe beside its list. */
export function ProbeDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const view = useView((each) => each.lists.probe);
  const route = useView((each) => each.route);
  const spec = listOf('probe', route.page === 'probe' ? route.scope : everything, view);
  const probe = useProbe(id, spec);
  if (probe === undefined) return null;
  if (probe === null)
    return (
      <>
        <DetailHead title="Probe" onClose={onClose} />
        <EmptyState title="This probe isn’t here">
          It was deleted, or it hasn’t been synchronised yet.
        </EmptyState>
      </>
    );
  return <Shown probe={probe} onClose={onClose} />;
}

function Shown({ probe, onClose }: { probe: ProbeRow; onClose: () => void }) {
  const now = useNow();
  const link = 'rounded-box text-left hover:underline';
  const customer = useAnswer('probe.placementImpact', { ids: [probe.id], siteId: null }, [
    'probe',
    'site',
    'customer',
  ]).value?.leaving[0];
  const grants = customer?.grants ?? undefined;
  const mayAssociate = useWhyNot('probe.associate', grants);
  const mayDisassociate = useWhyNot('probe.disassociate', grants);
  const ids = [probe.id];
  const isMove = probe.siteId !== null;
  return (
    <article>
      <DetailHead
        title={probe.name || probe.serial}
        note={probe.siteId ? 'Probe at a site' : 'Unassociated probe, in the inventory'}
        onClose={onClose}
        actions={
          <>
            <Button whyNot={mayAssociate} onPress={() => openDialog({ kind: 'associate-probes', ids })}>
              {isMove ? 'Move to site…' : 'Associate with site…'}
            </Button>
            {isMove ? (
              <Button
                whyNot={mayDisassociate}
                onPress={() => openDialog({ kind: 'disassociate-probes', ids })}
              >
                Disassociate…
              </Button>
            ) : null}
          </>
        }
      />
      <PendingNotice id={probe.id} pending={probe.pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Serial', <span className="font-mono select-text">{probe.serial}</span>],
            ['Status', <ProbeStatusTag status={probe.status} />],
            [
              'Last report',
              probe.lastReportAt
                ? `${ago(probe.lastReportAt, now)} · ${moment(probe.lastReportAt, now)}`
                : 'Never',
            ],
            ['Version', probe.softwareVersion],
            [
              'Customer',
              probe.customerId ? (
                <button
                  type="button"
                  className={link}
                  onClick={() => go({ page: 'customer', scope: everything, id: probe.customerId })}
                >
                  {probe.customerName ?? 'Not in sight'}
                </button>
              ) : (
                ''
              ),
            ],
            [
              'Site',
              probe.siteId ? (
                <button
                  type="button"
                  className={link}
                  onClick={() => go({ page: 'site', scope: everything, id: probe.siteId })}
                >
                  {probe.siteName ?? 'Not in sight'}
                </button>
              ) : (
                ''
              ),
            ],
          ]}
        />
      </div>
      <ActivityLink id={probe.id} />
      <KnownSince />
    </article>
  );
}
