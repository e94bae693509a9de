import { useAnswer } from '../../api/answers.ts';
import { count } from '../../ui/words.ts';
import { scopeSentence } from './scope-words.ts';

/** Most customers that are named. */
const named = 5;

/** Who would be visible to an account that’s bound to a brand, before there is one. */
export function ScopePreview({ brandId }: { brandId: string }) {
  const scope = useAnswer('brand.scope', { id: brandId }, [
    'brand',
    'customer',
    'site',
    'probe',
    'partner',
  ]).value;
  if (!scope) return null;
  const names = scope.firstCustomers.slice(0, named).map(({ name }) => name);
  const others = scope.customers - names.length;
  return (
    <section
      aria-label="Who would be visible"
      className="rounded-box border border-line-soft bg-bg px-3 py-2"
    >
      <p>{scopeSentence(scope)}</p>
      {names.length > 0 ? (
        <p className="mt-1 text-muted">
          {names.join(', ')}
          {others > 0 ? ` and ${count(others)} more` : ''}
        </p>
      ) : null}
    </section>
  );
}
