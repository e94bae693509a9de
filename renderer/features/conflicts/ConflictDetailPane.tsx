import { useState } from 'react';
import { whyNotDeleteMine, type ConflictDetail, type Twins } from '../../../common/contract/conflicts.ts';
import type { OutboxLine } from '../../../common/contract/outbox.ts';
import type { Action } from '../../../common/domain/access.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { binKinds } from '../../../common/partner-api/recycle-bin.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { FieldValue, hasList } from '../../ui/FieldValue.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { counted, inLocalTime, moment, useNow } from '../../ui/words.ts';
import { editChange, isEditable, whyNotEdit } from '../sync/change-actions.ts';
import { AnotherPlace } from './AnotherPlace.tsx';
import { choiceTitle, plainChoices, twinSentence, type PlainChoice } from './conflict-words.ts';
import { FieldConflicts } from './FieldConflicts.tsx';
import { choiceOf, settle } from './settle.ts';
import { TwinConflict } from './TwinConflict.tsx';
import { useFollowingOutbox } from './use-conflicts.ts';

interface ConflictDetailPaneProps {
  id: string;
  /** How many conflicts are of the same sort, this one included. */
  alike: number;
  onAlike: () => void;
  onSettled: (ids: readonly string[]) => void;
  onClose: () => void;
}

/** One conflict: what happened, both sides, and the decision. */
export function ConflictDetailPane(props: ConflictDetailPaneProps) {
  const { id, onClose } = props;
  const { value, error, slow, askAgain } = useAnswer('conflict.show', { id }, [
    'partner',
    'customer',
    'site',
    'probe',
    'project',
    'visit',
    'visitTemplate',
  ]);
  useFollowingOutbox(askAgain);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Conflict" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This conflict is settled">
            What was decided here stays readable in Activity.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the conflict" /> : null;
  return <Shown {...props} detail={value} />;
}

function Shown({
  detail,
  alike,
  onAlike,
  onSettled,
  onClose,
}: ConflictDetailPaneProps & { detail: ConflictDetail }) {
  const { row } = detail;
  const now = useNow(60_000);
  const { entity } = row;
  // What was to be added, and what is deleted, isn't there to be shown.
  const isThere = row.kind === 'fields' || row.kind === 'move' || row.action?.endsWith('.update') === true;
  const listed =
    entity && isThere && row.kind !== 'deleted' && hasList(entity.kind)
      ? { page: entity.kind, id: entity.id }
      : null;
  return (
    <article data-conflict={row.kind}>
      <DetailHead
        title={row.title}
        note={
          row.kind === 'same-name' ? `Noticed ${moment(row.at, now)}` : `Made here ${moment(row.at, now)}`
        }
        onClose={onClose}
      />
      <p className="mt-3 px-4">{sentenceOf(detail, now)}</p>
      {detail.followedBy > 0 ? (
        <p className="mt-1 px-4 text-muted">
          {counted(detail.followedBy, 'later change')} {detail.followedBy === 1 ? 'waits' : 'wait'} for this
          decision.
        </p>
      ) : null}
      <Plain detail={detail} onSettled={onSettled} />
      {alike > 1 ? (
        <p className="mt-2 px-4">
          <button
            type="button"
            onClick={onAlike}
            className="rounded-box font-strong text-accent-text hover:underline"
          >
            Select all {counted(alike, 'conflict')} like this
          </button>
        </p>
      ) : null}
      {row.kind === 'parent-deleted' ? <AnotherPlace detail={detail} onSettled={onSettled} /> : null}
      {detail.conflicts.length > 0 && row.kind !== 'parent-deleted' ? (
        <FieldConflicts detail={detail} onSettled={onSettled} />
      ) : null}
      {detail.twins ? <TwinConflict twins={detail.twins} names={detail.names} /> : null}
      {detail.others.length > 0 ? (
        <DetailSection title={row.kind === 'fields' ? 'Merges by itself' : 'What your change says'}>
          <Facts
            facts={detail.others.map(({ field, mine }) => [
              fieldTitle(field, mine),
              <FieldValue key={field} path={field} value={mine} names={detail.names} />,
            ])}
          />
        </DetailSection>
      ) : null}
      <p className="mx-4 mt-3.5 flex flex-wrap gap-x-4 gap-y-1 border-t border-line-soft py-3">
        {detail.row.kind === 'same-name' ? null : (
          <Link onPress={() => go({ page: 'sync', change: row.id })}>Show in outbox</Link>
        )}
        {listed ? (
          <Link onPress={() => go({ page: listed.page, scope: everything, id: listed.id })}>
            Show what the partner API has
          </Link>
        ) : null}
        {entity && row.action?.endsWith('.create') !== true ? (
          <Link onPress={() => go({ page: 'activity', entityId: entity.id, view: 'server' })}>Activity</Link>
        ) : null}
      </p>
    </article>
  );
}

function Link({ children, onPress }: { children: string; onPress: () => void }) {
  return (
    <button type="button" onClick={onPress} className="rounded-box text-accent-text hover:underline">
      {children}
    </button>
  );
}

function sentenceOf({ row, conflicts, deleted, twins }: ConflictDetail, now: number): string {
  switch (row.kind) {
    case 'fields': {
      const by = [
        ...new Set(conflicts.map(({ changed }) => changed?.by).filter((name) => name !== undefined)),
      ];
      const who = by.length === 0 ? 'Somebody else' : by.join(' and ');
      const what = conflicts.length === 1 ? 'the same field' : `${conflicts.length} of the same fields`;
      return `${who} changed ${what} while yours was on its way. You see theirs; nothing of yours was sent over it.`;
    }
    case 'move':
      return `${inLocalTime(row.because ?? 'Somebody else moved the same things.', now)} None was moved by yours.`;
    case 'deleted':
    case 'parent-deleted': {
      const [gone] = deleted;
      const what = gone?.name || (row.kind === 'deleted' ? 'What you changed' : 'What it belongs to');
      const others = deleted.length > 1 ? ` and ${counted(deleted.length - 1, 'other')}` : '';
      // Known from here alone: it may as well be new, and its own change discarded.
      if (!gone?.by)
        return `${what}${others} ${deleted.length > 1 ? 'aren’t' : 'isn’t'} there any more: deleted, or never sent. Your change waits.`;
      const when = gone.at ? `, ${moment(gone.at, now)}` : '';
      const were = deleted.length > 1 ? 'were' : 'was';
      const along =
        row.kind === 'parent-deleted' && (row.action === 'site.update' || row.action === 'visit.update')
          ? ' What you changed went with it, and comes back with it.'
          : '';
      return `${what}${others} ${were} deleted by ${gone.by}${when}.${along} Your change waits.`;
    }
    case 'same-name':
      return twins ? twinSentence(twins) : '';
    case 'rejected':
      return `The partner API rejected it: ${inLocalTime(row.because ?? 'it didn’t say why.', now)}`;
    case 'parked':
      return inLocalTime(row.because ?? 'It makes no sense on what is there now.', now);
  }
}

/** The decisions that need nothing but themselves. */
function Plain({
  detail,
  onSettled,
}: {
  detail: ConflictDetail;
  onSettled: (ids: readonly string[]) => void;
}) {
  const [busy, setBusy] = useState(false);
  const { row } = detail;
  const kinds = new Set([row.kind]);
  const whyNotMine = useWhyNot(actionOf(row.action));
  const whyNotRestore = useWhyNot(restoreOf(detail.deleted[0]?.kind));
  const whyNot = (choice: PlainChoice): string | undefined => {
    if (choice === 'theirs' || choice === 'keep-both') return undefined;
    if (choice === 'restore' && isGoneForGood(detail))
      return 'It isn’t in the recycle bin any more; it keeps things for 30 days.';
    return (choice === 'restore' ? whyNotRestore : undefined) ?? whyNotMine;
  };
  const decide = async (choice: PlainChoice | 'delete-mine') => {
    setBusy(true);
    const what = choice === 'delete-mine' ? { how: choice } : choiceOf(choice);
    const error = await settle([{ id: row.id, choice: what }]);
    setBusy(false);
    if (!error) onSettled([row.id]);
  };
  return (
    <div className="mt-3 flex flex-wrap gap-2 px-4">
      {plainChoices(row).map((choice) => (
        <Button key={choice} whyNot={whyNot(choice)} busy={busy} onPress={() => void decide(choice)}>
          {choiceTitle(choice, kinds)}
        </Button>
      ))}
      {row.kind === 'rejected' && row.action !== null && isEditable(row.action) ? (
        <EditMine id={row.id} name={row.action} />
      ) : null}
      {detail.twins ? (
        <DeleteMine twins={detail.twins} onPress={() => void decide('delete-mine')} busy={busy} />
      ) : null}
    </div>
  );
}

/** What the partner API won't take as it stands is put right where that's read. */
function EditMine({ id, name }: { id: string; name: OutboxLine['name'] }) {
  const whyNot = whyNotEdit({ id, name, state: 'rejected', departed: true });
  return (
    <Button look="primary" whyNot={whyNot} onPress={() => editChange({ id, name })}>
      Edit and retry…
    </Button>
  );
}

function DeleteMine({ twins, onPress, busy }: { twins: Twins; onPress: () => void; busy: boolean }) {
  const grants = twins.kind === 'site' ? twins.grants : null;
  const whyNot = useWhyNot(`${twins.kind}.delete`, grants ?? undefined);
  return (
    <Button look="danger" whyNot={whyNot ?? whyNotDeleteMine(twins)} busy={busy} onPress={onPress}>
      Delete mine
    </Button>
  );
}

// The partner API said who deleted it and named no deletion: then it has let go of it.
function isGoneForGood({ deleted }: ConflictDetail): boolean {
  return deleted.some(({ by, deletion }) => by !== '' && deletion === undefined);
}

function restoreOf(kind: string | undefined): Action {
  const known = binKinds.find((each) => each === kind);
  return `${known ?? 'customer'}.restore`;
}

function actionOf(name: string | null): Action {
  return (name ?? 'see') as Action;
}
