import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';

/** Deletes billing accounts. While one is in use it can't be deleted, and the dialog says by whom. */
export function DeleteBillingAccountsDialog({ ids }: { ids: string[] }) {
  const impact = useAnswer('billingAccount.deleteImpact', { ids }, ['billingAccount', 'customer', 'invite']);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const many = counted(ids.length, 'billing account');
  const blocked = impact.value?.blocked ?? [];
  const remove = async () => {
    setBusy(true);
    const result = await attempt('billingAccount.delete', { ids });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    const { route } = useView.getState();
    if (route.page === 'billing-accounts' && route.id && ids.includes(route.id))
      go({ page: 'billing-accounts', id: null }, { replace: true });
    sayChanged(`${many} deleted`, result.value.mutationIds);
  };
  return (
    <GraveDialog
      title={`Delete ${many}`}
      verb={`Delete ${many}`}
      busy={busy}
      whyNot={
        impact.value
          ? blocked.length > 0
            ? 'A billing account in use can’t be deleted.'
            : undefined
          : 'It’s still being looked up who uses it.'
      }
      onVerb={() => void remove()}
      failure={failure ?? impact.error ?? null}
    >
      {blocked.length === 0 ? (
        <p className="mt-1 text-muted">
          {ids.length === 1 ? 'Nobody uses it.' : 'Nobody uses them.'} Undo takes it back.
        </p>
      ) : (
        <>
          <p className="mt-1 text-muted">
            A billing account in use can’t be deleted. Give these customers another one first, in their step
            Address and contacts; revoke open invites.
          </p>
          <ul className="my-3.5 max-h-60 overflow-auto rounded-box border border-line">
            {blocked.map(({ id, name, customers, usedBy }) => (
              <li key={id} className="border-b border-line-soft px-3 py-1.5 last:border-0">
                <span className="font-strong">{name}</span>
                <span className="block text-muted">
                  {usedBy.join(', ')}
                  {customers > usedBy.length ? ` and ${customers - usedBy.length} more` : ''}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </GraveDialog>
  );
}
