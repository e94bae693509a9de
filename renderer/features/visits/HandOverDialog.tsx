import { useState } from 'react';
import { attempt } from '../../api/client.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, noneChecked } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ChoiceField } from '../../ui/fields.tsx';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { useTechnicians } from './use-technicians.ts';
import { technicianChoices, technicianOf } from './visit-words.ts';

/** Gives visits to another technician, as they are. */
export function HandOverDialog({ ids }: { ids: string[] }) {
  const whyNot = useWhyNot('visit.update');
  const technicians = useTechnicians();
  const [chosen, setChosen] = useState<string | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const title = `Hand over ${counted(ids.length, 'visit')}`;
  if (whyNot) return <Refused title={title} because={whyNot} />;
  const handOver = async () => {
    if (busy || chosen === null) return;
    setBusy(true);
    const technician = technicianOf(chosen, technicians);
    const result = await attempt('visit.handOver', { ids, technician });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    changeList('visit', noneChecked);
    sayChanged(
      technician
        ? `${counted(ids.length, 'visit')} handed over to ${technician.name}`
        : `${counted(ids.length, 'visit')} left to nobody yet`,
      result.value.mutationIds,
    );
  };
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 mb-4 text-muted">
        What was noted stays. Who takes over sees it once both have synchronised.
      </p>
      <ChoiceField
        label="Technician"
        name="technician"
        choices={technicianChoices(technicians)}
        value={chosen}
        onChange={setChosen}
      />
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={chosen === null ? 'Choose a technician first.' : undefined}
            onPress={() => void handOver()}
          >
            {title}
          </Button>
        }
      />
    </Dialog>
  );
}
