import { X } from 'lucide-react';
import { contextWords } from '../../../common/contract/activity-words.ts';
import { entityKinds } from '../../../common/domain/entities.ts';
import { useAnswer } from '../../api/answers.ts';
import { Button } from '../../ui/Button.tsx';
import { CustomerField } from '../customers/CustomerField.tsx';
import { kindTitles, type Narrowed } from './activity-filters.ts';

interface ActivityFiltersProps {
  value: Narrowed;
  onChange: (change: Partial<Narrowed>) => void;
  people: readonly { id: string; name: string }[];
  contexts: readonly string[];
  /** The one customer that it's of, with its sites; null for all. */
  customerId: string | null;
  onCustomer: (id: string | null) => void;
  /** Of the projects among the contexts, by id. */
  names: Readonly<Record<string, string>>;
}

/** By person, kind of thing, customer, context and time. */
export function ActivityFilters(props: ActivityFiltersProps) {
  const { value, onChange, people, contexts, names, customerId, onCustomer } = props;
  return (
    <div role="group" aria-label="Narrow Activity" className="flex flex-wrap items-center gap-2 px-4 pb-2.5">
      <Choice
        label="Person"
        all="Everyone"
        value={value.accountId}
        options={people.map(({ id, name }) => [id, name])}
        onChange={(accountId) => onChange({ accountId })}
      />
      <KindChoice value={value.kind} onChange={(kind) => onChange({ kind })} />
      {customerId === null ? (
        <CustomerField inBar="All customers" value={null} onChange={({ id }) => onCustomer(id)} />
      ) : (
        <OnlyOne id={customerId} isCustomer onClear={() => onCustomer(null)} />
      )}
      <Choice
        label="Context"
        all="All contexts"
        value={value.context}
        options={contexts.map((context) => [context, contextWords(context, names)])}
        onChange={(context) => onChange({ context })}
      />
      <Days value={value} onChange={onChange} />
    </div>
  );
}

interface SettledFiltersProps {
  value: Pick<Narrowed, 'kind' | 'from' | 'to'> & { by: string };
  onChange: (change: Partial<SettledFiltersProps['value']>) => void;
  people: readonly string[];
}

/** What was settled here by person, kind of thing and time. */
export function SettledFilters({ value, onChange, people }: SettledFiltersProps) {
  return (
    <div
      role="group"
      aria-label="Narrow what was settled"
      className="flex flex-wrap items-center gap-2 px-4 pb-2.5"
    >
      <Choice
        label="Person"
        all="Everyone"
        value={value.by}
        options={people.map((name) => [name, name])}
        onChange={(by) => onChange({ by })}
      />
      <KindChoice value={value.kind} onChange={(kind) => onChange({ kind })} />
      <Days value={value} onChange={onChange} />
    </div>
  );
}

function KindChoice({ value, onChange }: Pick<ChoiceProps, 'value' | 'onChange'>) {
  return (
    <Choice
      label="Kind of thing"
      all="All things"
      value={value}
      options={entityKinds.map((kind) => [kind, kindTitles[kind]])}
      onChange={onChange}
    />
  );
}

type Range = Pick<Narrowed, 'from' | 'to'>;

function Days({ value, onChange }: { value: Range; onChange: (change: Partial<Range>) => void }) {
  return (
    <span className="flex flex-wrap gap-x-2 gap-y-1.5">
      <Day label="From" value={value.from} max={value.to} onChange={(from) => onChange({ from })} />
      <Day label="To" value={value.to} min={value.from} onChange={(to) => onChange({ to })} />
    </span>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="field h-7 min-h-0 w-auto max-w-44 py-0"
    >
      <option value="">{all}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface DayProps {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (value: string) => void;
}

function Day({ label, value, min, max, onChange }: DayProps) {
  return (
    <label className="flex items-center gap-1.5 text-muted">
      {label}
      <input
        type="date"
        value={value}
        min={min || undefined}
        max={max || undefined}
        onChange={(event) => onChange(event.target.value)}
        className="field h-7 min-h-0 w-auto py-0"
      />
    </label>
  );
}

/** That Activity is of one thing alone, and the way back to all. */
export function OnlyOne({
  id,
  isCustomer,
  onClear,
}: {
  id: string;
  isCustomer: boolean;
  onClear: () => void;
}) {
  const { value } = useAnswer('activity.nameOf', { id }, ['partner', 'customer', 'site', 'probe', 'visit']);
  const name = value?.name ?? 'one that isn’t here any more';
  return (
    <Button onPress={onClear} className="max-w-72">
      <span className="truncate">{isCustomer ? `Only ${name} with its sites` : `Only ${name}`}</span>
      <X aria-hidden size={13} className="shrink-0" />
      <span className="sr-only">Show all</span>
    </Button>
  );
}
