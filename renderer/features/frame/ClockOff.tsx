import { useView } from '../../app/store.ts';
import { Callout } from '../../ui/states.tsx';
import { clockWords } from './sync-words.ts';

/** Says that this computer's clock is wrong, where times that are noted go by it. */
export function ClockOff({ className }: { className: string }) {
  const aheadMs = useView((view) => view.sync?.clockAheadMs ?? null);
  if (aheadMs === null) return null;
  return (
    <div className={className}>
      <Callout tone="warn" role="status">
        {clockWords(aheadMs)}
      </Callout>
    </div>
  );
}
