import type { ReactNode } from 'react';
import type { ListView } from '../../app/store.ts';

export interface FilterChoice {
  id: ListView['filters'][number];
  title: string;
  /** Of several in one group only one can be on. */
  group?: string;
}

interface FilterChipsProps {
  scopes?: ReactNode;
  filters: readonly FilterChoice[];
  on: ListView['filters'];
  onChange: (on: ListView['filters']) => void;
  /** What stands behind them. */
  children?: ReactNode;
}

/** Filters that are on or off. Every one that is on must match. */
export function FilterChips({ scopes, filters, on, onChange, children }: FilterChipsProps) {
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5">
      {scopes}
      {scopes && filters.length > 0 ? <span aria-hidden className="mx-1 h-4 border-l border-line" /> : null}
      {filters.map(({ id, title }) => (
        <Chip key={id} on={on.includes(id)} onPress={() => onChange(switched(filters, on, id))}>
          {title}
        </Chip>
      ))}
      {children}
    </div>
  );
}

function switched(
  filters: readonly FilterChoice[],
  on: ListView['filters'],
  id: FilterChoice['id'],
): ListView['filters'] {
  if (on.includes(id)) return on.filter((each) => each !== id);
  const groupOf = (each: FilterChoice['id']) => filters.find((filter) => filter.id === each)?.group;
  const group = groupOf(id);
  return [...on.filter((each) => group === undefined || groupOf(each) !== group), id];
}

/** The look of a chip. */
export const chipShape = 'h-6 truncate rounded-full border';
const chip = `${chipShape} px-2.5`;
export const chipOn =
  'border-accent/40 bg-accent-soft text-text forced-colors:outline forced-colors:outline-2';
export const chipOff = 'border-line text-muted hover:bg-hover hover:text-text';

/** A pill that is on or off. */
export function Chip({ on, onPress, children }: { on: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-pressed={on} onClick={onPress} className={`${chip} ${on ? chipOn : chipOff}`}>
      {children}
      {on ? (
        <span aria-hidden className="ml-1.5 text-muted">
          ✕
        </span>
      ) : null}
    </button>
  );
}

export interface ScopeChoice {
  id: string;
  title: string;
  run: () => void;
}

interface ScopeChipsProps {
  label?: string;
  choices: readonly ScopeChoice[];
  value: string;
}

/** Whose rows are shown: one of these. */
export function ScopeChips({ label = 'Whose', choices, value }: ScopeChipsProps) {
  return (
    <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-1.5">
      {choices.map(({ id, title, run }, at) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === value}
          tabIndex={id === value ? 0 : -1}
          onClick={run}
          onKeyDown={(event) => {
            const step = /^Arrow(Right|Down)$/.test(event.key)
              ? 1
              : /^Arrow(Left|Up)$/.test(event.key)
                ? -1
                : 0;
            if (step === 0) return;
            event.preventDefault();
            choices[(at + step + choices.length) % choices.length]?.run();
          }}
          className={`max-w-56 ${chip} ${id === value ? chipOn : chipOff}`}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
