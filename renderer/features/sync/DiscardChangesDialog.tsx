import { useEffect, useState, type ReactNode } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { DiscardImpact } from '../../../common/contract/outbox.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { Callout, SlowState } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { FieldChanges } from './FieldChanges.tsx';
import { useOutboxView } from './outbox-view.ts';

/** How many of anything are named before the rest is counted. */
const namedHere = 8;

/** Throws changes away before they're confirmed, after showing what that does to later ones and to what is seen. */
export function DiscardChangesDialog({ ids }: { ids: string[] }) {
  const [impact, setImpact] = useState<DiscardImpact | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  // As things stand: the state of synchronisation decides what may have arrived and can be asked for.
  const phase = useView((view) => view.sync?.phase);
  const revision = useView((view) => view.sync?.revision);
  useEffect(() => {
    let here = true;
    void attempt('outbox.discardImpact', { ids }).then((result) => {
      if (!here) return;
      if (result.ok) setImpact(result.value);
      else setFailure(result.error);
    });
    return () => {
      here = false;
    };
  }, [ids, phase, revision]);
  const going = impact?.discarded.total ?? 0;
  const discard = async () => {
    setBusy(true);
    const result = await attempt('outbox.discard', { ids });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    const gone = new Set(result.value.discarded);
    const { checked } = useOutboxView.getState();
    useOutboxView.setState({ checked: new Set([...checked].filter((id) => !gone.has(id))) });
    closeDialog();
    leaveDiscarded(gone);
    say(`${counted(gone.size, 'change')} discarded`);
  };
  return (
    <GraveDialog
      title={ids.length > 1 ? `Discard ${count(ids.length)} changes` : 'Discard this change'}
      verb={going > 1 ? `Discard ${count(going)} changes` : 'Discard change'}
      busy={busy}
      whyNot={whyNot(impact)}
      onVerb={() => void discard()}
      failure={failure}
    >
      {impact ? <Consequences impact={impact} /> : failure ? null : <SlowState what="what it would do" />}
    </GraveDialog>
  );
}

/** The detail of a change that is gone closes; the keyboard goes on in the list, as the button that was pressed may be gone too. */
function leaveDiscarded(gone: ReadonlySet<string>): void {
  const { route } = useView.getState();
  if (route.page === 'sync' && route.change && gone.has(route.change))
    go({ page: 'sync', change: null }, { replace: true });
  document.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
}

function whyNot(impact: DiscardImpact | null): string | undefined {
  if (!impact) return 'What it would do is being worked out.';
  if (impact.discarded.total > 0) return undefined;
  return impact.refused.first[0]?.because ?? 'It isn’t in the outbox any more.';
}

function Consequences({ impact }: { impact: DiscardImpact }) {
  const { discarded, refused, parked, held, rewritten, rows, mayHaveArrived } = impact;
  return (
    <div
      className="mt-1 flex max-h-[56vh] flex-col gap-3 overflow-auto"
      tabIndex={0}
      role="group"
      aria-label="Consequences"
    >
      {discarded.total > 0 ? (
        <div>
          <Names changes={discarded} />
          <p className="mt-1 text-muted">
            {discarded.total === 1 ? 'It’s taken back here' : 'They’re taken back here'} and never sent. What
            you see becomes what the partner API has.
          </p>
        </div>
      ) : null}
      {mayHaveArrived > 0 ? (
        <Callout tone="warn">
          {mayHaveArrived === discarded.total && mayHaveArrived === 1
            ? 'It was sent and not confirmed'
            : `${counted(mayHaveArrived, 'change was', 'changes were')} sent and not confirmed`}
          , so the partner API may have applied {mayHaveArrived === 1 ? 'it' : 'them'}. Discarding here
          doesn’t undo that: the next exchange brings what the partner API has, and says what became of it.
        </Callout>
      ) : null}
      {refused.total > 0 ? (
        <Part title={`Not discarded: ${count(refused.total)}`}>
          <Names changes={refused} />
        </Part>
      ) : null}
      {rows.total > 0 ? <Rows impact={impact} /> : null}
      {parked.total > 0 ? (
        <Part
          title={`Parked, because ${parked.total === 1 ? 'it makes' : 'they make'} no sense without ${discarded.total === 1 ? 'the discarded one' : 'the discarded ones'}: ${count(parked.total)}`}
        >
          <Names changes={parked} />
        </Part>
      ) : null}
      {held.total > 0 ? (
        <Part
          title={`Waiting then until you decide on the parked ${parked.total === 1 ? 'one' : 'ones'}: ${count(held.total)}`}
        >
          <Names changes={held} />
        </Part>
      ) : null}
      {rewritten.total > 0 ? (
        <Part title={`Built on what was there before instead: ${count(rewritten.total)}`}>
          <Names changes={rewritten} />
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line-soft pt-2">
      <h3 className="mb-1 text-sm font-strong text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Names({ changes }: { changes: DiscardImpact['discarded'] }) {
  const shown = changes.first.slice(0, namedHere);
  return (
    <>
      <ul>
        {shown.map(({ id, title, because }) => (
          <li key={id} className="[overflow-wrap:anywhere]">
            {title}
            {because ? <span className="text-muted"> · {because}</span> : null}
          </li>
        ))}
      </ul>
      <Rest total={changes.total} shown={shown.length} />
    </>
  );
}

const becomes = { gone: 'disappears', back: 'comes back', changed: 'goes back' } as const;

function Rows({ impact: { rows, names } }: { impact: DiscardImpact }) {
  const shown = rows.first.slice(0, namedHere);
  return (
    <Part title={`What you see changes: ${counted(rows.total, 'row')}`}>
      <ul className="flex flex-col gap-1.5">
        {shown.map(({ kind, id, name, becomes: fate, fields }) => (
          <li key={id}>
            <span className="font-strong [overflow-wrap:anywhere]">{name}</span>{' '}
            <span className="text-muted">
              ({kind}) {becomes[fate]}
            </span>
            {fields.length > 0 ? (
              <div className="mt-0.5 pl-3">
                <FieldChanges fields={fields} names={names} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      <Rest total={rows.total} shown={shown.length} />
    </Part>
  );
}

function Rest({ total, shown }: { total: number; shown: number }) {
  return total > shown ? <p className="mt-0.5 text-muted">And {count(total - shown)} more.</p> : null;
}
