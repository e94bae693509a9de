import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { closeDialog, useView } from '../app/store.ts';
import { Button } from './Button.tsx';

interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
  /** `alertdialog` for what can't be taken back easily. */
  role?: 'dialog' | 'alertdialog';
  /** For a form; `very` for columns. */
  wide?: boolean | 'very';
}

/** A modal dialog over the page; Escape closes it. */
export function Dialog({ title, children, onClose, role = 'dialog', wide = false }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="animate-fade fixed inset-0 z-40 flex items-center justify-center bg-scrim p-4"
    >
      <Modal
        className={`animate-rise flex max-h-full w-full ${wide === 'very' ? 'max-w-[860px]' : wide ? 'max-w-[640px]' : 'max-w-[520px]'} rounded-card border border-line bg-raised shadow-raise`}
      >
        <AriaDialog
          role={role}
          className="flex min-h-0 w-full scroll-pb-20 flex-col overflow-auto p-5 outline-none"
        >
          <Heading slot="title" level={2} className="text-lg font-strong">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A dialog's buttons in the system's order: the verb at the right on macOS and Linux, left of Cancel on Windows. */
export function DialogActions({
  verb,
  cancel = <Button onPress={closeDialog}>Cancel</Button>,
  aside,
}: {
  verb: ReactNode;
  cancel?: ReactNode;
  aside?: ReactNode;
}) {
  const windows = useView((view) => view.start?.platform === 'win32');
  return (
    <div className="sticky -bottom-5 z-10 mt-2 -mb-5 flex items-center justify-end gap-2 bg-raised pt-3 pb-5">
      {aside ? <div className="mr-auto">{aside}</div> : null}
      {windows ? verb : cancel}
      {windows ? cancel : verb}
    </div>
  );
}

/** The foot of a dialog that only says something. */
export function CloseAction() {
  return (
    <DialogActions
      verb={null}
      cancel={
        <Button autoFocus onPress={closeDialog}>
          Close
        </Button>
      }
    />
  );
}
