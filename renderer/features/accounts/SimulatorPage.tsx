import { useState } from 'react';
import { ShieldCheck, ShieldX } from 'lucide-react';
import { accessRules, actions, type Action } from '../../../common/domain/access.ts';
import type { DecidingRule } from '../../../common/domain/access-explained.ts';
import { kindWords, type EntityKind } from '../../../common/domain/entities.ts';
import { listKinds, type SearchHit } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { SearchChoiceField } from '../../ui/SearchChoiceField.tsx';
import { Callout, ErrorState, SlowState } from '../../ui/states.tsx';

const rules: Record<DecidingRule, string> = {
  account: 'How the account stands',
  role: 'The role',
  scope: 'The brand scope',
  state: 'How the thing stands',
  grant: 'What the customer grants',
};

/** May this account do that to this thing, and by which rule: asked of the code that decides for real. */
export function SimulatorPage({ accountId }: { accountId: string | null }) {
  const own = useView((view) => view.start?.account?.id ?? '');
  const whyNotOthers = useWhyNot('account.see');
  const [chosen, setChosen] = useState(accountId ?? own);
  const [action, setAction] = useState<Action>('site.delete');
  const [thing, setThing] = useState<SearchHit | null>(null);
  return (
    <div className="h-full overflow-auto px-4 pt-3.5 pb-6">
      <h1 className="text-xl font-strong tracking-[-0.01em]">Permission simulator</h1>
      <p className="mt-1 max-w-[640px] text-muted">
        May an account do something, and why: role, brand scope and what the customer grants are put together
        by the code that decides for real. Nothing is done.
      </p>
      <div className="mt-4 flex max-w-[640px] flex-col gap-4">
        {whyNotOthers ? (
          <p className="text-muted">About your own account. {whyNotOthers}</p>
        ) : (
          <AccountChoice value={chosen} onChange={setChosen} />
        )}
        <FindChoiceField
          label="Action"
          choices={actions.map((id) => ({ id, name: sentenceCase(accessRules[id].verb), note: id }))}
          value={action}
          onChange={(id) => setAction(actions.find((each) => each === id) ?? action)}
        />
        <ThingChoice key={thing?.id ?? 'none'} value={thing} onChange={setThing} />
        <Decision accountId={chosen === own ? null : chosen} action={action} thing={thing} />
      </div>
    </div>
  );
}

function AccountChoice({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { value: page, error } = useAnswer('account.list', undefined, []);
  if (!page)
    return error ? <p className="text-muted">About your own account: others can’t be read now.</p> : null;
  return (
    <FindChoiceField
      label="Account"
      choices={page.accounts.map(({ id, login, name }) => ({ id, name: login, note: name }))}
      value={value}
      onChange={onChange}
    />
  );
}

interface ThingChoiceProps {
  value: SearchHit | null;
  onChange: (thing: SearchHit | null) => void;
}

function ThingChoice({ value, onChange }: ThingChoiceProps) {
  const [query, setQuery] = useState('');
  const found = useAnswer('search.everything', { query: query.trim().slice(0, 200), limit: 8 }, [
    'customer',
    'site',
    'probe',
    'project',
    'partner',
  ]).value;
  const isThing = (kind: EntityKind) => (listKinds as readonly EntityKind[]).includes(kind);
  const hits = found?.groups.flatMap(({ kind, hits }) => (isThing(kind) ? hits : [])) ?? [];
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <SearchChoiceField
          label="Thing"
          choices={hits.map(({ id, title, kind, within }) => ({
            ...{ id, name: title },
            note: [kindWords[kind], within].filter(Boolean).join(' · '),
          }))}
          value={value && { id: value.id, name: value.title }}
          onSearch={setQuery}
          onChange={({ id }) => onChange(hits.find((hit) => hit.id === id) ?? null)}
          quiet
        />
      </div>
      <Button whyNot={value ? undefined : 'No thing is chosen.'} onPress={() => onChange(null)}>
        Nothing in particular
      </Button>
    </div>
  );
}

interface DecisionProps {
  accountId: string | null;
  action: Action;
  thing: SearchHit | null;
}

function Decision({ accountId, action, thing }: DecisionProps) {
  const asked = { accountId, action, thing: thing && { kind: thing.kind, id: thing.id } };
  const { value, error, slow, askAgain } = useAnswer('access.explain', asked, [
    'customer',
    'site',
    'project',
  ]);
  if (!value) {
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="the decision" /> : null;
  }
  return (
    <section aria-label="Decision" aria-live="polite">
      <Callout tone={value.allowed ? 'good' : 'bad'}>
        <p className="flex items-center gap-2 text-lg font-strong">
          {value.allowed ? <ShieldCheck aria-hidden size={18} /> : <ShieldX aria-hidden size={18} />}
          {value.allowed ? 'Allowed' : 'Not allowed'}
        </p>
        <p className="mt-1 select-text">{value.because}</p>
        <p className="mt-1 text-sm">Decided by: {rules[value.rule]}</p>
      </Callout>
      {value.here ? (
        <p className="mt-2 text-sm text-muted">Decided on this computer with what it knows. {value.here}</p>
      ) : null}
    </section>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
