import { useState } from 'react';
import { notificationKinds, notificationWords } from '../../../common/domain/accounts.ts';
import { roleTitles } from '../../../common/domain/access.ts';
import type { AccountRow, AccountsPage } from '../../../common/contract/accounts.ts';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { mailsWords, scopeWords, statusWords } from './account-words.ts';
import { RoleWords } from './RoleWords.tsx';
import { whyNotChanged, whyNotRevoked } from './AccountsPage.tsx';

interface AccountDetailPaneProps {
  account: AccountRow;
  /** All accounts in sight, and which is one's own. */
  page: AccountsPage;
  onClose: () => void;
}

/** An account beside its list: what it may do and see, how it stands, and what can be done about it. */
export function AccountDetailPane({ account, page, onClose }: AccountDetailPaneProps) {
  const now = useNow(60_000);
  const whyNotEdit = useWhyNot('account.update');
  const whyNotRotate = useWhyNot('account.rotate');
  const whyNotRevoke = useWhyNot('account.revoke');
  const [busy, setBusy] = useState(false);
  const whyNotImpersonate = useWhyNot('account.impersonate');
  const { id, status, isPrimary, notificationsOff } = account;
  const { own } = page;
  const unchanged = whyNotChanged(account, page);
  const upward = isPrimary ? 'Nobody is impersonated upward: this is the primary account.' : undefined;
  const itself = id === own ? 'This is your own account.' : undefined;
  const idle = status === 'active' ? undefined : `It’s ${status}.`;
  const whyNotAct = whyNotImpersonate ?? itself ?? upward ?? idle;
  const impersonate = async () => {
    setBusy(true);
    const result = await attempt('account.impersonate', { id });
    setBusy(false);
    if (result.ok) go({ page: 'overview' });
    else sayFailed(result.error);
  };
  return (
    <article>
      <DetailHead
        title={account.login}
        note={`${roleTitles[account.role]} · ${account.name} · since ${date(account.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotEdit ?? unchanged} onPress={() => openDialog({ kind: 'account', id })}>
              Edit account
            </Button>
            <Button
              whyNot={whyNotRotate ?? unchanged}
              onPress={() => openDialog({ kind: 'account-password', id })}
            >
              New password…
            </Button>
            <Button whyNot={whyNotAct} busy={busy} onPress={() => void impersonate()}>
              Impersonate
            </Button>
            <Button
              look="danger"
              whyNot={whyNotRevoke ?? whyNotRevoked([account], page)}
              onPress={() => openDialog({ kind: 'revoke-accounts', ids: [id] })}
            >
              Revoke…
            </Button>
          </>
        }
      />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Status', <Tag tone={statusWords[status].tone}>{statusWords[status].text}</Tag>],
            ['Sees', scopeWords(account)],
            [
              'Customer',
              account.customerId === null ? 'Own partnership' : (account.customerName ?? 'Not in sight'),
            ],
            ['Below', isPrimary ? 'It’s the primary account' : (account.parentLogin ?? '')],
            ['E-mail', account.email === '' ? '' : <MailAddress>{account.email}</MailAddress>],
            ['Last used', account.lastUsedAt ? moment(account.lastUsedAt, now) : 'Never'],
            ['Password', `set ${moment(account.passwordSetAt, now)}`],
            ['Expires', account.expiresAt ? moment(account.expiresAt, now) : 'Never'],
            ['Revoked', account.revokedAt ? moment(account.revokedAt, now) : ''],
          ]}
        />
      </div>
      <DetailSection
        title="What its role may do"
        aside={
          <Button look="quiet" onPress={() => go({ page: 'simulator', accountId: id })}>
            May it…?
          </Button>
        }
      >
        <RoleWords role={account.role} />
      </DetailSection>
      <DetailSection title="Mails" aside={mailsWords(account)}>
        <ul>
          {notificationKinds.map((kind) => (
            <li key={kind} className="flex justify-between gap-3">
              {notificationWords[kind].title}
              <span className="text-muted">{notificationsOff.includes(kind) ? 'Off' : 'On'}</span>
            </li>
          ))}
        </ul>
      </DetailSection>
      <ActivityLink id={id} />
    </article>
  );
}
