import { useId, type ReactNode } from 'react';
import {
  Button as AriaButton,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
} from 'react-aria-components';
import { ChevronDown } from 'lucide-react';

interface FieldFrame {
  label: string;
  /** Said before the label, not shown: what it belongs to, where a heading above says it to the eye. */
  of?: string | undefined;
  /** At the right of the label: `17 of 50`. */
  note?: ReactNode;
  /** It may be left empty; said at the right of the label, the same way in every form. */
  optional?: boolean | undefined;
  fault?: string | undefined;
  /** Below the field: what it's for, or something to know that stops nothing. */
  hint?: ReactNode;
}

interface TextFieldProps extends FieldFrame {
  value: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  onEnter?: () => void;
  readOnly?: boolean;
  required?: boolean;
  type?: 'text' | 'email' | 'password' | 'tel' | 'url' | 'date' | 'datetime-local';
  placeholder?: string;
  lines?: number;
  /** By which a form finds the field to focus. */
  name?: string;
  autoFocus?: boolean;
  autoComplete?: string;
}

/** A labelled text field; its fault stands beside it and is its error message for a screen reader. */
export function TextField(props: TextFieldProps) {
  const { label, of, fault, hint, value, onChange, readOnly, required, type = 'text', lines } = props;
  const note = props.note ?? (props.optional ? optionalWord : undefined);
  const id = useId();
  const described = [fault && `${id}-fault`, hint && `${id}-hint`, note && `${id}-note`]
    .filter(Boolean)
    .join(' ');
  const shared = {
    id,
    value,
    readOnly,
    name: props.name,
    placeholder: props.placeholder,
    onBlur: props.onBlur,
    autoFocus: props.autoFocus,
    'aria-required': required || undefined,
    'aria-invalid': fault ? (true as const) : undefined,
    'aria-describedby': described || undefined,
    autoComplete: props.autoComplete ?? 'off',
    spellCheck: false,
  };
  return (
    <div>
      <FieldLabel id={id} label={label} of={of} note={note} />
      {lines ? (
        <textarea
          {...shared}
          rows={lines}
          className="field resize-y"
          onChange={(event) => onChange?.(event.target.value)}
        />
      ) : (
        <input
          {...shared}
          type={type}
          className="field"
          onChange={(event) => onChange?.(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onEnter?.();
          }}
        />
      )}
      <FieldFoot id={id} fault={fault} hint={hint} />
    </div>
  );
}

const optionalWord = 'Optional';

/** The label of a choice, or of anything else that isn't a text field, with what says that it may be left empty. */
export function LabelLine({
  optional = false,
  children,
}: {
  optional?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <div className="mb-1 flex items-baseline justify-between gap-2">
      {children}
      {optional ? <span className="text-sm text-muted">{optionalWord}</span> : null}
    </div>
  );
}

interface FieldLabelProps {
  id: string;
  label: string;
  of: string | undefined;
  note: ReactNode;
}

function FieldLabel({ id, label, of, note }: FieldLabelProps) {
  return (
    <div className="mb-1 flex items-baseline justify-between gap-2">
      <label htmlFor={id} className="font-strong">
        {of ? <span className="sr-only">{of}: </span> : null}
        {label}
      </label>
      {note ? (
        <span id={`${id}-note`} className="text-sm text-muted">
          {note}
        </span>
      ) : null}
    </div>
  );
}

function FieldFoot({ id, fault, hint }: { id: string; fault: string | undefined; hint: ReactNode }) {
  return (
    <>
      {fault ? (
        <p id={`${id}-fault`} className="mt-1 text-sm text-bad">
          {fault}
        </p>
      ) : null}
      {hint ? (
        <div id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </div>
      ) : null}
    </>
  );
}

export interface Choice {
  id: string;
  name: string;
  note?: string;
}

/** The look of a list of choices. */
export const listClass = 'max-h-72 overflow-auto p-1 outline-none';
/** The look of the popover that they stand in. */
export const popoverClass =
  'animate-fade min-w-(--trigger-width) rounded-box border border-line bg-raised shadow-raise outline-none';
/** The look of one choice. */
export const itemClass =
  'flex items-center justify-between gap-4 rounded-box px-2 py-1 outline-none data-[focused]:bg-accent-soft data-[selected]:font-strong';

interface ChoiceProps extends FieldFrame {
  choices: readonly Choice[];
  value: string | null;
  onChange: (id: string) => void;
  name?: string;
}

/** A choice among few. */
export function ChoiceField({ label, choices, value, onChange, hint, name, optional }: ChoiceProps) {
  return (
    <Select
      {...(name ? { name } : {})}
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(String(id));
      }}
      placeholder="Choose…"
    >
      <LabelLine optional={optional}>
        <Label className="font-strong">{label}</Label>
      </LabelLine>
      <AriaButton className="field flex items-center justify-between gap-2 text-left">
        <SelectValue className="truncate [&>span]:ml-2" />
        <ChevronDown aria-hidden size={14} className="shrink-0 text-muted" />
      </AriaButton>
      {hint ? <div className="mt-1 text-sm text-muted">{hint}</div> : null}
      <Popover className={popoverClass}>
        <section aria-label={`Choices: ${label}`}>
          <ListBox items={choices} className={listClass}>
            {(choice) => (
              <ListBoxItem id={choice.id} textValue={choice.name} className={itemClass}>
                {choice.name}
                {choice.note ? <span className="text-sm text-muted">{choice.note}</span> : null}
              </ListBoxItem>
            )}
          </ListBox>
        </section>
      </Popover>
    </Select>
  );
}

/** A choice among many, found by typing. */
export function FindChoiceField(props: ChoiceProps) {
  const { label, choices, value, onChange, hint, fault, name, optional } = props;
  return (
    <ComboBox
      {...(name ? { name } : {})}
      defaultItems={choices}
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(String(id));
      }}
      menuTrigger="focus"
      isInvalid={Boolean(fault)}
      validationBehavior="aria"
    >
      <LabelLine optional={optional}>
        <Label className="font-strong">{label}</Label>
      </LabelLine>
      <div className="relative">
        <Input className="field pr-8" spellCheck={false} placeholder="Type to find…" />
        <AriaButton className="absolute inset-y-0 right-0 grid w-8 place-items-center text-muted">
          <ChevronDown aria-hidden size={14} />
        </AriaButton>
      </div>
      {fault ? <p className="mt-1 text-sm text-bad">{fault}</p> : null}
      {hint ? <div className="mt-1 text-sm text-muted">{hint}</div> : null}
      <Popover className={popoverClass}>
        <section aria-label={`Choices: ${label}`}>
          <ListBox<Choice>
            className={listClass}
            renderEmptyState={() => <p className="px-2 py-1 text-muted">Nothing found</p>}
          >
            {(choice) => (
              <ListBoxItem id={choice.id} textValue={choice.name} className={itemClass}>
                {choice.name}
                {choice.note ? <span className="text-sm text-muted">{choice.note}</span> : null}
              </ListBoxItem>
            )}
          </ListBox>
        </section>
      </Popover>
    </ComboBox>
  );
}
