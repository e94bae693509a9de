import { LogIn } from 'lucide-react';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { counted, moment, useNow } from '../../ui/words.ts';

/** Says that the session ended, that nothing is lost, and leads to signing in again. */
export function SessionBar() {
  const start = useView((view) => view.start);
  const sync = useView((view) => view.sync);
  const now = useNow(60_000);
  if (!start || !sync) return null;
  const ended = sync.phase === 'signed-out' || !start.account;
  if (!ended) return null;
  const data = sync.currentAt ? ` You see data from ${moment(sync.currentAt, now)}.` : '';
  const outbox =
    sync.waiting + sync.stuck > 0
      ? ` ${counted(sync.waiting + sync.stuck, 'change')} ${sync.waiting + sync.stuck === 1 ? 'waits' : 'wait'} here, intact, until you do.`
      : ' No change waits to be sent.';
  return (
    <section
      aria-label="Session"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-1.5 text-warn"
    >
      <p className="min-w-0 flex-1">
        {start.account ? 'The session ended. Sign in again to synchronise.' : 'Nobody is signed in.'}
        {data}
        {outbox}
      </p>
      <Button onPress={() => openDialog({ kind: 'sign-in' })}>
        <LogIn aria-hidden size={14} />
        Sign in again
      </Button>
    </section>
  );
}
