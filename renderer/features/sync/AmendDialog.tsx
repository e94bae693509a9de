import { useState, type ReactNode } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { useAnswer } from '../../api/answers.ts';
import { CloseAction, Dialog } from '../../ui/Dialog.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { useAskingDialog, type AskingDialog } from '../../ui/use-asking-dialog.ts';

interface AmendDialogProps {
  /** Id of the change. */
  change: string;
  /** What it adds or edits. */
  kind: Extract<EntityKind, 'partner' | 'site' | 'project' | 'visit'>;
  adding: (detail: ChangeDetail, dialog: AskingDialog) => ReactNode;
  editing: (id: string, detail: ChangeDetail, dialog: AskingDialog) => ReactNode;
}

/** The form of a change that adds or edits something, filled with what the change holds. */
export function AmendDialog({ change, kind, adding, editing }: AmendDialogProps) {
  const { value, error, slow, askAgain } = useAnswer('outbox.show', { id: change }, [kind]);
  // As it was when the form was opened: it may be settled meanwhile.
  const [opened, setOpened] = useState<ChangeDetail | null>(null);
  const dialog = useAskingDialog();
  if (value && !opened) setOpened(value);
  const detail = opened ?? value;
  const body = () => {
    if (detail?.change.name === `${kind}.create`) return adding(detail, dialog);
    const [subject] = detail?.things.first ?? [];
    if (detail?.change.name === `${kind}.update` && subject) return editing(subject.id, detail, dialog);
    if (detail || error?.code === 'not-found')
      return (
        <AmendRefused>It isn’t in the outbox any more, or it doesn’t add or edit a {kind}.</AmendRefused>
      );
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="the change" /> : null;
  };
  return (
    <Dialog title="Edit and retry" onClose={dialog.onClose} wide>
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
      <CloseAction />
    </>
  );
}
