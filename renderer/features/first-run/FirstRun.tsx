import type { StartState } from '../../../common/contract/commands.ts';
import { useView } from '../../app/store.ts';
import { Notices } from '../sync/Notices.tsx';
import { ConnectForm } from './ConnectForm.tsx';
import { SampleChoice } from './SampleChoice.tsx';

/** What is there before a workspace is open: the sample workspace, or a partner API. */
export function FirstRun({ start }: { start: StartState }) {
  const sync = useView((view) => view.sync);
  return (
    <main className="h-full overflow-auto bg-bg">
      <div className="mx-auto flex min-h-full max-w-[880px] flex-col justify-center px-6 py-10">
        <header className="mb-7 flex items-center gap-3.5">
          <span
            aria-hidden
            className="size-10 shrink-0 rounded-card bg-accent bg-linear-135 from-accent to-[#8aa6ff] forced-color-adjust-none"
          />
          <div>
            <h1 className="text-2xl font-strong tracking-[-0.01em]">Switchyard</h1>
            <p className="text-muted">
              Partners, customers, sites and probes, at full speed with or without a network.
            </p>
          </div>
        </header>
        {sync && sync.notices.length > 0 ? (
          <div className="-mt-4 mb-5">
            <Notices sync={sync} />
          </div>
        ) : null}
        <div className="grid gap-4 min-[760px]:grid-cols-2">
          <SampleChoice />
          <ConnectForm />
        </div>
        <footer className="mt-5 flex flex-col gap-1 text-sm text-muted">
          {start.vault.protection === 'stand-in' ? <p>{start.vault.note}</p> : null}
          <p>Version {start.version}</p>
        </footer>
      </div>
    </main>
  );
}
