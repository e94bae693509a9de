import { useRef, useState, type RefObject } from 'react';
import type { z } from 'zod';
import type { AppError, Result } from '../../common/contract/errors.ts';
import { fieldAt, sameValue, type FieldValues } from '../../common/domain/fields.ts';
import { faultsOf, focusField, formPath, type FormState } from './form.ts';

/** What is wrong, by field. */
export type Faults = Readonly<Record<string, string>>;

/** What a form in a dialog is about. */
export interface DialogFormOptions<Base extends object> {
  /** What the fields held when the form was opened, whatever comes from elsewhere meanwhile. */
  base: Base;
  /** The schemas of the fields, by path, in their order on screen. */
  leaves: ReadonlyMap<string, z.core.$ZodType>;
  /** The fields in which faults are looked for, first the one that gets the focus; all of `leaves` unless it's said. */
  paths?: readonly string[];
  /** What it begins with. */
  first?: { typed: FieldValues; faults: Faults };
  onDirty: (isDirty: boolean) => void;
  /** What is wrong with the fields at `paths`; what their schemas say, unless it's given. */
  judge?: (values: FieldValues, paths: readonly string[]) => Faults;
}

/** A form in a dialog: what is typed, what is wrong with it, and how sending it went. */
export interface DialogFormState<Base extends object> extends FormState {
  base: Base;
  /** Of the values those that were typed. */
  typed: FieldValues;
  failure: AppError | null;
  busy: boolean;
  element: RefObject<HTMLFormElement | null>;
  /** Shows what is wrong with what was typed, the focus on the first of it; true where there's anything. */
  showsFaults: () => boolean;
  addFaults: (found: Faults) => void;
  /** Has other things typed, and wrong where that's said, than now. */
  begin: (first: { typed: FieldValues; faults?: Faults }) => void;
  /** Nothing is wrong with a field any more. */
  mend: (path: string) => void;
  /** Sends it. What the partner API says of fields stands below them, all else above the buttons; null where it didn't go. */
  send: <T>(ask: () => Promise<Result<T>>) => Promise<T | null>;
}

/** Keeps a form in a dialog: `DialogForm` draws it. */
export function useDialogForm<Base extends object>(options: DialogFormOptions<Base>): DialogFormState<Base> {
  const { leaves, onDirty, judge, paths = [...leaves.keys()] } = options;
  const [base] = useState(options.base);
  const [typed, setTyped] = useState(options.first?.typed ?? {});
  const [faults, setFaults] = useState(options.first?.faults ?? {});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const values = Object.fromEntries(
    [...leaves.keys()].map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const faultsAt = (checked: readonly string[]) =>
    judge ? judge(values, checked) : faultsOf(leaves, values, checked);
  const addFaults = (found: Faults) => setFaults((known) => ({ ...known, ...found }));
  const mend = (path: string) => setFaults(({ [path]: _mended, ...rest }) => rest);
  const show = (found: Faults) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(element.current, first);
    return first !== undefined;
  };
  return {
    ...{ base, typed, values, faults, failure, busy, element, addFaults, mend },
    set: (path, value) => {
      const next = { ...typed, [path]: value };
      setTyped(next);
      onDirty(Object.entries(next).some(([each, held]) => !sameValue(held, fieldAt(base, each))));
      mend(path);
    },
    begin: (first) => {
      setTyped(first.typed);
      if (first.faults) setFaults(first.faults);
    },
    check: (path) => addFaults(faultsAt([path])),
    showsFaults: () => show(faultsAt(paths)),
    send: async (ask) => {
      setBusy(true);
      setFailure(null);
      const result = await ask();
      setBusy(false);
      if (result.ok) return result.value;
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!show(Object.fromEntries(named))) setFailure(result.error);
      return null;
    },
  };
}
