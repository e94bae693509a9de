import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { SiteChoice } from '../../../common/contract/sites.ts';
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
import { SiteField } from '../sites/SiteField.tsx';
import { isMoved, whyNotPlaced } from './placement-words.ts';
import { PlacementNotes, UnknownImpact, useRefusals } from './PlacementNotes.tsx';

interface AssociateProbesDialogProps {
  ids: string[];
}

const madeOf = ['probe', 'site', 'customer'] as const;

/** Puts probes at a site, from the inventory or from other sites; what that implies is said before. */
export function AssociateProbesDialog({ ids }: AssociateProbesDialogProps) {
  const whyNot = useWhyNot('probe.associate');
  const now = useAnswer('probe.placementImpact', { ids, siteId: null }, madeOf).value;
  const isMove = now !== undefined && isMoved(now.seen);
  const title = `${isMove ? 'Move' : 'Associate'} ${counted(ids.length, 'probe')}`;
  return whyNot ? (
    <Refused title={title} because={whyNot} />
  ) : (
    <Associate ids={ids} isMove={isMove} title={title} />
  );
}

function Associate({ ids, isMove, title }: AssociateProbesDialogProps & { isMove: boolean; title: string }) {
  const [site, setSite] = useState<SiteChoice | null>(null);
  const [fault, setFault] = useState<string | undefined>();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useAnswer('probe.placementImpact', { ids, siteId: site?.id ?? null }, madeOf);
  const known = site ? asked.value : undefined;
  const target = known?.target;
  const refusals = useRefusals(
    'probe.associate',
    known ? [...(target ? [target] : []), ...known.leaving] : [],
  );
  const associate = async () => {
    if (!site) {
      setFault('Choose where they go');
      return;
    }
    if (busy || !known) return;
    setBusy(true);
    const result = await attempt('probe.associate', { ids, siteId: site.id, seen: known.seen });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    changeList('probe', noneChecked);
    sayChanged(
      `${counted(known.probes, 'probe')} ${isMove ? 'moved to' : 'associated with'} ${site.name}`,
      result.value.mutationIds,
    );
  };
  const whyNot = site ? whyNotPlaced({ impact: known, where: 'site', refusals }) : undefined;
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 mb-4 text-muted">A probe is at one site at most. Undo takes it back.</p>
      <SiteField
        autoFocus
        value={site}
        onChange={(chosen) => {
          setSite(chosen);
          setFault(undefined);
          setFailure(null);
        }}
        fault={fault}
      />
      {known ? (
        <PlacementNotes impact={known} refusals={refusals} />
      ) : (
        <UnknownImpact error={asked.error} askAgain={asked.askAgain} />
      )}
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button look="primary" busy={busy} whyNot={whyNot} onPress={() => void associate()}>
            {title}
          </Button>
        }
      />
    </Dialog>
  );
}
