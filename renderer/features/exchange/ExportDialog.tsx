import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { AppError, Result } from '../../../common/contract/errors.ts';
import type { LedgerExport } from '../../../common/contract/exchange.ts';
import type { ListSpec } from '../../../common/contract/views.ts';
import { exportFormats, type ExportFormat } from '../../../common/domain/exchange/exported.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt, listen } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog, type Selected } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';

const csvNote = 'For spreadsheets. Nothing in it runs as a formula.';
const formats: Record<ExportFormat, { title: string; note: string }> = {
  csv: { title: 'CSV', note: csvNote },
  json: { title: 'JSON', note: 'For scripts: every field of every row.' },
};

interface ListExportDialogProps {
  list: ListSpec;
  /** What is checked; null where nothing is. */
  selected: Selected | null;
}

/** Writes a list to a file: all that match, or what is checked, in the list's order. */
export function ListExportDialog({ list, selected }: ListExportDialogProps) {
  const total = useAnswer('list.window', { list, offset: 0, limit: 1 }, [list.kind]).value?.total;
  const write: ExportDialogProps['write'] = ({ key, format, which }) => {
    const meant = which === 'checked' ? selected?.selection : undefined;
    return attempt('export.list', {
      ...{ key, format, list },
      ids: meant?.type === 'ids' ? meant.ids : null,
      except: meant?.type === 'matching' ? meant.except : [],
    });
  };
  const ways = { noun: list.kind, total, checked: selected?.count ?? 0, isImported: true };
  return <ExportDialog {...ways} write={write} />;
}

interface LedgerExportDialogProps {
  of: LedgerExport['kind'];
  noun: string;
  /** Ids of what is listed, in its order, and of those of them that are checked. */
  listed: readonly string[];
  checked: readonly string[];
}

/** Writes a part of the ledger to a file: what is listed, or what is checked, as it's sorted. */
export function LedgerExportDialog({ of, noun, listed, checked }: LedgerExportDialogProps) {
  const write: ExportDialogProps['write'] = ({ key, format, which }) =>
    attempt('export.ledger', { key, format, kind: of, ids: [...(which === 'checked' ? checked : listed)] });
  const ways = { noun, total: listed.length, checked: checked.length, isImported: false };
  return <ExportDialog {...ways} write={write} />;
}

interface ExportDialogProps {
  /** What one row is called. */
  noun: string;
  /** Rows that match; undefined before it's known. */
  total: number | undefined;
  /** How many rows are checked; 0 for none. */
  checked: number;
  /** Whether Import takes such a file. */
  isImported: boolean;
  write: (asked: {
    key: string;
    format: ExportFormat;
    which: 'checked' | 'all';
  }) => Promise<Result<{ rows: number; path: string | null }>>;
}

/** Which rows are written and how, and how far it is. */
function ExportDialog({ noun, total, checked, isImported, write }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [which, setWhich] = useState<'checked' | 'all'>(checked > 0 ? 'checked' : 'all');
  const [failure, setFailure] = useState<AppError | null>(null);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const key = useRef('');
  const heard = useEffectEvent((told: { key: string; done: number; total: number }) => {
    if (told.key === key.current) setProgress(told);
  });
  useEffect(() => listen('export.progress', (told) => heard(told)), []);

  const stop = () => {
    if (key.current !== '') void attempt('export.cancel', { key: key.current });
    closeDialog();
  };
  const begin = async () => {
    const mine = crypto.randomUUID();
    key.current = mine;
    setFailure(null);
    setProgress({ done: 0, total: 0 });
    const result = await write({ key: mine, format, which });
    if (key.current !== mine) return;
    key.current = '';
    setProgress(null);
    if (!result.ok) return setFailure(result.error);
    const { rows, path } = result.value;
    if (path === null) return;
    closeDialog();
    say(`${counted(rows, noun)} written to ${path}`);
  };
  const many = which === 'checked' ? checked : total;
  return (
    <Dialog title={`Export ${noun}s`} onClose={stop}>
      <div className="mt-3 flex flex-col gap-4">
        {checked > 0 ? (
          <Choices
            label="Which"
            value={which}
            onChange={(value) => setWhich(value === 'all' ? 'all' : 'checked')}
            choices={[
              {
                id: 'checked',
                title: `${count(checked)} selected`,
                note: 'In the order of the list.',
              },
              {
                id: 'all',
                title: total === undefined ? 'All that match' : `All ${count(total)} that match`,
                note: 'As searched, filtered and sorted now.',
              },
            ]}
          />
        ) : (
          <p className="text-muted">
            {total === undefined ? 'The list' : counted(total, noun)}, as searched, filtered and sorted now,
            with changes that wait.
          </p>
        )}
        <Choices
          label="Format"
          value={format}
          onChange={(value) => setFormat(value === 'json' ? 'json' : 'csv')}
          choices={exportFormats.map((id) => ({
            ...{ id, ...formats[id] },
            ...(id === 'csv' && isImported ? { note: `${csvNote} Import takes it.` } : {}),
          }))}
        />
        <Failure error={failure} />
        {progress ? <Progress {...progress} /> : null}
      </div>
      <DialogActions
        cancel={<Button onPress={stop}>Cancel</Button>}
        verb={
          <Button
            look="primary"
            busy={progress !== null}
            whyNot={many === 0 ? 'The list is empty.' : undefined}
            onPress={() => void begin()}
          >
            {many === undefined ? 'Export…' : `Export ${counted(many, noun)}…`}
          </Button>
        }
      />
    </Dialog>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <div>
      <progress
        aria-label="Rows written"
        className="h-1.5 w-full accent-accent"
        max={total || 1}
        value={done}
      />
      <p className="mt-1 text-sm text-muted">
        {total === 0 ? 'Waiting for the place to save…' : `${count(done)} of ${count(total)} written`}
      </p>
    </div>
  );
}

interface ChoicesProps {
  label: string;
  value: string;
  onChange: (id: string) => void;
  choices: readonly { id: string; title: string; note: string }[];
}

function Choices({ label, value, onChange, choices }: ChoicesProps) {
  return (
    <RadioGroup value={value} onChange={onChange}>
      <Label className="font-strong">{label}</Label>
      <div className="mt-1.5 flex flex-col gap-1.5">
        {choices.map(({ id, title, note }) => (
          <Radio
            key={id}
            value={id}
            className="group flex items-start gap-2.5 rounded-box border border-line px-3 py-2 data-[focus-visible]:outline-2 data-[selected]:border-accent data-[selected]:bg-accent-soft"
          >
            <span
              aria-hidden
              className="mt-0.5 size-[15px] shrink-0 rounded-full border border-line-check bg-surface group-data-[selected]:border-[5px] group-data-[selected]:border-accent forced-color-adjust-none"
            />
            <span>
              <span className="block font-strong">{title}</span>
              <span className="text-muted">{note}</span>
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
