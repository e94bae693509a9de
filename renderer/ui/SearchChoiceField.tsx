import {
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Button as AriaButton,
} from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { itemClass, LabelLine, listClass, popoverClass, type Choice } from './fields.tsx';

interface SearchChoiceFieldProps {
  label: string;
  /** What was found for the text that was typed. */
  choices: readonly Choice[];
  /** Said below the choices: that there are more than are shown. */
  more?: string | undefined;
  value: Choice | null;
  onChange: (choice: Choice) => void;
  /** Told of what is typed; empty when all are to be shown. */
  onSearch: (text: string) => void;
  fault?: string | undefined;
  hint?: string | undefined;
  name?: string;
  autoFocus?: boolean;
  /** Its choices show once something is typed, and not when it merely gets the focus. */
  quiet?: boolean;
  /** In a bar of filters: small, and its label is said alone. Holds what is shown while nothing is typed. */
  inBar?: string | undefined;
  /** It may be left empty. */
  optional?: boolean | undefined;
}

/** A choice among so many that they're looked up while typing. */
export function SearchChoiceField(props: SearchChoiceFieldProps) {
  const { label, choices, more, value, onChange, onSearch, fault, hint, inBar } = props;
  const [text, setText] = useState(value?.name ?? '');
  return (
    <ComboBox
      {...(props.name ? { name: props.name } : {})}
      items={choices}
      inputValue={text}
      onInputChange={(typed) => {
        setText(typed);
        onSearch(typed === value?.name ? '' : typed);
      }}
      value={value?.id ?? null}
      onChange={(id) => {
        // Escape, or leaving it: what was chosen stands again, or nothing does.
        if (id === (value?.id ?? null)) {
          setText(value?.name ?? '');
          return onSearch('');
        }
        const chosen = choices.find((choice) => choice.id === id);
        if (!chosen) return;
        setText(chosen.name);
        onChange(chosen);
      }}
      menuTrigger={props.quiet || inBar !== undefined ? 'input' : 'focus'}
      allowsEmptyCollection
      isInvalid={Boolean(fault)}
      validationBehavior="aria"
    >
      {inBar === undefined ? (
        <LabelLine optional={props.optional}>
          <Label className="font-strong">{label}</Label>
        </LabelLine>
      ) : (
        <Label className="sr-only">{label}</Label>
      )}
      <div className="relative">
        <Input
          className={inBar === undefined ? 'field pr-8' : 'field h-7 min-h-0 w-44 py-0 pr-8'}
          spellCheck={false}
          placeholder={inBar ?? 'Type to find…'}
          autoFocus={props.autoFocus ?? false}
        />
        <AriaButton className="absolute inset-y-0 right-0 grid w-8 place-items-center text-muted">
          <ChevronDown aria-hidden size={14} />
        </AriaButton>
      </div>
      {fault ? <p className="mt-1 text-sm text-bad">{fault}</p> : null}
      {hint ? <p className="mt-1 text-sm text-muted">{hint}</p> : null}
      <Popover className={popoverClass}>
        <section aria-label={`Choices: ${label}`}>
          <ListBox<Choice>
            className={listClass}
            renderEmptyState={() => <p className="px-2 py-1 text-muted">Nothing found</p>}
          >
            {(choice) => (
              <ListBoxItem id={choice.id} textValue={choice.name} className={itemClass}>
                <span className="truncate">{choice.name}</span>
                {choice.note ? <span className="truncate text-sm text-muted">{choice.note}</span> : null}
              </ListBoxItem>
            )}
          </ListBox>
          {more ? <p className="border-t border-line-soft px-3 py-1 text-sm text-muted">{more}</p> : null}
        </section>
      </Popover>
    </ComboBox>
  );
}
