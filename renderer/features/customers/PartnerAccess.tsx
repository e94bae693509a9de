import type { CustomerDetail } from '../../../common/contract/views.ts';
import { grantNames } from '../../../common/domain/entities.ts';
import { grantWords } from '../../../common/domain/grant-words.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailSection } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { date } from '../../ui/words.ts';
import { requestWords } from '../invites/request-words.ts';

const origins: Record<string, string | undefined> = {
  wizard: 'with the wizard',
  'on-behalf': 'when it was installed on behalf',
  link: 'when it signed up',
  'customer-id': 'by Customer ID',
  invite: 'when it accepted its invite',
};

/** The six rights of a customer: granted or not, by whom and when; and asking for more. */
export function PartnerAccess({ customer }: Pick<CustomerDetail, 'customer'>) {
  const role = useWhyNot('accessRequest.ask');
  const requests = useAnswer('accessRequest.list', { customerId: customer.id }, ['accessRequest']).value
    ?.requests;
  const waiting = requests?.find(({ status, asks }) => status === 'waiting' && asks === 'rights');
  const whyNot =
    role ??
    (grantNames.every((name) => customer.grants.includes(name)) ? 'All six are granted.' : undefined) ??
    (waiting ? 'The last request waits for its answer.' : undefined);
  const granted = (name: string) => {
    const by = customer.granted?.[name];
    return by
      ? `${by.by}, ${date(by.at)}`
      : [origins[customer.origin], date(customer.createdAt)].filter(Boolean).join(', ');
  };
  return (
    <DetailSection title="Partner access">
      <ul>
        {grantNames.map((name) => {
          const isGranted = customer.grants.includes(name);
          return (
            <li key={name} className="flex items-baseline justify-between gap-3 py-1">
              <span className="min-w-0">
                <span className={isGranted ? '' : 'text-faint'}>{grantWords[name].title}</span>
                <span className="block text-sm text-faint">{grantWords[name].means}</span>
                {isGranted ? <span className="block text-sm text-faint">{granted(name)}</span> : null}
              </span>
              {isGranted ? (
                <Tag tone="good">Granted</Tag>
              ) : (
                <span className="shrink-0 text-faint">Not granted</span>
              )}
            </li>
          );
        })}
      </ul>
      <OtherGrants grants={customer.grants} />
      {waiting ? (
        <p className="py-1">
          <button
            type="button"
            className="rounded-box font-strong text-accent-text hover:underline"
            onClick={() => go({ page: 'requests', id: waiting.id })}
          >
            Asked for {waiting.grants.map((name) => grantWords[name].title).join(', ')}
          </button>{' '}
          <Tag tone={requestWords(waiting).tone}>{requestWords(waiting).text}</Tag>
        </p>
      ) : null}
      <div className="mt-1.5">
        <Button whyNot={whyNot} onPress={() => openDialog({ kind: 'ask-rights', customerId: customer.id })}>
          Ask for more…
        </Button>
      </div>
    </DetailSection>
  );
}

/** Rights of a newer partner API, by the names that it gives them. */
function OtherGrants({ grants }: { grants: readonly string[] }) {
  const others = grants.filter((name) => !(grantNames as readonly string[]).includes(name));
  if (others.length === 0) return null;
  return <p className="py-1 text-faint">Also granted, and not known to this version: {others.join(', ')}.</p>;
}
