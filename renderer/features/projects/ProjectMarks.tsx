import type { LicensePool } from '../../../common/contract/projects.ts';
import { inactivity, inactivityOf } from '../../../common/domain/projects.ts';
import { Tag } from '../../ui/states.tsx';
import { count, useNow } from '../../ui/words.ts';
import { closingTitle, daysLeftText, poolsText } from './project-words.ts';

/** How a project stands; a status that this version doesn't know is shown as it is. */
export function ProjectStatusTag({
  status,
  closing,
}: {
  status: string;
  closing?: string | null | undefined;
}) {
  if (closing) return <Tag tone={closing === 'closed' ? 'info' : 'warn'}>{closingTitle(closing)}</Tag>;
  if (status === 'active') return <Tag tone="good">Active</Tag>;
  if (status === 'blocked') return <Tag tone="bad">Blocked</Tag>;
  return <Tag tone="info">{status}</Tag>;
}

/** Days until a project is deleted for want of activity; from its notice on it stands out. */
export function DaysLeft({ at, deletedOn }: { at: string; deletedOn?: string | undefined }) {
  const now = useNow(60_000);
  const { stage } = inactivityOf(at, now, deletedOn);
  const title =
    stage === 'active'
      ? `After ${inactivity.quietDays} days without activity its people are written to; ${inactivity.noticeDays} days later it’s deleted.`
      : stage === 'notice'
        ? 'It’s in the notice before its deletion: any activity ends it.'
        : 'The notice has run out; it’s deleted unless it’s used.';
  const tone = { active: 'text-muted', notice: 'font-strong text-warn', due: 'font-strong text-bad' }[stage];
  return (
    <span className={tone} title={title}>
      {daysLeftText(at, now, deletedOn)}
    </span>
  );
}

/** Licenses by type in one line; what isn't confirmed is marked. */
export function PoolsLine({ pools }: { pools: readonly LicensePool[] }) {
  if (pools.length === 0) return <span className="text-faint">None</span>;
  return (
    <span className="truncate" title={poolsText(pools)}>
      {pools.map(({ type, quantity, provisional }, at) => (
        <span key={type}>
          {at > 0 ? <span className="text-faint"> · </span> : null}
          <span className="text-muted">{type}</span> <Held quantity={quantity} provisional={provisional} />
        </span>
      ))}
    </span>
  );
}

/** A number of licenses; dotted below while moves that aren't confirmed are in it. */
export function Held({ quantity, provisional }: Pick<LicensePool, 'quantity' | 'provisional'>) {
  if (provisional === 0) return <>{count(quantity)}</>;
  return (
    <span
      className="text-warn underline decoration-dotted underline-offset-2"
      title={`Provisional: ${provisional > 0 ? '+' : '−'}${count(Math.abs(provisional))} isn’t confirmed yet`}
    >
      {count(quantity)}
      <span className="sr-only"> (not confirmed yet)</span>
    </span>
  );
}
