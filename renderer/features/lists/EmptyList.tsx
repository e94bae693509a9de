import type { ReactNode } from 'react';
import { useView } from '../../app/store.ts';
import { isOver } from '../deleting/bulk-words.ts';
import { useBulkJobs } from '../deleting/use-bulk-jobs.ts';
import { counted } from '../../ui/words.ts';
import { EmptyState } from '../../ui/states.tsx';

/** The lists that a bulk delete takes rows from. */
const emptiedBy = {
  customer: ['customers', 'sites', 'visits'],
  site: ['sites', 'visits'],
} as const satisfies Record<string, readonly string[]>;

/** What a list without rows says: while the first snapshot is on its way, that they're coming; while a bulk delete is under way, that it is. */
export function EmptyList({
  what,
  children,
}: {
  what:
    | 'billing accounts'
    | 'brands'
    | 'invites'
    | 'onboarding links'
    | 'notices'
    | 'requests'
    | 'partners'
    | 'customers'
    | 'sites'
    | 'probes'
    | 'projects'
    | 'licenses'
    | 'templates'
    | 'visits';
  children: ReactNode;
}) {
  const complete = useView((view) => view.sync?.complete ?? true);
  const deleting = useBulkJobs().find(
    (job) => !isOver(job) && emptiedBy[job.kind].some((list) => list === what),
  );
  if (deleting)
    return (
      <EmptyState title={`No ${what} here now`}>
        {counted(deleting.items, deleting.kind)} {deleting.items === 1 ? 'is' : 'are'} being deleted. Undo or
        Stop above takes back what hasn’t been sent.
      </EmptyState>
    );
  if (complete) return children;
  return <EmptyState title={`No ${what} here yet`}>They come with the first synchronisation.</EmptyState>;
}
