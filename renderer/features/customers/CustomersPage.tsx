import { useMemo, type ReactNode } from 'react';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { CustomerRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything, formatRoute } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState } from '../../ui/states.tsx';
import { count, countryName, date } from '../../ui/words.ts';
import { ScopeChips, type FilterChoice, type ScopeChoice } from '../lists/FilterChips.tsx';
import { NameLink } from '../lists/NameLink.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { withIds } from '../lists/selected.ts';
import { Amount, HealthTag, Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { CustomerDetailPane } from './CustomerDetailPane.tsx';

const filters: readonly FilterChoice[] = [
  { id: 'attention', title: 'Needs attention' },
  { id: 'waiting', title: 'Changes waiting' },
  { id: 'no-access', title: 'Limited access' },
  { id: 'no-sites', title: 'No sites' },
];

type CustomersRoute = ListRoute & { page: 'customer' };

const move = (selection: ListSelection) =>
  void withIds(selection, (ids) => openDialog({ kind: 'move-customers', ids }));
const realign = (selection: ListSelection) =>
  void withIds(selection, (ids) => openDialog({ kind: 'realign-customers', ids }));
const notify = (selection: ListSelection) =>
  void withIds(selection, (ids) => openDialog({ kind: 'notice', ids }));
const remove = (selection: ListSelection) => openDialog({ kind: 'delete', of: 'customer', selection });
const edit = (id: string) => go({ page: 'wizard', mode: 'edit', customerId: id });

/** Customers of all partners, of one, or without a partner. */
export function CustomersPage({ route }: { route: CustomersRoute }) {
  const mayAdd = useWhyNot('wizard.open');
  const mayEdit = useWhyNot('customer.update');
  const mayMove = useWhyNot('customer.move');
  const mayRealign = useWhyNot('customer.realign');
  const mayDelete = useWhyNot('customer.delete');
  const mayNotify = useWhyNot('notice.send');
  const columns = useMemo(() => customerColumns(mayEdit), [mayEdit]);
  const partnerId =
    route.scope.type === 'parent' ? route.scope.id : route.scope.type === 'direct' ? null : undefined;
  const ways = (
    <Button look="quiet" onPress={() => openDialog({ kind: 'ways' })}>
      Other ways…
    </Button>
  );
  const add = (
    <Button look="primary" whyNot={mayAdd} onPress={() => go({ page: 'wizard', mode: 'add', partnerId })}>
      Add customer
    </Button>
  );
  return (
    <ListPage
      key={JSON.stringify(route.scope)}
      route={route}
      title="Customers"
      noun={{ one: 'customer', many: 'customers' }}
      columns={columns}
      nameOf={(row) => row.name}
      filters={filters}
      scopes={<CustomerScopes route={route} />}
      buttons={
        <>
          {ways}
          {add}
        </>
      }
      empty={<NoCustomers route={route} add={add} />}
      detail={(id, close) => <CustomerDetailPane key={id} id={id} onClose={close} />}
      edit={{ run: edit, whyNot: mayEdit }}
      remove={{ run: remove, whyNot: mayDelete }}
      bulk={({ selection }) => (
        <>
          <Button whyNot={mayMove} onPress={() => move(selection)}>
            Move to partner…
          </Button>
          <Button whyNot={mayRealign} onPress={() => realign(selection)}>
            Re-align…
          </Button>
          <Button whyNot={mayNotify} onPress={() => notify(selection)}>
            Send notice…
          </Button>
          <Button look="danger" whyNot={mayDelete} onPress={() => remove(selection)}>
            Delete…
          </Button>
        </>
      )}
      menu={(row, { selection, count: many }) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ ...route, id: row.id }) },
        { id: 'edit', title: 'Edit customer', shortcut: 'F2', whyNot: mayEdit, run: () => edit(row.id) },
        {
          id: 'sites',
          title: 'View sites',
          run: () => go({ page: 'site', scope: { type: 'parent', id: row.id }, id: null }),
        },
        {
          id: 'projects',
          title: 'View projects',
          run: () => go({ page: 'project', scope: { type: 'parent', id: row.id }, id: null }),
        },
        {
          id: 'move',
          title: many > 1 ? `Move ${count(many)} to partner…` : 'Move to partner…',
          whyNot: mayMove,
          run: () => move(selection),
        },
        {
          id: 'realign',
          title: many > 1 ? `Re-align ${count(many)} to brand…` : 'Re-align to brand…',
          whyNot: mayRealign,
          run: () => realign(selection),
        },
        {
          id: 'notice',
          title: many > 1 ? `Send notice to ${count(many)}…` : 'Send notice…',
          whyNot: mayNotify,
          run: () => notify(selection),
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

function customerColumns(whyNotEdit: string | undefined): GridColumn<CustomerRow>[] {
  return [
    {
      id: 'name',
      title: 'Customer',
      width: 190,
      grows: true,
      always: true,
      sort: 'name',
      cell: (row) => (
        <NameLink
          row={row}
          address={formatRoute({ page: 'wizard', mode: 'edit', customerId: row.id })}
          edit={edit}
          whyNot={whyNotEdit}
        />
      ),
    },
    {
      id: 'partner',
      title: 'Partner',
      width: 132,
      sort: 'partnerName',
      cell: (row) => <Quiet>{row.partnerName ?? (row.partnerId ? 'Not in sight' : 'Direct')}</Quiet>,
    },
    {
      id: 'sites',
      title: 'Sites',
      width: 70,
      number: true,
      sort: 'sites',
      cell: (row) => <Amount value={row.sites} />,
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
      width: 124,
      sort: 'status',
      cell: (row) => <HealthTag health={row.health} />,
    },
    {
      id: 'waiting',
      title: 'Waiting',
      width: 136,
      sort: 'waiting',
      cell: (row) => <WaitingMark pending={row.pending} />,
    },
    { id: 'email', title: 'E-mail', width: 200, sort: 'email', cell: (row) => <Quiet>{row.email}</Quiet> },
    { id: 'city', title: 'City', width: 110, sort: 'city', cell: (row) => <Quiet>{row.city}</Quiet> },
    {
      id: 'reference',
      title: 'Reference',
      width: 100,
      sort: 'reference',
      cell: (row) => <Quiet>{row.reference}</Quiet>,
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
      id: 'customerId',
      title: 'Customer ID',
      width: 140,
      sort: 'customerId',
      extra: true,
      cell: (row) => <Quiet>{row.customerId ?? ''}</Quiet>,
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
      id: 'created',
      title: 'Since',
      width: 104,
      sort: 'createdAt',
      cell: (row) => <Quiet>{date(row.createdAt)}</Quiet>,
    },
  ];
}

function CustomerScopes({ route }: { route: CustomersRoute }) {
  const all = [
    { id: 'all', title: 'All', run: () => go({ page: 'customer', scope: everything, id: null }) },
    {
      id: 'direct',
      title: 'Direct',
      run: () => go({ page: 'customer', scope: { type: 'direct' }, id: null }),
    },
  ];
  return route.scope.type === 'parent' ? (
    <PartnerScope id={route.scope.id} others={all} />
  ) : (
    <ScopeChips choices={all} value={route.scope.type} />
  );
}

function PartnerScope({ id, others }: { id: string; others: readonly ScopeChoice[] }) {
  const partner = useAnswer('partner.show', { id }, ['partner']).value;
  const title = partner?.partner.name ?? 'One partner';
  const run = () => go({ page: 'customer', scope: { type: 'parent', id }, id: null });
  return <ScopeChips choices={[...others, { id, title, run }]} value={id} />;
}

function NoCustomers({ route, add }: { route: CustomersRoute; add: ReactNode }) {
  const where =
    route.scope.type === 'direct'
      ? 'Customers without a partner belong here.'
      : route.scope.type === 'parent'
        ? 'Customers of this partner belong here, each with its sites and probes.'
        : 'Customers belong here, each with its sites and probes.';
  return (
    <EmptyList what="customers">
      <EmptyState title="No customers yet" action={add}>
        {where}
      </EmptyState>
    </EmptyList>
  );
}
