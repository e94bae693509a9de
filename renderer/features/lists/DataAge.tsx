import { useView } from '../../app/store.ts';
import { useNow } from '../../ui/words.ts';
import { asideWords, dataAge } from './data-age.ts';

interface DataAgeProps {
  /** The kinds that the list shows or counts. */
  kinds: readonly string[];
  /** Whether it's about everything, so that kinds which this version doesn't know are missed in it. */
  everything?: boolean;
  className?: string;
}

/** One quiet line on how old and how complete a list is; nothing when all of it is here and current. */
export function DataAge({ kinds, everything = false, className = 'px-4 pb-2' }: DataAgeProps) {
  const sync = useView((view) => view.sync);
  const account = useView((view) => view.start?.account ?? null);
  const now = useNow();
  if (!sync || sync.phase === 'closed') return null;
  const parts = dataAge(sync, account, kinds, now);
  const aside = everything ? asideWords(sync) : null;
  if (aside) parts.push(aside);
  if (parts.length === 0) return null;
  return (
    <p data-age className={`text-sm text-muted tabular-nums ${className}`}>
      {parts.join(' · ')}
    </p>
  );
}
