import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { atLocalTime, localTime } from './visit-words.ts';
import type { EditVisit } from './VisitPage.tsx';

interface VisitTimesProps {
  startedAt: string;
  /** Null while the visit goes on. */
  endedAt: string | null;
  edit: EditVisit;
  whyNot: string | undefined;
}

/** Corrects when a visit began and ended: by a clock that was wrong, or as somebody forgot to press a button. */
export function VisitTimes(props: VisitTimesProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" whyNot={props.whyNot} onPress={() => setOpen(true)}>
        Correct times…
      </Button>
      {open ? <TimesDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Said where it was changed. */
function outOfOrder(isEndAsItWas: boolean): { began?: string; ended?: string } {
  return isEndAsItWas
    ? { began: 'A visit begins before it ends' }
    : { ended: 'A visit ends after it begins' };
}

function TimesDialog({ startedAt, endedAt, edit, onClose }: VisitTimesProps & { onClose: () => void }) {
  const [began, setBegan] = useState(localTime(startedAt));
  const [ended, setEnded] = useState(endedAt === null ? '' : localTime(endedAt));
  const [faults, setFaults] = useState<{ began?: string; ended?: string }>({});
  const save = async () => {
    // What wasn't touched stays to the second.
    const start = began === localTime(startedAt) ? startedAt : atLocalTime(began);
    const end = endedAt !== null && ended === localTime(endedAt) ? endedAt : atLocalTime(ended);
    const found = {
      ...(start === null ? { began: 'A day and a time are expected' } : {}),
      ...(endedAt !== null && end === null ? { ended: 'A day and a time are expected' } : {}),
      ...(start !== null && end !== null && end < start ? outOfOrder(end === endedAt) : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const change = { ...(start ? { startedAt: start } : {}), ...(end && endedAt ? { endedAt: end } : {}) };
    if (await edit('Times corrected', change)) onClose();
  };
  return (
    <Dialog title="Correct times" onClose={onClose}>
      <div className="mt-4 flex flex-col gap-4">
        <TextField
          label="Began"
          name="startedAt"
          type="datetime-local"
          value={began}
          onChange={setBegan}
          fault={faults.began}
          autoFocus
        />
        {endedAt === null ? null : (
          <TextField
            label="Ended"
            name="endedAt"
            type="datetime-local"
            value={ended}
            onChange={setEnded}
            fault={faults.ended}
          />
        )}
      </div>
      <DialogActions
        cancel={<Button onPress={onClose}>Cancel</Button>}
        verb={
          <Button look="primary" onPress={() => void save()}>
            Save times
          </Button>
        }
      />
    </Dialog>
  );
}
