import { closeDialog } from '../../app/store.ts';
import { DialogForm, type DialogFormProps } from '../../ui/DialogForm.tsx';
import { InLocalTime } from '../../ui/InLocalTime.tsx';
import { Callout } from '../../ui/states.tsx';
import { DraftLine } from './DraftLine.tsx';
import type { KeptFormState } from './use-kept-form.ts';

interface KeptFormProps<Base extends object> extends Omit<DialogFormProps<Base>, 'form' | 'onDiscard'> {
  form: KeptFormState<Base>;
}

/** A form in a dialog that says which draft it began with, and why the change that it amends was refused. */
export function KeptForm<Base extends object>({ form, children, ...props }: KeptFormProps<Base>) {
  const { amends, restored } = form;
  return (
    <DialogForm
      {...props}
      form={form}
      onDiscard={() => {
        form.discard();
        closeDialog();
      }}
    >
      {restored ? <DraftLine savedAt={restored} onDiscard={form.startAnew} /> : null}
      {amends?.change.lastAnswer && amends.faults.length === 0 && !form.failure ? (
        <Callout tone="warn">
          <InLocalTime said={amends.change.lastAnswer} />
        </Callout>
      ) : null}
      {children}
    </DialogForm>
  );
}
