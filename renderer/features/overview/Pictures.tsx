import type { OverviewFigures } from '../../../common/contract/overview.ts';
import { useAnswer } from '../../api/answers.ts';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { Growth } from './Growth.tsx';
import { Health } from './Health.tsx';
import { Licenses } from './Licenses.tsx';
import { OutboxHealth } from './OutboxHealth.tsx';

/** Overview's pictures, each with its table behind it and a way into what it shows. */
export function Pictures() {
  const { value, error, slow, askAgain } = useAnswer('overview.figures', undefined, [
    'customer',
    'site',
    'probe',
  ]);
  if (!value)
    return error ? (
      <ErrorState error={error} onTryAgain={askAgain} />
    ) : slow ? (
      <SlowState what="the figures" />
    ) : null;
  return <Drawn figures={value} />;
}

function Drawn({ figures }: { figures: OverviewFigures }) {
  const book = useAnswer('license.book', undefined, ['license', 'project', 'customer']).value;
  return (
    <div className="mt-4 grid grid-cols-1 items-start gap-4 min-[900px]:grid-cols-2">
      <Growth months={figures.months} of="customers" title="Customers over time" />
      <Growth months={figures.months} of="sites" title="Sites over time" />
      <Health health={figures.health} />
      {book && book.types.length > 0 ? <Licenses book={book} /> : null}
      <OutboxHealth />
    </div>
  );
}
