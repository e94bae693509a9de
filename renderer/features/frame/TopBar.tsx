import { Search } from 'lucide-react';
import { go } from '../../app/navigate.ts';
import { openDialog, openPalette, useView } from '../../app/store.ts';
import { shortcutText, useNow } from '../../ui/words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ContextButton } from '../contexts/ContextButton.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { syncWords } from './sync-words.ts';

/** The top bar: where you are, search, how synchronisation stands, who you are. */
export function TopBar() {
  const inProject = useView((view) => Boolean(view.start?.account?.context));
  return (
    <header className="flex h-11 min-w-0 items-center gap-3 border-b border-line bg-surface px-4">
      <ContextButton />
      <Breadcrumb />
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={openPalette}
        className="ml-auto flex h-7 w-80 min-w-9 items-center max-[700px]:w-9 gap-2 rounded-box border border-line bg-bg px-2.5 text-faint hover:border-line-field"
      >
        <Search aria-hidden size={14} className="shrink-0" />
        <span className="truncate max-[700px]:sr-only">
          {inProject ? 'Search commands…' : 'Search customers, sites, serials…'}
        </span>
        <kbd className="ml-auto shrink-0 rounded-[4px] border border-line bg-surface px-1.5 font-[inherit] text-xs text-muted max-[820px]:hidden">
          {shortcutText('CmdOrCtrl+K')}
        </kbd>
      </button>
      <SyncButton />
      <AccountMenu />
    </header>
  );
}

const dots = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', info: 'bg-info' } as const;

function SyncButton() {
  const sync = useView((view) => view.sync);
  const now = useNow();
  if (!sync) return null;
  const { short, sentence, tone } = syncWords(sync, now);
  const signedOut = sync.phase === 'signed-out';
  return (
    <button
      type="button"
      title={sentence}
      data-sync-phase={sync.phase}
      onClick={() => (signedOut ? openDialog({ kind: 'sign-in' }) : go({ page: 'sync', change: null }))}
      className={`flex h-7 shrink-0 items-center gap-2 rounded-box px-2 hover:bg-hover narrow:min-w-[168px] narrow:justify-end ${tone === 'bad' ? 'text-bad' : 'text-muted'}`}
    >
      <span aria-hidden className={`size-2 rounded-full ${dots[tone]} forced-color-adjust-none`} />
      <span className="sr-only">Synchronisation: </span>
      {short}
    </button>
  );
}
