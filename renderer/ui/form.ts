import { createContext, useContext } from 'react';
import { z } from 'zod';
import type { ChangeDetail } from '../../common/contract/outbox.ts';
import type { FieldValues } from '../../common/domain/fields.ts';

/** A form's values and faults by dotted path, shared with the fields inside it. */
export interface FormState {
  values: FieldValues;
  faults: Readonly<Record<string, string>>;
  set: (path: string, value: unknown) => void;
  /** Checks one field, when it's left. */
  check: (path: string) => void;
}

export const FormContext = createContext<FormState | null>(null);

/** The form that a field stands in. */
export function useForm(): FormState {
  const form = useContext(FormContext);
  if (!form) throw new Error('A form field stands outside of a form');
  return form;
}

/** A value as the text of a field. */
export function textOf(values: FieldValues, path: string): string {
  const value = values[path];
  return typeof value === 'string' ? value : '';
}

/** What is wrong with the values at `paths`, by path, judged by the same schemas as the server's. */
export function faultsOf(
  leaves: ReadonlyMap<string, z.core.$ZodType>,
  values: FieldValues,
  paths: Iterable<string>,
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const path of paths) {
    const leaf = leaves.get(path);
    const parsed = leaf && z.safeParse(leaf, values[path]);
    const fault = parsed && !parsed.success ? parsed.error.issues[0]?.message : undefined;
    if (fault) faults[path] = fault;
  }
  return faults;
}

/** A field's path in the form, from its path in what was sent. */
export function formPath(path: string): string {
  return path.replace(/^(args\.)?(fields\.|changes\.)?/, '');
}

/** What a change that is amended holds, by path; nothing where none is. */
export function amendedValues(amends: Pick<ChangeDetail, 'fields'> | undefined): FieldValues {
  return Object.fromEntries((amends?.fields ?? []).map(({ path, after }) => [path, after]));
}

/** What the partner API said of the fields of a change that is amended, by path. */
export function amendedFaults(amends: Pick<ChangeDetail, 'faults'> | undefined): Record<string, string> {
  return Object.fromEntries((amends?.faults ?? []).map(({ path, message }) => [formPath(path), message]));
}

/** Puts the focus on the field of a path, inside `within`. */
export function focusField(within: HTMLElement | null, path: string): void {
  within
    ?.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"], [data-field="${CSS.escape(path)}"]`)
    ?.focus();
}
