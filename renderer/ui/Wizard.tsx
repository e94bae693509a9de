import { useEffect, useEffectEvent, useRef, type FormEvent, type ReactNode } from 'react';
import { Check } from 'lucide-react';
import { Button } from './Button.tsx';

/** A step of a wizard, as data: later steps slot in. */
export interface WizardStep {
  id: string;
  /** In the list of steps. */
  title: string;
  /** Over the step. */
  heading: string;
  intro: string;
  /** Dotted paths of its fields, in the order on screen. */
  fields: readonly string[];
  component: () => ReactNode;
}

interface WizardProps {
  title: string;
  steps: readonly WizardStep[];
  /** Id of the step that is shown. */
  at: string;
  /** Steps with a fault in them. */
  faulty: ReadonlySet<string>;
  busy: boolean;
  /** Beside the buttons, quietly. */
  note: string;
  /** Above the fields: a restored draft, an error. */
  above?: ReactNode;
  onStep: (id: string) => void;
  onFinish: () => void;
  onQuit: () => void;
  onForm: (form: HTMLFormElement | null) => void;
}

/** Steps at the left, the step's fields, and on every step Quit Wizard, Back, Next and Finish. */
export function Wizard({
  title,
  steps,
  at,
  faulty,
  busy,
  note,
  above,
  onStep,
  onFinish,
  onQuit,
  onForm,
}: WizardProps) {
  const index = Math.max(
    0,
    steps.findIndex((step) => step.id === at),
  );
  const step = steps[index];
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const tellForm = useEffectEvent(() => onForm(form.current));
  useEffect(() => {
    tellForm();
    const first = form.current?.querySelector<HTMLElement>(
      '[data-step-fields] :is(input:not([readonly]), textarea, button)',
    );
    if (first instanceof HTMLInputElement) first.focus();
    else heading.current?.focus();
  }, [at]);
  if (!step) return null;
  const to = (next: number) => {
    const target = steps[next];
    if (target) onStep(target.id);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (index < steps.length - 1) to(index + 1);
    else onFinish();
  };
  return (
    <div className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)] min-[760px]:grid-cols-[236px_minmax(0,1fr)] min-[760px]:grid-rows-1">
      <ol
        aria-label={`Steps: ${title}`}
        className="flex gap-0.5 overflow-auto border-line-soft p-3.5 max-[760px]:border-b min-[760px]:flex-col min-[760px]:border-r min-[760px]:pt-6"
      >
        {steps.map((each, number) => (
          <li key={each.id}>
            <button
              type="button"
              aria-current={each.id === step.id ? 'step' : undefined}
              onClick={() => onStep(each.id)}
              className={`flex w-full items-center gap-2.5 rounded-box px-2 py-1.5 text-left whitespace-nowrap ${
                each.id === step.id
                  ? 'bg-accent-soft font-strong text-text'
                  : 'text-muted hover:bg-hover hover:text-text'
              }`}
            >
              <StepSign
                number={number + 1}
                on={each.id === step.id}
                done={number < index}
                faulty={faulty.has(each.id)}
              />
              {each.title}
              {faulty.has(each.id) ? <span className="sr-only">, needs correction</span> : null}
            </button>
          </li>
        ))}
      </ol>
      <form ref={form} noValidate onSubmit={onSubmit} className="flex min-h-0 flex-col">
        <div className="min-h-0 flex-1 overflow-auto">
          <div className="w-full max-w-[640px] px-6 pt-6 pb-8 min-[760px]:px-10">
            <h1 ref={heading} tabIndex={-1} className="text-xl font-strong tracking-[-0.01em] outline-none">
              {step.heading}
            </h1>
            <p className="text-muted">{step.intro}</p>
            {above}
            <div data-step-fields className="mt-4 flex flex-col gap-4">
              <step.component key={step.id} />
            </div>
          </div>
        </div>
        <div data-foot className="border-t border-line bg-surface">
          <div className="flex w-full max-w-[640px] items-center gap-2 px-6 py-3 min-[760px]:px-10">
            <Button onPress={onQuit}>Quit Wizard</Button>
            <span role="status" className="flex-1 truncate text-sm text-muted">
              {note}
            </span>
            <Button
              whyNot={index === 0 ? 'This is the first step.' : undefined}
              onPress={() => to(index - 1)}
            >
              Back
            </Button>
            <Button
              type={index === steps.length - 1 ? 'button' : 'submit'}
              whyNot={index === steps.length - 1 ? 'This is the last step.' : undefined}
            >
              Next
            </Button>
            <Button look="primary" busy={busy} onPress={onFinish}>
              Finish
            </Button>
          </div>
        </div>
      </form>
    </div>
  );
}

function StepSign({
  number,
  on,
  done,
  faulty,
}: {
  number: number;
  on: boolean;
  done: boolean;
  faulty: boolean;
}) {
  const look = faulty
    ? 'border-bad bg-bad-soft text-bad'
    : on
      ? 'border-accent bg-accent text-on-accent forced-color-adjust-none'
      : done
        ? 'border-transparent bg-good-soft text-good'
        : 'border-line-field text-muted';
  return (
    <span
      aria-hidden
      className={`grid size-5 shrink-0 place-items-center rounded-full border text-xs font-normal ${look}`}
    >
      {faulty ? '!' : done && !on ? <Check size={12} /> : number}
    </span>
  );
}
