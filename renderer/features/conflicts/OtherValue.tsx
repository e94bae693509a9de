import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { FindChoiceField, TextField } from '../../ui/fields.tsx';
import { countryCode } from '../../ui/countries.ts';
import { countryName } from '../../ui/words.ts';

interface OtherValueProps {
  group: string;
  field: string;
  label: string;
  /** What the field is filled with at first. */
  first: string;
  /** What was chosen; undefined while another side is. */
  value: unknown;
  fault: string | undefined;
  onChange: (value: unknown) => void;
}

/** A value of neither side, as the third choice. */
export function OtherValue({ group, field, label, first, value, fault, onChange }: OtherValueProps) {
  const isCountry = field.endsWith('country');
  const [text, setText] = useState(isCountry ? countryName(first) : first);
  const on = value !== undefined;
  const take = (typed: string) => {
    setText(typed);
    onChange(isCountry ? countryCode(typed) : typed);
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
          onChange={() => (field === 'brandId' ? onChange(null) : take(text))}
          className="size-3.5 shrink-0 accent-(--accent)"
        />
        <span className="text-sm font-strong">Another value</span>
      </label>
      {on && field === 'brandId' ? (
        <Brand
          label={label}
          value={typeof value === 'string' ? value : null}
          onChange={onChange}
          fault={fault}
        />
      ) : on ? (
        <div className="mt-2">
          <TextField
            label={label}
            value={text}
            onChange={take}
            fault={fault}
            {...(field === 'notes' ? { lines: 5 } : {})}
          />
        </div>
      ) : null}
    </div>
  );
}

interface BrandProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  fault: string | undefined;
}

const noBrand = 'none';

function Brand({ label, value, onChange, fault }: BrandProps) {
  const brands = useAnswer('brand.choices', undefined, ['brand']).value?.brands ?? [];
  return (
    <div className="mt-2">
      <FindChoiceField
        label={label}
        choices={[{ id: noBrand, name: 'No brand' }, ...brands]}
        value={value ?? noBrand}
        onChange={(id) => onChange(id === noBrand ? null : id)}
        fault={fault}
      />
    </div>
  );
}
