import { Circle, CircleCheck, CircleSlash } from 'lucide-react';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { checklistOf, findingInWords, type ChecklistItem } from '../../../common/domain/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { deleteVisits } from './delete-visits.ts';
import { clockSetBack, dayText, timeBetween } from './visit-words.ts';
import { VisitTag } from './VisitTag.tsx';

/** A visit beside its list. */
export function VisitDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('visit.show', { id }, [
    'visit',
    'site',
    'customer',
    'probe',
  ]);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Visit" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This visit isn’t here">
            It was deleted, or it hasn’t been synchronised yet.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the visit" /> : null;
  return <Shown detail={value} onClose={onClose} />;
}

function Shown({ detail, onClose }: { detail: VisitDetail; onClose: () => void }) {
  const { visit, site, customer, pending } = detail;
  const now = useNow(60_000);
  const mayEdit = useWhyNot('visit.update', customer?.grants);
  const mayDelete = useWhyNot('visit.delete', customer?.grants);
  const mayReadNotes = customer?.grants.includes('access-data') ?? true;
  const checklist = checklistOf(visit.checklist);
  const settled = checklist.filter(({ state }) => state !== 'open').length;
  const findings = Object.entries(visit.findings).flatMap(([id, finding]) =>
    finding ? [{ id, said: findingInWords(finding) }] : [],
  );
  return (
    <article>
      <DetailHead
        title={visit.name}
        note={
          <span className="flex flex-wrap items-center gap-x-2">
            <VisitTag visit={visit} />
            {dayText(visit.plannedOn)}
          </span>
        }
        onClose={onClose}
        actions={
          <>
            <Button look="primary" onPress={() => go({ page: 'visit-work', id: visit.id })}>
              Open visit
            </Button>
            <Button whyNot={mayEdit} onPress={() => openDialog({ kind: 'hand-over', ids: [visit.id] })}>
              Hand over…
            </Button>
            <Button
              look="danger"
              whyNot={mayDelete}
              onPress={() => void deleteVisits([visit.id]).then((gone) => gone && onClose())}
            >
              Delete
            </Button>
          </>
        }
      />
      <PendingNotice id={visit.id} pending={pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={
            [
              [
                'Site',
                site ? (
                  <button
                    type="button"
                    className="rounded-box text-left hover:underline"
                    onClick={() => go({ page: 'site', scope: everything, id: site.id })}
                  >
                    {site.name}
                  </button>
                ) : (
                  'Not in sight'
                ),
              ],
              ['Customer', customer?.name ?? 'Not in sight'],
              ['Technician', visit.technician?.name ?? 'Nobody yet'],
              ['Started', visit.startedAt ? moment(visit.startedAt, now) : ''],
              ['Ended', visit.endedAt ? moment(visit.endedAt, now) : ''],
              [
                'On site',
                visit.startedAt
                  ? (timeBetween(visit.startedAt, visit.endedAt ? Date.parse(visit.endedAt) : now) ??
                    clockSetBack)
                  : '',
              ],
              [
                'Notes',
                mayReadNotes ? (
                  <span className="whitespace-pre-wrap">{visit.notes}</span>
                ) : (
                  'The customer hasn’t granted Access data.'
                ),
              ],
            ].filter(([name]) => name !== 'Notes' || visit.notes !== '' || !mayReadNotes) as [
              string,
              string,
            ][]
          }
        />
      </div>
      {checklist.length > 0 ? (
        <DetailSection
          title="Checklist"
          aside={
            <span className="font-strong">
              {count(settled)} of {count(checklist.length)}
            </span>
          }
        >
          <ul className="flex flex-col gap-1">
            {checklist.map((item) => (
              <li key={item.id} className="flex items-start gap-2">
                <StateSign item={item} />
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {item.text}
                  {item.state === 'not-possible' ? (
                    <span className="block text-sm text-muted">Not possible: {item.reason}</span>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        </DetailSection>
      ) : null}
      {findings.length > 0 ? (
        <DetailSection title="Probes">
          <ul className="flex flex-col gap-1">
            {findings.map(({ id, said }) => (
              <li key={id} className="[overflow-wrap:anywhere]">
                {said}
              </li>
            ))}
          </ul>
        </DetailSection>
      ) : null}
      <ActivityLink id={visit.id} />
      <KnownSince />
    </article>
  );
}

const signs = {
  open: { Sign: Circle, said: 'Open', tone: 'text-faint' },
  done: { Sign: CircleCheck, said: 'Done', tone: 'text-good' },
  'not-possible': { Sign: CircleSlash, said: 'Not possible', tone: 'text-warn' },
} as const;

function StateSign({ item }: { item: ChecklistItem }) {
  const { Sign, said, tone } = signs[item.state];
  return (
    <span className={`mt-px shrink-0 ${tone}`}>
      <Sign aria-hidden size={15} />
      <span className="sr-only">{said}: </span>
    </span>
  );
}
