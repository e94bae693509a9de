import { Fragment, type ReactNode } from 'react';
import { X } from 'lucide-react';
import type { Contact } from '../../common/domain/entities.ts';
import { lookAlikeDomain } from '../../common/domain/look-alikes.ts';

interface DetailHeadProps {
  title: ReactNode;
  note?: ReactNode;
  onClose: () => void;
  actions?: ReactNode;
}

/** The head of a detail: what it is, and closing it. */
export function DetailHead({ title, note, onClose, actions }: DetailHeadProps) {
  return (
    <header className="px-4 pt-3.5">
      <div className="flex items-start justify-between gap-2">
        <h2 className="min-w-0 pt-0.5 text-lg font-strong [overflow-wrap:anywhere]">{title}</h2>
        <button
          type="button"
          aria-label="Close detail"
          onClick={onClose}
          className="-mr-1.5 -mb-1.5 grid size-7 shrink-0 place-items-center rounded-box text-muted hover:bg-hover hover:text-text"
        >
          <X aria-hidden size={15} />
        </button>
      </div>
      {note ? <div className="mt-1.5 text-muted">{note}</div> : null}
      {actions ? <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}

/** A part of a detail with its heading; `aside` stands at its right. */
export function DetailSection({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="mx-4 mt-3.5 border-t border-line-soft pt-3">
      <div className="mb-1.5 flex items-baseline justify-between text-sm text-muted">
        <h3 className="font-strong">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Names and their values. Values that aren't there are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const shown = facts.filter(([, value]) => value !== '' && value !== null && value !== undefined);
  if (shown.length === 0) return null;
  return (
    <dl className="grid grid-cols-[100px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {shown.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** An e-mail address, with a word of warning where its domain looks like another one, that breaks after its `@` and before its dots where it has no room, and can be marked and copied. */
export function MailAddress({ children }: { children: string }) {
  const lookAlike = lookAlikeDomain(children);
  return (
    <span className="select-text">
      {lookAlike ? (
        <span className="mb-0.5 block rounded-[4px] bg-warn-soft px-1.5 text-sm text-warn">{lookAlike}</span>
      ) : null}
      {children.split(/(?<=@)|(?=\.)/).map((part, at) => (
        <Fragment key={at}>
          {at > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

/** Name, e-mail address and phone number of a contact, each on its line; null where nothing is known. */
export function contactLines({ name, email, phone }: Contact): ReactNode {
  if (!name && !email && !phone) return null;
  return (
    <>
      {name ? <span className="block">{name}</span> : null}
      {email ? (
        <span className="block">
          <MailAddress>{email}</MailAddress>
        </span>
      ) : null}
      {phone ? <span className="block select-text">{phone}</span> : null}
    </>
  );
}
