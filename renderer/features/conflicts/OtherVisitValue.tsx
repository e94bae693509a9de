import { useState } from 'react';
import {
  checklistStates,
  checklistStateTitles,
  findingOutcomes,
  findingTitles,
  technician as technicianSchema,
  visitStatuses,
  visitTitles,
  type ChecklistItem,
  type ChecklistState,
  type FindingOutcome,
  type ProbeFinding,
} from '../../../common/domain/visits.ts';
import { ChoiceField, TextField } from '../../ui/fields.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { counted } from '../../ui/words.ts';
import { useTechnicians } from '../visits/use-technicians.ts';
import {
  atLocalTime,
  localTime,
  nobody,
  technicianChoices,
  technicianOf,
  templateItemsOf,
} from '../visits/visit-words.ts';

/** The values of visits and their templates, each given as it is on the visit itself. */

interface FieldProps {
  path: string;
  label: string;
}

/** A day, such as 2026-03-31. */
export function DayField({ path, label }: FieldProps) {
  const { values, faults, set } = useForm();
  return (
    <TextField
      type="date"
      name={path}
      label={label}
      required
      value={textOf(values, path)}
      fault={faults[path]}
      onChange={(day) => set(path, day)}
    />
  );
}

/** A day and a time by this computer's clock; kept as the moment that it is. */
export function MomentField({ path, label }: FieldProps) {
  const { values, faults, set } = useForm();
  const [first] = useState(textOf(values, path));
  const [typed, setTyped] = useState(first === '' ? '' : localTime(first));
  return (
    <TextField
      type="datetime-local"
      name={path}
      label={label}
      required
      value={typed}
      fault={faults[path]}
      onChange={(text) => {
        setTyped(text);
        // What is as it was stays to the second.
        set(path, first !== '' && text === localTime(first) ? first : (atLocalTime(text) ?? ''));
      }}
    />
  );
}

/** Who goes there; who was chosen is among the choices also where the list of accounts doesn't have them. */
export function TechnicianField({ path, label }: FieldProps) {
  const { values, set } = useForm();
  const known = useTechnicians();
  const chosen = technicianSchema.safeParse(values[path]).data;
  const all = !chosen || known.some(({ id }) => id === chosen.id) ? known : [...known, chosen];
  return (
    <ChoiceField
      name={path}
      label={label}
      choices={technicianChoices(all)}
      value={chosen?.id ?? nobody}
      onChange={(id) => set(path, technicianOf(id, all))}
    />
  );
}

/** How far a visit has come. */
export function VisitStatusField({ path, label }: FieldProps) {
  const { values, set } = useForm();
  return (
    <ChoiceField
      name={path}
      label={label}
      choices={visitStatuses.map((id) => ({ id, name: visitTitles[id] }))}
      value={textOf(values, path)}
      onChange={(status) => set(path, status)}
    />
  );
}

/** An item of a checklist: done, open, or not possible and why. Its text stays. */
export function ChecklistItemField({ path, label }: FieldProps) {
  const { values, faults, set } = useForm();
  // One that is not possible has no reason yet while it's typed: its shape is what the two sides hold.
  const item = values[path] as ChecklistItem;
  const change = (part: Partial<ChecklistItem>) => set(path, { ...item, ...part });
  return (
    <div className="flex flex-col gap-2">
      <ChoiceField
        name={path}
        label={label}
        choices={checklistStates.map((id) => ({ id, name: checklistStateTitles[id] }))}
        value={item.state}
        onChange={(state) => change({ state: state as ChecklistState, reason: '' })}
      />
      {item.state === 'not-possible' ? (
        <TextField
          label="Why it isn’t possible"
          required
          value={item.reason}
          fault={faults[path]}
          onChange={(reason) => change({ reason })}
        />
      ) : null}
    </div>
  );
}

/** What became of a probe: by what it was replaced, or where it is now. */
export function FindingField({ path, label }: FieldProps) {
  const { values, faults, set } = useForm();
  const finding = values[path] as ProbeFinding;
  const change = (part: Partial<ProbeFinding>) => set(path, { ...finding, ...part });
  const { outcome, serial, newSerial, remark } = finding;
  return (
    <div className="flex flex-col gap-2">
      <ChoiceField
        name={path}
        label={label}
        choices={findingOutcomes.map((id) => ({ id, name: findingTitles[id] }))}
        value={outcome}
        onChange={(next) => change({ outcome: next as FindingOutcome, newSerial: '', remark: '' })}
      />
      {outcome === 'replaced' ? (
        <TextField
          label={`Serial of the probe that replaces ${serial}`}
          required
          value={newSerial}
          fault={faults[path]}
          onChange={(typed) => change({ newSerial: typed })}
        />
      ) : outcome === 'moved' ? (
        <TextField
          label={`Where ${serial} is now`}
          required
          value={remark}
          fault={faults[path]}
          onChange={(typed) => change({ remark: typed })}
        />
      ) : null}
    </div>
  );
}

/** The checklist of a template: an item a line. */
export function TemplateItemsField({ path, label }: FieldProps) {
  const { values, faults, set } = useForm();
  const items = Array.isArray(values[path]) ? (values[path] as string[]) : [];
  const [typed, setTyped] = useState(items.join('\n'));
  return (
    <TextField
      name={path}
      label={label}
      lines={8}
      required
      value={typed}
      note={counted(items.length, 'item')}
      fault={faults[path]}
      onChange={(text) => {
        setTyped(text);
        set(path, templateItemsOf(text));
      }}
      hint="An item a line, in the order in which it’s done."
    />
  );
}
