import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { DiscardOrSave } from './DiscardOrSave.tsx';
import { focusField, FormContext } from './form.ts';
import { Failure } from './states.tsx';
import type { AskingDialog } from './use-asking-dialog.ts';
import type { DialogFormState } from './use-dialog-form.ts';

/** A form in a dialog, and what is done with it. */
export interface DialogFormProps<Base extends object> {
  form: DialogFormState<Base>;
  dialog: AskingDialog;
  /** The field that gets the focus when typing goes on. */
  first: string;
  verb: ReactNode;
  /** Why it can't be sent. */
  whyNot?: string | undefined;
  /** Sends what was typed; nothing is wrong with it. */
  onSend: () => void;
  /** What was typed is thrown away. */
  onDiscard?: () => void;
  children: ReactNode;
}

/** A form in a dialog: its fields, what failed, and Cancel and the verb. */
export function DialogForm<Base extends object>(props: DialogFormProps<Base>) {
  const { form, dialog, whyNot } = props;
  return (
    <FormContext value={form}>
      <form
        ref={form.element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!form.busy && whyNot === undefined && !form.showsFaults()) props.onSend();
        }}
        className="mt-4 flex flex-col gap-4"
      >
        {props.children}
        <Failure error={form.failure} />
        <DiscardOrSave
          asks={dialog.asks}
          onClose={dialog.onClose}
          onDiscard={props.onDiscard}
          onKeep={() => focusField(form.element.current, props.first)}
          verb={
            <Button look="primary" type="submit" busy={form.busy} whyNot={whyNot}>
              {props.verb}
            </Button>
          }
        />
      </form>
    </FormContext>
  );
}
