import type { SyncState } from '../../../common/contract/views.ts';
import { go } from '../../app/navigate.ts';
import { synchroniseNow } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { counted } from '../../ui/words.ts';

/** What happened, and what to do, in the phases that don't pass by themselves. */
const words: Partial<Record<SyncState['phase'], (name: string) => { happened: string; toDo: string }>> = {
  'client-too-old': (name) => ({
    happened: `This version of Switchyard is too old for ${name}.`,
    toDo: 'Update Switchyard to synchronise again.',
  }),
  'server-too-old': (name) => ({
    happened: `The partner API of ${name} is too old for this version of Switchyard.`,
    toDo: 'Synchronising goes on once whoever runs it has updated it.',
  }),
  'other-server': (name) => ({
    happened: `What answers at the address of ${name} is another server than before.`,
    toDo: 'Ask whoever runs the partner API where it is.',
  }),
};

/** Says what keeps the console and the partner API from working together until somebody acts, and that nothing is lost. */
export function ConnectionBar() {
  const workspace = useView((view) => view.start?.workspace ?? null);
  const sync = useView((view) => view.sync);
  const hasDetails = useView((view) => view.route.page === 'sync');
  const say = sync ? words[sync.phase] : undefined;
  if (!workspace || !sync || !say) return null;
  const { happened, toDo } = say(workspace.name);
  const changes = sync.waiting + sync.stuck;
  const kept =
    changes > 0
      ? `${counted(changes, 'change')} ${changes === 1 ? 'is' : 'are'} kept here, and everything can still be read.`
      : 'Everything can still be read, and what you change is kept here.';
  return (
    <section
      aria-label="Connection"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-bad-soft px-4 py-1.5 text-bad"
    >
      <p className="min-w-0 flex-1 basis-80">
        <strong className="font-strong">{happened}</strong> {kept} {toDo}
      </p>
      <span className="flex gap-2">
        {hasDetails ? null : <Button onPress={() => go({ page: 'sync', change: null })}>Show details</Button>}
        <Button onPress={() => void synchroniseNow()}>Try again</Button>
      </span>
    </section>
  );
}
