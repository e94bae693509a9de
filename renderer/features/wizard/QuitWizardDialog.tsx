import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';

/** Asks before something typed is thrown away. */
export function QuitWizardDialog({ leave }: { leave: () => void }) {
  return (
    <Dialog title="Quit the wizard" role="alertdialog" onClose={closeDialog}>
      <p className="mt-1 text-muted">What you typed is discarded. Finish saves it.</p>
      <DialogActions
        cancel={
          <Button autoFocus onPress={closeDialog}>
            Keep editing
          </Button>
        }
        verb={
          <Button
            look="danger"
            onPress={() => {
              closeDialog();
              leave();
            }}
          >
            Quit without saving
          </Button>
        }
      />
    </Dialog>
  );
}
