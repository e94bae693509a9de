import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { changeList, closeDialog, useView } from '../../app/store.ts';
import { FindChoiceField } from '../../ui/fields.tsx';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';
import { directChoice, usePartnerChoices } from './partner-choices.ts';

/** Deletes partners. While one has customers it can't be deleted: where they go is chosen first. */
export function DeletePartnersDialog({ ids }: { ids: string[] }) {
  const impact = useAnswer('partner.deleteImpact', { ids }, ['partner', 'customer']);
  const choices = usePartnerChoices(ids);
  const offline = useView(
    (view) => view.sync?.phase === 'offline-by-choice' || view.sync?.phase === 'unreachable',
  );
  const [target, setTarget] = useState<string | null>(directChoice);
  const [fault, setFault] = useState<string | undefined>();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const blocked = impact.value?.blocked ?? [];
  const customers = blocked.reduce((sum, each) => sum + each.customers, 0);
  const many = counted(ids.length, 'partner');
  const moves = blocked.length > 0;

  const remove = async () => {
    if (moves && target === null) {
      setFault('Choose where the customers go');
      return;
    }
    setBusy(true);
    const moved = moves ? await moveAll(blocked, target === directChoice ? null : target) : [];
    const result = Array.isArray(moved) ? await attempt('partner.delete', { ids }) : null;
    setBusy(false);
    if (!Array.isArray(moved)) setFailure(moved);
    else if (result && !result.ok) setFailure(result.error);
    else if (result?.ok) {
      closeDialog();
      changeList('partner', { checked: new Set(), current: null });
      const { route } = useView.getState();
      if (route.page === 'partner' && route.id && ids.includes(route.id))
        go({ ...route, id: null }, { replace: true });
      sayChanged(
        moves ? `${counted(customers, 'customer')} moved and ${many} deleted` : `${many} deleted`,
        [...moved, ...result.value.mutationIds].reverse(),
      );
    }
  };

  return (
    <GraveDialog
      title={`Delete ${many}`}
      verb={moves ? `Move ${counted(customers, 'customer')} and delete` : `Delete ${many}`}
      busy={busy}
      whyNot={impact.value ? undefined : 'Customers are still being counted.'}
      onVerb={() => void remove()}
      failure={failure ?? impact.error ?? null}
    >
      {moves ? (
        <>
          <p className="mt-1 text-muted">
            A partner that has customers can’t be deleted. Choose where its customers go; then it’s deleted.
          </p>
          <ul className="my-3.5 max-h-40 overflow-auto rounded-box border border-line">
            {blocked.map((partner) => (
              <li
                key={partner.id}
                className="flex justify-between border-b border-line-soft px-3 py-1.5 last:border-0"
              >
                <span className="font-strong">{partner.name}</span>
                <span className="text-muted">{counted(partner.customers, 'customer')}</span>
              </li>
            ))}
          </ul>
          <FindChoiceField
            label="Move customers to"
            choices={choices}
            value={target}
            fault={fault}
            onChange={(id) => {
              setTarget(id);
              setFault(undefined);
            }}
          />
        </>
      ) : (
        <p className="mt-1 text-muted">
          {ids.length === 1 ? 'It has' : 'They have'} no customers. Undo takes it back.
        </p>
      )}
      {offline ? (
        <p className="mt-2 text-muted">You’re offline: the change is queued and sent when you’re back.</p>
      ) : null}
    </GraveDialog>
  );
}

/** Moves every customer of these partners; answers the mutations, or what failed. */
async function moveAll(
  partners: readonly { id: string; customers: number }[],
  partnerId: string | null,
): Promise<string[] | AppError> {
  const mutationIds: string[] = [];
  for (const { id, customers } of partners) {
    const found = await attempt('list.ids', {
      list: { kind: 'customer', scope: { type: 'parent', id } },
      from: 0,
      to: customers,
    });
    if (!found.ok) return found.error;
    if (found.value.ids.length === 0) continue;
    const moved = await attempt('customer.move', { ids: found.value.ids, partnerId });
    if (!moved.ok) return moved.error;
    mutationIds.push(...moved.value.mutationIds);
  }
  return mutationIds;
}
