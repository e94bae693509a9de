import { Clock, TriangleAlert } from 'lucide-react';
import type { CustomerRow } from '../../../common/contract/views.ts';
import { go } from '../../app/navigate.ts';
import { Tag } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';

/** What of a row waits to be confirmed; null where nothing does. */
export type Pending = CustomerRow['pending'];

/** What of a row isn't confirmed yet, quietly. */
export function WaitingMark({ pending }: { pending: Pending }) {
  if (!pending) return null;
  const { waiting, stuck } = pending;
  return (
    <span className={`inline-flex min-w-0 items-center gap-1 text-sm ${stuck ? 'text-bad' : 'text-warn'}`}>
      {stuck ? (
        <TriangleAlert aria-hidden size={12} className="shrink-0" />
      ) : (
        <Clock aria-hidden size={12} className="shrink-0" />
      )}
      <span className="truncate">{stuck ? 'In conflict' : `${counted(waiting, 'change')} waiting`}</span>
    </span>
  );
}

/** What a column of it is sorted by: what is in conflict first, then most changes. */
export function byWaiting({ pending }: { pending: Pending }): number {
  return pending === null ? 0 : -pending.waiting - (pending.stuck ? 1e9 : 0);
}

/** The same in a detail, with the way to its conflict or to its row in the outbox. */
export function PendingNotice({ id, pending }: { id: string; pending: Pending }) {
  if (!pending) return null;
  return (
    <p
      className={`mx-4 mt-3 flex items-center justify-between gap-2 rounded-box px-3 py-1.5 ${pending.stuck ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn'}`}
    >
      {pending.stuck
        ? 'A change of this needs a decision. You see what the partner API has.'
        : `${counted(pending.waiting, 'change')} not confirmed yet.`}
      <button
        type="button"
        onClick={() => go(pending.stuck ? { page: 'conflict', id } : { page: 'sync', change: id })}
        className="shrink-0 rounded-box font-strong underline"
      >
        {pending.stuck ? 'Settle it' : 'Show in outbox'}
      </button>
    </p>
  );
}

/** How a customer is doing, worst first. */
export function HealthTag({ health }: { health: CustomerRow['health'] }) {
  switch (health.state) {
    case 'silent-probes':
      return <Tag tone="bad">{counted(health.silentProbes, 'probe')} silent</Tag>;
    case 'no-access':
      return <Tag tone="warn">Limited access</Tag>;
    case 'no-sites':
      return <Tag tone="info">No sites</Tag>;
    case 'fine':
      return <Tag tone="good">Active</Tag>;
  }
}

/** A number in a column; zero stays in the background. */
export function Amount({ value }: { value: number }) {
  return <span className={value === 0 ? 'text-faint' : ''}>{count(value)}</span>;
}

/** Quiet text that is cut where there's no room. */
export function Quiet({ children }: { children: string }) {
  return (
    <span className="truncate text-muted" title={children || undefined}>
      {children}
    </span>
  );
}
