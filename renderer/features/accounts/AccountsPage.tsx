import { KeyRound } from 'lucide-react';
import { roleTitles } from '../../../common/domain/access.ts';
import type { AccountRow, AccountsPage as AccountsInSight } from '../../../common/contract/accounts.ts';
import { isAbove, whyNotUpward } from '../../../common/domain/accounts.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, NoPermission } from '../../ui/states.tsx';
import { date, useNow } from '../../ui/words.ts';
import { AsLastAsked } from '../lists/AsLastAsked.tsx';
import { graveEntry } from '../lists/grave-entry.ts';
import { OpenedRow } from '../lists/OpenedRow.tsx';
import { SeenPart } from '../lists/SeenPart.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { useAskedByReach } from '../lists/use-asked-by-reach.ts';
import { column } from '../lists/whole-columns.tsx';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { AccountDetailPane } from './AccountDetailPane.tsx';
import { mailsWords, scopeWords, statusWords } from './account-words.ts';

/** Why an account isn't changed by one's own; undefined where it is. */
export function whyNotChanged(account: AccountRow, { accounts, own }: AccountsInSight): string | undefined {
  if (account.status === 'revoked') return 'A revoked account never comes back; create another one.';
  if (account.isPrimary && account.id !== own) return 'Only the primary account changes itself.';
  return isAbove(accounts, account.id, own) ? whyNotUpward(account.login) : undefined;
}

/** Why none of some accounts can be revoked; undefined where all can. */
export function whyNotRevoked(
  rows: readonly AccountRow[],
  { accounts, own }: AccountsInSight,
): string | undefined {
  if (rows.some(({ isPrimary }) => isPrimary)) return 'The primary account isn’t revoked.';
  if (rows.some(({ id }) => id === own)) return 'An account doesn’t revoke itself.';
  if (rows.some(({ status }) => status === 'revoked')) return 'It’s revoked already.';
  const above = rows.find(({ id }) => isAbove(accounts, id, own));
  return above && whyNotUpward(above.login);
}

/** Accounts: who may sign in, other people's tools among them. */
export function AccountsPage({ id }: { id: string | null }) {
  const whyNotSee = useWhyNot('account.see');
  if (whyNotSee)
    return (
      <main className="h-full">
        <NoPermission title="Accounts are for Admins" because={whyNotSee} />
      </main>
    );
  return <Accounts id={id} />;
}

function Accounts({ id }: { id: string | null }) {
  const now = useNow(60_000);
  const { value, answeredAt, error, slow, askAgain } = useAnswer('account.list', undefined, []);
  useAskedByReach(askAgain);
  const whyNotAdd = useWhyNot('account.create');
  const whyNotEdit = useWhyNot('account.update');
  const whyNotRevoke = useWhyNot('account.revoke');
  const whyNot = (rows: readonly AccountRow[]) => whyNotRevoke ?? (value && whyNotRevoked(rows, value));
  const whyNotEdited = (row: AccountRow) => value && whyNotChanged(row, value);
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
      above={
        <>
          <SeenPart />
          <AsLastAsked answeredAt={answeredAt} error={error} />
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
        <OpenedRow key={open} {...rowWords} id={open} rows={value?.accounts} onClose={close}>
          {(account) => value && <AccountDetailPane account={account} page={value} onClose={close} />}
        </OpenedRow>
      )}
      edit={{ run: edit, whyNot: whyNotEdit, whyNotRow: whyNotEdited }}
      remove={{ run: revoke, whyNot: whyNotRevoke }}
      bulk={(rows) => (
        <Button look="danger" whyNot={whyNot(rows)} onPress={() => revoke(rows)}>
          Revoke…
        </Button>
      )}
      menu={(row, rows) => [
        {
          id: 'edit',
          title: 'Edit account',
          shortcut: 'F2',
          whyNot: whyNotEdit ?? whyNotEdited(row),
          run: () => edit(row),
        },
        graveEntry('Revoke', rows, whyNot(rows), () => revoke(rows)),
      ]}
    />
  );
}

const rowWords = {
  title: 'Account',
  noun: 'account',
  missing: 'It never was, or it’s of a brand that you don’t see.',
};

function accountColumns(now: number): WholeColumn<AccountRow>[] {
  return [
    column.bold(['login', 'User name', 150], (row) => row.login),
    column.text(['name', 'Name', 150], (row) => row.name),
    column.text(['role', 'Role', 96], (row) => roleTitles[row.role]),
    column.text(['scope', 'Sees', 170], scopeWords),
    column.tag(['status', 'Status', 86], (row) => statusWords[row.status]),
    column.time(['used', 'Last used', 120], (row) => row.lastUsedAt, now, 'Never'),
    column.text(
      ['expires', 'Expires', 104],
      (row) => (row.expiresAt ? date(row.expiresAt) : 'Never'),
      (row) => row.expiresAt ?? '9',
    ),
    column.text(
      ['parent', 'Below', 110],
      (row) => (row.isPrimary ? 'Primary account' : (row.parentLogin ?? '')),
      (row) => row.parentLogin ?? '',
    ),
    column.text(['mails', 'Mails', 120], (row) => (row.email === '' ? 'None' : mailsWords(row)), mailsWords),
    column.day(['made', 'Created', 100], (row) => row.createdAt),
  ];
}
