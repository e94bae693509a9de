import { useId, useState, type ReactNode } from 'react';
import { mostNewSites, type NewSite } from '../../../common/contract/sites.ts';
import { CheckField } from '../../ui/CheckField.tsx';
import { count, counted } from '../../ui/words.ts';
import { PastedPreview } from './PastedPreview.tsx';
import { doubleWords, doubtWords } from './pasted-remarks.ts';
import { pastedColumns } from './pasted-sites.ts';
import { usePastedSites } from './use-pasted-sites.ts';

interface PasteSitesProps {
  text: string;
  onText: (text: string) => void;
  /** Whose sites they'll be; null for a customer that has none yet. */
  customerId: string | null;
  /** The sites as they'd be added, or why they can't be yet. */
  children: (ready: { sites: NewSite[]; whyNot: string | undefined }) => ReactNode;
}

/** A field to paste lines into, what was understood of them, and what is wrong with them. */
export function PasteSites({ text, onText, customerId, children }: PasteSitesProps) {
  const id = useId();
  const understood = usePastedSites(text, customerId);
  const [leaveFaulty, setLeaveFaulty] = useState(false);
  const [leaveDouble, setLeaveDouble] = useState(true);
  const { sites, faulty, double, headings, busy } = understood;
  const doubt = doubtWords(sites);
  const left = new Set(leaveDouble ? double : []);
  const good = sites.filter((each) => each.site !== null && !left.has(each));
  const ready = good.flatMap(({ site }) => (site ? [site] : []));
  const whyNot = busy
    ? 'The lines are being read.'
    : sites.length === 0
      ? 'Paste lines first.'
      : faulty.length > 0 && !leaveFaulty
        ? `${counted(faulty.length, 'line')} can’t be used. Mend them, or leave them out.`
        : ready.length === 0
          ? 'No line is left to add.'
          : ready.length > mostNewSites
            ? `At most ${count(mostNewSites)} sites are added at once, and these are ${count(ready.length)}. Paste fewer lines.`
            : undefined;
  return (
    <>
      <div>
        <label htmlFor={id} className="mb-1 block font-strong">
          Lines
        </label>
        <textarea
          id={id}
          autoFocus
          rows={7}
          value={text}
          spellCheck={false}
          wrap="off"
          aria-describedby={`${id}-hint`}
          className="field resize-y font-mono text-sm"
          onChange={(event) => onText(event.target.value)}
        />
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          One site a line: its name, or {pastedColumns.join(', ').toLowerCase()}, with tabs, commas or
          semicolons between them. A name that holds a comma stands in double quotes.
        </p>
      </div>
      {sites.length > 0 ? <PastedPreview sites={sites} remarkOf={understood.remarkOf} /> : null}
      <div role="status" className="flex flex-col gap-1.5 empty:hidden">
        {headings === null || sites.length === 0 ? null : (
          <p className="text-sm text-muted">Line {headings} is taken for headings.</p>
        )}
        {doubt ? <p className="text-sm text-warn">{doubt}</p> : null}
        {faulty.length > 0 ? (
          <>
            <ul className="text-sm text-bad">
              {faulty.slice(0, 3).map(({ line, faults }) => (
                <li key={line}>
                  Line {count(line)}: {faults.join('. ')}
                </li>
              ))}
              {faulty.length > 3 ? <li>{count(faulty.length - 3)} more; they’re marked above.</li> : null}
            </ul>
            <CheckField checked={leaveFaulty} onChange={setLeaveFaulty}>
              Leave out {counted(faulty.length, 'line')} that can’t be used
            </CheckField>
          </>
        ) : null}
        {double.length > 0 ? (
          <CheckField checked={leaveDouble} onChange={setLeaveDouble}>
            {doubleWords(double.length, understood.taken)}
          </CheckField>
        ) : null}
      </div>
      {children({ sites: ready, whyNot })}
    </>
  );
}
