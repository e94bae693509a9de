import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, noneChecked } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { whyNotPlaced } from './placement-words.ts';
import { PlacementNotes, UnknownImpact, useRefusals } from './PlacementNotes.tsx';

/** Takes probes off their sites, back into the inventory. */
export function DisassociateProbesDialog({ ids }: { ids: string[] }) {
  const whyNot = useWhyNot('probe.disassociate');
  const title = `Disassociate ${counted(ids.length, 'probe')}`;
  return whyNot ? <Refused title={title} because={whyNot} /> : <Disassociate ids={ids} title={title} />;
}

function Disassociate({ ids, title }: { ids: string[]; title: string }) {
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useAnswer('probe.placementImpact', { ids, siteId: null }, ['probe', 'site', 'customer']);
  const impact = asked.value;
  const refusals = useRefusals('probe.disassociate', impact?.leaving ?? []);
  const disassociate = async () => {
    if (busy || !impact) return;
    setBusy(true);
    const result = await attempt('probe.disassociate', { ids, seen: impact.seen });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    changeList('probe', noneChecked);
    sayChanged(`${counted(ids.length, 'probe')} put into the inventory`, result.value.mutationIds);
  };
  const whyNot = whyNotPlaced({ impact, where: 'inventory', refusals });
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 text-muted">
        They wait in the inventory until they’re associated with a site. Undo takes it back.
      </p>
      {impact ? (
        <PlacementNotes impact={impact} refusals={refusals} />
      ) : (
        <UnknownImpact error={asked.error} askAgain={asked.askAgain} />
      )}
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button look="primary" autoFocus busy={busy} whyNot={whyNot} onPress={() => void disassociate()}>
            {title}
          </Button>
        }
      />
    </Dialog>
  );
}
