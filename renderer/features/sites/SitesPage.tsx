import { useMemo } from 'react';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { SiteRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything, formatRoute } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, countryName, counted, date } from '../../ui/words.ts';
import { ScopeChips, type FilterChoice, type ScopeChoice } from '../lists/FilterChips.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { withIds } from '../lists/selected.ts';
import { NameLink } from '../lists/NameLink.tsx';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { Amount, Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { SiteDetailPane } from './SiteDetailPane.tsx';

const filters: readonly FilterChoice[] = [
  { id: 'attention', title: 'Needs attention' },
  { id: 'waiting', title: 'Changes waiting' },
];

const placeOf = (id: string) => ({ page: 'site' as const, scope: everything, id });
const editSite = (id: string) => openDialog({ kind: 'site', id, customerId: null });

function siteColumns(whyNotEdit: string | undefined): GridColumn<SiteRow>[] {
  return [
    {
      id: 'name',
      title: 'Site',
      width: 220,
      grows: true,
      always: true,
      sort: 'name',
      cell: (row) => (
        <NameLink row={row} address={formatRoute(placeOf(row.id))} edit={editSite} whyNot={whyNotEdit} />
      ),
    },
    {
      id: 'customer',
      title: 'Customer',
      width: 200,
      sort: 'customerName',
      cell: (row) => <Quiet>{row.customerName ?? 'Not in sight'}</Quiet>,
    },
    { id: 'city', title: 'City', width: 130, sort: 'city', cell: (row) => <Quiet>{row.city}</Quiet> },
    {
      id: 'country',
      title: 'Country',
      width: 130,
      sort: 'country',
      cell: (row) => <Quiet>{countryName(row.country)}</Quiet>,
    },
    {
      id: 'timeZone',
      title: 'Time zone',
      width: 150,
      sort: 'timeZone',
      cell: (row) => <Quiet>{row.timeZone}</Quiet>,
    },
    {
      id: 'probes',
      title: 'Probes',
      width: 80,
      number: true,
      sort: 'probes',
      cell: (row) => <Amount value={row.probes} />,
    },
    {
      id: 'status',
      title: 'Status',
      width: 130,
      sort: 'status',
      cell: (row) =>
        row.silentProbes > 0 ? (
          <Tag tone="bad">{counted(row.silentProbes, 'probe')} silent</Tag>
        ) : row.probes === 0 ? (
          <Tag tone="info">No probes</Tag>
        ) : (
          <Tag tone="good">Active</Tag>
        ),
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
}

type SitesRoute = ListRoute & { page: 'site' };

/** Sites of all customers, or of one. */
export function SitesPage({ route }: { route: SitesRoute }) {
  return route.scope.type === 'parent' ? (
    <SitesOfCustomer key={route.scope.id} route={route} customerId={route.scope.id} />
  ) : (
    <SiteList route={route} customerId={null} grants={undefined} />
  );
}

function SitesOfCustomer({ route, customerId }: { route: SitesRoute; customerId: string }) {
  const grants = useAnswer('customer.show', { id: customerId }, ['customer']).value?.customer.grants;
  return <SiteList route={route} customerId={customerId} grants={grants} />;
}

interface SiteListProps {
  route: SitesRoute;
  customerId: string | null;
  /** What the customer grants; undefined where several customers' sites are listed: there each decides for its own. */
  grants: readonly string[] | undefined;
}

function SiteList({ route, customerId, grants }: SiteListProps) {
  const mayAdd = useWhyNot('site.create', grants);
  const mayEdit = useWhyNot('site.update', grants);
  const mayDelete = useWhyNot('site.delete', grants);
  const mayAssociate = useWhyNot('probe.associate', grants);
  const mayPlan = useWhyNot('visit.create', grants);
  const planVisits = (selection: ListSelection) =>
    void withIds(selection, (siteIds) => openDialog({ kind: 'plan-visits', siteIds }));
  const columns = useMemo(() => siteColumns(mayEdit), [mayEdit]);
  const remove = (selection: ListSelection) => openDialog({ kind: 'delete', of: 'site', selection });
  const add = (
    <Button look="primary" whyNot={mayAdd} onPress={() => openDialog({ kind: 'site', id: null, customerId })}>
      Add site
    </Button>
  );
  const paste = (
    <Button whyNot={mayAdd} onPress={() => openDialog({ kind: 'paste-sites', customerId })}>
      Paste sites…
    </Button>
  );
  return (
    <ListPage
      key={JSON.stringify(route.scope)}
      route={route}
      title="Sites"
      noun={{ one: 'site', many: 'sites' }}
      columns={columns}
      nameOf={(row) => row.name}
      filters={filters}
      scopes={<SiteScopes route={route} />}
      buttons={
        <>
          {paste}
          {add}
        </>
      }
      empty={
        <EmptyList what="sites">
          <EmptyState
            title="No sites yet"
            action={
              <>
                {paste}
                {add}
              </>
            }
          >
            A site is a place of a customer, with its probes. Add them one by one, or paste many lines.
          </EmptyState>
        </EmptyList>
      }
      detail={(id, close) => <SiteDetailPane key={id} id={id} onClose={close} />}
      edit={{ run: editSite, whyNot: mayEdit }}
      remove={{ run: remove, whyNot: mayDelete }}
      bulk={({ selection }) => (
        <>
          <Button whyNot={mayPlan} onPress={() => planVisits(selection)}>
            Plan visits…
          </Button>
          <Button look="danger" whyNot={mayDelete} onPress={() => remove(selection)}>
            Delete…
          </Button>
        </>
      )}
      menu={(row, { selection, count: many }) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ ...route, id: row.id }) },
        { id: 'edit', title: 'Edit site', shortcut: 'F2', whyNot: mayEdit, run: () => editSite(row.id) },
        {
          id: 'add-probes',
          title: 'Add probes…',
          whyNot: mayAssociate,
          run: () => openDialog({ kind: 'add-probes', siteId: row.id }),
        },
        {
          id: 'probes',
          title: 'View probes',
          run: () => go({ page: 'probe', scope: { type: 'parent', id: row.id }, id: null }),
        },
        {
          id: 'plan-visits',
          title: many > 1 ? `Plan ${count(many)} visits…` : 'Plan a visit…',
          whyNot: mayPlan,
          run: () => planVisits(selection),
        },
        {
          id: 'visits',
          title: 'View visits',
          run: () => go({ page: 'visit', scope: { type: 'parent', id: row.id }, id: null }),
        },
        {
          id: 'customer',
          title: 'Open customer',
          run: () => go({ page: 'customer', scope: everything, id: row.customerId }),
        },
        {
          id: 'delete',
          title: many > 1 ? `Delete ${count(many)}…` : 'Delete…',
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

function SiteScopes({ route }: { route: SitesRoute }) {
  const all = [{ id: 'all', title: 'All', run: () => go({ page: 'site', scope: everything, id: null }) }];
  return route.scope.type === 'parent' ? (
    <CustomerScope id={route.scope.id} others={all} />
  ) : (
    <ScopeChips choices={all} value={route.scope.type} />
  );
}

function CustomerScope({ id, others }: { id: string; others: readonly ScopeChoice[] }) {
  const customer = useAnswer('customer.show', { id }, ['customer']).value;
  const title = customer?.customer.name ?? 'One customer';
  const run = () => go({ page: 'site', scope: { type: 'parent', id }, id: null });
  return <ScopeChips choices={[...others, { id, title, run }]} value={id} />;
}
