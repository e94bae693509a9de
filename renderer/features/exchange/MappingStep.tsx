import type { ImportAsked, ImportTable } from '../../../common/contract/exchange.ts';
import {
  externalSystem,
  externalTarget,
  fixedFields,
  importFields,
  importKinds,
  targetTitle,
} from '../../../common/domain/exchange/import-fields.ts';
import type { MappingFault } from '../../../common/domain/exchange/mapping.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout, Tag } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';

const external = 'external';
const delimiters: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

interface MappingStepProps {
  table: ImportTable;
  asked: ImportAsked;
  faults: readonly MappingFault[];
  busy: boolean;
  progress: { done: number; total: number } | null;
  onChange: (asked: ImportAsked) => void;
  onCheck: () => void;
}

/** Says where each column goes. */
export function MappingStep({ table, asked, faults, busy, progress, onChange, onCheck }: MappingStepProps) {
  const { kind, targets } = asked;
  const general = faults.filter(({ column }) => column === null);
  const choose = (column: number, target: string | null) =>
    onChange({ ...asked, targets: targets.map((had, at) => (at === column ? target : had)) });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-auto p-4">
        <p className="text-muted">
          {counted(table.lines, 'line')}, {table.encoding}, separated by{' '}
          {delimiters[table.delimiter] ?? `“${table.delimiter}”`}.{' '}
          {table.source ? <Tag tone="info">{table.source}</Tag> : null}
        </p>
        <div className="mt-3 flex flex-wrap items-end gap-4">
          <label className="font-strong">
            Each line is a
            <select
              className="field mt-1 block w-40"
              value={kind}
              onChange={(event) =>
                onChange({ ...asked, kind: importKinds.find((one) => one === event.target.value) ?? kind })
              }
            >
              {importKinds.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
          <CheckField checked={asked.header} onChange={(header) => onChange({ ...asked, header })}>
            The first line holds the names of the columns
          </CheckField>
        </div>
        {general.length > 0 ? (
          <div className="mt-3">
            <Callout tone="bad" role="alert">
              {general.map(({ message }) => message).join('. ')}.
            </Callout>
          </div>
        ) : null}
        <ul aria-label="Columns" className="mt-4 max-w-[860px] rounded-card border border-line">
          {table.columns.map(({ title, samples }, column) => (
            <li
              key={column}
              className="grid grid-cols-[minmax(0,1fr)_minmax(180px,260px)] items-start gap-x-4 gap-y-1 border-b border-line-soft px-3 py-2 last:border-0"
            >
              <div className="min-w-0">
                <div className="truncate font-strong">{title || `Column ${column + 1}`}</div>
                <div className="truncate text-sm text-muted">{samples.join(' · ') || 'Empty'}</div>
              </div>
              <Target
                kind={kind}
                title={title || `Column ${column + 1}`}
                target={targets[column] ?? null}
                fault={faults.find((one) => one.column === column)?.message}
                onChange={(target) => choose(column, target)}
              />
            </li>
          ))}
        </ul>
        <div className="mt-4 grid max-w-[860px] gap-4 sm:grid-cols-2">
          {fixedFields[kind].map((target) => (
            <TextField
              key={target}
              label={`${targetTitle(kind, target)} for lines without one`}
              optional
              value={asked.fixed[target] ?? ''}
              onChange={(value) => onChange({ ...asked, fixed: { ...asked.fixed, [target]: value } })}
            />
          ))}
        </div>
        <p className="mt-4 max-w-[860px] text-muted">
          Lines are matched by external id{kind === 'customer' ? ' or Customer ID' : ''}; a name alone is
          flagged. Blank cells leave a field as it is. These choices are remembered for files with the same
          columns.
        </p>
      </div>
      <div className="flex items-center gap-3 border-t border-line px-4 py-2.5">
        <Button look="primary" busy={busy} onPress={onCheck}>
          {busy ? 'Checking…' : 'Preview'}
        </Button>
        {busy && progress ? (
          <span role="status" className="text-muted">
            {count(progress.done)} of {count(progress.total)} checked
          </span>
        ) : (
          <span className="text-muted">Nothing is changed yet.</span>
        )}
      </div>
    </div>
  );
}

interface TargetProps {
  kind: ImportAsked['kind'];
  title: string;
  target: string | null;
  fault: string | undefined;
  onChange: (target: string | null) => void;
}

function Target({ kind, title, target, fault, onChange }: TargetProps) {
  const system = target === null ? undefined : externalSystem(target);
  return (
    <div>
      <select
        aria-label={`${title} goes to`}
        aria-invalid={fault ? true : undefined}
        className="field w-full"
        value={system === undefined ? (target ?? '') : external}
        onChange={(event) => {
          const chosen = event.target.value;
          onChange(chosen === '' ? null : chosen === external ? externalTarget(title) : chosen);
        }}
      >
        <option value="">Not imported</option>
        {importFields[kind].map((field) => (
          <option key={field.id} value={field.id}>
            {field.title}
          </option>
        ))}
        {kind === 'probe' ? null : <option value={external}>External id in another system</option>}
      </select>
      {system === undefined ? null : (
        <input
          aria-label={`System of ${title}`}
          className="field mt-1 w-full"
          value={system}
          maxLength={60}
          onChange={(event) => onChange(externalTarget(event.target.value))}
        />
      )}
      {fault ? <p className="mt-1 text-sm text-bad">{fault}</p> : null}
    </div>
  );
}
