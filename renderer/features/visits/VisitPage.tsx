import { useState } from 'react';
import type { CommandInput } from '../../../common/contract/commands.ts';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { rememberChange, sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { addressText } from '../../../common/domain/addresses.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { WaitingMark } from '../lists/row-marks.tsx';
import { ClockOff } from '../frame/ClockOff.tsx';
import { Checklist } from './Checklist.tsx';
import { MissingVisit } from './MissingVisit.tsx';
import { NotesField } from './NotesField.tsx';
import { ProbesFound } from './ProbesFound.tsx';
import { dayText, isDay, onSiteWords } from './visit-words.ts';
import { SignatureField } from './Signature.tsx';
import { TypedOnVisit, useTypedOnVisit } from './use-typed.ts';
import { MailedReports, ReportButton } from './VisitReport.tsx';
import { VisitPhotos } from './VisitPhotos.tsx';
import { VisitTag } from './VisitTag.tsx';
import { VisitTimes } from './VisitTimes.tsx';

/** What is changed of the visit that is open; whether it was queued. */
export type EditVisit = (said: string, change: Omit<CommandInput<'visit.edit'>, 'id'>) => Promise<boolean>;

/** The look of what is pressed with a thumb. */
export const thumb = 'h-11 px-4 text-lg';

/** One visit as it's worked on, with one hand, at the site. */
export function VisitPage({ id }: { id: string }) {
  const typed = useTypedOnVisit(id);
  const { value, error, slow, askAgain } = useAnswer('visit.show', { id }, [
    'visit',
    'site',
    'customer',
    'probe',
  ]);
  if (error?.code === 'not-found') return <MissingVisit id={id} />;
  if (error && !value) return <ErrorState error={error} onTryAgain={askAgain} />;
  if (!value) return slow ? <SlowState what="the visit" /> : null;
  return (
    <TypedOnVisit value={typed}>
      <Shown detail={value} />
    </TypedOnVisit>
  );
}

function Shown({ detail }: { detail: VisitDetail }) {
  const { visit, site, customer, pending } = detail;
  const { id } = visit;
  const whyNot = useWhyNot('visit.update', customer?.grants);
  const whyNotNotes = useWhyNot('visit.notes', customer?.grants);
  const whyNotSee = useWhyNot('visit.data', customer?.grants);
  const edit: EditVisit = async (said, change) => {
    const result = await attempt('visit.edit', { id, ...change });
    if (!result.ok) {
      sayFailed(result.error);
      return false;
    }
    if (result.value.mutationIds.length > 0) rememberChange(said, result.value.mutationIds);
    return true;
  };
  return (
    <div className="h-full overflow-auto">
      <article className="by-thumb mx-auto max-w-[760px] px-4 pt-3.5 pb-16">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 text-xl font-strong tracking-[-0.01em] [overflow-wrap:anywhere]">
            {visit.name}
          </h1>
          <VisitTag visit={visit} />
          <WaitingMark pending={pending} />
        </div>
        <p className="mt-1 text-muted">
          {site ? (
            <button
              type="button"
              className="rounded-box hover:text-text hover:underline"
              onClick={() => go({ page: 'site', scope: everything, id: site.id })}
            >
              {site.name}
            </button>
          ) : (
            'A site that isn’t in sight'
          )}
          {customer ? ` · ${customer.name}` : ''}
          {site ? <span className="block">{addressText(site.address)}</span> : null}
          {site && (site.contact.name || site.contact.phone) ? (
            <span className="block select-text">
              {[site.contact.name, site.contact.phone].filter(Boolean).join(' · ')}
            </span>
          ) : null}
        </p>
        <DataAge kinds={['visit', 'site', 'probe']} className="mt-1.5" />
        <ClockOff className="mt-2" />
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <Course detail={detail} edit={edit} whyNot={whyNot} />
        </div>
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-muted">
          <PlannedDay key={visit.plannedOn} day={visit.plannedOn} edit={edit} whyNot={whyNot} />
          <span>
            Technician <span className="font-strong text-text">{visit.technician?.name ?? 'nobody yet'}</span>
          </span>
          <Button whyNot={whyNot} onPress={() => openDialog({ kind: 'hand-over', ids: [id] })}>
            Hand over…
          </Button>
          <Button onPress={() => openDialog({ kind: 'take-offline', ids: [id] })}>Take offline…</Button>
        </div>
        <Part title="Checklist">
          <Checklist visit={visit} edit={edit} whyNot={whyNot} />
        </Part>
        <Part title="Probes">
          <ProbesFound detail={detail} edit={edit} whyNot={whyNot} />
        </Part>
        <Part title="Notes">
          <NotesField id={id} notes={visit.notes} edit={edit} whyNot={whyNotNotes} />
        </Part>
        <Part title="Photos">
          <VisitPhotos visit={visit} edit={edit} whyNot={whyNotNotes} whyHidden={whyNotSee} />
        </Part>
        <Part title="Signature">
          <SignatureField
            signature={visit.signature}
            changedSince={detail.changedSinceSigned}
            edit={edit}
            whyNot={whyNotNotes}
          />
        </Part>
        <Part title="Report">
          <div className="flex flex-wrap items-start gap-2">
            <ReportButton id={id} className={thumb} />
            <MailedReports detail={detail} whyNot={whyNotNotes} />
          </div>
        </Part>
      </article>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="mt-6">
      <h2 className="mb-2 text-lg font-strong">{title}</h2>
      {children}
    </section>
  );
}

interface PartProps {
  edit: EditVisit;
  whyNot: string | undefined;
}

/** How far the visit is: beginning it, finishing it, and the time on site. */
function Course({ detail: { visit }, edit, whyNot }: PartProps & { detail: VisitDetail }) {
  const now = useNow(1000);
  const open = Object.values(visit.checklist).filter((item) => item?.state === 'open').length;
  if (visit.status === 'planned')
    return (
      <Button
        look="primary"
        className={thumb}
        whyNot={whyNot}
        onPress={() => void edit('Visit begun', { status: 'under-way' })}
      >
        Begin visit
      </Button>
    );
  const onSite =
    visit.startedAt === null
      ? ''
      : onSiteWords(visit.startedAt, visit.endedAt ? Date.parse(visit.endedAt) : now);
  const { startedAt, endedAt } = visit;
  const times =
    startedAt === null ? null : (
      <VisitTimes
        startedAt={startedAt}
        endedAt={visit.status === 'done' ? endedAt : null}
        edit={edit}
        whyNot={whyNot}
      />
    );
  return visit.status === 'done' ? (
    <>
      <Button
        className={thumb}
        whyNot={whyNot}
        onPress={() => void edit('Visit taken up again', { status: 'under-way' })}
      >
        Take up again
      </Button>
      <span className="text-muted">
        {visit.startedAt ? `Began ${moment(visit.startedAt, now)}` : ''}
        {visit.endedAt ? `, ended ${moment(visit.endedAt, now)}` : ''}
        {onSite ? ` · ${onSite}` : ''}
        {open > 0 ? ` · ${open} of the checklist open` : ''}
      </span>
      {times}
    </>
  ) : (
    <>
      <Button
        look="primary"
        className={thumb}
        whyNot={whyNot}
        onPress={() => void edit('Visit finished', { status: 'done' })}
      >
        Finish visit
      </Button>
      <span className="text-muted">
        <span className="text-text">{onSite}</span>
        {visit.startedAt ? ` since ${moment(visit.startedAt, now)}` : ''}
        {open > 0 ? ` · ${open} of the checklist open` : ''}
      </span>
      {times}
    </>
  );
}

/** The planned day, which can be another one. */
function PlannedDay({ day, edit, whyNot }: PartProps & { day: string }) {
  const [typed, setTyped] = useState(day);
  if (whyNot)
    return (
      <span>
        Planned for <span className="font-strong text-text">{dayText(day)}</span>
      </span>
    );
  const save = () => {
    if (!isDay(typed)) setTyped(day);
    else if (typed !== day) void edit(`Planned for ${dayText(typed)}`, { plannedOn: typed });
  };
  return (
    <label className="flex items-center gap-1.5">
      Planned for
      <input
        type="date"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
        className="field w-auto"
      />
    </label>
  );
}
