import { useEffect, useEffectEvent, useState } from 'react';
import type { DeletableKind, DeletePreview } from '../../../common/contract/deleting.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ListSelection } from '../../../common/contract/selection.ts';
import { whyNotConfirmed } from '../../../common/domain/typed-confirmation.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { rememberChange, sayChanged } from '../../app/notices.ts';
import { changeList, closeDialog, useView } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { counted } from '../../ui/words.ts';
import { acceptedHere, keptLines } from './kept.ts';
import { GrantNotes, refusedCustomers } from './GrantNotes.tsx';
import { ImpactTree } from './ImpactTree.tsx';

interface DeleteDialogProps {
  kind: DeletableKind;
  selection: ListSelection;
}

/**
 * Deletes customers or sites: what goes is frozen and shown first, in full; many have to be confirmed by typing, and are held before
 * they're sent. Cancel has the focus; Enter never deletes.
 */
export function DeleteDialog({ kind, selection }: DeleteDialogProps) {
  const [without, setWithout] = useState<readonly string[]>([]);
  const { preview, error, freezeAgain } = useFrozen(kind, selection, without);
  const offline = useView(
    (view) => view.sync?.phase === 'offline-by-choice' || view.sync?.phase === 'unreachable',
  );
  const role = useView((view) => view.start?.account?.role ?? 'read-only');
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const there = preview ? (kind === 'customer' ? preview.customers : preview.sites) : 0;
  const many = preview
    ? counted(there, kind)
    : selection.type === 'ids'
      ? counted(selection.ids.length, kind)
      : `${kind}s`;
  const confirm = preview?.confirm ?? null;
  const fault = confirm ? whyNotConfirmed(confirm, typed) : null;
  const remove = async () => {
    if (!preview) return;
    setBusy(true);
    const result = await attempt('delete.accept', { token: preview.token, typed });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      // What was shown isn't what is there any more.
      if (result.error.code === 'not-found') freezeAgain();
      return;
    }
    if (result.value.held) acceptedHere.add(result.value.job);
    keptLines.delete(kind);
    closeDialog();
    forgetRows(kind, selection);
    const text = `${many} deleted`;
    if (!result.value.held) return sayChanged(text, result.value.mutationIds);
    rememberChange(text, result.value.mutationIds);
    announce(`${many} are held before they’re deleted. Undo takes them back.`);
  };
  const refused = preview ? refusedCustomers(preview, role) : [];
  const whyNot = !preview
    ? 'What goes is still being counted.'
    : there === 0
      ? 'Nothing is left to delete: it was deleted elsewhere.'
      : refused.length > 0
        ? 'Sites of a customer that doesn’t allow it are among them. Leave them out first.'
        : (fault ?? undefined);
  return (
    <GraveDialog
      title={`Delete ${many}`}
      verb={`Delete ${many}`}
      busy={busy}
      wide
      whyNot={whyNot}
      onVerb={() => void remove()}
      failure={failure ?? error}
    >
      <p className="mt-1 text-muted">
        {whatHappens(kind, there)} {confirm ? heldWords : 'Undo takes it back.'}
        {offline ? ' You’re offline: the change is queued and sent when you’re back.' : ''}
      </p>
      {preview ? (
        <>
          <ImpactTree preview={preview} />
          {preview.missing > 0 ? (
            <p className="mt-2 text-muted">
              {counted(preview.missing, kind)} that {preview.missing === 1 ? 'was' : 'were'} chosen{' '}
              {preview.missing === 1 ? 'isn’t' : 'aren’t'} here any more.
            </p>
          ) : null}
          <GrantNotes
            preview={preview}
            role={role}
            leftOut={without.length}
            onLeaveOut={(ids) => setWithout([...without, ...ids])}
          />
        </>
      ) : null}
      {confirm ? (
        <div className="mt-3.5">
          <TextField
            label={confirm.what === 'count' ? `Type ${confirm.text} to confirm` : 'Type the name to confirm'}
            hint={confirm.what === 'name' ? confirm.text : undefined}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              setFailure(null);
            }}
            fault={typed.trim() === '' ? undefined : (fault ?? undefined)}
          />
        </div>
      ) : null}
    </GraveDialog>
  );
}

const heldWords = 'They’re held for 20 seconds first, in which one Undo takes all of it back untouched.';

function whatHappens(kind: DeletableKind, many: number): string {
  if (kind === 'customer') return many === 1 ? 'It goes with its sites.' : 'They go with their sites.';
  return many === 1 ? 'Its probes go back to the inventory.' : 'Their probes go back to the inventory.';
}

/** The dry run, made once, and again where sites of some customers are left out: what comes into the list later isn't meant. */
function useFrozen(
  kind: DeletableKind,
  selection: ListSelection,
  without: readonly string[],
): { preview: DeletePreview | null; error: AppError | null; freezeAgain: () => void } {
  const [times, setTimes] = useState(0);
  const [frozen, setFrozen] = useState<{ preview: DeletePreview | null; error: AppError | null }>({
    preview: null,
    error: null,
  });
  const freeze = useEffectEvent(async (isWanted: () => boolean) => {
    const result = await attempt('delete.preview', { kind, selection, without: [...without] });
    if (isWanted())
      setFrozen(result.ok ? { preview: result.value, error: null } : { preview: null, error: result.error });
  });
  useEffect(() => {
    let here = true;
    void freeze(() => here);
    return () => {
      here = false;
    };
  }, [without, times]);
  return { ...frozen, freezeAgain: () => setTimes(times + 1) };
}

/** Rows that are gone aren't checked, nor open, any more. */
function forgetRows(kind: DeletableKind, selection: ListSelection): void {
  const { lists, route } = useView.getState();
  const { checked, current } = lists[kind];
  const except = selection.type === 'matching' ? new Set(selection.except) : null;
  const gone = new Set(selection.type === 'ids' ? selection.ids : checked);
  const isGone = (id: string) => (except ? !except.has(id) : gone.has(id));
  changeList(kind, {
    checked: new Set([...checked].filter((id) => !isGone(id))),
    matching: null,
    ...(current && isGone(current) ? { current: null } : {}),
  });
  if (route.page === kind && route.id && isGone(route.id)) go({ ...route, id: null }, { replace: true });
}
