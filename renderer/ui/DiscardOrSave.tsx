import type { ReactNode } from 'react';
import { closeDialog } from '../app/store.ts';
import { Button } from './Button.tsx';
import { DialogActions } from './Dialog.tsx';

interface DiscardOrSaveProps {
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onClose: () => void;
  /** It's thrown away; the dialog closes unless it's said what is done. */
  onDiscard?: (() => void) | undefined;
  /** Typing goes on. */
  onKeep: () => void;
  verb: ReactNode;
}

/** The foot of a form in a dialog: Cancel and the verb, or the question whether what was typed is discarded. */
export function DiscardOrSave({ asks, onClose, onDiscard = closeDialog, onKeep, verb }: DiscardOrSaveProps) {
  if (!asks) return <DialogActions cancel={<Button onPress={onClose}>Cancel</Button>} verb={verb} />;
  return (
    <DialogActions
      aside={<span role="alert">What you typed is discarded.</span>}
      cancel={
        <Button
          autoFocus
          onPress={() => {
            onClose();
            onKeep();
          }}
        >
          Keep editing
        </Button>
      }
      verb={
        <Button look="danger" onPress={onDiscard}>
          Discard
        </Button>
      }
    />
  );
}
