import { useId, type ReactNode, type Ref } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';

type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet';

const looks: Record<ButtonLook, string> = {
  plain:
    'border-line-field bg-raised text-text hover:bg-hover data-[hovered]:bg-hover aria-pressed:border-accent/40 aria-pressed:bg-accent-soft',
  primary: 'border-accent bg-accent text-on-accent hover:bg-accent-hover forced-color-adjust-none',
  danger: 'border-bad/50 bg-raised text-bad hover:bg-bad-soft',
  quiet:
    'border-transparent bg-transparent text-muted hover:bg-hover hover:text-text data-[hovered]:bg-hover',
};
const shape =
  'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-box border px-2.5 font-strong whitespace-nowrap select-none aria-disabled:opacity-100';

interface ButtonProps {
  children: ReactNode;
  look?: ButtonLook;
  onPress?: () => void;
  /** Why it can't be pressed now. It stays visible and can be focused; the reason is its description. */
  whyNot?: string | undefined;
  /** Its work is under way: pressing again does nothing, and it keeps the focus. */
  busy?: boolean;
  /** Needed where the content is an icon alone. */
  label?: string;
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  /** Whether it stands for something that is on. */
  pressed?: boolean;
  className?: string;
  tabIndex?: number;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that either does what it says, or says why not. */
export function Button(props: ButtonProps) {
  const {
    children,
    look = 'plain',
    onPress,
    whyNot,
    label,
    type = 'button',
    pressed,
    className = '',
  } = props;
  const reason = useId();
  if (!whyNot) {
    return (
      <button
        ref={props.ref}
        type={type}
        onClick={props.busy ? undefined : onPress}
        aria-disabled={props.busy || undefined}
        aria-label={label}
        aria-pressed={pressed}
        title={label}
        tabIndex={props.tabIndex}
        autoFocus={props.autoFocus}
        className={`${shape} ${looks[look]} ${className}`}
      >
        {children}
      </button>
    );
  }
  return (
    <TooltipTrigger delay={200} closeDelay={0}>
      <Focusable>
        <button
          ref={props.ref}
          type="button"
          aria-disabled="true"
          aria-label={label}
          aria-describedby={reason}
          className={`${shape} ${look === 'quiet' ? 'border-transparent' : 'border-line bg-bg'} text-faint ${className}`}
        >
          {children}
        </button>
      </Focusable>
      <span id={reason} className="sr-only">
        {whyNot}
      </span>
      <Tip>{whyNot}</Tip>
    </TooltipTrigger>
  );
}

/** The look of a tooltip. */
export function Tip({ children }: { children: ReactNode }) {
  return (
    <Tooltip
      offset={6}
      className="animate-fade max-w-80 rounded-box border border-line bg-raised px-2.5 py-1.5 text-sm text-text shadow-raise"
    >
      {children}
    </Tooltip>
  );
}
