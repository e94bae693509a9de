import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { ProbePicker } from './ProbePicker.tsx';

/** Associates probes from the inventory with a site. */
export function AddProbesDialog({ siteId }: { siteId: string }) {
  const site = useAnswer('site.show', { id: siteId }, ['site', 'customer']).value;
  const refused = useWhyNot('probe.associate', site?.customer?.grants);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const name = site?.site.name ?? 'this site';
  const title = `Add probes to ${name}`;
  if (refused) return <Refused title={title} because={refused} />;
  const ids = [...chosen];
  const add = async () => {
    if (busy) return;
    setBusy(true);
    const seen = Object.fromEntries(ids.map((id) => [id, null]));
    const result = await attempt('probe.associate', { ids, siteId, seen });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(`${counted(ids.length, 'probe')} associated with ${name}`, result.value.mutationIds);
  };
  return (
    <Dialog title={title} onClose={closeDialog} wide>
      <div className="mt-4">
        <ProbePicker autoFocus chosen={chosen} onChange={setChosen} />
      </div>
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={ids.length === 0 ? 'Choose probes first.' : undefined}
            onPress={() => void add()}
          >
            {ids.length === 0 ? 'Add probes' : `Add ${counted(ids.length, 'probe')}`}
          </Button>
        }
      />
    </Dialog>
  );
}
