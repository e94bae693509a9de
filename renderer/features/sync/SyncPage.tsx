import { useEffect } from 'react';
import { Switch } from 'react-aria-components';
import { RefreshCw } from 'lucide-react';
import type { SyncState } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import { whyNotAction } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { synchroniseNow, workOffline } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { SplitView } from '../lists/SplitView.tsx';
import { ChangeDetailPane } from './ChangeDetailPane.tsx';
import { Notices } from './Notices.tsx';
import { Outbox } from './Outbox.tsx';
import { lookAtOutboxOf, ownerOf } from './outbox-view.ts';
import { StateCard } from './StateCard.tsx';

/** Synchronisation: how it stands, what is wrong, and every change that isn't confirmed, with one of them open beside it. */
export function SyncPage({ change }: { change: string | null }) {
  const sync = useView((view) => view.sync);
  const owner = useView((view) => ownerOf(view.start));
  useEffect(() => lookAtOutboxOf(owner), [owner]);
  useEffect(() => {
    if (change) void openAsChange(change);
  }, [change]);
  if (!sync) return null;
  const open = (id: string) => go({ page: 'sync', change: id }, { replace: change !== null });
  const close = () => {
    go({ page: 'sync', change: null }, { replace: true });
    document.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  };
  return (
    <SplitView
      detail={change ? <ChangeDetailPane key={change} id={change} onClose={close} onOpen={open} /> : null}
      onClose={close}
    >
      <div className="flex h-full flex-col overflow-auto">
        <div className="shrink-0 px-4 pt-3.5">
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="mr-auto text-xl font-strong tracking-[-0.01em]">Synchronisation</h1>
            <OfflineSwitch sync={sync} />
            <Button whyNot={whyNotAction('sync.now')} onPress={() => void synchroniseNow()}>
              <RefreshCw aria-hidden size={13} />
              Synchronise now
            </Button>
          </div>
          <div className="max-w-[880px]">
            <StateCard sync={sync} />
            <Notices sync={sync} />
          </div>
        </div>
        <Outbox openId={change} onOpen={open} onClose={close} />
      </div>
    </SplitView>
  );
}

/** Who comes from a row asks for its changes by the row's id: the change takes its place in the address. */
async function openAsChange(id: string): Promise<void> {
  const result = await attempt('outbox.show', { id });
  const { route } = useView.getState();
  if (result.ok && result.value.change.id !== id && route.page === 'sync' && route.change === id)
    go({ page: 'sync', change: result.value.change.id }, { replace: true });
}

function OfflineSwitch({ sync }: { sync: SyncState }) {
  return (
    <Switch
      isSelected={sync.phase === 'offline-by-choice'}
      onChange={(offline) => void workOffline(offline)}
      className="group mr-2 flex items-center gap-2"
    >
      <span
        aria-hidden
        className="flex h-[18px] w-8 items-center rounded-full border border-line-check bg-bg p-px group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-1 group-data-[focus-visible]:outline-accent group-data-[selected]:justify-end group-data-[selected]:border-accent group-data-[selected]:bg-accent forced-color-adjust-none"
      >
        <span className="size-3.5 rounded-full bg-line-check group-data-[selected]:bg-on-accent" />
      </span>
      Work offline
    </Switch>
  );
}
