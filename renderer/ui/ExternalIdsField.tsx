import { useRef } from 'react';
import { Plus, X } from 'lucide-react';
import { Button } from './Button.tsx';
import { LabelLine } from './fields.tsx';
import { useForm } from './form.ts';

interface ExternalId {
  system: string;
  value: string;
}

const most = 20;

/** The ids that a thing has in other systems, one a line. */
export function ExternalIdsField({ path }: { path: string }) {
  const { values, faults, set } = useForm();
  const ids = (Array.isArray(values[path]) ? values[path] : []) as ExternalId[];
  const list = useRef<HTMLFieldSetElement>(null);
  const change = (at: number, next: Partial<ExternalId>) =>
    set(
      path,
      ids.map((id, index) => (index === at ? { ...id, ...next } : id)),
    );
  const add = () => {
    set(path, [...ids, { system: '', value: '' }]);
    requestAnimationFrame(() => {
      const inputs = list.current?.querySelectorAll('input');
      inputs?.[inputs.length - 2]?.focus();
    });
  };
  return (
    <fieldset ref={list} data-field={path} tabIndex={-1}>
      <legend className="w-full">
        <LabelLine optional>
          <span className="font-strong">External ids</span>
        </LabelLine>
      </legend>
      <div className="flex flex-col gap-2">
        {ids.map((id, at) => (
          <div key={at} className="grid grid-cols-[140px_minmax(0,1fr)_28px] gap-2">
            <input
              className="field"
              aria-label={`System of external id ${at + 1}`}
              placeholder="System"
              value={id.system}
              spellCheck={false}
              onChange={(event) => change(at, { system: event.target.value })}
            />
            <input
              className="field"
              aria-label={`External id ${at + 1}`}
              placeholder="Id"
              value={id.value}
              spellCheck={false}
              onChange={(event) => change(at, { value: event.target.value })}
            />
            <button
              type="button"
              aria-label={`Remove external id ${at + 1}`}
              title={`Remove external id ${at + 1}`}
              className="grid place-items-center rounded-box text-muted hover:bg-hover hover:text-text"
              onClick={() =>
                set(
                  path,
                  ids.filter((_, index) => index !== at),
                )
              }
            >
              <X aria-hidden size={14} />
            </button>
          </div>
        ))}
        <div>
          <Button
            whyNot={ids.length >= most ? `At most ${most} external ids are kept.` : undefined}
            onPress={add}
          >
            <Plus aria-hidden size={13} /> Add external id
          </Button>
        </div>
      </div>
      {faults[path] ? <p className="mt-1 text-sm text-bad">{faults[path]}</p> : null}
    </fieldset>
  );
}

/** The lines that say something: one left empty is no id. */
export function filledIds(ids: unknown): ExternalId[] {
  return ((Array.isArray(ids) ? ids : []) as ExternalId[]).filter(
    ({ system, value }) => system.trim() !== '' || value.trim() !== '',
  );
}
