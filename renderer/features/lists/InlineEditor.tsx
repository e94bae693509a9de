import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { ListKind } from '../../../common/contract/views.ts';
import { say, sayChanged } from '../../app/notices.ts';
import { announce } from '../../ui/announce.ts';
import { inlineFault, saveInline, type InlineField } from './inline-edits.ts';

interface InlineEditorProps {
  kind: ListKind;
  id: string;
  /** What the row is called. */
  name: string;
  field: InlineField;
  /** What the list shows. */
  shown: string;
  /** The cell that a key goes on to, as the list stands when it's pressed; null where there's none. */
  beside: (way: CellStep) => Cell | null;
  /** It's left, for another cell or for none. */
  onDone: (to: Cell | null) => void;
}

/** A cell of a list; `index` is where its row stands, if that's another row. */
export interface Cell {
  id: string;
  column: string;
  index?: number;
}
export type CellStep = 'left' | 'right' | 'up' | 'down';

/** A cell that is edited where it stands: Enter saves and goes on below, Tab beside it, with Shift the other way; Escape leaves it as it was. What is wrong stays with what was typed. */
export function InlineEditor({ kind, id, name, field, shown, beside, onDone }: InlineEditorProps) {
  // What was there when the editing began: what comes in meanwhile isn't taken for it.
  const [seen] = useState(shown);
  const [value, setValue] = useState(seen);
  const [fault, setFault] = useState<string | null>(null);
  const busy = useRef(false);
  const left = useRef(false);
  const faultId = useId();
  const done = (to: Cell | null) => {
    left.current = true;
    onDone(to);
  };
  const save = async (to: Cell | null, isGone = false) => {
    if (busy.current || left.current) return;
    const typed = value.trim();
    if (typed === seen.trim()) return done(to);
    const refuse = (because: string) => {
      // There's no cell any more that could say it.
      if (isGone) say(`${field.title} of ${name} wasn’t saved. ${because}. You had typed “${typed}”.`);
      setFault(because);
      announce(because);
    };
    const wrong = inlineFault(kind, field.path, typed);
    if (wrong !== undefined) return refuse(wrong);
    busy.current = true;
    const saved = await saveInline(kind, id, field.path, { value: typed, seen });
    busy.current = false;
    if (!saved.ok) return refuse(saved.error.fields?.[0]?.message ?? saved.error.message);
    if (saved.mutationIds.length > 0) sayChanged(`${field.title} of ${name} changed`, saved.mutationIds);
    done(to);
  };
  // The row was scrolled out of sight: what was typed isn't thrown away.
  const leave = useEffectEvent(() => void save(null, true));
  useEffect(() => () => leave(), []);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      done(null);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      const [on, back] = event.key === 'Enter' ? (['down', 'up'] as const) : (['right', 'left'] as const);
      void save(beside(event.shiftKey ? back : on));
    }
  };
  return (
    <span className="-mx-1.5 block w-full">
      <input
        ref={(input) => {
          if (input && document.activeElement !== input && !left.current && value === seen) {
            input.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            input.focus({ preventScroll: true });
            input.select();
          }
        }}
        aria-label={`${field.title} of ${name}`}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : faultId}
        title={fault ?? undefined}
        value={value}
        spellCheck={false}
        onChange={(event) => {
          setValue(event.target.value);
          setFault(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => void save(null)}
        className="field h-6 min-h-0 w-full px-1.5"
      />
      {fault === null ? null : (
        <span
          id={faultId}
          role="alert"
          className="pointer-events-none fixed z-30 mt-0.5 max-w-72 rounded-box border border-bad/50 bg-bad-soft px-2 py-1 text-sm whitespace-normal text-bad shadow-raise"
        >
          {fault}
        </span>
      )}
    </span>
  );
}
