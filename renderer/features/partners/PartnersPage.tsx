import { useMemo } from 'react';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { PartnerRow } from '../../../common/contract/views.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, counted, countryName, date } from '../../ui/words.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import { NameLink } from '../lists/NameLink.tsx';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { withIds } from '../lists/selected.ts';
import { Amount, Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { PartnerDetailPane } from './PartnerDetailPane.tsx';

const addCustomer = (id: string) => go({ page: 'wizard', mode: 'add', partnerId: id });
const edit = (id: string) => openDialog({ kind: 'partner', id });
const viewCustomers = (id: string) => go({ page: 'customer', scope: { type: 'parent', id }, id: null });

/** All partners; each row leads to its customers and adds one. */
export function PartnersPage({ route }: { route: ListRoute & { page: 'partner' } }) {
  const mayCreate = useWhyNot('partner.create');
  const mayEdit = useWhyNot('partner.update');
  const mayDelete = useWhyNot('partner.delete');
  const mayAdd = useWhyNot('wizard.open');
  const columns = useMemo(() => partnerColumns(mayAdd, mayEdit), [mayAdd, mayEdit]);
  const add = (
    <Button look="primary" whyNot={mayCreate} onPress={() => openDialog({ kind: 'partner', id: null })}>
      Add partner
    </Button>
  );
  const remove = (selection: ListSelection) =>
    void withIds(selection, (ids) => openDialog({ kind: 'delete-partners', ids }));
  return (
    <ListPage
      route={route}
      title="Partners"
      noun={{ one: 'partner', many: 'partners' }}
      columns={columns}
      nameOf={(row) => row.name}
      buttons={add}
      empty={
        <EmptyList what="partners">
          <EmptyState title="A partner comes first" action={add}>
            Partners are the resellers below your account. Their customers, sites and probes hang from them;
            direct customers need none.
          </EmptyState>
        </EmptyList>
      }
      detail={(id, close) => <PartnerDetailPane key={id} id={id} onClose={close} />}
      edit={{ run: edit, whyNot: mayEdit }}
      remove={{ run: remove, whyNot: mayDelete }}
      bulk={({ selection }) => (
        <Button look="danger" whyNot={mayDelete} onPress={() => remove(selection)}>
          Delete…
        </Button>
      )}
      menu={(row, { selection, count: many }) => [
        { id: 'view', title: 'View customers', run: () => viewCustomers(row.id) },
        { id: 'add', title: 'Add customer', whyNot: mayAdd, run: () => addCustomer(row.id) },
        {
          id: 'open',
          title: 'Open',
          shortcut: 'Enter',
          apart: true,
          run: () => go({ ...route, id: row.id }),
        },
        { id: 'edit', title: 'Edit partner', shortcut: 'F2', whyNot: mayEdit, run: () => edit(row.id) },
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

function partnerColumns(
  whyNotAdd: string | undefined,
  whyNotEdit: string | undefined,
): GridColumn<PartnerRow>[] {
  return [
    {
      id: 'name',
      title: 'Partner',
      width: 170,
      grows: true,
      always: true,
      sort: 'name',
      cell: (row) => <NameLink row={row} address={`partner/${row.id}`} edit={edit} whyNot={whyNotEdit} />,
    },
    {
      id: 'customers',
      title: 'Customers',
      width: 102,
      number: true,
      sort: 'customers',
      cell: (row) => <Amount value={row.customers} />,
    },
    {
      id: 'status',
      title: 'Status',
      width: 124,
      sort: 'status',
      cell: (row) =>
        row.silentProbes > 0 ? (
          <Tag tone="bad">{counted(row.silentProbes, 'probe')} silent</Tag>
        ) : (
          <Tag tone="good">Active</Tag>
        ),
    },
    {
      id: 'actions',
      title: 'Actions',
      width: 252,
      cell: (row) => (
        <span className="-ml-2.5 flex">
          <Button look="quiet" tabIndex={-1} className="h-6" onPress={() => viewCustomers(row.id)}>
            View customers
          </Button>
          <Button
            look="quiet"
            tabIndex={-1}
            className="h-6"
            whyNot={whyNotAdd}
            onPress={() => addCustomer(row.id)}
          >
            Add customer
          </Button>
        </span>
      ),
    },
    {
      id: 'waiting',
      title: 'Waiting',
      width: 136,
      sort: 'waiting',
      cell: (row) => <WaitingMark pending={row.pending} />,
    },
    {
      id: 'sites',
      title: 'Sites',
      width: 70,
      number: true,
      sort: 'sites',
      cell: (row) => <Amount value={row.sites} />,
    },
    { id: 'email', title: 'E-mail', width: 200, sort: 'email', cell: (row) => <Quiet>{row.email}</Quiet> },
    { id: 'city', title: 'City', width: 110, sort: 'city', cell: (row) => <Quiet>{row.city}</Quiet> },
    {
      id: 'country',
      title: 'Country',
      width: 130,
      sort: 'country',
      extra: true,
      cell: (row) => <Quiet>{countryName(row.country)}</Quiet>,
    },
    {
      id: 'phone',
      title: 'Phone',
      width: 140,
      sort: 'phone',
      extra: true,
      cell: (row) => <Quiet>{row.phone}</Quiet>,
    },
    {
      id: 'changed',
      title: 'Changed',
      width: 104,
      sort: 'updatedAt',
      extra: true,
      cell: (row) => <Quiet>{date(row.updatedAt)}</Quiet>,
    },
  ];
}
