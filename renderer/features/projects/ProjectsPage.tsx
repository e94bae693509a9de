import { useMemo } from 'react';
import type { ProjectRow } from '../../../common/contract/projects.ts';
import { dataCentreOf, whyErased, whyTakesNoLicenses } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything, formatRoute } from '../../app/router.ts';
import { switchTo, useWhyNot, useWhyNotSwitched } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState } from '../../ui/states.tsx';
import { ago, countryName, date, useNow } from '../../ui/words.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import { ScopeChips, type FilterChoice, type ScopeChoice } from '../lists/FilterChips.tsx';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { NameLink } from '../lists/NameLink.tsx';
import { Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { ProjectDetailPane } from './ProjectDetailPane.tsx';
import { DaysLeft, PoolsLine, ProjectStatusTag } from './ProjectMarks.tsx';

const filters: readonly FilterChoice[] = [
  { id: 'notice', title: 'In notice' },
  { id: 'blocked', title: 'Blocked' },
  { id: 'no-licenses', title: 'No licenses' },
  { id: 'waiting', title: 'Changes waiting' },
];

type ProjectsRoute = ListRoute & { page: 'project' };

const editProject = (id: string) => openDialog({ kind: 'project', id, customerId: null });

function projectColumns(whyNotEdit: string | undefined): GridColumn<ProjectRow>[] {
  return [
    {
      id: 'name',
      title: 'Project',
      width: 170,
      grows: true,
      always: true,
      sort: 'name',
      cell: (row) => (
        <NameLink
          row={row}
          address={formatRoute({ page: 'project', scope: everything, id: row.id })}
          edit={editProject}
          whyNot={whyNotEdit ?? whyErased(row.name, row.closing)}
        />
      ),
    },
    {
      id: 'customer',
      title: 'Customer',
      width: 160,
      sort: 'customerName',
      cell: (row) => <Quiet>{row.customerName ?? (row.customerId ? 'Not in sight' : '')}</Quiet>,
    },
    {
      id: 'status',
      title: 'Status',
      width: 84,
      sort: 'status',
      cell: (row) => <ProjectStatusTag status={row.status} closing={row.closing} />,
    },
    {
      id: 'licenses',
      title: 'Licenses',
      width: 224,
      sort: 'licenses',
      cell: (row) => <PoolsLine pools={row.licenses} />,
    },
    {
      id: 'lastActivity',
      title: 'Last activity',
      width: 110,
      sort: 'lastActivityAt',
      cell: (row) => <LastActivity at={row.lastActivityAt} />,
    },
    {
      id: 'daysLeft',
      title: 'Days left',
      width: 90,
      sort: 'daysLeft',
      cell: (row) =>
        row.closing ? null : <DaysLeft at={row.lastActivityAt} deletedOn={row.deletedOn ?? undefined} />,
    },
    {
      id: 'company',
      title: 'Company',
      width: 170,
      sort: 'company',
      extra: true,
      cell: (row) => <Quiet>{row.company}</Quiet>,
    },
    {
      id: 'email',
      title: 'Email',
      width: 200,
      sort: 'email',
      extra: true,
      cell: (row) => <Quiet>{row.email}</Quiet>,
    },
    {
      id: 'login',
      title: 'Login name',
      width: 140,
      sort: 'login',
      extra: true,
      cell: (row) => <span className="truncate font-mono text-muted">{row.login}</span>,
    },
    {
      id: 'country',
      title: 'Country',
      width: 130,
      sort: 'country',
      extra: true,
      cell: (row) => <Quiet>{countryName(row.country)}</Quiet>,
    },
    {
      id: 'dataCentre',
      title: 'Data centre',
      width: 120,
      sort: 'dataCentre',
      extra: true,
      cell: (row) => <Quiet>{dataCentreOf(row.country)}</Quiet>,
    },
    {
      id: 'created',
      title: 'Added',
      width: 104,
      sort: 'createdAt',
      extra: true,
      cell: (row) => <Quiet>{date(row.createdAt)}</Quiet>,
    },
    {
      id: 'waiting',
      title: 'Waiting',
      width: 140,
      sort: 'waiting',
      cell: (row) => <WaitingMark pending={row.pending} />,
    },
  ];
}

function LastActivity({ at }: { at: string }) {
  return <Quiet>{ago(at, useNow(60_000))}</Quiet>;
}

/** Projects of all customers, or of one. */
export function ProjectsPage({ route }: { route: ProjectsRoute }) {
  const mayAdd = useWhyNot('project.create');
  const whyNotSwitched = useWhyNotSwitched();
  const mayEdit = useWhyNot('project.update');
  const mayMove = useWhyNot('license.move');
  const mayClose = useWhyNot('project.close');
  const columns = useMemo(() => projectColumns(mayEdit), [mayEdit]);
  const customerId = route.scope.type === 'parent' ? route.scope.id : null;
  const add = (
    <Button
      look="primary"
      whyNot={mayAdd}
      onPress={() => openDialog({ kind: 'project', id: null, customerId })}
    >
      Create project
    </Button>
  );
  return (
    <ListPage
      key={JSON.stringify(route.scope)}
      route={route}
      title="Projects"
      noun={{ one: 'project', many: 'projects' }}
      columns={columns}
      nameOf={(row) => row.name}
      filters={filters}
      scopes={<ProjectScopes route={route} />}
      buttons={add}
      empty={
        <EmptyList what="projects">
          <EmptyState title="No projects yet" action={add}>
            A project is a delegated account with its own login and licenses. Its country decides the data
            centre.
          </EmptyState>
        </EmptyList>
      }
      detail={(id, close) => <ProjectDetailPane key={id} id={id} onClose={close} />}
      edit={{
        run: editProject,
        whyNot: mayEdit,
        whyNotRow: ({ name, closing }) => whyErased(name, closing),
      }}
      whyNotAction={(action, row) =>
        action === 'context.switch' ? whyNotSwitched({ ...row, stage: row.closing }) : undefined
      }
      menu={(row) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ ...route, id: row.id }) },
        {
          id: 'edit',
          title: 'Edit project',
          shortcut: 'F2',
          whyNot: mayEdit ?? whyErased(row.name, row.closing),
          run: () => editProject(row.id),
        },
        {
          id: 'switch',
          title: 'Switch to Customer',
          whyNot: whyNotSwitched({ ...row, stage: row.closing }),
          run: () => void switchTo(row.id),
        },
        {
          id: 'assign',
          title: 'Assign licenses…',
          whyNot: mayMove ?? whyTakesNoLicenses(row.name, row.closing),
          run: () => openDialog({ kind: 'move-licenses', from: null, to: row.id }),
        },
        {
          id: 'reallocate',
          title: 'Reallocate licenses…',
          whyNot:
            mayMove ??
            whyErased(row.name, row.closing) ??
            (row.licenses.length === 0 ? 'The project has no licenses.' : undefined),
          run: () => openDialog({ kind: 'move-licenses', from: row.id, to: undefined }),
        },
        {
          id: 'close',
          title: 'Close project…',
          whyNot:
            mayClose ??
            whyErased(row.name, row.closing) ??
            (row.closing ? 'It’s being closed already.' : undefined),
          run: () => openDialog({ kind: 'close-project', id: row.id }),
        },
        ...(row.customerId
          ? [
              {
                id: 'customer',
                title: 'Open customer',
                run: () => go({ page: 'customer', scope: everything, id: row.customerId }),
              },
            ]
          : []),
      ]}
    />
  );
}

function ProjectScopes({ route }: { route: ProjectsRoute }) {
  const all = [{ id: 'all', title: 'All', run: () => go({ page: 'project', scope: everything, id: null }) }];
  return route.scope.type === 'parent' ? (
    <CustomerScope id={route.scope.id} others={all} />
  ) : (
    <ScopeChips choices={all} value={route.scope.type} />
  );
}

function CustomerScope({ id, others }: { id: string; others: readonly ScopeChoice[] }) {
  const customer = useAnswer('customer.show', { id }, ['customer']).value;
  const title = customer?.customer.name ?? 'One customer';
  const run = () => go({ page: 'project', scope: { type: 'parent', id }, id: null });
  return <ScopeChips choices={[...others, { id, title, run }]} value={id} />;
}
