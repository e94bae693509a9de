import { useRef, useState } from 'react';
import type { DeletableKind, PastedMatches } from '../../../common/contract/deleting.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { copyText } from '../../app/notices.ts';
import { closeDialog, openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { keptLines } from './kept.ts';
import { Callout, Failure } from '../../ui/states.tsx';
import { WindowedRows } from '../../ui/WindowedRows.tsx';
import { count, counted } from '../../ui/words.ts';

/** Most lines of one sort that are shown; all of them can be copied. */
const shownLines = 50;

/** Finds what pasted lines mean, says what wasn't found, and goes on to the dry run. Nothing ambiguous is chosen by itself. */
export function DeleteByListDialog({ kind }: { kind: DeletableKind }) {
  const [text, setText] = useState(keptLines.get(kind) ?? '');
  const [matches, setMatches] = useState<PastedMatches | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const find = async () => {
    const number = ++asked.current;
    setBusy(true);
    const result = await attempt('delete.matchPasted', { kind, text });
    // Other lines stand there by now.
    if (number !== asked.current) return;
    setBusy(false);
    setFailure(result.ok ? null : result.error);
    if (!result.ok) return;
    setMatches(result.value);
    setChosen(new Set());
  };
  const ids = [...new Set([...(matches?.found.map(({ row }) => row.id) ?? []), ...chosen])];
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Dialog title={`Delete ${kind}s by list`} onClose={closeDialog} wide>
      <div className="mt-3 flex flex-col gap-3">
        <TextField
          label="Lines"
          lines={7}
          autoFocus
          value={text}
          onChange={(next) => {
            setText(next);
            keptLines.set(kind, next);
            setMatches(null);
            asked.current += 1;
            setBusy(false);
          }}
          hint={
            kind === 'customer'
              ? 'One customer a line: its id, Customer ID, an external id, or its name.'
              : 'One site a line: its id, an external id, or its name.'
          }
        />
        <Failure error={failure} />
        {matches ? (
          <>
            <p role="status">
              {counted(matches.found.length, kind)} found
              {matches.ambiguous.length > 0 ? `, ${counted(matches.ambiguous.length, 'line')} ambiguous` : ''}
              {matches.missing.length > 0 ? `, ${counted(matches.missing.length, 'line')} not found` : ''}.
            </p>
            <Found found={matches.found} />
            <Ambiguous matches={matches} chosen={chosen} onToggle={toggle} />
            <Missing lines={matches.missing} />
          </>
        ) : null}
      </div>
      <DialogActions
        verb={
          matches ? (
            <Button
              look="primary"
              whyNot={ids.length === 0 ? 'None of the lines was found.' : undefined}
              onPress={() => openDialog({ kind: 'delete', of: kind, selection: { type: 'ids', ids } })}
            >
              Show what goes…
            </Button>
          ) : (
            <Button
              look="primary"
              busy={busy}
              whyNot={text.trim() === '' ? 'Paste lines first.' : undefined}
              onPress={() => void find()}
            >
              Find
            </Button>
          )
        }
      />
    </Dialog>
  );
}

/** Which line became what. */
function Found({ found }: { found: PastedMatches['found'] }) {
  if (found.length === 0) return null;
  return (
    <WindowedRows
      label="Found"
      total={found.length}
      rowHeight={28}
      read={(offset, limit) =>
        Promise.resolve(found.slice(offset, offset + limit).map((each) => ({ ...each, id: each.row.id })))
      }
    >
      {({ line, row }) => (
        <>
          <span className="truncate font-strong">{row.name}</span>
          <span className="truncate text-muted">{row.within}</span>
          {line === row.name ? null : <span className="ml-auto truncate text-faint">{line}</span>}
        </>
      )}
    </WindowedRows>
  );
}

interface AmbiguousProps {
  matches: PastedMatches;
  chosen: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

function Ambiguous({ matches: { ambiguous }, chosen, onToggle }: AmbiguousProps) {
  if (ambiguous.length === 0) return null;
  return (
    <Callout tone="warn">
      <p>Several have this name. None of them is deleted unless you choose it.</p>
      {ambiguous.slice(0, shownLines).map(({ line, rows }) => (
        <fieldset key={line} className="mt-2">
          <legend className="font-strong">{line}</legend>
          {rows.slice(0, shownLines).map(({ id, name, within }) => (
            <CheckField key={id} checked={chosen.has(id)} onChange={() => onToggle(id)}>
              {name}, {within || 'direct'} ({id.slice(-6)})
            </CheckField>
          ))}
        </fieldset>
      ))}
      {ambiguous.length > shownLines ? <p>{count(ambiguous.length - shownLines)} more lines.</p> : null}
    </Callout>
  );
}

function Missing({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Callout tone="info">
      <div className="flex items-center justify-between gap-2">
        <p className="font-strong">Not found</p>
        <Button onPress={() => void copyText(lines.join('\n').slice(0, 200_000), 'Lines')}>Copy</Button>
      </div>
      <p className="max-h-24 overflow-auto [overflow-wrap:anywhere]">
        {lines.slice(0, shownLines).join(', ')}
        {lines.length > shownLines ? ` and ${count(lines.length - shownLines)} more` : ''}
      </p>
    </Callout>
  );
}
