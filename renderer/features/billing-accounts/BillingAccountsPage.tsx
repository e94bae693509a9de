import { Receipt } from 'lucide-react';
import type { BillingAccountRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { countryName } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { graveEntry } from '../lists/grave-entry.ts';
import { Amount, Quiet } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { BillingAccountDetailPane } from './BillingAccountDetailPane.tsx';

const columns: WholeColumn<BillingAccountRow>[] = [
  column.bold(['name', 'Billing account', 190], (row) => row.name),
  column.text(['email', 'Billing e-mail', 220], (row) => row.email),
  { id: 'phone', title: 'Billing phone', width: 140, cell: (row) => <Quiet>{row.phone}</Quiet> },
  {
    ...{ id: 'customers', title: 'Customers', width: 102, number: true, sort: 'customers' },
    by: (row) => row.customers,
    cell: (row) => <Amount value={row.customers} />,
  },
  column.text(['contact', 'Contact', 150], (row) => row.contactName),
  column.waiting,
  column.text(['city', 'City', 110], (row) => row.city),
  column.text(['reference', 'Reference', 100], (row) => row.reference),
];

const edit = (id: string) => openDialog({ kind: 'billing-account', id });
const remove = (rows: readonly { id: string }[]) =>
  openDialog({ kind: 'delete-billing-accounts', ids: rows.map(({ id }) => id) });

/** Who pays: billing accounts, from which a customer’s billing contact is taken. */
export function BillingAccountsPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('billingAccount.list', undefined, [
    'billingAccount',
    'customer',
  ]);
  const whyNotAdd = useWhyNot('billingAccount.create');
  const whyNotEdit = useWhyNot('billingAccount.update');
  const whyNotDelete = useWhyNot('billingAccount.delete');
  const add = (
    <Button
      look="primary"
      whyNot={whyNotAdd}
      onPress={() => openDialog({ kind: 'billing-account', id: null })}
    >
      Add billing account
    </Button>
  );
  return (
    <WholeListPage
      title="Billing accounts"
      noun={{ one: 'billing account', many: 'billing accounts' }}
      answer={{ rows: value?.accounts, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'name', direction: 'ascending' }}
      nameOf={(row) => row.name}
      textOf={(row) =>
        [
          row.name,
          row.email,
          row.phone,
          row.contactName,
          row.reference,
          row.city,
          countryName(row.country),
        ].join('\n')
      }
      chips={[
        { id: 'used', title: 'In use', has: (row) => row.customers > 0 },
        { id: 'unused', title: 'Not in use', has: (row) => row.customers === 0 },
        { id: 'waiting', title: 'Changes waiting', has: (row) => row.pending !== null },
      ]}
      buttons={add}
      above={<DataAge kinds={['billingAccount', 'customer']} />}
      empty={
        <EmptyList what="billing accounts">
          <EmptyState icon={<Receipt aria-hidden size={22} />} title="No billing accounts yet" action={add}>
            A billing account says who pays: its e-mail and phone become a customer’s billing contact. It’s
            set up before it’s used.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      onOpenId={(account, replace) => go({ page: 'billing-accounts', id: account }, { replace })}
      detail={(account, close) => <BillingAccountDetailPane key={account} id={account} onClose={close} />}
      edit={{ run: (row) => edit(row.id), whyNot: whyNotEdit }}
      remove={{ run: remove, whyNot: whyNotDelete }}
      bulk={(rows) => (
        <Button look="danger" whyNot={whyNotDelete} onPress={() => remove(rows)}>
          Delete…
        </Button>
      )}
      menu={(row, rows) => [
        {
          id: 'edit',
          title: 'Edit billing account',
          shortcut: 'F2',
          whyNot: whyNotEdit,
          run: () => edit(row.id),
        },
        graveEntry('Delete', rows, whyNotDelete, () => remove(rows)),
      ]}
    />
  );
}
