import type { ReactNode } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { NoticePreview } from '../../../common/contract/notices.ts';
import { ErrorState } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { contactsGetting } from './use-notice-preview.ts';

/** Who gets a notice, name by name, and who doesn't and why. */
export function AudiencePreview({
  preview,
  error,
}: {
  preview: NoticePreview | undefined;
  error: AppError | undefined;
}) {
  if (error) return <ErrorState error={error} />;
  if (!preview) return <p className="text-muted">Looking up who gets it…</p>;
  const { contacts, without, customers, audience } = preview;
  const getting = contactsGetting(preview);
  const turnedOff = contacts.filter((contact) => !getting.includes(contact));
  const doubles = customers.length - contacts.length;
  return (
    <section aria-label="Who gets it" className="rounded-card border border-line p-3">
      <Group
        title={`${counted(getting.length, 'technical contact')} of ${counted(customers.length, 'customer')}`}
      >
        {getting.map(({ name, email, brandName, customers: about }) => (
          <Person key={`${email} ${brandName}`} name={name} email={email}>
            {about.join(', ')}
            {brandName ? ` · in the brand ${brandName}` : ''}
          </Person>
        ))}
      </Group>
      {doubles > 0 ? (
        <p className="mt-1 text-sm text-muted">
          {counted(doubles, 'customer')} {doubles === 1 ? 'shares' : 'share'} a contact with another; each
          contact gets one mail in each brand.
        </p>
      ) : null}
      {without.length > 0 ? (
        <Group
          title={`${counted(without.length, 'customer')} without a technical contact: no mail`}
          isWarning
        >
          {without.map(({ id, name }) => (
            <li key={id}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </Group>
      ) : null}
      {audience === null ? (
        <p className="mt-2 text-sm text-muted">
          Which accounts get a copy, and who has turned such mails off, is known to the partner API alone,
          which can’t be asked now. It’s honoured when the notice is sent.
        </p>
      ) : (
        <Accounts audience={audience} turnedOff={turnedOff} />
      )}
    </section>
  );
}

function Accounts({
  audience: { accounts, off },
  turnedOff,
}: {
  audience: NonNullable<NoticePreview['audience']>;
  turnedOff: NoticePreview['contacts'];
}) {
  return (
    <>
      {accounts.length > 0 ? (
        <Group title={`${counted(accounts.length, 'account')} with a copy`}>
          {accounts.map(({ name, email }) => (
            <Person key={email + name} name={name} email={email} />
          ))}
        </Group>
      ) : null}
      {off.length + turnedOff.length > 0 ? (
        <Group title="Turned off: no mail" isWarning>
          {[...turnedOff, ...off].map(({ name, email }) => (
            <Person key={`off ${email} ${name}`} name={name} email={email} />
          ))}
        </Group>
      ) : null}
    </>
  );
}

function Group({ title, isWarning, children }: { title: string; isWarning?: boolean; children: ReactNode }) {
  return (
    <div className="mt-2 first:mt-0">
      <h3 className={`font-strong ${isWarning ? 'text-warn' : ''}`}>{title}</h3>
      {/* Reachable by keyboard, as it scrolls. */}
      <ul aria-label={title} tabIndex={0} className="mt-1 max-h-36 overflow-y-auto text-sm">
        {children}
      </ul>
    </div>
  );
}

function Person({ name, email, children }: { name: string; email: string; children?: ReactNode }) {
  return (
    <li className="py-0.5">
      <bdi>{name || email}</bdi> <span className="text-muted">{name ? email : ''}</span>
      {children ? <span className="block text-muted">{children}</span> : null}
    </li>
  );
}
