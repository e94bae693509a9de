import { useState } from 'react';
import { VenetianMask } from 'lucide-react';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayFailed } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';

/** Whose eyes these are while one acts as another account, and the way back. It edges the whole window. */
export function ActingBar() {
  const account = useView((view) => view.start?.account);
  const [busy, setBusy] = useState(false);
  if (!account?.actingBy) return null;
  const stop = async () => {
    setBusy(true);
    const result = await attempt('account.stopImpersonating');
    setBusy(false);
    if (result.ok) go({ page: 'accounts', id: account.id });
    else sayFailed(result.error);
  };
  return (
    <>
      <div
        aria-hidden
        className="pointer-events-none fixed inset-0 z-50 border-[3px] border-acting forced-color-adjust-none"
      />
      <section
        aria-label="Impersonation"
        className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-acting px-4 py-1.5 text-on-acting forced-colors:border-b"
      >
        <VenetianMask aria-hidden size={16} className="shrink-0" />
        <p className="min-w-0 flex-1">
          <strong className="font-strong">Acting as {account.login}</strong> · {account.actingBy.name} is
          noted with it in Activity; it works online alone.
        </p>
        <Button busy={busy} onPress={() => void stop()}>
          Stop impersonating
        </Button>
      </section>
    </>
  );
}
