import { useView } from '../../app/store.ts';
import { ago, useNow } from '../../ui/words.ts';
import { kindsLoading, scopeWords } from './data-age.ts';

/** `Known 12 s ago · complete`: how old what you see is, whether all of it is here, and what isn't for this account. */
export function KnownSince() {
  const sync = useView((view) => view.sync);
  const account = useView((view) => view.start?.account ?? null);
  const now = useNow();
  if (!sync) return null;
  const parts = [
    sync.currentAt ? `Known ${ago(sync.currentAt, now)}` : 'Not synchronised yet',
    sync.complete ? 'complete' : 'not complete yet',
    ...(!sync.complete && sync.progress ? kindsLoading(sync.progress) : []),
    scopeWords(account),
  ];
  return (
    <p className="mx-4 mt-3.5 border-t border-line-soft py-3 text-faint tabular-nums">
      {parts.filter((part) => part !== null).join(' · ')}
    </p>
  );
}
