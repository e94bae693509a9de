import type { Ref } from 'react';
import { ListFilter, X } from 'lucide-react';
import { shortcutText } from '../../ui/words.ts';

interface FindFieldProps {
  ref: Ref<HTMLInputElement>;
  noun: string;
  value: string;
  onChange: (value: string) => void;
  /** Arrow down, Enter, and Escape in an empty field go to the list. */
  onLeave: () => void;
}

/** The text filter of a list. */
export function FindField({ ref, noun, value, onChange, onLeave }: FindFieldProps) {
  return (
    <div role="search" aria-label={`Find in ${noun}`} className="relative w-44 min-w-28">
      <ListFilter
        aria-hidden
        size={13}
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-faint"
      />
      <input
        ref={ref}
        type="text"
        role="searchbox"
        aria-label={`Find in this list of ${noun}`}
        aria-keyshortcuts="Control+F Meta+F"
        title={shortcutText('CmdOrCtrl+F')}
        placeholder="Find in this list"
        value={value}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            onChange('');
          } else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
            event.preventDefault();
            onLeave();
          }
        }}
        className="field h-7 min-h-0 pr-7 pl-6.5"
      />
      {value ? (
        <button
          type="button"
          aria-label="Clear"
          onClick={() => onChange('')}
          className="absolute inset-y-0 right-0 grid w-7 place-items-center text-muted hover:text-text"
        >
          <X aria-hidden size={13} />
        </button>
      ) : null}
    </div>
  );
}
