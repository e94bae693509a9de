import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { VisitTemplateRow } from '../../../common/contract/visits.ts';
import { visitTemplateFields } from '../../../common/domain/visits.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { focusField } from '../../ui/form.ts';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { CustomerField } from '../customers/CustomerField.tsx';
import { templateItemsOf } from './visit-words.ts';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { useDraft } from '../wizard/use-draft.ts';

interface TemplateFormProps {
  /** Null for a new one. */
  template: VisitTemplateRow | null;
  onSaved: (id: string) => void;
  onGone: () => void;
}

interface Typed {
  name: string;
  items: string;
  customer: { id: string; name: string } | null;
}

/** The form of a template: its checklist is a text, an item a line. What is typed is kept until it's saved. */
export function TemplateForm({ template, onSaved, onGone }: TemplateFormProps) {
  // As it was when the form was opened, whatever comes from elsewhere meanwhile.
  const [base, setBase] = useState(() => typedOf(template));
  const [typed, setTyped] = useState(base);
  const [restored, setRestored] = useState<string | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const whyNot = useWhyNot(template ? 'visitTemplate.update' : 'visitTemplate.create');
  const mayDelete = useWhyNot('visitTemplate.delete');
  const draft = useDraft(`visit.template:${template?.id ?? 'new'}`, (found) => {
    if (!found) return;
    setTyped(found.values as unknown as Typed);
    setRestored(found.savedAt);
  });
  const items = templateItemsOf(typed.items);
  const set = (part: Partial<Typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    setFaults({});
    draft.save('template', { ...next }, undefined);
  };
  const startAnew = () => {
    draft.discard();
    setTyped(base);
    setRestored(null);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || whyNot) return;
    const fields = { name: typed.name.trim(), items, customerId: typed.customer?.id ?? null };
    const found = faultsIn(fields, typed.items);
    setFaults(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      focusField(form.current, first);
      return;
    }
    setBusy(true);
    const before = {
      name: base.name,
      items: templateItemsOf(base.items),
      customerId: base.customer?.id ?? null,
    };
    const result = template
      ? await attempt('visitTemplate.update', { id: template.id, fields, base: before })
      : await attempt('visitTemplate.create', fields);
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    draft.discard();
    setBase(typed);
    setFailure(null);
    setRestored(null);
    sayChanged(`${fields.name} ${template ? 'changed' : 'added'}`, result.value.mutationIds);
    if ('id' in result.value && typeof result.value.id === 'string') onSaved(result.value.id);
  };
  const remove = async () => {
    if (!template) return;
    const result = await attempt('visitTemplate.delete', { ids: [template.id] });
    if (!result.ok) {
      sayFailed(result.error);
      return;
    }
    draft.discard();
    onGone();
    sayChanged(`${template.name} deleted`, result.value.mutationIds);
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label={template ? template.name : 'New template'}
      onSubmit={(event) => void save(event)}
      className="flex max-w-[640px] flex-col gap-4 p-4"
    >
      {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
      <TextField
        label="Template name"
        name="name"
        required
        readOnly={whyNot !== undefined}
        value={typed.name}
        onChange={(name) => set({ name })}
        fault={faults['name']}
        autoFocus={template === null}
      />
      {typed.customer ? (
        <div className="flex items-center justify-between gap-2">
          <p>
            <span className="font-strong">Customer</span>{' '}
            <span className="text-muted">For {typed.customer.name} alone</span>
          </p>
          <Button whyNot={whyNot} onPress={() => set({ customer: null })}>
            Offer it for all customers
          </Button>
        </div>
      ) : whyNot ? null : (
        <div>
          <CustomerField optional value={null} onChange={({ id, name }) => set({ customer: { id, name } })} />
          <p className="mt-1 text-sm text-muted">Without one it’s offered for all customers.</p>
        </div>
      )}
      <TextField
        label="Checklist"
        name="items"
        lines={10}
        readOnly={whyNot !== undefined}
        value={typed.items}
        onChange={(text) => set({ items: text })}
        fault={faults['items']}
        note={counted(items.length, 'item')}
        hint="An item a line, in the order in which it’s done. Visits that are planned keep the checklist they have."
      />
      <Failure error={failure} />
      <div className="flex items-center gap-2">
        <Button look="primary" type="submit" busy={busy} whyNot={whyNot}>
          {template ? 'Save template' : 'Add template'}
        </Button>
        {template ? (
          <span className="ml-auto">
            <Button look="danger" whyNot={mayDelete} onPress={() => void remove()}>
              Delete template
            </Button>
          </span>
        ) : null}
      </div>
    </form>
  );
}

function typedOf(template: VisitTemplateRow | null): Typed {
  if (!template) return { name: '', items: '', customer: null };
  const { name, items, customerId, customerName } = template;
  return {
    name,
    items: items.join('\n'),
    customer: customerId ? { id: customerId, name: customerName ?? 'a customer that isn’t in sight' } : null,
  };
}

/** What is wrong, by field; of the checklist the line is named. */
function faultsIn(fields: object, text: string): Record<string, string> {
  const parsed = visitTemplateFields.safeParse(fields);
  const faults: Record<string, string> = {};
  for (const { path, message } of parsed.success ? [] : parsed.error.issues) {
    const [field = '', at] = path.map(String);
    const line = at === undefined ? undefined : lineOf(text, Number(at));
    faults[field] ??= line === undefined ? message : `Line ${line}: ${message}`;
  }
  return faults;
}

function lineOf(text: string, item: number): number {
  const lines = text.split('\n').flatMap((each, at) => (each.trim() === '' ? [] : [at + 1]));
  return lines[item] ?? 1;
}
