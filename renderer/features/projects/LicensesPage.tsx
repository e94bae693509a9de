import { useState } from 'react';
import { Ticket } from 'lucide-react';
import type { LicenseBook, MovesOf } from '../../../common/contract/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { LicenseHistory } from './LicenseHistory.tsx';
import { Held } from './ProjectMarks.tsx';

const movesAtOnce = 25;

/** Where all licenses are, by type and by who holds them, and how they came there. */
export function LicensesPage() {
  const { value, error, slow, askAgain } = useAnswer('license.book', undefined, [
    'license',
    'project',
    'customer',
  ]);
  const mayMove = useWhyNot('license.move');
  const move = (
    <Button
      look="primary"
      whyNot={mayMove}
      onPress={() => openDialog({ kind: 'move-licenses', from: null, to: undefined })}
    >
      Assign licenses…
    </Button>
  );
  const body = () => {
    if (!value) {
      if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
      return slow ? <SlowState what="the licenses" /> : null;
    }
    if (value.types.length === 0)
      return (
        <EmptyState icon={<Ticket aria-hidden size={22} />} title="No licenses yet">
          Licenses that the partner account buys appear here, and are assigned to projects from here.
        </EmptyState>
      );
    return (
      <>
        <Types types={value.types} />
        <Holders book={value} />
        <History />
      </>
    );
  };
  return (
    <div className="h-full overflow-auto">
      <div className="mx-auto flex min-h-full max-w-[1080px] flex-col px-4 py-3.5">
        <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl font-strong tracking-[-0.01em]">Licenses</h1>
          {move}
        </div>
        <DataAge kinds={['license', 'project']} everything className="mb-3" />
        {body()}
      </div>
    </div>
  );
}

function Types({ types }: Pick<LicenseBook, 'types'>) {
  return (
    <section aria-label="By type" className="grid gap-2.5 grid-cols-2 narrow:grid-cols-4">
      {types.map(({ type, total, partner, provisional }) => {
        const placed = total - partner;
        return (
          <div key={type} className="rounded-card border border-line bg-raised px-3.5 py-3">
            <div className="flex items-baseline justify-between gap-2">
              <h2 className="truncate font-strong" title={type}>
                {type}
              </h2>
              <span className="text-sm text-muted">{count(total)} in all</span>
            </div>
            <svg
              viewBox="0 0 100 8"
              preserveAspectRatio="none"
              role="img"
              aria-label={`${count(placed)} at projects, ${count(partner)} at the partner account`}
              className="my-2 block h-2 w-full overflow-hidden rounded-full forced-color-adjust-none"
            >
              <rect width={100} height={8} className="fill-accent-soft" />
              <rect width={total > 0 ? (placed / total) * 100 : 0} height={8} className="fill-accent" />
            </svg>
            <dl className="grid grid-cols-[1fr_auto] gap-x-3 text-sm">
              <dt className="text-muted">At projects</dt>
              <dd className="text-right tabular-nums">
                <Held quantity={placed} provisional={-provisional} />
              </dd>
              <dt className="text-muted">At the partner account</dt>
              <dd className="text-right font-strong tabular-nums">
                <Held quantity={partner} provisional={provisional} />
              </dd>
            </dl>
          </div>
        );
      })}
    </section>
  );
}

function Holders({ book }: { book: LicenseBook }) {
  const { types, projects, holders } = book;
  const pool = (pools: LicenseBook['projects'][number]['pools'], type: string) =>
    pools.find((each) => each.type === type);
  return (
    <section className="mt-5">
      <h2 className="mb-1.5 font-strong">
        By project <span className="font-normal text-muted">· {counted(holders, 'project')}</span>
      </h2>
      <div
        className="max-h-[420px] overflow-auto rounded-card border border-line"
        role="group"
        tabIndex={0}
        aria-label="Licenses by project"
      >
        <table className="w-full border-separate border-spacing-0">
          <thead className="sticky top-0 z-10 bg-surface text-left text-sm text-muted">
            <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-strong">
              <th scope="col">Held by</th>
              {types.map(({ type }) => (
                <th key={type} scope="col" className="text-right">
                  {type}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="[&>tr>*]:border-b [&>tr>*]:border-line-soft [&>tr>*]:px-3 [&>tr>*]:py-1.5">
            <tr>
              <th scope="row" className="text-left font-strong">
                Partner account
              </th>
              {types.map(({ type, partner, provisional }) => (
                <td key={type} className="text-right font-strong tabular-nums">
                  <Held quantity={partner} provisional={provisional} />
                </td>
              ))}
            </tr>
            {projects.map(({ id, name, customerName, pools }) => (
              <tr key={id} className="hover:bg-hover">
                <th scope="row" className="max-w-[320px] text-left font-normal">
                  <button
                    type="button"
                    className="max-w-full truncate rounded-box align-bottom hover:underline"
                    onClick={() => go({ page: 'project', scope: everything, id })}
                  >
                    {name}
                  </button>
                  {customerName ? <span className="text-sm text-muted"> · {customerName}</span> : null}
                </th>
                {types.map(({ type }) => {
                  const held = pool(pools, type);
                  return (
                    <td key={type} className="text-right tabular-nums">
                      {held ? <Held {...held} /> : <span className="text-faint">0</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {holders > projects.length ? (
        <p className="mt-1 text-sm text-muted">
          The {count(projects.length)} with most licenses; all of them are in Projects.
        </p>
      ) : null}
    </section>
  );
}

function History() {
  const [of, setOf] = useState<MovesOf>({ type: 'all' });
  const [limit, setLimit] = useState(movesAtOnce);
  const { value } = useAnswer('license.moves', { of, offset: 0, limit: Math.min(limit, 200) }, [
    'license',
    'project',
  ]);
  return (
    <section className="mt-5 pb-4">
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <h2 className="mr-1 font-strong">Moves</h2>
        <div role="group" aria-label="Whose moves" className="flex gap-1.5">
          <Button pressed={of.type === 'all'} onPress={() => setOf({ type: 'all' })}>
            All
          </Button>
          <Button pressed={of.type === 'partner'} onPress={() => setOf({ type: 'partner' })}>
            Partner account
          </Button>
        </div>
      </div>
      {value ? <LicenseHistory moves={value.moves} /> : null}
      {value && value.total > value.moves.length ? (
        limit < 200 ? (
          <Button className="mt-2" onPress={() => setLimit(200)}>
            Show more of {count(value.total)}
          </Button>
        ) : (
          <p className="mt-2 text-sm text-muted">
            The newest 200 of {count(value.total)}; older ones are in each project and in Activity.
          </p>
        )
      ) : null}
    </section>
  );
}
