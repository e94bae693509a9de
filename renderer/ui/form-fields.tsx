import { useEffect, useRef, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { addressWords, postalCodeDoubt } from '../../common/domain/addresses.ts';
import { nameLimit } from '../../common/domain/naming.ts';
import { graphemeCount } from '../../common/domain/text.ts';
import { afterPress } from './after-press.ts';
import { countryCode, meantCountry } from './countries.ts';
import { TextField } from './fields.tsx';
import { textOf, useForm } from './form.ts';
import { countryName } from './words.ts';

interface FormFieldProps {
  path: string;
  label: string;
  /** Said before the label: what it belongs to, where a heading above says it to the eye. */
  of?: string;
  required?: boolean;
  note?: ReactNode;
  hint?: ReactNode;
  type?: 'text' | 'email' | 'tel';
  placeholder?: string;
  lines?: number;
  autoFocus?: boolean;
  /** What is meant by what was typed; put in its place when the field is left or Enter is pressed. */
  meant?: (typed: string) => string;
}

/** A text field of a form, by its path. One that isn't `required` may be left empty, and says so. */
export function FormField({ path, meant, ...rest }: FormFieldProps) {
  const form = useForm();
  const { values, faults, set } = form;
  const typed = textOf(values, path);
  // What the form holds by the time that a press has ended.
  const latest = useRef(form);
  useEffect(() => {
    latest.current = form;
  });
  const settle = () => {
    const found = meant?.(typed) ?? typed;
    if (found === typed) return false;
    set(path, found);
    return true;
  };
  return (
    <TextField
      {...rest}
      optional={!rest.required}
      name={path}
      value={typed}
      fault={faults[path]}
      onChange={(value) => set(path, value)}
      onBlur={() => {
        if (!settle() && typed !== '') afterPress(() => latest.current.check(path));
      }}
      onEnter={() => flushSync(settle)}
    />
  );
}

/** A name with its counter: `17 of 50`, as a person counts characters. */
export function NameField(props: FormFieldProps) {
  const { values } = useForm();
  const length = graphemeCount(textOf(values, props.path).trim());
  return (
    <FormField
      {...props}
      required
      note={
        <span className={length > nameLimit ? 'text-bad' : ''}>
          {length} of {nameLimit}
        </span>
      }
    />
  );
}

/** The fields of an address under a path, called as they are in its country. */
export function AddressFields({ path }: { path: string }) {
  const { values } = useForm();
  const country = countryCode(textOf(values, `${path}.country`));
  const words = addressWords(country);
  return (
    <div className="grid gap-3 sm:grid-cols-6 [&>*]:col-span-full">
      <FormField path={`${path}.street`} label="Street" />
      <FormField path={`${path}.street2`} label="Second address line" />
      <div className="grid grid-cols-[152px_1fr] gap-3">
        <FormField
          path={`${path}.postalCode`}
          label={words.postalCode}
          hint={postalCodeDoubt(textOf(values, `${path}.postalCode`), country)}
        />
        <FormField path={`${path}.city`} label="City" />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <FormField path={`${path}.region`} label={words.region} />
        <CountryField path={`${path}.country`} />
      </div>
    </div>
  );
}

/** A country by its two letters, its name or the beginning of it; what was understood stands below while it's typed. */
export function CountryField({
  path,
  required = false,
  note,
}: {
  path: string;
  required?: boolean;
  /** What follows from a country, said behind its name. */
  note?: (code: string) => string;
}) {
  const { values, faults } = useForm();
  const code = meantCountry(textOf(values, path).trim()).toUpperCase();
  return (
    <FormField
      path={path}
      label="Country"
      required={required}
      placeholder="Portugal or PT"
      meant={meantCountry}
      hint={
        faults[path] || code.length !== 2
          ? undefined
          : [countryName(code), note?.(code)].filter(Boolean).join(' · ')
      }
    />
  );
}
