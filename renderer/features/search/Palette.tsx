import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Search } from 'lucide-react';
import type { SearchAnswer } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import { closePalette, useView } from '../../app/store.ts';
import { shortcutText } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { foundWords } from './found-words.ts';
import { MarkedText } from './MarkedText.tsx';
import { paletteSections, type PaletteLine } from './palette-lines.ts';

const hitsPerKind = 8;

/** Searches everything as you type, grouped by kind, and finds commands. */
export function Palette() {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) closePalette();
      }}
      className="animate-fade fixed inset-0 z-40 flex items-start justify-center bg-scrim p-4 pt-[12vh]"
    >
      <Modal className="animate-rise w-full max-w-[640px] overflow-hidden rounded-card border border-line bg-raised shadow-raise">
        <Dialog aria-label="Search everything and commands" className="outline-none">
          <Finder />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function useSearch(query: string): SearchAnswer | null {
  const [answer, setAnswer] = useState<SearchAnswer | null>(null);
  const asked = useRef(0);
  useEffect(() => {
    const number = ++asked.current;
    if (query === '') return;
    void attempt('search.everything', { query, limit: hitsPerKind }).then((result) => {
      // An answer to an older question never replaces that of a newer one.
      if (number !== asked.current) return;
      setAnswer(result.ok ? result.value : { query, groups: [], exact: null, revision: 0 });
    });
  }, [query]);
  return query === '' ? null : answer;
}

function Finder() {
  const inProject = useView((view) => Boolean(view.start?.account?.context));
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const query = typed.trim();
  const answer = useSearch(query);
  const sections = useMemo(() => paletteSections(query, answer), [query, answer]);
  const lines = sections.flatMap((section) => section.lines);
  const current = Math.min(at, Math.max(0, lines.length - 1));
  // What is shown may still be the answer to what was typed before: Enter then means what comes.
  const isAnswered = query === '' || answer?.query === query;
  const [isEntered, setEntered] = useState(false);
  const run = (line: PaletteLine | undefined) => {
    if (!line || line.whyNot) return;
    closePalette();
    line.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && lines.length > 0) {
      event.preventDefault();
      const next = (current + step + lines.length) % lines.length;
      setAt(next);
      list.current?.querySelector(`[id="palette-${next}"]`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isAnswered) run(lines[current]);
      else setEntered(true);
    }
  };
  const runFirst = useEffectEvent(() => run(lines[current]));
  useEffect(() => {
    if (isEntered && isAnswered) runFirst();
  }, [isEntered, isAnswered]);
  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search aria-hidden size={15} className="shrink-0 text-muted" />
        <input
          autoFocus
          type="text"
          role="combobox"
          aria-label="Search everything and commands"
          aria-expanded={lines.length > 0}
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={lines.length > 0 ? `palette-${current}` : undefined}
          value={typed}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          placeholder={inProject ? 'Search commands…' : 'Search customers, sites, serials, commands…'}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setEntered(false);
          }}
          onKeyDown={onKeyDown}
          className="h-11 min-w-0 flex-1 bg-transparent text-lg outline-none placeholder:text-faint placeholder:opacity-100"
        />
      </div>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="Found"
        className="max-h-[52vh] overflow-auto p-1.5"
      >
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title} className="mb-1">
            <p aria-hidden className="px-2.5 pt-1.5 pb-1 text-sm text-muted">
              {section.title}
            </p>
            {section.lines.map((line) => {
              const index = lines.indexOf(line);
              return (
                <div
                  key={line.id}
                  id={`palette-${index}`}
                  role="option"
                  aria-selected={index === current}
                  aria-disabled={line.whyNot ? true : undefined}
                  onClick={() => run(line)}
                  onMouseMove={() => setAt(index)}
                  className={`flex min-h-8 items-center gap-3 rounded-box px-2.5 py-1 ${index === current ? 'bg-accent-soft forced-colors:outline forced-colors:outline-2' : ''} ${line.whyNot ? 'text-faint' : ''}`}
                >
                  <span className="max-w-[60%] shrink-0 truncate font-strong">
                    <MarkedText text={line.title} query={line.query ?? ''} />
                  </span>
                  <span className="truncate text-muted">
                    {line.whyNot ?? line.note}
                    {line.matched ? (
                      <>
                        {line.note ? ' · ' : ''}
                        {line.matched.field}: <MarkedText text={line.matched.text} query={line.query ?? ''} />
                      </>
                    ) : null}
                  </span>
                  {line.shortcut ? (
                    <span className="ml-auto shrink-0 text-sm text-muted">{shortcutText(line.shortcut)}</span>
                  ) : null}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {lines.length === 0 && answer ? (
        <p className="px-4 pb-4 text-muted">
          Nothing matches “{query}”. Addresses, contacts, phone numbers, references, serials and ids are
          searched too; of several words, each has to match.
        </p>
      ) : null}
      {query === '' ? null : (
        <DataAge
          kinds={['partner', 'customer', 'site', 'probe']}
          everything
          className="border-t border-line-soft px-4 py-2"
        />
      )}
      <p role="status" className="sr-only">
        {answer ? foundWords(answer) : ''}
      </p>
    </>
  );
}
