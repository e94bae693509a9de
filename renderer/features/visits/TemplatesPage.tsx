import type { VisitTemplateRow } from '../../../common/contract/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { WaitingMark } from '../lists/row-marks.tsx';
import { TemplateForm } from './TemplateForm.tsx';

/** Route id of a template that isn't there yet. */
const fresh = 'new';

/** Checklists to plan visits with, and the one that is edited beside them. */
export function TemplatesPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('visitTemplate.list', undefined, [
    'visitTemplate',
    'customer',
  ]);
  const mayAdd = useWhyNot('visitTemplate.create');
  const show = (next: string | null) => go({ page: 'visit-templates', id: next }, { replace: true });
  const add = (
    <Button look="primary" whyNot={mayAdd} onPress={() => show(fresh)}>
      Add template
    </Button>
  );
  const templates = value?.templates ?? [];
  const open = templates.find((each) => each.id === id);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2.5 px-4 pt-3.5 pb-2.5">
        <h1 className="text-xl font-strong tracking-[-0.01em]">Templates of visits</h1>
        <div className="ml-auto flex gap-2">{add}</div>
      </div>
      <DataAge kinds={['visitTemplate']} />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(220px,320px)_minmax(0,1fr)] border-t border-line max-[700px]:grid-cols-1 max-[700px]:grid-rows-[auto_minmax(0,1fr)]">
        <nav
          aria-label="Templates"
          className="overflow-auto border-r border-line p-1.5 max-[700px]:max-h-44 max-[700px]:border-r-0 max-[700px]:border-b"
        >
          {templates.map((template) => (
            <TemplateLink
              key={template.id}
              template={template}
              on={template.id === id}
              onPress={() => show(template.id)}
            />
          ))}
        </nav>
        <div className="min-h-0 overflow-auto">
          {error && !value ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
          {!value && slow ? <SlowState what="the templates" /> : null}
          {value ? (
            id === fresh ? (
              <TemplateForm key={fresh} template={null} onSaved={show} onGone={() => show(null)} />
            ) : open ? (
              <TemplateForm key={open.id} template={open} onSaved={show} onGone={() => show(null)} />
            ) : id ? (
              <EmptyState title="This template isn’t here">
                It was deleted, or it hasn’t been synchronised yet.
              </EmptyState>
            ) : templates.length === 0 ? (
              <EmptyList what="templates">
                <EmptyState title="No templates yet" action={add}>
                  {purpose}
                </EmptyState>
              </EmptyList>
            ) : (
              <EmptyState title="Choose a template">{purpose}</EmptyState>
            )
          ) : null}
        </div>
      </div>
    </div>
  );
}

const purpose = 'A template is the checklist that a planned visit begins with.';

interface TemplateLinkProps {
  template: VisitTemplateRow;
  on: boolean;
  onPress: () => void;
}

function TemplateLink({ template, on, onPress }: TemplateLinkProps) {
  return (
    <button
      type="button"
      aria-current={on ? 'true' : undefined}
      onClick={onPress}
      className={`block w-full rounded-box px-2.5 py-1.5 text-left ${on ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      <span className="block font-strong [overflow-wrap:anywhere]">{template.name}</span>
      <span className="block text-sm text-muted">
        {counted(template.items.length, 'item')}
        {template.customerId ? ` · ${template.customerName ?? 'a customer that isn’t in sight'}` : ''}
      </span>
      <WaitingMark pending={template.pending} />
    </button>
  );
}
