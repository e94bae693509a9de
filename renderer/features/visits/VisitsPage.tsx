import { CalendarDays, ListChecks } from 'lucide-react';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { VisitRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything, formatRoute, type Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState } from '../../ui/states.tsx';
import { count, date } from '../../ui/words.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import { ScopeChips, type FilterChoice, type ScopeChoice } from '../lists/FilterChips.tsx';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { NameLink } from '../lists/NameLink.tsx';
import { Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { withIds } from '../lists/selected.ts';
import { deleteVisits } from './delete-visits.ts';
import { useTechnicians } from './use-technicians.ts';
import { dayText } from './visit-words.ts';
import { VisitDetailPane } from './VisitDetailPane.tsx';
import { VisitTag } from './VisitTag.tsx';

const filters: readonly FilterChoice[] = [
  { id: 'overdue', title: 'Overdue', group: 'when' },
  { id: 'due', title: 'Due within 7 days', group: 'when' },
  { id: 'under-way', title: 'Under way', group: 'when' },
  { id: 'done', title: 'Done', group: 'when' },
  { id: 'waiting', title: 'Changes waiting' },
];

const workOn = (id: string): Route => ({ page: 'visit-work', id });

const columns: GridColumn<VisitRow>[] = [
  {
    id: 'due',
    title: 'Planned',
    width: 148,
    sort: 'due',
    cell: (row) => <Quiet>{dayText(row.plannedOn)}</Quiet>,
  },
  {
    id: 'name',
    title: 'Visit',
    width: 240,
    grows: true,
    always: true,
    sort: 'name',
    cell: (row) => (
      <NameLink
        row={row}
        address={formatRoute(workOn(row.id))}
        edit={(id) => go(workOn(id))}
        whyNot={undefined}
      />
    ),
  },
  {
    id: 'status',
    title: 'Status',
    width: 124,
    sort: 'status',
    cell: (row) => <VisitTag visit={row} />,
  },
  {
    id: 'technician',
    title: 'Technician',
    width: 150,
    sort: 'technician',
    cell: (row) => <Quiet>{row.technicianName ?? 'Nobody yet'}</Quiet>,
  },
  {
    id: 'customer',
    title: 'Customer',
    width: 180,
    sort: 'customerName',
    cell: (row) => <Quiet>{row.customerName ?? 'Not in sight'}</Quiet>,
  },
  {
    id: 'site',
    title: 'Site',
    width: 140,
    sort: 'siteName',
    extra: true,
    cell: (row) => <Quiet>{row.siteName ?? 'Not in sight'}</Quiet>,
  },
  {
    id: 'checklist',
    title: 'Checklist',
    width: 90,
    cell: (row) => <Quiet>{row.items === 0 ? '' : `${count(row.settled)} of ${count(row.items)}`}</Quiet>,
  },
  {
    id: 'changed',
    title: 'Changed',
    width: 104,
    sort: 'updatedAt',
    extra: true,
    cell: (row) => <Quiet>{date(row.updatedAt)}</Quiet>,
  },
  {
    id: 'waiting',
    title: 'Waiting',
    width: 140,
    sort: 'waiting',
    cell: (row) => <WaitingMark pending={row.pending} />,
  },
];

type VisitsRoute = ListRoute & { page: 'visit' };

/** Visits of all sites, of one, or of one technician; what is overdue comes first. */
export function VisitsPage({ route }: { route: VisitsRoute }) {
  const mayPlan = useWhyNot('visit.create');
  const mayEdit = useWhyNot('visit.update');
  const mayDelete = useWhyNot('visit.delete');
  const siteIds = route.scope.type === 'parent' ? [route.scope.id] : [];
  const handOver = (selection: ListSelection) =>
    void withIds(selection, (ids) => openDialog({ kind: 'hand-over', ids }));
  const takeOffline = (selection: ListSelection) =>
    void withIds(selection, (ids) => openDialog({ kind: 'take-offline', ids }));
  const remove = (selection: ListSelection) => void withIds(selection, (ids) => void deleteVisits(ids));
  const plan = (
    <Button look="primary" whyNot={mayPlan} onPress={() => openDialog({ kind: 'plan-visits', siteIds })}>
      Plan visits…
    </Button>
  );
  return (
    <ListPage
      key={JSON.stringify(route.scope)}
      route={route}
      title="Visits"
      noun={{ one: 'visit', many: 'visits' }}
      columns={columns}
      nameOf={(row) => row.name}
      filters={filters}
      scopes={<VisitScopes route={route} />}
      buttons={
        <>
          <Button onPress={() => go({ page: 'visit-templates', id: null })}>
            <ListChecks aria-hidden size={14} />
            Templates
          </Button>
          <Button
            onPress={() =>
              go({
                page: 'visit-week',
                from: null,
                technicianId: route.scope.type === 'technician' ? route.scope.id : null,
              })
            }
          >
            <CalendarDays aria-hidden size={14} />
            Week
          </Button>
          {plan}
        </>
      }
      empty={
        <EmptyList what="visits">
          <EmptyState title="No visits here yet" action={plan}>
            A visit is planned for a site, a day and a technician. What is done there is noted on it, with or
            without a network.
          </EmptyState>
        </EmptyList>
      }
      detail={(id, close) => <VisitDetailPane key={id} id={id} onClose={close} />}
      edit={{ run: (id) => go(workOn(id)), whyNot: undefined }}
      remove={{ run: remove, whyNot: mayDelete }}
      bulk={({ selection }) => (
        <>
          <Button look="danger" whyNot={mayDelete} onPress={() => remove(selection)}>
            Delete
          </Button>
          <Button onPress={() => takeOffline(selection)}>Take offline…</Button>
          <Button look="primary" whyNot={mayEdit} onPress={() => handOver(selection)}>
            Hand over…
          </Button>
        </>
      )}
      menu={(row, { selection, count: many }) => [
        { id: 'work', title: 'Open visit', shortcut: 'F2', run: () => go(workOn(row.id)) },
        {
          id: 'open',
          title: 'Show beside the list',
          shortcut: 'Enter',
          run: () => go({ ...route, id: row.id }),
        },
        {
          id: 'hand-over',
          title: many > 1 ? `Hand over ${count(many)}…` : 'Hand over…',
          whyNot: mayEdit,
          run: () => handOver(selection),
        },
        {
          id: 'take-offline',
          title: many > 1 ? `Take ${count(many)} offline…` : 'Take offline…',
          run: () => takeOffline(selection),
        },
        ...(row.technicianId
          ? [
              {
                id: 'technician',
                title: `Only visits of ${row.technicianName ?? 'this technician'}`,
                run: () => go(visitsOf(row.technicianId ?? '')),
              },
            ]
          : []),
        {
          id: 'site',
          title: 'Open site',
          run: () => go({ page: 'site', scope: everything, id: row.siteId }),
        },
        {
          id: 'delete',
          title: many > 1 ? `Delete ${count(many)}` : 'Delete',
          shortcut: 'Delete',
          danger: true,
          apart: true,
          whyNot: mayDelete,
          run: () => remove(selection),
        },
      ]}
    />
  );
}

function visitsOf(technicianId: string): Route {
  return { page: 'visit', scope: { type: 'technician', id: technicianId }, id: null };
}

function VisitScopes({ route }: { route: VisitsRoute }) {
  const account = useView((view) => view.start?.account);
  const technicians = useTechnicians();
  const { scope } = route;
  const choices: ScopeChoice[] = [
    { id: 'all', title: 'All', run: () => go({ page: 'visit', scope: everything, id: null }) },
  ];
  if (account) choices.push({ id: account.id, title: 'Mine', run: () => go(visitsOf(account.id)) });
  if (scope.type === 'parent') return <SiteScope id={scope.id} others={choices} />;
  const value = scope.type === 'technician' ? scope.id : 'all';
  if (!choices.some(({ id }) => id === value)) {
    const title = technicians.find(({ id }) => id === value)?.name ?? 'One technician';
    choices.push({ id: value, title, run: () => go(visitsOf(value)) });
  }
  return <ScopeChips choices={choices} value={value} />;
}

function SiteScope({ id, others }: { id: string; others: readonly ScopeChoice[] }) {
  const site = useAnswer('site.show', { id }, ['site']).value;
  const run = () => go({ page: 'visit', scope: { type: 'parent', id }, id: null });
  return <ScopeChips choices={[...others, { id, title: site?.site.name ?? 'One site', run }]} value={id} />;
}
