import { useState } from 'react';
import { RefreshCw, WifiOff } from 'lucide-react';
import type { ActivityItem } from '../../../common/contract/conflicts.ts';
import type { ErrorCode } from '../../../common/contract/errors.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { FieldValue, hasList } from '../../ui/FieldValue.tsx';
import { EmptyState, ErrorState, NoPermission, SlowState } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { actionWords, alongWith, changedIn, wholeRow } from './activity-words.ts';
import { useActivity } from './use-activity.ts';

/** What keeps Activity from being fetched, and passes without anybody's doing here. */
const outOfReach: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'unreachable',
  'intercepted',
  'proxy-refused',
]);

/** What everyone did, as the partner API keeps it: newest first, page by page. */
export function ServerActivity({ entityId }: { entityId: string | null }) {
  const { items, names, error, busy, hasMore, more, refresh } = useActivity(entityId);
  if (!items && error?.code === 'not-allowed')
    return <NoPermission title="Activity can’t be read" because={error.message} />;
  if (!items && error && outOfReach.has(error.code))
    return (
      <EmptyState
        icon={<WifiOff aria-hidden size={22} />}
        title="Activity can’t be read now"
        action={
          <>
            <Button onPress={refresh}>Try again</Button>
            <Button onPress={() => go({ page: 'activity', entityId, view: 'here' }, { replace: true })}>
              Show what was settled here
            </Button>
          </>
        }
      >
        The partner API keeps it and can’t be reached now. What was settled on this computer is kept here too.
      </EmptyState>
    );
  if (!items)
    return error ? (
      <ErrorState error={error} onTryAgain={refresh} />
    ) : busy ? (
      <SlowState what="Activity" />
    ) : null;
  if (items.length === 0)
    return (
      <EmptyState title="No activity yet">
        Every change of what you may see stands here, with who made it and when.
      </EmptyState>
    );
  return (
    <>
      {error ? (
        <p role="alert" className="mx-4 mt-2.5 rounded-box bg-bad-soft px-3 py-1.5 text-bad">
          {error.message}
        </p>
      ) : null}
      <ul aria-label="Activity of the partner API">
        {items.map((item) => (
          <Entry key={item.entry} item={item} names={names} />
        ))}
      </ul>
      <div className="flex gap-2 px-4 py-3">
        {hasMore ? (
          <Button busy={busy} onPress={more}>
            Show older
          </Button>
        ) : (
          <p className="text-faint">Nothing older.</p>
        )}
        <Button look="quiet" busy={busy} onPress={refresh}>
          <RefreshCw aria-hidden size={13} />
          Read again
        </Button>
      </div>
    </>
  );
}

function Entry({ item, names }: { item: ActivityItem; names: Readonly<Record<string, string>> }) {
  const now = useNow(60_000);
  const [isOpen, setOpen] = useState(false);
  const { entity, account } = item;
  const name = nameOf(item, names);
  const kind = hasList(entity.kind) ? entity.kind : null;
  const changed = changedIn(item);
  const whole = wholeRow(item);
  return (
    <li className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 border-b border-line-soft px-4 py-2 max-narrow:grid-cols-1">
      <time dateTime={item.at} className="text-muted">
        {moment(item.at, now)}
      </time>
      <div className="min-w-0">
        <p>
          <span className="font-strong">{account.name}</span> {actionWords(item)}{' '}
          {kind && item.after !== null ? (
            <button
              type="button"
              className="rounded-box font-strong hover:underline"
              onClick={() => go({ page: kind, scope: everything, id: entity.id })}
            >
              {name}
            </button>
          ) : (
            <span className="font-strong">{name}</span>
          )}
          {alongWith(item) === '' ? null : <span className="text-muted"> {alongWith(item)}</span>}
          {whole.length > 0 ? (
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
              className="ml-2 rounded-box text-accent-text hover:underline"
            >
              {isOpen ? 'Hide values' : 'Show values'}
            </button>
          ) : null}
        </p>
        {changed.length > 0 ? (
          <dl className="mt-1 grid grid-cols-[140px_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {changed.map(({ field, was, is }) => (
              <div key={field} className="contents">
                <dt className="text-muted">{fieldTitle(field)}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="text-muted">
                    <FieldValue path={field} value={was} names={names} against={is} />
                  </span>
                  <span aria-label="became" role="img" className="mx-1.5 text-faint">
                    →
                  </span>
                  <FieldValue path={field} value={is} names={names} against={was} />
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {isOpen ? (
          <dl className="mt-1 grid grid-cols-[140px_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {whole.map(([field, value]) => (
              <div key={field} className="contents">
                <dt className="text-muted">{fieldTitle(field)}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">
                  <FieldValue path={field} value={value} names={names} />
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
      </div>
    </li>
  );
}

function nameOf({ entity, before, after }: ActivityItem, names: Readonly<Record<string, string>>): string {
  const told = [after?.['name'], before?.['name'], after?.['serial']].find(
    (name) => typeof name === 'string' && name !== '',
  );
  return names[entity.id] ?? (typeof told === 'string' ? told : 'that isn’t here any more');
}
