import type { ReactNode } from 'react';
import { count } from '../../ui/words.ts';

interface CheckBarProps {
  checked: number;
  /** How many of them the filters hide. */
  hidden: number;
  /** How many match; null where that isn't known before all of them are read. */
  total: number | null;
  onAll: () => void;
  onNone: () => void;
  children: ReactNode;
}

/** What is checked in a list, and what can be done with it. */
export function CheckBar({ checked, hidden, total, onAll, onNone, children }: CheckBarProps) {
  const link = 'rounded-box font-strong text-accent-text hover:underline';
  return (
    <section
      aria-label="Selection"
      data-foot
      className="animate-rise absolute inset-x-4 bottom-3.5 z-[35] flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-card border border-line bg-raised py-2 pr-2.5 pl-3.5 shadow-raise"
    >
      <strong className="font-strong">{count(checked)} selected</strong>
      {hidden > 0 ? <span className="text-warn">{count(hidden)} of them hidden by the filters</span> : null}
      {total === null || (total > 0 && (checked < total || hidden > 0)) ? (
        <button type="button" className={link} onClick={onAll}>
          Select all {total === null ? '' : `${count(total)} `}that match
        </button>
      ) : null}
      <button type="button" className={link} onClick={onNone}>
        Clear
      </button>
      <div className="ml-auto flex flex-wrap gap-2">{children}</div>
    </section>
  );
}
