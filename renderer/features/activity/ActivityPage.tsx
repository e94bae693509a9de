import type { Route } from '../../app/router.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { NoPermission } from '../../ui/states.tsx';
import { ServerActivity } from './ServerActivity.tsx';
import { SettledHere } from './SettledHere.tsx';

type ActivityRoute = Extract<Route, { page: 'activity' }>;

/** What was done: by everyone, as the partner API keeps it, and what was settled on this computer. */
export function ActivityPage({ route }: { route: ActivityRoute }) {
  const { view } = route;
  const whyNot = useWhyNot('activity.read');
  const head = (
    <>
      <h1 className="mr-1.5 text-xl font-strong tracking-[-0.01em]">Activity</h1>
      <div role="group" aria-label="Whose record" className="flex gap-1.5">
        <Button
          pressed={view === 'server'}
          onPress={() => go({ ...route, view: 'server' }, { replace: true })}
        >
          Partner API
        </Button>
        <Button pressed={view === 'here'} onPress={() => go({ ...route, view: 'here' }, { replace: true })}>
          Settled here
        </Button>
      </div>
    </>
  );
  if (view === 'server' && !whyNot) return <ServerActivity route={route} head={head} />;
  if (view === 'here') return <SettledHere route={route} head={head} />;
  return (
    <main className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-3.5 pb-2.5">{head}</div>
      <div className="min-h-0 flex-1 overflow-auto border-t border-line">
        <NoPermission title="Activity can’t be read" because={whyNot ?? ''} />
      </div>
    </main>
  );
}
