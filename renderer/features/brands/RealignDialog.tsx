import { useState } from 'react';
import type { RealignImpact } from '../../../common/contract/brands.ts';
import type { CommandOutput } from '../../../common/contract/commands.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { changeList, closeDialog, noneChecked, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';

const noBrand = 'none';

/** Moves customers to another brand, after saying who gains and loses sight of them. */
export function RealignDialog({ ids }: { ids: string[] }) {
  const own = useView((view) => view.start?.account?.scope ?? null);
  const brands = useAnswer('brand.choices', undefined, ['brand']).value?.brands ?? [];
  const accounts = useAnswer('brand.accounts', undefined, []).value;
  const [target, setTarget] = useState<string | null>(null);
  const [fault, setFault] = useState<string | undefined>();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const brandId = target === noBrand ? null : target;
  // Of nowhere yet: the question is asked all the same, its answer isn't shown.
  const impact = useAnswer('customer.realignImpact', { ids, brandId }, [
    'customer',
    'brand',
    'site',
    'probe',
  ]);
  const many = counted(ids.length, 'customer');
  const isNothing = target !== null && impact.value?.customers === 0;
  // Those that are there already stay as they are.
  const moving =
    target !== null && impact.value && !isNothing ? counted(impact.value.customers, 'customer') : many;
  const name = brands.find(({ id }) => id === target)?.name;
  const realign = async () => {
    if (target === null) return setFault('Choose the brand that they go to');
    setBusy(true);
    const result = await attempt('customer.realign', { ids, brandId });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    changeList('customer', noneChecked);
    sayChanged(
      name ? `${moving} re-aligned to ${name}` : `${moving} taken out of their brand`,
      result.value.mutationIds,
    );
  };
  return (
    <Dialog title={`Re-align ${many}`} onClose={closeDialog} wide>
      <p className="mt-1 mb-4 text-muted">
        Their sites, probes and projects go along. How they look to their own people is another thing and
        stays.
      </p>
      <FindChoiceField
        label="Brand"
        choices={[
          ...(own ? [] : [{ id: noBrand, name: 'No brand: seen by accounts without a brand alone' }]),
          ...brands.map(({ id, name: title }) => ({ id, name: title })),
        ]}
        value={target}
        onChange={(id) => {
          setTarget(id);
          setFault(undefined);
          setFailure(null);
        }}
        fault={fault}
      />
      {target !== null && impact.value ? (
        <SightPreview impact={impact.value} accounts={accounts?.accounts ?? null} />
      ) : null}
      <Failure error={failure} className="mt-3" />
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={
              isNothing
                ? 'All of them are in this brand already.'
                : target !== null && !impact.value
                  ? 'It’s still being looked up who sees them.'
                  : undefined
            }
            onPress={() => void realign()}
          >
            Re-align {moving}
          </Button>
        }
      />
    </Dialog>
  );
}

interface SightPreviewProps {
  impact: RealignImpact;
  /** null where the partner API can't be asked. */
  accounts: CommandOutput<'brand.accounts'>['accounts'];
}

/** Who gains and loses sight of what, brand by brand with its accounts. */
function SightPreview({ impact, accounts }: SightPreviewProps) {
  const { customers, sites, probes, projects, stay, brands } = impact;
  return (
    <section aria-label="Who sees them afterwards" className="mt-4">
      <p>
        {counted(customers, 'customer')}
        {withThem({ site: sites, probe: probes, project: projects })} {customers === 1 ? 'moves' : 'move'}
        {stay > 0 ? `; ${counted(stay, 'customer')} ${stay === 1 ? 'is' : 'are'} there already` : ''}.
      </p>
      {brands.length === 0 ? (
        <p className="mt-2 text-muted">Accounts that are bound to a brand see the same as before.</p>
      ) : (
        <table className="mt-3 w-full border-collapse text-left">
          <thead className="text-sm text-muted">
            <tr className="border-b border-line">
              <th className="py-1 font-normal">Accounts of</th>
              <th className="py-1 pl-3 font-normal">Gain sight of</th>
              <th className="py-1 pl-3 font-normal">Lose sight of</th>
            </tr>
          </thead>
          <tbody>
            {brands.map(({ id, name, gains, loses }) => (
              <tr key={id} className="border-b border-line-soft align-top last:border-0">
                <td className="py-1.5">
                  <span className="font-strong">{name}</span>
                  <span className="block text-sm text-muted">{boundTo(id, accounts)}</span>
                </td>
                <td className={`py-1.5 pl-3 ${gains > 0 ? 'text-good' : 'text-faint'}`}>
                  {gains > 0 ? counted(gains, 'customer') : '–'}
                </td>
                <td className={`py-1.5 pl-3 ${loses > 0 ? 'text-bad' : 'text-faint'}`}>
                  {loses > 0 ? counted(loses, 'customer') : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-2 text-sm text-muted">
        {accounts === null
          ? 'Which accounts are bound to these brands is known to the partner API alone, which can’t be asked now. '
          : ''}
        Whoever loses sight of a customer loses it from their copy at the next synchronisation; nothing is
        deleted. Undo takes it all back.
      </p>
    </section>
  );
}

/** ` with 5 sites and 12 probes`; empty where there's nothing of them. */
function withThem(things: Record<string, number>): string {
  const named = Object.entries(things).flatMap(([noun, number]) =>
    number > 0 ? [counted(number, noun)] : [],
  );
  const last = named.pop();
  if (last === undefined) return '';
  return ` with ${named.length > 0 ? `${named.join(', ')} and ` : ''}${last}`;
}

function boundTo(brandId: string, accounts: SightPreviewProps['accounts']): string {
  if (accounts === null) return '';
  const names = accounts.filter((account) => account.brandId === brandId).map(({ name }) => name);
  return names.length === 0 ? 'no account is bound to it' : names.join(', ');
}
