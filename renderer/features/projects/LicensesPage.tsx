import { useRef, useState } from 'react';
import { Ticket } from 'lucide-react';
import type { LicenseBook, MovesOf } from '../../../common/contract/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { LicenseHistory } from './LicenseHistory.tsx';
import { LicenseHolders, LicenseTypes, type Pool } from './LicensePicture.tsx';
import { partnerAccount } from './project-words.ts';

const movesAtOnce = 25;

/** Whose moves are asked for, of one type or of all. */
type AskedPool = Omit<Pool, 'type'> & { type: string | null };
const allMoves: AskedPool = { type: null, holder: 'all' };

/** What the holder of a pool is called; empty for all of them. */
function holderName({ holder }: AskedPool, { projects }: LicenseBook): string {
  if (holder === 'all') return '';
  return holder === null ? partnerAccount : (projects.find(({ id }) => id === holder)?.name ?? 'A project');
}

/** Where all licenses are, by type and by who holds them, and how they came there. */
export function LicensesPage() {
  const { value, error, slow, askAgain } = useAnswer('license.book', undefined, [
    'license',
    'project',
    'customer',
  ]);
  const mayMove = useWhyNot('license.move');
  const seesPartner = useView((view) => !view.start?.account?.scope);
  const [pool, setPool] = useState<AskedPool>(allMoves);
  const history = useRef<HTMLDivElement>(null);
  const picture = {
    seesPartner,
    onPool: (chosen: Pool) => {
      setPool(chosen);
      history.current?.scrollIntoView({ block: 'nearest' });
      history.current?.focus();
    },
  };
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
        <div className="grid flex-1">
          <EmptyList what="licenses">
            <EmptyState icon={<Ticket aria-hidden size={22} />} title="No licenses yet">
              Licenses that the partner account buys appear here, and are assigned to projects from here.
            </EmptyState>
          </EmptyList>
        </div>
      );
    return (
      <>
        <LicenseTypes {...picture} book={value} />
        <LicenseHolders {...picture} book={value} />
        <div ref={history} tabIndex={-1} className="outline-none">
          <History
            pool={pool}
            onPool={setPool}
            holderName={holderName(pool, value)}
            seesPartner={seesPartner}
          />
        </div>
      </>
    );
  };
  return (
    <div className="h-full overflow-auto">
      <div className="mx-auto flex min-h-full max-w-[1080px] flex-col px-4 py-3.5">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl font-strong tracking-[-0.01em]">Licenses</h1>
          {move}
        </div>
        <DataAge kinds={['license', 'project']} everything className="mb-3" />
        {body()}
      </div>
    </div>
  );
}

interface HistoryProps {
  /** Whose moves, and of which type. */
  pool: AskedPool;
  onPool: (pool: AskedPool) => void;
  /** What the pool's holder is called. */
  holderName: string;
  seesPartner: boolean;
}

/** The moves of all, of the partner account, or of what was chosen in the picture. */
function History({ pool, onPool, holderName, seesPartner }: HistoryProps) {
  const { holder, type } = pool;
  const of: MovesOf =
    holder === 'all'
      ? { type: 'all' }
      : holder === null
        ? { type: 'partner' }
        : { type: 'project', id: holder };
  const [limit, setLimit] = useState(movesAtOnce);
  const { value } = useAnswer('license.moves', { of, type, offset: 0, limit: Math.min(limit, 200) }, [
    'license',
    'project',
  ]);
  const chosen = type === null ? null : [type, holderName].filter(Boolean).join(' · ');
  return (
    <section className="mt-5 pb-4">
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <h2 className="mr-1 font-strong">Moves</h2>
        <div role="group" aria-label="Whose moves" className="flex flex-wrap gap-1.5">
          <Button pressed={type === null && holder === 'all'} onPress={() => onPool(allMoves)}>
            All
          </Button>
          {seesPartner ? (
            <Button
              pressed={type === null && holder === null}
              onPress={() => onPool({ type: null, holder: null })}
            >
              {partnerAccount}
            </Button>
          ) : null}
          {chosen === null ? null : (
            <Button pressed label={`${chosen}; show all`} onPress={() => onPool(allMoves)}>
              {chosen}
            </Button>
          )}
        </div>
      </div>
      {value ? (
        <LicenseHistory
          moves={value.moves}
          {...(holder !== null && holder !== 'all' ? { own: holder } : {})}
        />
      ) : null}
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
