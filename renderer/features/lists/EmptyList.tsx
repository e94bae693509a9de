import type { ReactNode } from 'react';
import { useView } from '../../app/store.ts';
import { EmptyState } from '../../ui/states.tsx';

/** What a list without rows says: while the first snapshot is on its way, that they're coming. */
export function EmptyList({ what, children }: { what: string; children: ReactNode }) {
  const complete = useView((view) => view.sync?.complete ?? true);
  if (complete) return children;
  return <EmptyState title={`No ${what} here yet`}>They come with the first synchronisation.</EmptyState>;
}
