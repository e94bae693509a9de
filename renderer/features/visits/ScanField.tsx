import { useEffect, useEffectEvent, useId, useRef, type FormEvent } from 'react';
import { ScanBarcode } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { useTyped } from './use-typed.ts';
import { thumb } from './VisitPage.tsx';

interface ScanFieldProps {
  /** What it's kept by on its visit while it's typed. */
  keptAs: string;
  label: string;
  hint: string;
  onScan: (text: string) => Promise<void>;
  /** Most characters. */
  most?: number;
  autoFocus?: boolean;
  /** What pressing its button does. */
  verb: string;
  /** Leaves it without an answer; by Escape. */
  onCancel?: () => void;
  /** What is typed while nothing has the focus lands here: a scanner types wherever it is. */
  catchKeys?: boolean;
}

/** A field for a barcode scanner, which types fast and ends with Enter; for fingers too. */
export function ScanField({
  keptAs,
  label,
  hint,
  onScan,
  verb,
  most = 60,
  onCancel,
  autoFocus = false,
  catchKeys = false,
}: ScanFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const typed = useTyped(keptAs);
  const scan = (event: FormEvent) => {
    event.preventDefault();
    // Cleared at once: the next one may be typed while this one is looked up.
    void typed.handOn(async (text) => {
      if (text.trim() !== '') await onScan(text.trim());
    });
  };
  const begin = useEffectEvent((event: KeyboardEvent) => {
    if (!catchKeys || event.key.length !== 1 || event.key === ' ' || event.key === '?') return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target !== document.body && !(event.target instanceof HTMLButtonElement)) return;
    // The key itself goes to what has the focus by then.
    field.current?.focus();
  });
  useEffect(() => {
    window.addEventListener('keydown', begin);
    return () => window.removeEventListener('keydown', begin);
  }, []);
  return (
    <form onSubmit={scan} className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
        <div className="relative">
          <ScanBarcode aria-hidden size={16} className="absolute top-3.5 left-3 text-muted" />
          <input
            ref={field}
            id={id}
            value={typed.text ?? ''}
            maxLength={most}
            autoFocus={autoFocus}
            autoComplete="off"
            spellCheck={false}
            placeholder={label}
            aria-describedby={`${id}-hint`}
            onChange={(event) => typed.set(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || !onCancel) return;
              event.preventDefault();
              onCancel();
            }}
            className="field h-11 pl-9"
          />
        </div>
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </p>
      </div>
      <Button className={thumb} type="submit">
        {verb}
      </Button>
    </form>
  );
}
