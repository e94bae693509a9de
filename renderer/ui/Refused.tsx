import { closeDialog } from '../app/store.ts';
import { CloseAction, Dialog } from './Dialog.tsx';

/** A dialog that isn't for this account or this customer, with the reason. */
export function Refused({ title, because }: { title: string; because: string }) {
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 text-muted">{because}</p>
      <CloseAction />
    </Dialog>
  );
}
