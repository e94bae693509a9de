import { useState } from 'react';
import { closeDialog } from '../app/store.ts';

/** What a form in a dialog has to know of it. */
export interface AskingDialog {
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
}

/** A dialog with a form. Escape with something typed asks first; once more, and it goes on being edited. */
export function useAskingDialog(): AskingDialog {
  const [isDirty, onDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  return { asks, onDirty, onClose: () => (isDirty ? setAsks(!asks) : closeDialog()) };
}
