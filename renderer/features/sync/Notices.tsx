import type { SyncState } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import { copyText, sayFailed } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';

/** What the operator should know once, until it's dismissed. */
export function Notices({ sync }: { sync: SyncState }) {
  const now = useNow(60_000);
  if (sync.notices.length === 0) return null;
  const dismiss = async (id: string) => {
    const result = await attempt('sync.dismissNotice', { id });
    if (result.ok) useView.setState({ sync: result.value });
    else sayFailed(result.error);
  };
  return (
    <section aria-label="Notices" className="mt-4 flex flex-col gap-2">
      {sync.notices.map((notice) => (
        <Callout key={notice.id} tone="info">
          <div className="flex items-center justify-between gap-3">
            <p>
              {notice.sentence} <span className="text-sm">({moment(notice.at, now)})</span>
            </p>
            <span className="flex shrink-0">
              <Button
                look="quiet"
                onPress={() => void copyText(`${notice.sentence}\n${notice.at}\n${notice.detail}`, 'Details')}
              >
                Copy details
              </Button>
              <Button look="quiet" onPress={() => void dismiss(notice.id)}>
                Dismiss
              </Button>
            </span>
          </div>
        </Callout>
      ))}
    </section>
  );
}
