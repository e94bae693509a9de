import { Check, Minus } from 'lucide-react';

/** The drawn box of a checked row. The row's `aria-selected` says it; the box is for the eye and the mouse. */
export function CheckMark({ state }: { state: 'none' | 'some' | 'all' }) {
  const on = state !== 'none';
  return (
    <span
      aria-hidden
      className={`grid size-[15px] place-items-center rounded-[4px] border ${on ? 'border-accent bg-accent text-on-accent forced-color-adjust-none' : 'border-line-check'}`}
    >
      {state === 'all' ? (
        <Check size={11} strokeWidth={3} />
      ) : state === 'some' ? (
        <Minus size={11} strokeWidth={3} />
      ) : null}
    </span>
  );
}
