import { useEffect, type ReactNode } from 'react';
import { Copy } from 'lucide-react';
import type { ChangeDetail, ChangeLink } from '../../../common/contract/outbox.ts';
import { kindWords } from '../../../common/domain/entities.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { copyText } from '../../app/notices.ts';
import { routeOfRow } from '../../app/router.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection } from '../../ui/detail.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, counted, inLocalTime, moment, useNow } from '../../ui/words.ts';
import {
  editChange,
  exportChanges,
  retryChanges,
  whyNotDiscard,
  whyNotEdit,
  whyNotRetry,
} from './change-actions.ts';
import { eventText, lostAnswer, stateWords } from './change-words.ts';
import { FieldChanges } from './FieldChanges.tsx';
import { StateTag } from './outbox-columns.tsx';

interface ChangeDetailPaneProps {
  /** A change's id, or the id of what it's about. */
  id: string;
  onClose: () => void;
  onOpen: (id: string) => void;
}

/** A change beside the outbox: what it does, how it stands, what it follows and what follows it. */
export function ChangeDetailPane({ id, onClose, onOpen }: ChangeDetailPaneProps) {
  const sync = useView((view) => view.sync);
  const { value, error, slow, askAgain } = useAnswer('outbox.show', { id }, [
    'brand',
    'partner',
    'customer',
    'site',
    'probe',
    'project',
    'visit',
    'visitTemplate',
  ]);
  // The outbox moves with synchronisation, not only with the rows.
  useEffect(() => askAgain(), [sync?.revision, sync?.waiting, sync?.stuck, askAgain]);
  if (error?.code === 'not-found' || (error && !value))
    return (
      <>
        <DetailHead title="Change" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This change isn’t in the outbox">
            It was confirmed, discarded, or replaced by another one.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the change" /> : null;
  return <Shown detail={value} onClose={onClose} onOpen={onOpen} />;
}

function Shown({ detail, onClose, onOpen }: { detail: ChangeDetail } & Omit<ChangeDetailPaneProps, 'id'>) {
  const now = useNow();
  const { change, fields, names, follows, followedBy } = detail;
  const isNew = change.name.endsWith('.create') || change.name === 'license.move';
  const open = thingToOpen(detail);
  return (
    <article>
      <DetailHead
        title={change.title}
        note={
          <>
            <StateTag row={change} /> · made {moment(change.at, now)} ·{' '}
            {change.attempts === 0 ? 'never sent' : counted(change.attempts, 'attempt')}
          </>
        }
        onClose={onClose}
        actions={<Actions detail={detail} />}
      />
      <p className="mx-4 mt-2.5 text-muted">{stateWords[change.state].means}</p>
      {change.lastAnswer ? (
        <p className="mx-4 mt-1.5 text-bad">{inLocalTime(change.lastAnswer, now)}</p>
      ) : null}
      {detail.mayHaveArrived ? (
        <p className="mx-4 mt-2 rounded-box bg-warn-soft px-3 py-1.5 text-warn">{lostAnswer}</p>
      ) : null}
      {open ? (
        <p className="mx-4 mt-2">
          <button
            type="button"
            onClick={open.run}
            className="rounded-box font-strong text-accent-text hover:underline"
          >
            {open.title}
          </button>
        </p>
      ) : null}
      {fields.length > 0 ? (
        <DetailSection
          title={
            change.name === 'license.move' ? 'What it moves' : isNew ? 'What it adds' : 'What it changes'
          }
        >
          <FieldChanges
            fields={fields}
            names={names}
            isNew={isNew}
            faults={new Map(detail.faults.map(({ path, message }) => [path, message]))}
          />
        </DetailSection>
      ) : null}
      {fields.length === 0 || detail.things.total > 1 ? <Things detail={detail} /> : null}
      {follows.length > 0 ? (
        <DetailSection title="Goes after">
          <Links changes={follows} onOpen={onOpen} />
        </DetailSection>
      ) : null}
      {followedBy.total > 0 ? (
        <DetailSection
          title="Followed by"
          aside={<span className="font-strong">{count(followedBy.total)}</span>}
        >
          <Links changes={followedBy.first} onOpen={onOpen} />
          <Rest total={followedBy.total} shown={followedBy.first.length} />
        </DetailSection>
      ) : null}
      {detail.history.length > 0 ? (
        <DetailSection title="History">
          <ol className="flex flex-col gap-1">
            {detail.history.map((event, at) => (
              <li key={at}>
                <span className="text-muted">{moment(event.at, now)}</span>{' '}
                {inLocalTime(eventText(event), now)}
              </li>
            ))}
          </ol>
        </DetailSection>
      ) : null}
      <DetailSection
        title="Ids"
        aside={
          <span className="-my-1 -mr-2.5">
            <Button look="quiet" onPress={() => void exportChanges([change.id], 'clipboard')}>
              Copy as text
            </Button>
          </span>
        }
      >
        <ul className="flex flex-col gap-1">
          <Id title="Change" id={change.id} />
          {detail.things.first.map(({ id, name }) => (
            <Id key={id} title={name || thingWord(detail)} id={id} />
          ))}
        </ul>
        <Rest total={detail.things.total} shown={detail.things.first.length} />
      </DetailSection>
      <div className="h-6" />
    </article>
  );
}

function Actions({ detail }: { detail: ChangeDetail }) {
  const { change } = detail;
  const conflict = change.state === 'conflict';
  return (
    <>
      {conflict ? (
        <Button look="primary" onPress={() => go({ page: 'conflict', id: change.id })}>
          Settle conflict…
        </Button>
      ) : (
        <Button whyNot={whyNotRetry(change)} onPress={() => void retryChanges([change.id])}>
          Retry now
        </Button>
      )}
      <Button whyNot={whyNotEditDetail(detail)} onPress={() => editChange(change)}>
        {change.state === 'waiting' ? 'Edit…' : 'Edit and retry…'}
      </Button>
      <Button
        look="danger"
        whyNot={whyNotDiscard(change)}
        onPress={() => openDialog({ kind: 'discard-changes', ids: [change.id] })}
      >
        Discard…
      </Button>
    </>
  );
}

function whyNotEditDetail({ change, isHere, kind }: ChangeDetail): string | undefined {
  const because = whyNotEdit(change);
  if (because || isHere || change.name.endsWith('.create')) return because;
  return `The ${kindWords[kind]} that it edits isn’t here any more.`;
}

function thingToOpen({ isHere, kind, things }: ChangeDetail): { title: string; run: () => void } | null {
  const [only] = things.first;
  const route = only && routeOfRow(kind, only.id);
  if (!isHere || !route || things.total > 1) return null;
  return { title: `Show the ${kindWords[kind]}`, run: () => go(route) };
}

function thingWord({ kind }: ChangeDetail): string {
  const word = kindWords[kind];
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function Things({ detail }: { detail: ChangeDetail }) {
  const { things, kind, names, goesTo } = detail;
  return (
    <DetailSection
      title={goesTo === undefined ? `${thingWord(detail)}s that it’s about` : 'What it moves'}
      aside={<span className="font-strong">{count(things.total)}</span>}
    >
      <ul className="flex flex-col gap-1">
        {things.first.map(({ id, name, from }) => (
          <li key={id} className="[overflow-wrap:anywhere]">
            {name || `A ${kindWords[kind]} that isn’t in sight`}
            {goesTo === undefined ? null : (
              <span className="text-muted">
                {' '}
                · {from ?? nowhere(kind)} →{' '}
                {goesTo === null ? nowhere(kind) : (names[goesTo] ?? 'Not in sight')}
              </span>
            )}
          </li>
        ))}
      </ul>
      <Rest total={things.total} shown={things.first.length} />
    </DetailSection>
  );
}

/** Where something is that belongs to nothing. */
function nowhere(kind: ChangeDetail['kind']): string {
  return kind === 'probe' ? 'Inventory' : 'Direct';
}

function Links({ changes, onOpen }: { changes: readonly ChangeLink[]; onOpen: (id: string) => void }) {
  return (
    <ul className="flex flex-col gap-1">
      {changes.map((change) => (
        <li key={change.id} className="flex items-baseline justify-between gap-3">
          <button
            type="button"
            onClick={() => onOpen(change.id)}
            className="min-w-0 rounded-box text-left font-strong [overflow-wrap:anywhere] hover:underline"
          >
            {change.title}
          </button>
          <StateTag row={change} />
        </li>
      ))}
    </ul>
  );
}

function Rest({ total, shown }: { total: number; shown: number }): ReactNode {
  return total > shown ? <p className="mt-1 text-muted">And {count(total - shown)} more.</p> : null;
}

function Id({ title, id }: { title: string; id: string }) {
  return (
    <li className="flex items-center justify-between gap-2">
      <span className="min-w-0">
        <span className="block truncate text-sm text-muted">{title}</span>
        <span className="font-mono text-sm break-all select-text">{id}</span>
      </span>
      <Button look="quiet" label={`Copy the id of ${title}`} onPress={() => void copyText(id, 'Id')}>
        <Copy aria-hidden size={13} />
      </Button>
    </li>
  );
}
