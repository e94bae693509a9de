import { scaleLinear } from 'd3-scale';
import { outboxStates } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ago, count, counted, moment, useNow } from '../../ui/words.ts';
import { ownerOf, showState } from '../sync/outbox-view.ts';
import { Picture } from './Picture.tsx';

type State = (typeof outboxStates)[number];

const first = { query: { states: [], search: '' }, offset: 0, limit: 1 };

const states: Record<State, { title: string; fill: string }> = {
  waiting: { title: 'Waiting', fill: 'fill-accent' },
  held: { title: 'Held for Undo', fill: 'fill-info' },
  paused: { title: 'Paused', fill: 'fill-info' },
  sending: { title: 'Being sent', fill: 'fill-accent' },
  settling: { title: 'Being settled', fill: 'fill-good' },
  conflict: { title: 'In conflict', fill: 'fill-bad' },
  rejected: { title: 'Rejected', fill: 'fill-bad' },
  parked: { title: 'Parked', fill: 'fill-warn' },
};

/** What is in the outbox, by what it waits for, and how current everything is. */
export function OutboxHealth() {
  const { value } = useAnswer('outbox.window', first, 'all');
  const now = useNow(10_000);
  const currentAt = useView((view) => view.sync?.currentAt);
  if (!value) return null;
  const { unfiltered: all, counts } = value;
  const outbox = outboxStates.flatMap((state) =>
    counts[state] > 0 ? [{ state, changes: counts[state] }] : [],
  );
  const oldestChangeAt = value.rows[0]?.at;
  const x = scaleLinear([0, Math.max(1, ...outbox.map(({ changes }) => changes))], [0, 100]);
  const current = currentAt ? ` What you see is as of ${moment(currentAt, now)}.` : '';
  const oldest = oldestChangeAt ? `, the oldest made ${ago(oldestChangeAt, now)}` : '';
  return (
    <Picture
      title="Outbox and synchronisation"
      says={`${all === 0 ? 'No change waits' : `${counted(all, 'change')} not confirmed${oldest}`}.${current}`}
      heads={['State', 'Changes']}
      lines={outbox.map(({ state, changes }) => [states[state].title, count(changes)] as const)}
      action={
        <Button look="quiet" onPress={() => go({ page: 'sync', change: null })}>
          Show outbox
        </Button>
      }
    >
      <ul>
        {outbox.map(({ state, changes }) => (
          <li key={state}>
            <button
              type="button"
              title={`Show ${states[state].title.toLowerCase()} changes`}
              onClick={() => show(state)}
              className="grid min-h-7 w-full grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-2.5 rounded-box px-1 text-left hover:bg-hover"
            >
              <span className="truncate">{states[state].title}</span>
              <svg
                viewBox="0 0 100 8"
                preserveAspectRatio="none"
                aria-hidden
                className="block h-2.5 w-full forced-color-adjust-none"
              >
                <rect x={0} y={0} width={x(changes)} height={8} className={states[state].fill} />
              </svg>
              <span>{count(changes)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Picture>
  );
}

function show(state: State): void {
  showState(ownerOf(useView.getState().start), state);
  go({ page: 'sync', change: null });
}
