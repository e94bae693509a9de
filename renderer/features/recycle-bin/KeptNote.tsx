import type { BinItemsPage } from '../../../common/contract/recycle-bin.ts';
import { moment, useNow } from '../../ui/words.ts';

interface KeptNoteProps {
  source: Pick<BinItemsPage, 'readAt' | 'because'>;
  /** What is listed, and how much of it is kept. */
  what: 'deletions' | 'items';
}

const kept = { deletions: 'the newest 500 deletions', items: 'the first 100 items' } as const;

/** One quiet line that says how old a list is where it isn't what the partner API has now; nothing otherwise. */
export function KeptNote({ source, what }: KeptNoteProps) {
  const now = useNow(10_000);
  if (source.because === null) return null;
  return (
    <p role="status" className="px-4 pb-2 text-sm text-muted">
      {source.readAt === null
        ? 'The partner API can’t be asked now. What was deleted on this computer is shown.'
        : `As read from the partner API at ${moment(source.readAt, now)}, which can’t be asked now; ${kept[what]} are kept here.`}{' '}
      Restores wait here until it can.
    </p>
  );
}
