import { useState } from 'react';
import type { ProbeRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { TextField } from '../../ui/fields.tsx';
import { ago, count, counted, useNow } from '../../ui/words.ts';
import { ProbeStatusTag } from './ProbeStatusTag.tsx';

const shown = 200;

interface ProbePickerProps {
  /** Chosen probes by id. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** Probes that were chosen for something else already; they aren't offered. */
  except?: ReadonlySet<string>;
  autoFocus?: boolean;
}

const nobody: ReadonlySet<string> = new Set();

/** Unassociated probes to choose from, looked up by name or serial. */
export function ProbePicker({ chosen, onChange, except = nobody, autoFocus = false }: ProbePickerProps) {
  const [search, setSearch] = useState('');
  const now = useNow(60_000);
  const list = {
    kind: 'probe' as const,
    scope: { type: 'inventory' as const },
    search: search.trim().slice(0, 200),
    sort: { column: 'serial', direction: 'ascending' as const },
  };
  const found = useAnswer('list.window', { list, offset: 0, limit: shown }, ['probe']).value;
  const rows = ((found?.rows ?? []) as ProbeRow[]).filter(({ id }) => !except.has(id));
  const left = (found?.total ?? 0) - (found?.rows.length ?? 0);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label="Probes in the inventory"
        value={search}
        onChange={setSearch}
        placeholder="Find by name or serial"
        autoFocus={autoFocus}
        note={chosen.size > 0 ? `${count(chosen.size)} chosen` : undefined}
      />
      {found && rows.length === 0 ? (
        <p className="rounded-box border border-line px-3 py-2 text-muted">
          {search.trim() === '' ? 'No probe waits in the inventory.' : 'No probe in the inventory matches.'}
        </p>
      ) : (
        <ul
          aria-label="Probes in the inventory"
          className="max-h-64 overflow-auto rounded-box border border-line"
        >
          {rows.map((probe) => (
            <li key={probe.id} className="border-b border-line-soft last:border-0">
              <label className="flex items-center gap-2.5 px-3 py-1.5 hover:bg-hover">
                <input
                  type="checkbox"
                  checked={chosen.has(probe.id)}
                  onChange={() => toggle(probe.id)}
                  className="size-3.5 shrink-0 accent-(--accent)"
                />
                <span className="truncate font-strong">{probe.name || probe.serial}</span>
                <span className="truncate font-mono text-sm text-muted">{probe.serial}</span>
                <span className="ml-auto shrink-0 text-sm text-muted">
                  {probe.lastReportAt ? ago(probe.lastReportAt, now) : ''}
                </span>
                <ProbeStatusTag status={probe.status} />
              </label>
            </li>
          ))}
        </ul>
      )}
      {left > 0 ? (
        <p className="text-sm text-muted">{counted(left, 'probe')} more; type to find them.</p>
      ) : null}
    </div>
  );
}
