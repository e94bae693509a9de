import { X } from 'lucide-react';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import type { Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { NoPermission } from '../../ui/states.tsx';
import { ServerActivity } from './ServerActivity.tsx';
import { SettledHere } from './SettledHere.tsx';

type ActivityRoute = Extract<Route, { page: 'activity' }>;

/** What was done: by everyone, as the partner API keeps it, and what was settled on this computer. */
export function ActivityPage({ route }: { route: ActivityRoute }) {
  const { entityId, view } = route;
  const whyNot = useWhyNot('activity.read');
  const show = (next: Partial<ActivityRoute>) => go({ ...route, ...next }, { replace: true });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-3.5 pb-2.5">
        <h1 className="mr-1.5 text-xl font-strong tracking-[-0.01em]">Activity</h1>
        <div role="group" aria-label="Whose record" className="flex gap-1.5">
          <Button pressed={view === 'server'} onPress={() => show({ view: 'server' })}>
            Partner API
          </Button>
          <Button pressed={view === 'here'} onPress={() => show({ view: 'here' })}>
            Settled here
          </Button>
        </div>
        {entityId !== null ? <OnlyOne id={entityId} onClear={() => show({ entityId: null })} /> : null}
      </div>
      <div className="min-h-0 flex-1 overflow-auto border-t border-line">
        {view === 'here' ? (
          <SettledHere entityId={entityId} />
        ) : whyNot ? (
          <NoPermission title="Activity can’t be read" because={whyNot} />
        ) : (
          <ServerActivity entityId={entityId} />
        )}
      </div>
    </div>
  );
}

function OnlyOne({ id, onClear }: { id: string; onClear: () => void }) {
  const { value } = useAnswer('activity.nameOf', { id }, ['partner', 'customer', 'site', 'probe']);
  return (
    <Button onPress={onClear} className="ml-1.5 max-w-64">
      <span className="truncate">Only {value?.name ?? 'one that isn’t here any more'}</span>
      <X aria-hidden size={13} className="shrink-0" />
      <span className="sr-only">Show all</span>
    </Button>
  );
}
