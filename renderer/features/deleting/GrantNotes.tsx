import { decideAccess, type SessionRole } from '../../../common/domain/access.ts';
import type { DeletePreview } from '../../../common/contract/deleting.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';

interface RefusedCustomer {
  id: string;
  name: string;
  rows: number;
  because: string;
}

/** Customers of the sites that don't allow it. */
export function refusedCustomers({ limited }: DeletePreview, role: SessionRole): RefusedCustomer[] {
  return limited.flatMap(({ id, name, grants, rows }) => {
    const decision = decideAccess({ role, action: 'site.delete', grants });
    return decision.allowed ? [] : [{ id, name, rows, because: decision.because }];
  });
}

/** What the grants of the customers concerned mean: sites that may not be deleted, and those that can't be restored. */
export function GrantNotes({
  preview,
  role,
  leftOut,
  onLeaveOut,
}: {
  preview: DeletePreview;
  role: SessionRole;
  /** Customers whose sites were left out for that. */
  leftOut: number;
  onLeaveOut: (customerIds: string[]) => void;
}) {
  const refused = refusedCustomers(preview, role);
  const refusedRows = refused.reduce((sum, { rows }) => sum + rows, 0);
  if (refused.length > 0)
    return (
      <div className="mt-3">
        <Callout tone="bad" role="alert">
          {refused.slice(0, 3).map(({ id, name, rows, because }) => (
            <p key={id}>
              {counted(rows, 'site')} of {name}: {because}
            </p>
          ))}
          {refused.length > 3 ? <p>{count(refused.length - 3)} more customers.</p> : null}
          <div className="mt-1.5">
            <Button onPress={() => onLeaveOut(refused.map(({ id }) => id))}>
              Leave {refusedRows === 1 ? 'it' : `these ${counted(refusedRows, 'site')}`} out
            </Button>
          </div>
        </Callout>
      </div>
    );
  const forGood = preview.limited.filter(
    ({ grants }) => !decideAccess({ role, action: 'site.restore', grants }).allowed,
  );
  return (
    <>
      {leftOut > 0 ? (
        <p className="mt-2 text-muted">
          Sites of {counted(leftOut, 'customer')} that {leftOut === 1 ? 'doesn’t' : 'don’t'} allow it stay.
        </p>
      ) : null}
      {forGood.length > 0 ? <NotRestorable names={forGood.map(({ name }) => name)} /> : null}
    </>
  );
}

function NotRestorable({ names }: { names: readonly string[] }) {
  return (
    <div className="mt-3">
      <Callout tone="warn">
        {names.slice(0, 3).join(', ')}
        {names.length > 3 ? ` and ${count(names.length - 3)} more` : ''}{' '}
        {names.length === 1 ? 'hasn’t' : 'haven’t'} granted Recover data: once it’s confirmed, what is deleted
        there can’t be restored.
      </Callout>
    </div>
  );
}
