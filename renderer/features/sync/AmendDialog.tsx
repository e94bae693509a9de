import { useState, type ReactNode } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { useAnswer } from '../../api/answers.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';

/** What the dialog gives its form: see the form's own props. */
export interface AmendFrame {
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
}

interface AmendDialogProps {
  /** Id of the change. */
  change: string;
  /** What it adds or edits. */
  kind: Extract<EntityKind, 'partner' | 'site' | 'project' | 'visit'>;
  adding: (detail: ChangeDetail, form: AmendFrame) => ReactNode;
  editing: (id: string, detail: ChangeDetail, form: AmendFrame) => ReactNode;
}

/** The form of a change that adds or edits something, filled with what the change holds. */
export function AmendDialog({ change, kind, adding, editing }: AmendDialogProps) {
  const { value, error, slow, askAgain } = useAnswer('outbox.show', { id: change }, [kind]);
  // As it was when the form was opened: it may be settled meanwhile.
  const [opened, setOpened] = useState<ChangeDetail | null>(null);
  const [isDirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  if (value && !opened) setOpened(value);
  const detail = opened ?? value;
  // Escape with something typed asks first; once more, and it goes on being edited.
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const form = { asks, onDirty: setDirty, onClose: close };
  const body = () => {
    if (detail?.change.name === `${kind}.create`) return adding(detail, form);
    const [subject] = detail?.things.first ?? [];
    if (detail?.change.name === `${kind}.update` && subject) return editing(subject.id, detail, form);
    if (detail || error?.code === 'not-found')
      return (
        <AmendRefused>It isn’t in the outbox any more, or it doesn’t add or edit a {kind}.</AmendRefused>
      );
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="the change" /> : null;
  };
  return (
    <Dialog title="Edit and retry" onClose={close} wide>
      {detail ? <p className="mt-1 text-muted">{detail.change.title}</p> : null}
      {body()}
    </Dialog>
  );
}

/** Why a change can't be edited, in the place of its form. */
export function AmendRefused({ children }: { children: ReactNode }) {
  return (
    <>
      <p className="mt-2">{children}</p>
      <DialogActions
        verb={null}
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Close
          </Button>
        }
      />
    </>
  );
}
