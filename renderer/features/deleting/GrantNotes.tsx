import { decideAccess, type Role } from '../../../common/domain/access.ts';
import type { DeletePreview } from '../../../common/contract/deleting.ts';
import { Callout } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';

interface RefusedCustomer {
  name: string;
  rows: number;
  because: string;
}

/** Customers of the sites that don't allow it. */
export function refusedCustomers({ limited }: DeletePreview, role: Role): RefusedCustomer[] {
  return limited.flatMap(({ name, grants, rows }) => {
    const decision = decideAccess({ role, action: 'site.delete', grants });
    return decision.allowed ? [] : [{ name, rows, because: decision.because }];
  });
}

/** What the grants of the customers concerned mean: sites that may not be deleted, and those that can't be restored. */
export function GrantNotes({ preview, role }: { preview: DeletePreview; role: Role }) {
  const refused = refusedCustomers(preview, role);
  const refusedRows = refused.reduce((sum, { rows }) => sum + rows, 0);
  if (refused.length > 0)
    return (
      <div className="mt-3">
        <Callout tone="bad" role="alert">
          {refused.slice(0, 3).map(({ name, rows, because }) => (
            <p key={name}>
              {counted(rows, 'site')} of {name}: {because}
            </p>
          ))}
          {refused.length > 3 ? <p>{count(refused.length - 3)} more customers.</p> : null}
          <p>Uncheck {refusedRows === 1 ? 'it' : 'them'} to delete the rest.</p>
        </Callout>
      </div>
    );
  const forGood = preview.limited.filter(
    ({ grants }) => !decideAccess({ role, action: 'site.restore', grants }).allowed,
  );
  if (forGood.length === 0) return null;
  return (
    <div className="mt-3">
      <Callout tone="warn">
        {forGood
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ')}
        {forGood.length > 3 ? ` and ${count(forGood.length - 3)} more` : ''}{' '}
        {forGood.length === 1 ? 'hasn’t' : 'haven’t'} granted Recover data: once it’s confirmed, what is
        deleted there can’t be restored.
      </Callout>
    </div>
  );
}
