import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';

/** Deletes brands. While something belongs to one it can't be deleted, and the dialog says what. */
export function DeleteBrandsDialog({ ids }: { ids: string[] }) {
  const impact = useAnswer('brand.deleteImpact', { ids }, ['brand', 'customer', 'partner', 'invite']);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const many = counted(ids.length, 'brand');
  const blocked = impact.value?.blocked ?? [];
  const remove = async () => {
    setBusy(true);
    const result = await attempt('brand.delete', { ids });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    const { route } = useView.getState();
    if (route.page === 'brands' && route.id && ids.includes(route.id))
      go({ page: 'brands', id: null }, { replace: true });
    sayChanged(`${many} deleted`, result.value.mutationIds);
  };
  const because = impact.value
    ? 'Something still belongs to it.'
    : 'It’s still being looked up what belongs to it.';
  return (
    <GraveDialog
      title={`Delete ${many}`}
      verb={`Delete ${many}`}
      busy={busy}
      whyNot={impact.value && blocked.length === 0 ? undefined : because}
      onVerb={() => void remove()}
      failure={failure ?? impact.error ?? null}
    >
      {blocked.length === 0 ? (
        <p className="mt-1 text-muted">
          Nothing belongs to {ids.length === 1 ? 'it' : 'them'} here. The partner API looks for accounts that
          are bound to {ids.length === 1 ? 'it' : 'them'}, too. Undo takes it back.
        </p>
      ) : (
        <>
          <p className="mt-1 text-muted">
            A brand that something belongs to can’t be deleted. Re-align its customers first; give partners,
            billing accounts and templates another brand.
          </p>
          <ul className="my-3.5 max-h-60 overflow-auto rounded-box border border-line">
            {blocked.map(({ id, name, uses }) => (
              <li key={id} className="border-b border-line-soft px-3 py-1.5 last:border-0">
                <span className="font-strong">{name}</span>
                <span className="block text-muted">still has {uses.join(', ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </GraveDialog>
  );
}
