import { useState } from 'react';
import { goToRow } from '../../app/actions.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { count } from '../../ui/words.ts';

/** What stands between thousands, as people write them. */
const separators = /(?<=^\d{1,3}(?:[\s.,’']\d{3})*)[\s.,’'](?=\d{3}(?:[\s.,’']\d{3})*$)/g;

/** Asks for the number of a row and puts the keyboard there. Separators between digits are taken as they come. */
export function GoToRowDialog({ total, noun }: { total: number; noun: string }) {
  const [typed, setTyped] = useState('');
  const digits = typed.trim().replace(separators, '');
  const row = /^\d{1,9}$/.test(digits) ? Number(digits) : null;
  const fault =
    digits === ''
      ? undefined
      : row === null || row < 1
        ? 'A whole number from 1 on.'
        : row > total
          ? `The list has ${count(total)} rows.`
          : undefined;
  const goThere = () => {
    if (row === null || fault) return;
    closeDialog();
    goToRow(row - 1);
  };
  return (
    <Dialog title="Go to row" onClose={closeDialog}>
      <div className="mt-3">
        <TextField
          label="Row"
          note={`1 to ${count(total)}`}
          autoFocus
          value={typed}
          onChange={setTyped}
          onEnter={goThere}
          fault={fault}
        />
      </div>
      <DialogActions
        verb={
          <Button
            look="primary"
            whyNot={digits === '' ? `Type the number of a ${noun}’s row first.` : fault}
            onPress={goThere}
          >
            Go to row
          </Button>
        }
      />
    </Dialog>
  );
}
