import { useMemo, useState, useSyncExternalStore } from 'react';
import type {
  ImportAsked,
  ImportCheck,
  ImportLine,
  ImportWindow,
} from '../../../common/contract/exchange.ts';
import { importOutcomes, type ImportOutcome } from '../../../common/domain/exchange/plan.ts';
import { attempt } from '../../api/client.ts';
import { WindowRows } from '../../api/window-rows.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { Tag } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { Chip } from '../lists/FilterChips.tsx';
import { Quiet } from '../lists/row-marks.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';

export type Flagged = 'left' | 'update' | 'create';

const words: Record<ImportOutcome, { title: string; tone: 'good' | 'warn' | 'bad' | 'info' }> = {
  create: { title: 'Add', tone: 'good' },
  update: { title: 'Update', tone: 'good' },
  unchanged: { title: 'Unchanged', tone: 'info' },
  flagged: { title: 'Flagged', tone: 'warn' },
  error: { title: 'Error', tone: 'bad' },
};

const columns: readonly GridColumn<ImportLine>[] = [
  { id: 'line', title: 'Line', width: 70, number: true, cell: (row) => count(row.line) },
  {
    id: 'outcome',
    title: 'What happens',
    width: 120,
    cell: (row) => <Tag tone={words[row.outcome].tone}>{words[row.outcome].title}</Tag>,
  },
  { id: 'name', title: 'Name', width: 160, cell: (row) => row.name },
  { id: 'within', title: 'Belongs to', width: 130, cell: (row) => <Quiet>{row.within}</Quiet> },
  {
    id: 'notes',
    title: 'Why',
    width: 320,
    grows: true,
    cell: (row) => <span title={reason(row)}>{reason(row)}</span>,
  },
];

function reason({ notes, changes }: ImportLine): string {
  const said = notes.map(({ column, message }) =>
    column === null ? message : `Column ${column}: ${message}`,
  );
  return [...said, ...(changes.length > 0 ? [`Changes ${changes.join(', ')}`] : [])].join('. ');
}

interface PreviewStepProps {
  asked: ImportAsked;
  check: ImportCheck;
  busy: boolean;
  onChoices: (choices: ImportAsked['choices']) => void;
  onAccept: (flagged: Flagged) => void;
}

/** What would happen, line by line, before anything is changed. */
export function PreviewStep({ asked, check, busy, onChoices, onAccept }: PreviewStepProps) {
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const [flagged, setFlagged] = useState<Flagged>('left');
  const [current, setCurrent] = useState(0);
  const density = useView((view) => view.settings.density);
  const { token, kind } = asked;
  const rows = useMemo(
    () =>
      new WindowRows<ImportLine, ImportWindow>(
        (offset, limit) => attempt('import.window', { token, outcome, offset, limit }),
        () => false,
      ),
    // A new check is another preview of the same file.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `check` is what the rows are asked anew for
    [token, outcome, check],
  );
  const state = useSyncExternalStore(rows.subscribe, rows.state);
  const { counts } = check;
  const accepted =
    counts.create +
    counts.update +
    (flagged === 'left' || (flagged === 'create' && kind === 'probe') ? 0 : counts.flagged);
  const save = async () => {
    const result = await attempt('import.saveFaults', { token });
    if (!result.ok) sayFailed(result.error);
    else if (result.value.path) say(`${counted(result.value.rows, 'line')} written to ${result.value.path}`);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 px-4 py-2.5" role="group" aria-label="Which lines">
        <Chip on={outcome === null} onPress={() => setOutcome(null)}>
          All {count(Object.values(counts).reduce((sum, many) => sum + many, 0))}
        </Chip>
        {importOutcomes.map((one) => (
          <Chip key={one} on={outcome === one} onPress={() => setOutcome(one)}>
            {words[one].title} {count(counts[one])}
          </Chip>
        ))}
        {counts.error > 0 ? (
          <Button className="ml-auto" onPress={() => void save()}>
            Save lines with errors…
          </Button>
        ) : null}
      </div>
      {kind === 'customer' && check.unknown.length > 0 ? (
        <UnknownPartners asked={asked} unknown={check.unknown} onChoices={onChoices} />
      ) : null}
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">
        {state.total === 0 ? (
          <p className="p-8 text-center text-muted">No line is here.</p>
        ) : (
          <DataTable
            label="Preview"
            columns={columns}
            total={state.total ?? 0}
            nameOf={(row) => `Line ${row.line}, ${words[row.outcome].title}`}
            rowAt={(index) => rows.rowAt(index)}
            source={rows}
            onVisible={(first, last) => rows.show(first, last)}
            rowHeight={density === 'compact' ? 26 : 32}
            sort={{ column: 'line', direction: 'ascending' }}
            onSort={() => undefined}
            current={Math.min(current, (state.total ?? 1) - 1)}
            onCurrent={setCurrent}
            checked={null}
            checkedHere={0}
            onCheck={() => undefined}
            onMoveOn={() => undefined}
            onCheckAll={() => undefined}
            onUncheckAll={() => undefined}
            openId={null}
            onOpen={() => undefined}
            onEscape={() => undefined}
            onMenu={() => undefined}
            footRoom={0}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-2.5">
        <Button
          look="primary"
          busy={busy}
          whyNot={accepted === 0 ? 'No line would change anything.' : undefined}
          onPress={() => onAccept(flagged)}
        >
          {busy ? 'Importing…' : `Import ${counted(accepted, 'line')}`}
        </Button>
        {counts.flagged > 0 ? (
          <label className="flex items-center gap-2">
            Flagged lines
            <select
              className="field w-52"
              value={flagged}
              onChange={(event) =>
                setFlagged(
                  event.target.value === 'update'
                    ? 'update'
                    : event.target.value === 'create'
                      ? 'create'
                      : 'left',
                )
              }
            >
              <option value="left">are left out</option>
              <option value="update">
                {kind === 'probe' ? 'move the probes' : 'update what they match'}
              </option>
              {kind === 'probe' ? null : <option value="create">are added as new</option>}
            </select>
          </label>
        ) : null}
        <span className="text-muted">Undo takes all of it back.</span>
      </div>
    </div>
  );
}

interface UnknownPartnersProps {
  asked: ImportAsked;
  unknown: ImportCheck['unknown'];
  onChoices: (choices: ImportAsked['choices']) => void;
}

function UnknownPartners({ asked, unknown, onChoices }: UnknownPartnersProps) {
  const choices = usePartnerChoices();
  return (
    <section
      aria-label="Partners that aren’t here"
      className="mx-4 mb-2.5 max-h-44 overflow-auto rounded-box border border-line px-3 py-2"
      tabIndex={0}
    >
      <div className="flex items-center gap-2">
        <h2 className="font-strong">Partners that aren’t here</h2>
        <Button className="ml-auto" onPress={() => openDialog({ kind: 'partner', id: null })}>
          Create partner…
        </Button>
        <Button onPress={() => onChoices(asked.choices)}>Check again</Button>
      </div>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {unknown.map(({ name, lines }) => (
          <li key={name} className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              {name} <span className="text-muted">in {counted(lines, 'line')}</span>
            </span>
            <select
              aria-label={`Instead of ${name}`}
              className="field w-60"
              value=""
              onChange={(event) =>
                onChoices({
                  ...asked.choices,
                  [name]: event.target.value === directChoice ? null : event.target.value,
                })
              }
            >
              <option value="">Choose instead…</option>
              {choices.map((choice) => (
                <option key={choice.id} value={choice.id}>
                  {choice.name}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </section>
  );
}
