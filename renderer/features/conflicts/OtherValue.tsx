import { useState } from 'react';
import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { ExternalIdsField, filledIds } from '../../ui/ExternalIdsField.tsx';
import { FormContext } from '../../ui/form.ts';
import { CountryField, FormField, NameField } from '../../ui/form-fields.tsx';
import { ColorField, LogoField } from '../../ui/look-fields.tsx';
import { TimeZoneField } from '../sites/SiteFormFields.tsx';
import { firstValue, mayBeEmpty, type OtherInput } from './other-value.ts';
import {
  ChecklistItemField,
  DayField,
  FindingField,
  MomentField,
  TechnicianField,
  TemplateItemsField,
  VisitStatusField,
} from './OtherVisitValue.tsx';

interface OtherValueProps {
  group: string;
  conflict: ConflictDetail['conflicts'][number];
  kind: EntityKind;
  input: OtherInput;
  /** What the field is called. */
  title: string;
  /** What was chosen; undefined while another side is. */
  value: unknown;
  fault: string | undefined;
  onChange: (value: unknown) => void;
}

/** A value of neither side, as the third choice, given by the same field as in the ordinary form. */
export function OtherValue(props: OtherValueProps) {
  const { group, conflict, kind, input, title, value, fault, onChange } = props;
  const { field } = conflict;
  const [held, setHeld] = useState<unknown>(() => firstValue(conflict));
  const on = value !== undefined;
  const take = (next: unknown) => {
    setHeld(next);
    onChange(input === 'external-ids' ? filledIds(next) : next);
  };
  // Judged by Settle alone: a fault that came as the field is left would move the button from under the pointer.
  const form = {
    values: { [field]: held },
    faults: (fault === undefined ? {} : { [field]: fault }) as Record<string, string>,
    set: (_path: string, next: unknown) => take(next),
    check: () => undefined,
  };
  return (
    <div
      className={`min-w-0 rounded-card border p-2.5 @[440px]:col-span-2 ${on ? 'border-accent bg-accent-soft forced-colors:outline forced-colors:outline-2' : 'border-line'}`}
    >
      <label className="flex items-center gap-2.5">
        <input
          type="radio"
          name={group}
          checked={on}
          onChange={() => take(held)}
          className="size-3.5 shrink-0 accent-(--accent)"
        />
        <span className="text-sm font-strong">Another value</span>
      </label>
      {on ? (
        <div className="mt-2">
          <FormContext value={form}>
            <InputOf input={input} field={field} title={title} required={!mayBeEmpty(kind, field)} />
          </FormContext>
        </div>
      ) : null}
    </div>
  );
}

interface InputOfProps {
  input: OtherInput;
  field: string;
  title: string;
  required: boolean;
}

function InputOf({ input, field, title, required }: InputOfProps) {
  const text = { path: field, label: title, required };
  switch (input) {
    case 'name':
      return <NameField path={field} label={title} />;
    case 'line':
      return <FormField {...text} />;
    case 'email':
      return <FormField {...text} type="email" />;
    case 'phone':
      return <FormField {...text} type="tel" />;
    case 'notes':
      return <FormField {...text} lines={5} />;
    case 'country':
      return <CountryField path={field} required={required} />;
    case 'time-zone':
      return <TimeZoneField />;
    case 'colour':
      return <ColorField path={field} label={title} />;
    case 'logo':
      return <LogoField path={field} />;
    case 'brand':
      return <BrandField />;
    case 'external-ids':
      return <ExternalIdsField path={field} />;
    case 'day':
      return <DayField path={field} label={title} />;
    case 'moment':
      return <MomentField path={field} label={title} />;
    case 'technician':
      return <TechnicianField path={field} label={title} />;
    case 'visit-status':
      return <VisitStatusField path={field} label={title} />;
    case 'checklist-item':
      return <ChecklistItemField path={field} label={title} />;
    case 'finding':
      return <FindingField path={field} label={title} />;
    case 'template-items':
      return <TemplateItemsField path={field} label={title} />;
  }
}
