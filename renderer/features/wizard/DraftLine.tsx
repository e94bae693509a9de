import { moment, useNow } from '../../ui/words.ts';

/** `Draft from 14:02 restored · Discard` */
export function DraftLine({ savedAt, onDiscard }: { savedAt: string; onDiscard: () => void }) {
  const now = useNow(60_000);
  return (
    <p role="status" className="mt-3 rounded-box bg-info-soft px-3 py-1.5 text-info">
      Draft from {moment(savedAt, now)} restored ·{' '}
      <button type="button" onClick={onDiscard} className="rounded-box font-strong underline">
        Discard
      </button>
    </p>
  );
}
