import { decideAccess } from '../../../common/domain/access.ts';
import type { PlacementImpact, SiteChoice } from '../../../common/contract/sites.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { targetWords } from './placement-words.ts';

const shown = 4;

/** Customers that keep probes from being put somewhere else, each with the reason. */
export function useRefusals(
  action: 'probe.associate' | 'probe.disassociate',
  sites: readonly SiteChoice[],
): { customer: string; because: string }[] {
  const role = useView((view) => view.start?.account?.role) ?? 'admin';
  const refusals = new Map<string, string>();
  for (const { customerName, grants } of sites) {
    if (!grants) continue;
    const decision = decideAccess({ role, action, grants });
    if (!decision.allowed) refusals.set(customerName ?? 'A customer that isn’t in sight', decision.because);
  }
  return [...refusals].map(([customer, because]) => ({ customer, because }));
}

/** What putting probes somewhere else implies, said before it's done. */
export function PlacementNotes({
  impact,
  refusals,
}: {
  impact: PlacementImpact;
  refusals: readonly { customer: string; because: string }[];
}) {
  const { target, leaving, fromInventory, already, names, probes } = impact;
  const others = leaving.filter((site) => target && site.customerId !== target.customerId);
  const more = probes - names.length;
  return (
    <div className="mt-3.5 flex flex-col gap-3">
      <div className="rounded-box border border-line">
        <p className="border-b border-line-soft px-3 py-1.5 last:border-0">
          <span className="font-strong">{counted(probes, 'probe')}</span>{' '}
          <span className="text-muted">
            {names.join(', ')}
            {more > 0 ? ` and ${count(more)} more` : ''}
          </span>
        </p>
        {target ? (
          <p className="border-b border-line-soft px-3 py-1.5 last:border-0">{targetWords(target)}</p>
        ) : null}
        {fromInventory > 0 ? (
          <p className="border-b border-line-soft px-3 py-1.5 text-muted last:border-0">
            {count(fromInventory)} from the inventory
          </p>
        ) : null}
        {leaving.slice(0, shown).map((site) => (
          <p key={site.id} className="border-b border-line-soft px-3 py-1.5 text-muted last:border-0">
            {count(site.probes)} {site.probes === 1 ? 'leaves' : 'leave'}{' '}
            {site.name || 'a site that isn’t in sight'}
            {site.customerName ? ` of ${site.customerName}` : ''}
          </p>
        ))}
        {leaving.length > shown ? (
          <p className="border-b border-line-soft px-3 py-1.5 text-muted last:border-0">
            {count(leaving.slice(shown).reduce((sum, site) => sum + site.probes, 0))} leave{' '}
            {counted(leaving.length - shown, 'other site')}
          </p>
        ) : null}
        {already > 0 ? (
          <p className="border-b border-line-soft px-3 py-1.5 text-muted last:border-0">
            {count(already)} {already === 1 ? 'is' : 'are'} {target ? 'there' : 'in the inventory'} already
          </p>
        ) : null}
      </div>
      {target && others.length > 0 && refusals.length === 0 ? (
        <Callout tone="warn">
          {otherCustomers(others)}; from then on reports count for{' '}
          {target.customerName ?? 'the customer of that site'}.
        </Callout>
      ) : null}
      {refusals.length > 0 ? (
        <Callout tone="bad" role="alert">
          {refusals.slice(0, shown).map(({ customer, because }) => (
            <p key={customer}>
              {customer}: {because}
            </p>
          ))}
        </Callout>
      ) : null}
    </div>
  );
}

/** In place of the notes where what it implies can't be read; nothing while it's on its way. */
export function UnknownImpact({ error, askAgain }: { error: AppError | undefined; askAgain: () => void }) {
  if (!error) return null;
  return (
    <div className="mt-3">
      <Callout tone="bad" role="alert">
        <p>What it implies can’t be read: {error.message}</p>
        <Button onPress={askAgain}>Try again</Button>
      </Callout>
    </div>
  );
}

function otherCustomers(sites: PlacementImpact['leaving']): string {
  const names = [
    ...new Set(sites.map(({ customerName }) => customerName ?? 'a customer that isn’t in sight')),
  ];
  const rest = names.length - shown;
  const leaves = sites.reduce((sum, { probes }) => sum + probes, 0) === 1 ? 'It leaves' : 'They leave';
  const named = rest > 0 ? [...names.slice(0, shown), counted(rest, 'more customer')] : names;
  return `${leaves} ${new Intl.ListFormat('en-GB').format(named)}`;
}
