import { useRef, useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ImportFate, ImportPreview } from '../../../common/contract/outbox.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Callout, CopyDetails, Tag } from '../../ui/states.tsx';
import { count, counted, megabytes, moment, useNow } from '../../ui/words.ts';
import { importedInWords, importInWords } from './export-words.ts';

const fates: Record<ImportFate, { title: string; tone: 'good' | 'warn' | 'info' }> = {
  added: { title: 'New', tone: 'good' },
  here: { title: 'Here already', tone: 'info' },
  confirmed: { title: 'Confirmed already', tone: 'info' },
  discarded: { title: 'Discarded or edited here', tone: 'warn' },
};

/** Brings in changes that were made on another computer: a file, its journal, or pasted text; shown before anything is queued. */
export function ImportChangesDialog() {
  const [text, setText] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const check = async (content: string) => {
    setBusy(true);
    setFailure(null);
    setPreview(null);
    const result = await attempt('outbox.checkImport', { text: content });
    setBusy(false);
    if (result.ok) setPreview(result.value);
    else setFailure(result.error);
  };
  const accept = async () => {
    if (!preview) return;
    setBusy(true);
    const result = await attempt('outbox.acceptImport', { token: preview.token });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    say(importedInWords(result.value));
  };
  const added = preview?.counts.added ?? 0;
  const files = preview?.files.count ?? 0;
  return (
    <Dialog title="Import changes" onClose={closeDialog} wide>
      <p className="mt-1 text-muted">
        Changes that another computer couldn’t send: a file that was exported there, or the file journal.log
        of its data folder. They keep their ids, so what did arrive isn’t applied twice.
      </p>
      <div className="mt-3 flex items-start gap-2">
        <input
          ref={file}
          type="file"
          accept=".json,.log,.txt"
          aria-label="File of changes"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            event.target.value = '';
            if (!chosen) return;
            setText('');
            void chosen.text().then(check);
          }}
        />
        <Button autoFocus busy={busy} onPress={() => file.current?.click()}>
          Choose a file…
        </Button>
        <textarea
          aria-label="Or paste the text of a file"
          placeholder="Or paste the text of a file"
          value={text}
          rows={2}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          className="field min-h-[56px] flex-1 font-mono text-sm"
        />
        <Button
          busy={busy}
          whyNot={text.trim() === '' ? 'Paste the text first.' : undefined}
          onPress={() => void check(text.trim())}
        >
          Check
        </Button>
      </div>
      {failure ? <Faults failure={failure} /> : null}
      {preview ? <Preview preview={preview} /> : null}
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={
              preview
                ? added + files === 0
                  ? 'Nothing of it is new here.'
                  : undefined
                : 'Choose a file or paste its text first.'
            }
            onPress={() => void accept()}
          >
            {verbFor(added, files)}
          </Button>
        }
      />
    </Dialog>
  );
}

function verbFor(changes: number, files: number): string {
  if (changes > 0) return `Add ${counted(changes, 'change')}`;
  return files > 0 ? `Add ${counted(files, 'photo or report', 'photos or reports')}` : 'Add changes';
}

function Faults({ failure }: { failure: AppError }) {
  return (
    <div className="mt-3">
      <Callout tone="bad" role="alert">
        <div className="flex items-start justify-between gap-3">
          <p>{failure.message}</p>
          <span className="-my-1 -mr-2 shrink-0">
            <CopyDetails error={failure} />
          </span>
        </div>
        {failure.fields && failure.fields.length > 1 ? (
          <ul className="mt-1 max-h-40 overflow-auto" tabIndex={0} aria-label="What is wrong">
            {failure.fields.map(({ path, message }, at) => (
              <li key={at}>
                {path}: {message}
              </li>
            ))}
          </ul>
        ) : null}
      </Callout>
    </div>
  );
}

function Preview({ preview }: { preview: ImportPreview }) {
  const now = useNow(60_000);
  const { source, cautions, counts, changes, files } = preview;
  const total = Object.values(counts).reduce((sum, many) => sum + many, 0);
  return (
    <div className="mt-3 flex min-h-0 flex-col gap-2">
      <p>
        {importInWords(source, total)}
        {source.kind === 'journal'
          ? '.'
          : `, exported ${source.madeAt ? moment(source.madeAt, now) : 'at an unknown time'}.`}
      </p>
      {files.count > 0 ? (
        <p>
          {counted(files.count, 'photo or report', 'photos or reports')} that the partner API hasn’t got{' '}
          {files.count === 1 ? 'comes' : 'come'} along ({megabytes(files.bytes)}).
        </p>
      ) : null}
      {cautions.map((caution) => (
        <Callout key={caution} tone="warn">
          {caution}
        </Callout>
      ))}
      {total > 0 ? <ChangesOf preview={preview} /> : null}
      {total > changes.length ? (
        <p className="text-muted">And {count(total - changes.length)} more.</p>
      ) : null}
    </div>
  );
}

/** What becomes of the changes of a file. */
function ChangesOf({ preview: { counts, changes } }: { preview: ImportPreview }) {
  return (
    <>
      <p role="status" className="text-muted">
        {(Object.keys(fates) as ImportFate[])
          .filter((fate) => counts[fate] > 0)
          .map((fate) => `${fates[fate].title}: ${count(counts[fate])}`)
          .join(' · ')}
      </p>
      <ul
        aria-label="Changes of the file"
        tabIndex={0}
        className="max-h-56 overflow-auto rounded-box border border-line"
      >
        {changes.map(({ id, title, fate }) => (
          <li
            key={id}
            className="flex items-baseline justify-between gap-3 border-b border-line-soft px-3 py-1 last:border-0"
          >
            <span className="min-w-0 truncate" title={title}>
              {title}
            </span>
            <Tag tone={fates[fate].tone}>{fates[fate].title}</Tag>
          </li>
        ))}
      </ul>
    </>
  );
}
