import { Clock, Undo2 } from 'lucide-react';
import type { LicenseMoveRow } from '../../../common/contract/projects.ts';
import { whyErased, whyTakesNoLicenses } from '../../../common/domain/projects.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { count, moment, useNow } from '../../ui/words.ts';
import { inSentence, sideName } from './project-words.ts';

interface LicenseHistoryProps {
  moves: readonly LicenseMoveRow[];
  own?: string;
  frozen?: string | undefined;
}

/**
 * Moves of licenses, newest first, each with who and why and the way to take it back.
 * @param own the project whose moves they are: then each is told from its side
 * @param frozen why none of them can be taken back, where that is so
 */
export function LicenseHistory({ moves, own, frozen }: LicenseHistoryProps) {
  if (moves.length === 0) return <p className="text-muted">Nothing was moved yet.</p>;
  return (
    <ul aria-label="Moves of licenses" className="flex flex-col">
      {moves.map((move) => (
        <Move key={move.id} move={move} own={own} frozen={frozen} />
      ))}
    </ul>
  );
}

interface MoveProps {
  move: LicenseMoveRow;
  own: string | undefined;
  frozen: string | undefined;
}

function Move({ move, own, frozen }: MoveProps) {
  const now = useNow(60_000);
  const { from, to, quantity, type, reason, by, at, provisional } = move;
  const gives = from.type === 'project' && from.id === own;
  const takes = to.type === 'project' && to.id === own;
  const amount = `${own === undefined ? '' : gives ? '−' : '+'}${count(quantity)} ${type}`;
  const way = gives
    ? `to ${inSentence(to)}`
    : takes
      ? `from ${inSentence(from)}`
      : from.type === 'bought'
        ? `bought for ${inSentence(to)}`
        : `${sideName(from)} → ${sideName(to)}`;
  return (
    <li className="flex items-start justify-between gap-2 border-b border-line-soft py-1.5 last:border-b-0">
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          <span className="font-strong tabular-nums">{amount}</span> <span className="text-muted">{way}</span>
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          {provisional ? (
            <span className="inline-flex items-center gap-1 text-warn">
              <Clock aria-hidden size={11} /> Provisional, made here
            </span>
          ) : (
            by
          )}{' '}
          · {moment(at, now)}
          {reason ? ` · ${reason}` : ''}
        </p>
      </div>
      <Reverse move={move} frozen={frozen} />
    </li>
  );
}

/** Why a move can't be taken back for the closing of a project that it was between. */
function whyNotBack({ from, to }: LicenseMoveRow): string | undefined {
  return (
    (to.type === 'project' ? whyErased(to.name, to.closing) : undefined) ??
    (from.type === 'project' ? whyTakesNoLicenses(from.name, from.closing) : undefined)
  );
}

function Reverse({ move, frozen }: Pick<MoveProps, 'move' | 'frozen'>) {
  const mayMove = useWhyNot('license.move');
  const { from, to, provisional, id } = move;
  if (from.type === 'bought') return null;
  const unseen = from.type === 'unseen' || to.type === 'unseen';
  const whyNot =
    mayMove ??
    frozen ??
    whyNotBack(move) ??
    (unseen
      ? 'The other side of it isn’t in sight here.'
      : provisional
        ? 'It isn’t confirmed yet: Undo or the outbox takes it back.'
        : undefined);
  const what = `${count(move.quantity)} ${move.type} from ${inSentence(to)} back to ${inSentence(from)}`;
  const reverse = async () => {
    const result = await attempt('license.reverse', { id });
    if (result.ok) sayChanged(`Moved ${what}`, result.value.mutationIds);
    else sayFailed(result.error);
  };
  return (
    <Button
      look="quiet"
      label={`Take back: move ${what}`}
      whyNot={whyNot}
      className="h-6 px-1.5"
      onPress={() => void reverse()}
    >
      <Undo2 aria-hidden size={13} />
    </Button>
  );
}
