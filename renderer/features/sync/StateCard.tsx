import type { SyncState } from '../../../common/contract/views.ts';
import { copyText } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/states.tsx';
import { ahead, count, moment, useNow } from '../../ui/words.ts';
import { ClockOff } from '../frame/ClockOff.tsx';
import { syncWords } from '../frame/sync-words.ts';
import { asideWords, kindsLoading, scopeWords } from '../lists/data-age.ts';
import { RateLimit } from './RateLimit.tsx';

/** Phases that no trouble explains: what went wrong before stands apart from them. */
const wellPhases: readonly SyncState['phase'][] = ['up-to-date', 'pulling', 'pushing', 'first-snapshot'];

/** How synchronisation stands, how old what is here is, and what is wrong. */
export function StateCard({ sync }: { sync: SyncState }) {
  const now = useNow();
  const account = useView((view) => view.start?.account ?? null);
  const { sentence, tone } = syncWords(sync, now);
  const { trouble, progress } = sync;
  const isWhy = trouble !== null && !wellPhases.includes(sync.phase);
  return (
    <div className="mt-3">
      <Callout tone={tone}>
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0 flex-1">
            <p data-sync-sentence>{sentence}</p>
            {isWhy && sync.phase !== 'rate-limited' ? (
              <p role="status" className="mt-1">
                {trouble.sentence} <span className="text-sm">({moment(trouble.at, now)})</span>
              </p>
            ) : null}
            {progress && !sync.complete ? <Progress {...progress} /> : null}
            {sync.phase === 'rate-limited' ? (
              <RateLimit sync={sync} />
            ) : sync.nextTryAt ? (
              <p className="mt-1 text-sm">Next try {ahead(sync.nextTryAt, now)}.</p>
            ) : null}
          </div>
          {isWhy ? <CopyTrouble trouble={trouble} /> : null}
        </div>
      </Callout>
      <p className="mt-1.5 text-muted">
        {[
          sync.currentAt
            ? `Last complete and current ${moment(sync.currentAt, now)}`
            : 'Never complete so far',
          sync.complete ? 'everything your account may see is here' : 'not everything is here yet',
          scopeWords(account),
          asideWords(sync),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <ClockOff className="mt-3" />
      {trouble && !isWhy ? (
        <div className="mt-3">
          <Callout tone="bad" role="status">
            <div className="flex items-center justify-between gap-3">
              <p>
                {trouble.sentence} <span className="text-sm">({moment(trouble.at, now)})</span>
              </p>
              <CopyTrouble trouble={trouble} />
            </div>
          </Callout>
        </div>
      ) : null}
    </div>
  );
}

function CopyTrouble({ trouble }: { trouble: NonNullable<SyncState['trouble']> }) {
  const text = `${trouble.sentence}\n${trouble.at}\n${trouble.detail}`;
  return (
    <span className="-my-1 -mr-2 shrink-0">
      <Button look="quiet" onPress={() => void copyText(text, 'Details')}>
        Copy details
      </Button>
    </span>
  );
}

function Progress(progress: NonNullable<SyncState['progress']>) {
  const { done, total } = progress;
  return (
    <>
      <div
        role="progressbar"
        aria-label="First snapshot"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={`${count(done)} of ${count(total)} rows`}
        className="my-1.5 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className="h-full bg-accent"
          style={{ width: `${total > 0 ? Math.min(100, (done / total) * 100) : 0}%` }}
        />
      </div>
      <p className="text-sm tabular-nums">{kindsLoading(progress).join(' · ')}</p>
    </>
  );
}
