import { ChevronLeft, ChevronRight, Rows3 } from 'lucide-react';
import type { VisitRow } from '../../../common/contract/views.ts';
import { dayAt } from '../../../common/domain/days.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything, type Scope } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField } from '../../ui/fields.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { count, counted, useNow } from '../../ui/words.ts';
import { ClockOff } from '../frame/ClockOff.tsx';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { useTechnicians } from './use-technicians.ts';
import { dayAfter, dayText, isDay, mondayOf } from './visit-words.ts';
import { VisitTag } from './VisitTag.tsx';

interface WeekPageProps {
  from: string | null;
  technicianId: string | null;
}

const everyone = 'everyone';

/** Visits of a week, day by day. */
export function WeekPage({ from, technicianId }: WeekPageProps) {
  const today = dayAt(useNow(60_000));
  const monday = mondayOf(from && isDay(from) ? from : today);
  const sunday = dayAfter(monday, 6);
  const technicians = useTechnicians();
  const account = useView((view) => view.start?.account);
  const isWhole = useView((view) => view.sync?.complete ?? true);
  const mayPlan = useWhyNot('visit.create');
  const { value, error, slow, askAgain } = useAnswer(
    'visit.days',
    { from: monday, to: sunday, technicianId },
    ['visit', 'site', 'customer'],
  );
  const show = (week: string | null, technician = technicianId) =>
    go({ page: 'visit-week', from: week, technicianId: technician }, { replace: true });
  const days = Array.from({ length: 7 }, (_each, at) => dayAfter(monday, at));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-end gap-x-2.5 gap-y-2 px-4 pt-3.5 pb-2.5">
        <h1 className="text-xl font-strong tracking-[-0.01em]">Visits of the week</h1>
        <span role="status" className="text-faint">
          {value && (value.total > 0 || isWhole) ? counted(value.total, 'visit') : ''}
        </span>
        <Overdue technicianId={technicianId} />
        <div className="ml-auto flex flex-wrap items-end gap-2">
          <div className="w-48">
            <ChoiceField
              label="Technician"
              choices={[
                { id: everyone, name: 'Everyone' },
                ...technicians.map(({ id, name }) => ({ id, name, note: id === account?.id ? 'You' : '' })),
              ]}
              value={technicianId ?? everyone}
              onChange={(id) => show(from, id === everyone ? null : id)}
            />
          </div>
          <Button onPress={() => go({ page: 'visit', scope: scopeOf(technicianId), id: null })}>
            <Rows3 aria-hidden size={14} />
            List
          </Button>
          <Button
            look="primary"
            whyNot={mayPlan}
            onPress={() => openDialog({ kind: 'plan-visits', siteIds: [] })}
          >
            Plan visits…
          </Button>
        </div>
      </div>
      <div className="flex items-center gap-2 px-4 pb-2.5">
        <Button label="Week before" onPress={() => show(dayAfter(monday, -7))}>
          <ChevronLeft aria-hidden size={14} />
        </Button>
        <Button label="Week after" onPress={() => show(dayAfter(monday, 7))}>
          <ChevronRight aria-hidden size={14} />
        </Button>
        <Button pressed={monday === mondayOf(today)} onPress={() => show(null)}>
          This week
        </Button>
        <span className="text-muted">
          {dayText(monday)} – {dayText(sunday)}
        </span>
      </div>
      <DataAge kinds={['visit', 'site', 'customer']} />
      <ClockOff className="px-4 pb-2.5" />
      {error && !value ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
      {!value && slow ? <SlowState what="the week" /> : null}
      {value?.total === 0 && !isWhole ? <EmptyList what="visits">{null}</EmptyList> : null}
      {value && (value.total > 0 || isWhole) ? (
        <div className="grid min-h-0 flex-1 grid-cols-7 overflow-auto border-t border-line max-[900px]:grid-cols-1">
          {days.map((day) => (
            <Day
              key={day}
              day={day}
              isToday={day === today}
              isWhole={isWhole}
              visits={value.visits.filter(({ plannedOn }) => plannedOn === day)}
            />
          ))}
          {value.total > value.visits.length ? (
            <p className="col-span-full p-3 text-muted">
              {count(value.total - value.visits.length)} more this week; the list shows them all.
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** Whose visits: one technician's, or all. */
function scopeOf(technicianId: string | null): Scope {
  return technicianId ? { type: 'technician', id: technicianId } : everything;
}

/** How many visits are overdue, whichever week they were planned for, and the way to them. */
function Overdue({ technicianId }: Pick<WeekPageProps, 'technicianId'>) {
  const list = { kind: 'visit' as const, scope: scopeOf(technicianId), filters: ['overdue' as const] };
  const overdue = useAnswer('list.window', { list, offset: 0, limit: 1 }, ['visit']).value?.total ?? 0;
  if (overdue === 0) return null;
  return (
    <button
      type="button"
      className="rounded-box text-bad hover:underline"
      onClick={() => {
        changeList('visit', { filters: ['overdue'], where: [], search: '' });
        go({ page: 'visit', scope: scopeOf(technicianId), id: null });
      }}
    >
      {count(overdue)} overdue
    </button>
  );
}

interface DayProps {
  day: string;
  isToday: boolean;
  /** Whether all visits are here. */
  isWhole: boolean;
  visits: VisitRow[];
}

function Day({ day, isToday, isWhole, visits }: DayProps) {
  const [weekday = '', rest = ''] = dayText(day).split(', ');
  return (
    <section
      aria-label={dayText(day)}
      className={`min-w-0 border-r border-b border-line-soft p-1.5 last:border-r-0 ${isToday ? 'bg-accent-soft/40' : ''}`}
    >
      <h2 className="flex items-baseline gap-1.5 px-1 pb-1.5 text-sm text-muted">
        <span className="font-strong text-text">{weekday}</span>
        {rest.replace(/ \d{4}$/, '')}
        {isToday ? <span className="ml-auto text-accent-text">Today</span> : null}
      </h2>
      <ul className="flex flex-col gap-1.5">
        {visits.map((visit) => (
          <li key={visit.id}>
            <button
              type="button"
              onClick={() => go({ page: 'visit-work', id: visit.id })}
              className="block w-full rounded-box border border-line bg-raised p-2 text-left hover:bg-hover"
            >
              <span className="block font-strong [overflow-wrap:anywhere]">{visit.name}</span>
              <span className="block truncate text-sm text-muted">
                {visit.customerName ?? 'Not in sight'}
              </span>
              <span className="block truncate text-sm text-muted">
                {visit.technicianName ?? 'Nobody yet'}
              </span>
              <span className="mt-1 block">
                <VisitTag visit={visit} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {visits.length === 0 ? (
        <p className="px-1 text-sm text-faint">{isWhole ? 'No visits' : 'None here yet'}</p>
      ) : null}
    </section>
  );
}
