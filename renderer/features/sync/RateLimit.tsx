import type { SyncState } from '../../../common/contract/views.ts';
import { useNow } from '../../ui/words.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Until when the pause lasts that the partner API asked for, and that nothing cuts it short. */
export function RateLimit({ sync }: { sync: SyncState }) {
  const now = useNow();
  if (sync.phase !== 'rate-limited' || sync.nextTryAt === null) return null;
  const seconds = Math.max(0, Math.ceil((Date.parse(sync.nextTryAt) - now) / 1000));
  return (
    <p className="mt-1">
      The whole outbox waits until{' '}
      <strong className="font-strong">{clock.format(new Date(sync.nextTryAt))}</strong>
      <span aria-hidden> ({countdown(seconds)})</span>. Nothing cuts it short; what you change meanwhile is
      kept here.
    </p>
  );
}

/** `41 s`, `2:05 min`, `1 h 5 min` */
function countdown(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, '0')} min`;
}
