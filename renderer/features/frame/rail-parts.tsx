import type { ReactNode } from 'react';
import { GitCompareArrows } from 'lucide-react';
import { Focusable, TooltipTrigger } from 'react-aria-components';
import { go, goToList } from '../../app/navigate.ts';
import { formatRoute, type Route } from '../../app/router.ts';
import { Tip } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
import { useConflicts } from '../conflicts/use-conflicts.ts';

/** How the rail's icons are drawn. */
export const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** The rail itself, with the product's name at its head. */
export function RailFrame({ children }: { children: ReactNode }) {
  return (
    <nav
      aria-label="Main"
      className="row-span-2 flex w-[52px] flex-col gap-px border-r border-line bg-surface px-2 py-2.5 narrow:w-[208px]"
    >
      <div className="mb-2 flex items-center gap-2 px-2 py-1 font-strong max-narrow:justify-center">
        <span
          aria-hidden
          className="size-[18px] shrink-0 rounded-[5px] bg-accent bg-linear-135 from-accent to-[#8aa6ff] forced-color-adjust-none"
        />
        <span className="max-narrow:sr-only">Switchyard</span>
      </div>
      {children}
    </nav>
  );
}

/** The way to the conflicts, there only while there are any. */
export function ConflictsLink({ on }: { on: boolean }) {
  const conflicts = useConflicts(1).value?.total ?? 0;
  if (conflicts === 0 && !on) return null;
  return (
    <RailLink
      to={{ page: 'conflict', id: null }}
      on={on}
      icon={<GitCompareArrows {...icon} />}
      number={conflicts > 0 ? conflicts : undefined}
      alarm={conflicts > 0 ? `${counted(conflicts, 'conflict')} to settle` : undefined}
    >
      Conflicts
    </RailLink>
  );
}

interface RailLinkProps {
  to: Route;
  on: boolean;
  icon: ReactNode;
  children: string;
  number?: number | undefined;
  alarm?: string | undefined;
  whyNot?: string | undefined;
}

/** A place to go to; what may not be opened says why. */
export function RailLink({ to, on, icon: sign, children, number, alarm, whyNot }: RailLinkProps) {
  const tip = whyNot ?? alarm ?? children;
  const id = `rail-${formatRoute(to).replace(/\W/g, '-')}`;
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      <Focusable>
        <a
          href={`#${formatRoute(to)}`}
          aria-current={on ? 'page' : undefined}
          aria-describedby={whyNot || alarm ? id : undefined}
          title={whyNot || alarm ? undefined : children}
          onClick={(event) => {
            event.preventDefault();
            if (to.page !== 'overview' && 'scope' in to) goToList(to.page);
            else go(to);
          }}
          className={`flex h-7 items-center gap-2 rounded-box px-2 max-narrow:justify-center ${
            on
              ? 'bg-accent-soft font-strong text-text forced-colors:outline forced-colors:outline-1'
              : whyNot
                ? 'text-faint'
                : 'text-muted hover:bg-hover hover:text-text'
          }`}
        >
          <span className="relative shrink-0">
            {sign}
            {alarm ? (
              <span
                aria-hidden
                className="absolute -top-1 -right-1 size-2 rounded-full bg-bad narrow:hidden forced-color-adjust-none"
              />
            ) : null}
          </span>
          <span className="truncate max-narrow:sr-only">{children}</span>
          {number === undefined ? null : (
            <span
              aria-hidden
              className={`ml-auto text-sm font-normal max-narrow:hidden ${alarm ? 'rounded-full bg-bad-soft px-1.5 text-bad' : 'text-faint'}`}
            >
              {count(number)}
            </span>
          )}
        </a>
      </Focusable>
      {whyNot || alarm ? <Tip>{tip}</Tip> : null}
      {whyNot || alarm ? (
        <span id={id} className="sr-only">
          {tip}
        </span>
      ) : null}
    </TooltipTrigger>
  );
}
