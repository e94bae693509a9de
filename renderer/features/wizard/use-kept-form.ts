import { useEffect, useState } from 'react';
import type { Result } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { fieldAt, sameValue, type FieldValues } from '../../../common/domain/fields.ts';
import { go } from '../../app/navigate.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { amendedFaults, amendedValues, focusField, formPath } from '../../ui/form.ts';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm, type DialogFormOptions, type DialogFormState } from '../../ui/use-dialog-form.ts';
import { editsIn } from './draft-edits.ts';
import { useDraft } from './use-draft.ts';

interface KeptFormOptions<Base extends object> extends Omit<DialogFormOptions<Base>, 'onDirty' | 'first'> {
  dialog: AskingDialog;
  /** What the draft is kept under; null where none is. */
  draftKey: string | null;
  /** Whether something is edited that is there already. */
  isThere: boolean;
  /** The change in the outbox whose values are edited. */
  amends: ChangeDetail | undefined;
  /** Whether something is typed beside the fields. */
  isDirty?: boolean;
}

/** A form in a dialog whose typing is kept through a crash until it's saved or thrown away. */
export interface KeptFormState<Base extends object> extends DialogFormState<Base> {
  amends: ChangeDetail | undefined;
  /** When the draft was kept with which the form began; null where there was none. */
  restored: string | null;
  /** Throws the draft away and begins with what is there. */
  startAnew: () => void;
  /** Forgets the draft: it's saved for good, or thrown away. */
  discard: () => void;
  /** Puts what was typed into the place of the change that is amended, which goes in line again. */
  amend: (name: string, ask: () => Promise<Result<{ id: string }>>) => Promise<void>;
  /** Of `values` those that aren't as they were. */
  edited: (values: FieldValues) => FieldValues;
}

/** Keeps a form in a dialog, and a draft of it; where a change is amended it begins with what that holds and what is wrong with it. */
export function useKeptForm<Base extends object>(options: KeptFormOptions<Base>): KeptFormState<Base> {
  const { dialog, draftKey, isThere, amends, isDirty = false, ...rest } = options;
  const held = Object.fromEntries(
    Object.entries(amendedValues(amends)).filter(([path]) => rest.leaves.has(path)),
  );
  const [restored, setRestored] = useState<string | null>(null);
  const form = useDialogForm({
    ...rest,
    first: { typed: held, faults: amendedFaults(amends) },
    onDirty: (hasEdits) => dialog.onDirty(hasEdits || isDirty || amends !== undefined),
  });
  const { base, element } = form;
  const draft = useDraft(draftKey, (found) => {
    if (!found) return;
    form.begin({ typed: amends ? found.values : editsIn(found).typed });
    setRestored(found.savedAt);
    dialog.onDirty(true);
  });
  useEffect(() => {
    const [fault] = amends?.faults ?? [];
    if (fault) focusField(element.current, formPath(fault.path));
  }, [amends, element]);
  const edited = (values: FieldValues) =>
    Object.fromEntries(
      Object.entries(values).filter(([path, value]) => !sameValue(value, fieldAt(base, path))),
    );
  const keep = (typed: FieldValues) => {
    if (amends) return draft.save('details', typed, undefined);
    const edits = edited(typed);
    const were = Object.keys(edits).map((path) => [path, fieldAt(base, path) ?? null] as const);
    draft.save('details', edits, isThere ? Object.fromEntries(were) : undefined);
  };
  return {
    ...{ ...form, amends, restored, edited, discard: draft.discard },
    set: (path, value) => {
      form.set(path, value);
      keep({ ...form.typed, [path]: value });
    },
    amend: async (name, ask) => {
      const amended = await form.send(ask);
      if (!amended) return;
      draft.discard();
      closeDialog();
      say(`${name.trim()} is in line again`);
      go({ page: 'sync', change: amended.id }, { replace: true });
    },
    startAnew: () => {
      draft.discard();
      form.begin({ typed: held, faults: amendedFaults(amends) });
      setRestored(null);
      dialog.onDirty(false);
    },
  };
}
