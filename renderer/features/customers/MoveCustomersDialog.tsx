import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { changeList, closeDialog, noneChecked } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';

/** Moves customers to another partner, or makes them direct. */
export function MoveCustomersDialog({ ids }: { ids: string[] }) {
  const choices = usePartnerChoices();
  const [target, setTarget] = useState<string | null>(null);
  const [fault, setFault] = useState<string | undefined>();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const many = counted(ids.length, 'customer');
  const move = async () => {
    if (target === null) {
      setFault('Choose where they go');
      return;
    }
    setBusy(true);
    const partnerId = target === directChoice ? null : target;
    const result = await attempt('customer.move', { ids, partnerId });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    const name = choices.find(({ id }) => id === target)?.name ?? 'another partner';
    closeDialog();
    changeList('customer', noneChecked);
    sayChanged(
      target === directChoice ? `${many} made direct` : `${many} moved to ${name}`,
      result.value.mutationIds,
    );
  };
  return (
    <Dialog title={`Move ${many}`} onClose={closeDialog}>
      <p className="mt-1 mb-4 text-muted">Sites and probes go along. Undo takes it back.</p>
      <FindChoiceField
        label="Partner"
        choices={choices}
        value={target}
        onChange={(id) => {
          setTarget(id);
          setFault(undefined);
        }}
        fault={fault}
      />
      {failure ? (
        <div className="mt-3">
          <Callout tone="bad" role="alert">
            {failure.message}
          </Callout>
        </div>
      ) : null}
      <DialogActions
        verb={
          <Button look="primary" busy={busy} onPress={() => void move()}>
            Move {many}
          </Button>
        }
      />
    </Dialog>
  );
}
