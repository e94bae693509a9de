import type { SyncState } from '../../../common/contract/views.ts';
import { Callout } from '../../ui/states.tsx';
import { useNow } from '../../ui/words.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The partner API asked for a pause: until when, and that nothing cuts it short. */
export function RateLimit({ sync }: { sync: SyncState }) {
  const now = useNow();
  if (sync.phase !== 'rate-limited' || sync.nextTryAt === null) return null;
  const seconds = Math.max(0, Math.ceil((Date.parse(sync.nextTryAt) - now) / 1000));
  return (
    <Callout tone="warn">
      The partner API asked for a pause, so the whole outbox waits until{' '}
      <strong className="font-strong">{clock.format(new Date(sync.nextTryAt))}</strong>
      <span aria-hidden> ({countdown(seconds)})</span>. Nothing cuts it short; what you change meanwhile is
      kept here.
    </Callout>
  );
}

/** `41 s`, `2:05 min`, `1 h 5 min` */
function countdown(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, '0')} min`;
}
