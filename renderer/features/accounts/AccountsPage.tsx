import { KeyRound } from 'lucide-react';
import { roleTitles } from '../../../common/domain/access.ts';
import type { AccountRow } from '../../../common/contract/accounts.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, NoPermission, Tag } from '../../ui/states.tsx';
import { count, date, moment, useNow } from '../../ui/words.ts';
import { Quiet } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { AccountDetailPane } from './AccountDetailPane.tsx';
import { mailsWords, scopeWords, statusWords } from './account-words.ts';

/** Why none of some accounts can be revoked; undefined where all can. */
export function whyNotRevoked(rows: readonly AccountRow[], own: string | undefined): string | undefined {
  if (rows.some(({ isPrimary }) => isPrimary)) return 'The primary account isn’t revoked.';
  if (rows.some(({ id }) => id === own)) return 'An account doesn’t revoke itself.';
  return rows.some(({ status }) => status === 'revoked') ? 'It’s revoked already.' : undefined;
}

/** Accounts: who may sign in, other people's tools among them. */
export function AccountsPage({ id }: { id: string | null }) {
  const whyNotSee = useWhyNot('account.see');
  if (whyNotSee) return <NoPermission title="Accounts are for Admins" because={whyNotSee} />;
  return <Accounts id={id} />;
}

function Accounts({ id }: { id: string | null }) {
  const now = useNow(60_000);
  const { value, error, slow, askAgain } = useAnswer('account.list', undefined, []);
  const whyNotAdd = useWhyNot('account.create');
  const whyNotEdit = useWhyNot('account.update');
  const whyNotRevoke = useWhyNot('account.revoke');
  const whyNot = (rows: readonly AccountRow[]) => whyNotRevoke ?? whyNotRevoked(rows, value?.own);
  const edit = (row: AccountRow) => openDialog({ kind: 'account', id: row.id });
  const revoke = (rows: readonly AccountRow[]) =>
    openDialog({ kind: 'revoke-accounts', ids: rows.map((row) => row.id) });
  const add = (
    <Button look="primary" whyNot={whyNotAdd} onPress={() => openDialog({ kind: 'account', id: null })}>
      Create account
    </Button>
  );
  return (
    <WholeListPage
      title="Accounts"
      noun={{ one: 'account', many: 'accounts' }}
      answer={{ rows: value?.accounts, error, slow, askAgain }}
      columns={accountColumns(now)}
      sort={{ column: 'login', direction: 'ascending' }}
      nameOf={(row) => row.login}
      textOf={(row) => [row.login, row.name, row.email, row.scope?.name, row.customerName].join('\n')}
      chips={[
        { id: 'api', title: 'Partner API', has: (row) => row.role === 'partner-api' },
        { id: 'active', title: 'Active', has: (row) => row.status === 'active' },
        { id: 'ended', title: 'Ended', has: (row) => row.status !== 'active' },
        { id: 'unused', title: 'Never used', has: (row) => row.lastUsedAt === null },
      ]}
      buttons={
        <>
          <Button onPress={() => go({ page: 'simulator', accountId: null })}>Permission simulator</Button>
          {add}
        </>
      }
      empty={
        <EmptyState icon={<KeyRound aria-hidden size={22} />} title="No accounts in sight" action={add}>
          Other people’s tools work with the web API through an account of their own, with a role and a brand
          scope.
        </EmptyState>
      }
      openId={id}
      onOpenId={(account, replace) => go({ page: 'accounts', id: account }, { replace })}
      detail={(open, close) => (
        <AccountDetailPane
          key={open}
          account={value?.accounts.find((each) => each.id === open) ?? null}
          own={value?.own}
          isRead={value !== undefined}
          onClose={close}
        />
      )}
      edit={{ run: edit, whyNot: whyNotEdit }}
      remove={{ run: revoke, whyNot: whyNotRevoke }}
      bulk={(rows) => (
        <Button look="danger" whyNot={whyNot(rows)} onPress={() => revoke(rows)}>
          Revoke…
        </Button>
      )}
      menu={(row, rows) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ page: 'accounts', id: row.id }) },
        { id: 'edit', title: 'Edit account', shortcut: 'F2', whyNot: whyNotEdit, run: () => edit(row) },
        {
          id: 'revoke',
          title: rows.length > 1 ? `Revoke ${count(rows.length)}…` : 'Revoke…',
          shortcut: 'Delete',
          danger: true,
          apart: true,
          whyNot: whyNot(rows),
          run: () => revoke(rows),
        },
      ]}
    />
  );
}

function accountColumns(now: number): WholeColumn<AccountRow>[] {
  return [
    {
      ...{ id: 'login', title: 'User name', width: 150, grows: true, always: true, sort: 'login' },
      by: (row) => row.login,
      cell: (row) => (
        <span className="truncate font-strong" title={row.login}>
          {row.login}
        </span>
      ),
    },
    {
      ...{ id: 'name', title: 'Name', width: 150, sort: 'name' },
      by: (row) => row.name,
      cell: (row) => <Quiet>{row.name}</Quiet>,
    },
    {
      ...{ id: 'role', title: 'Role', width: 96, sort: 'role' },
      by: (row) => roleTitles[row.role],
      cell: (row) => <Quiet>{roleTitles[row.role]}</Quiet>,
    },
    {
      ...{ id: 'scope', title: 'Sees', width: 170, sort: 'scope' },
      by: scopeWords,
      cell: (row) => <Quiet>{scopeWords(row)}</Quiet>,
    },
    {
      ...{ id: 'status', title: 'Status', width: 86, sort: 'status' },
      by: (row) => row.status,
      cell: (row) => <Tag tone={statusWords[row.status].tone}>{statusWords[row.status].text}</Tag>,
    },
    {
      ...{ id: 'used', title: 'Last used', width: 120, sort: 'used' },
      by: (row) => row.lastUsedAt ?? '',
      cell: (row) => <Quiet>{row.lastUsedAt ? moment(row.lastUsedAt, now) : 'Never'}</Quiet>,
    },
    {
      ...{ id: 'expires', title: 'Expires', width: 104, sort: 'expires' },
      by: (row) => row.expiresAt ?? '9',
      cell: (row) => <Quiet>{row.expiresAt ? date(row.expiresAt) : 'Never'}</Quiet>,
    },
    {
      ...{ id: 'parent', title: 'Below', width: 110, sort: 'parent' },
      by: (row) => row.parentLogin ?? '',
      cell: (row) => <Quiet>{row.isPrimary ? 'Primary account' : (row.parentLogin ?? '')}</Quiet>,
    },
    {
      ...{ id: 'mails', title: 'Mails', width: 120, sort: 'mails' },
      by: mailsWords,
      cell: (row) => <Quiet>{row.email === '' ? 'None' : mailsWords(row)}</Quiet>,
    },
    {
      ...{ id: 'made', title: 'Created', width: 100, sort: 'made' },
      by: (row) => row.createdAt,
      cell: (row) => <Quiet>{date(row.createdAt)}</Quiet>,
    },
  ];
}
