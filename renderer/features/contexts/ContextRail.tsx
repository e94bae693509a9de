import { ArrowLeft, FolderKanban, RefreshCw, Settings2 } from 'lucide-react';
import { switchTo } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { ConflictsLink, icon, RailFrame, RailLink } from '../frame/rail-parts.tsx';
import { isOfContext } from './context-pages.ts';

/** Where one can go in the context of a project, and the way back to the partner account. */
export function ContextRail() {
  const route = useView((view) => view.route);
  const isDelegated = useView((view) => view.start?.account?.role === 'delegated');
  return (
    <RailFrame>
      <RailLink to={{ page: 'overview' }} on={!isOfContext(route)} icon={<FolderKanban {...icon} />}>
        Project
      </RailLink>
      {isDelegated ? null : (
        <button
          type="button"
          title="Switch to Partner"
          onClick={() => void switchTo(null)}
          className="flex h-7 items-center gap-2 rounded-box px-2 text-muted hover:bg-hover hover:text-text max-narrow:justify-center"
        >
          <ArrowLeft {...icon} className="shrink-0" />
          <span className="truncate max-narrow:sr-only">Switch to Partner</span>
        </button>
      )}
      <div className="mt-auto flex flex-col gap-px">
        <ConflictsLink on={route.page === 'conflict'} />
        <RailLink
          to={{ page: 'sync', change: null }}
          on={route.page === 'sync'}
          icon={<RefreshCw {...icon} />}
        >
          Synchronisation
        </RailLink>
        <RailLink to={{ page: 'settings' }} on={route.page === 'settings'} icon={<Settings2 {...icon} />}>
          Settings
        </RailLink>
      </div>
    </RailFrame>
  );
}
