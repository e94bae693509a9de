import { useId, useRef, useState, type FormEvent } from 'react';
import { savedView } from '../../../common/contract/list-layouts.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import { say } from '../../app/notices.ts';
import type { Scope } from '../../app/router.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { deleteView, isCalled, lookAt, renameView, saveView, viewsOf } from './views.ts';

interface NameViewDialogProps {
  list: ListKind;
  /** The view that gets another name; null keeps a new one. */
  view: string | null;
  scope: Scope;
}

/** Asks for the name of a view. */
export function NameViewDialog({ list, view, scope }: NameViewDialogProps) {
  const existing = viewsOf(list).find(({ id }) => id === view);
  const [name, setName] = useState(existing?.name ?? '');
  const [fault, setFault] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const hint = useId();
  const clash = viewsOf(list).find((other) => other.id !== view && isCalled(other, name));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const parsed = savedView.shape.name.safeParse(name);
    const wrong = parsed.success
      ? clash && existing
        ? `Another view is called “${clash.name}”`
        : null
      : (parsed.error.issues[0]?.message ?? 'Name the view');
    setFault(wrong);
    if (wrong || !parsed.success) {
      field.current?.focus();
      return;
    }
    closeDialog();
    if (existing) renameView(list, existing.id, parsed.data);
    else saveView(list, clash?.id ?? crypto.randomUUID(), parsed.data, lookAt(list, scope));
    say(existing ? `The view is called “${parsed.data}” now` : `“${parsed.data}” is kept`);
  };
  return (
    <Dialog title={existing ? 'Rename view' : 'Save as a view'} onClose={closeDialog}>
      <form noValidate onSubmit={save} className="mt-3 flex flex-col gap-1">
        <label className="flex flex-col gap-1">
          <span className="font-strong">Name</span>
          <input
            ref={field}
            autoFocus
            value={name}
            aria-invalid={fault !== null}
            aria-describedby={hint}
            onChange={(event) => {
              setName(event.target.value);
              setFault(null);
            }}
            className="field"
          />
        </label>
        <p
          id={hint}
          role={fault ? 'alert' : undefined}
          className={`text-sm ${fault ? 'text-bad' : 'text-muted'}`}
        >
          {fault ??
            (clash && !existing
              ? `“${clash.name}” is written over.`
              : 'Keeps what is listed, its order and its columns on this computer.')}
        </p>
        <DialogActions
          verb={
            <Button look="primary" type="submit">
              {existing ? 'Rename view' : 'Save view'}
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}

/** Asks before a view is forgotten. */
export function DeleteViewDialog({ list, view }: { list: ListKind; view: string }) {
  const name = viewsOf(list).find(({ id }) => id === view)?.name ?? '';
  return (
    <GraveDialog
      title={`Delete the view “${name}”`}
      verb="Delete view"
      failure={null}
      onVerb={() => {
        deleteView(list, view);
        closeDialog();
        say(`The view “${name}” is deleted`);
      }}
    >
      <p className="mt-1 text-muted">What it lists stays; only this way of looking at it goes.</p>
    </GraveDialog>
  );
}
