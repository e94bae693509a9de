import { useState, type ReactNode } from 'react';
import type { AppError } from '../../common/contract/errors.ts';
import { closeDialog } from '../app/store.ts';
import { Button } from './Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';
import { Failure } from './states.tsx';

interface GraveDialogProps {
  title: string;
  /** The verb and its object, for the button. */
  verb: string;
  onVerb: () => void;
  busy?: boolean;
  /** For what is to be read before it's done. */
  wide?: boolean;
  whyNot?: string | undefined;
  failure: AppError | null;
  children: ReactNode;
}

/** Asks before something grave. Cancel has the focus, Enter never does it: the button takes a click or Space. */
export function GraveDialog({
  title,
  verb,
  onVerb,
  busy = false,
  wide = false,
  whyNot,
  failure,
  children,
}: GraveDialogProps) {
  const [enterPressed, setEnterPressed] = useState(false);
  return (
    <Dialog title={title} role="alertdialog" wide={wide} onClose={closeDialog}>
      {children}
      <Failure error={failure} className="mt-3" />
      <DialogActions
        aside={
          <span role="status" className="text-sm text-muted">
            {enterPressed ? 'Press Space to go ahead.' : ''}
          </span>
        }
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Cancel
          </Button>
        }
        verb={
          <span
            className="contents"
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              setEnterPressed(true);
            }}
          >
            <Button look="danger" whyNot={whyNot} busy={busy} onPress={onVerb}>
              {verb}
            </Button>
          </span>
        }
      />
    </Dialog>
  );
}
