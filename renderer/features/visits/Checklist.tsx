import { useState, type FormEvent } from 'react';
import { Check, X } from 'lucide-react';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { checklistOf, type ChecklistItem } from '../../../common/domain/visits.ts';
import { attempt } from '../../api/client.ts';
import { rememberChange } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { useTyped } from './use-typed.ts';
import { thumb, type EditVisit } from './VisitPage.tsx';

interface ChecklistProps {
  visit: VisitDetail['visit'];
  edit: EditVisit;
  whyNot: string | undefined;
}

/** What there is to do: each item done, or not possible with the reason. */
export function Checklist({ visit, edit, whyNot }: ChecklistProps) {
  const items = checklistOf(visit.checklist);
  const change = (id: string, item: ChecklistItem, part: Partial<ChecklistItem>) => {
    const { position, text, state, reason } = { ...item, ...part };
    return edit(text, { checklist: { [id]: { position, text, state, reason } } });
  };
  return (
    <>
      {items.length === 0 ? <p className="text-muted">Nothing is on the checklist.</p> : null}
      <ul className="divide-y divide-line-soft rounded-box border border-line empty:hidden">
        {items.map((item) => (
          <Item
            key={item.id}
            item={item}
            whyNot={whyNot}
            onChange={(part) => change(item.id, item, part)}
            onRemove={() => void edit(`“${item.text}” taken off`, { checklist: { [item.id]: null } })}
          />
        ))}
      </ul>
      <AddItem id={visit.id} whyNot={whyNot} />
    </>
  );
}

interface ItemProps {
  item: ChecklistItem & { id: string };
  whyNot: string | undefined;
  onChange: (part: Partial<ChecklistItem>) => Promise<boolean>;
  onRemove: () => void;
}

function Item({ item, whyNot, onChange, onRemove }: ItemProps) {
  const [asked, setAsked] = useState(false);
  const typed = useTyped(`reason.${item.id}`);
  const { text, state, reason } = item;
  // A reason that was begun before the app ended is there to go on with.
  const asks = asked || typed.text !== undefined;
  const close = () => {
    setAsked(false);
    typed.set(undefined);
  };
  const isDone = state === 'done';
  return (
    <li className="px-2 py-1">
      <div className="flex items-center gap-1">
        <button
          type="button"
          role="checkbox"
          aria-checked={isDone}
          aria-disabled={whyNot ? true : undefined}
          title={whyNot}
          onClick={() => {
            if (!whyNot) void onChange({ state: isDone ? 'open' : 'done', reason: '' });
          }}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-box px-1.5 text-left hover:bg-hover"
        >
          <span
            aria-hidden
            className={`grid size-6 shrink-0 place-items-center rounded-[6px] border-2 ${
              isDone ? 'border-good bg-good text-surface forced-colors:bg-[Highlight]' : 'border-line-check'
            }`}
          >
            {isDone ? <Check size={16} strokeWidth={3} /> : null}
          </span>
          <span className={`min-w-0 text-lg [overflow-wrap:anywhere] ${isDone ? 'text-muted' : ''}`}>
            {text}
            {state === 'not-possible' ? (
              <span className="block text-sm text-warn">Not possible: {reason}</span>
            ) : null}
          </span>
        </button>
        {state === 'not-possible' ? (
          <Button
            look="quiet"
            className="h-11"
            whyNot={whyNot}
            onPress={() => void onChange({ state: 'open', reason: '' })}
          >
            Open again
          </Button>
        ) : (
          <Button
            look="quiet"
            className="h-11"
            whyNot={whyNot}
            onPress={() => (asks ? close() : setAsked(true))}
          >
            Not possible…
          </Button>
        )}
        <Button
          look="quiet"
          className="h-11 px-2"
          label={`Take “${text}” off`}
          whyNot={whyNot}
          onPress={onRemove}
        >
          <X aria-hidden size={14} />
        </Button>
      </div>
      {asks ? (
        <ReasonForm
          text={text}
          reason={typed.text ?? ''}
          onType={typed.set}
          onSave={async (why) => {
            if (await onChange({ state: 'not-possible', reason: why })) close();
          }}
          onCancel={close}
        />
      ) : null}
    </li>
  );
}

interface ReasonFormProps {
  text: string;
  reason: string;
  onType: (reason: string) => void;
  onSave: (reason: string) => Promise<void>;
  onCancel: () => void;
}

function ReasonForm({ text, reason, onType, onSave, onCancel }: ReasonFormProps) {
  const [fault, setFault] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') setFault(true);
    else void onSave(reason.trim());
  };
  return (
    <form onSubmit={save} className="flex flex-wrap items-start gap-2 px-1.5 pt-1 pb-2">
      <label className="min-w-0 flex-1">
        <span className="sr-only">Why “{text}” isn’t possible</span>
        <input
          autoFocus
          value={reason}
          maxLength={300}
          placeholder="Why it isn’t possible"
          aria-invalid={fault || undefined}
          onChange={(event) => {
            onType(event.target.value);
            setFault(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            onCancel();
          }}
          className="field h-11"
        />
        {fault ? <span className="mt-1 block text-sm text-bad">Reason is mandatory</span> : null}
      </label>
      <Button className={thumb} type="submit">
        Not possible
      </Button>
    </form>
  );
}

function AddItem({ id, whyNot }: { id: string; whyNot: string | undefined }) {
  const typed = useTyped('item');
  const text = typed.text ?? '';
  const [fault, setFault] = useState('');
  if (whyNot) return null;
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    const result = await attempt('visit.addItem', { id, text: text.trim() });
    if (!result.ok) {
      setFault(result.error.message);
      return;
    }
    rememberChange(`“${text.trim()}” added`, result.value.mutationIds);
    typed.set(undefined);
    setFault('');
  };
  return (
    <form onSubmit={(event) => void add(event)} className="mt-2 flex items-start gap-2">
      <label className="min-w-0 flex-1">
        <span className="sr-only">Another checklist item</span>
        <input
          value={text}
          maxLength={300}
          placeholder="Something else to do"
          onChange={(event) => typed.set(event.target.value)}
          className="field h-11"
        />
        {fault ? (
          <span role="alert" className="mt-1 block text-sm text-bad">
            {fault}
          </span>
        ) : null}
      </label>
      <Button className={thumb} type="submit">
        Add
      </Button>
    </form>
  );
}
