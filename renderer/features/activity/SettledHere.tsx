import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { DecisionPage, SettledFilter } from '../../../common/contract/conflicts.ts';
import type { Decision } from '../../../common/domain/decisions.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { useAnswer, type Answer } from '../../api/answers.ts';
import { setListActions } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import type { Route } from '../../app/router.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FieldValue } from '../../ui/FieldValue.tsx';
import { EmptyState, ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { FindField } from '../lists/FindField.tsx';
import { OnlyOne, SettledFilters } from './ActivityFilters.tsx';
import { settledFilterOf } from './activity-filters.ts';
import { outcomeTitles } from './outcome-titles.ts';
import { useSettled } from './use-settled.ts';

/** As many as are asked for at once. */
const pageSize = 200;
/** How long typing rests before it's looked for, in milliseconds. */
const typingRest = 250;

const unnarrowed = { text: '', by: '', kind: '', from: '', to: '' };

type ActivityRoute = Extract<Route, { page: 'activity' }>;

/** What was settled on this computer: what was kept, what lost, by whom; all of it, page by page. Read from this computer, offline too. */
export function SettledHere({ route, head }: { route: ActivityRoute; head: ReactNode }) {
  // Of a customer it's what was settled of that itself.
  const entityId = route.entityId ?? route.customerId ?? null;
  const [narrowed, setNarrowed] = useState(unnarrowed);
  const find = useRef<HTMLInputElement>(null);
  const filter = settledFilterOf(useSettled(narrowed, typingRest));
  const narrow = (change: Partial<typeof unnarrowed>) => setNarrowed({ ...narrowed, ...change });
  const asked = { entityId, filter };
  const first = useSettledFrom(0, asked);
  const showAll = () => go({ page: 'activity', entityId: null, view: 'here' }, { replace: true });
  useEffect(() => {
    setListActions({
      open: () => undefined,
      edit: () => undefined,
      remove: () => undefined,
      selectAll: () => undefined,
      find: () => find.current?.focus(),
      whyNot: (action) => (action === 'edit.find' ? undefined : 'What was settled stays as it is.'),
    });
    return () => setListActions(null);
  }, []);
  return (
    <main className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-3.5 pb-2.5">
        {head}
        <FindField
          ref={find}
          noun="what was settled"
          value={narrowed.text}
          onChange={(text) => narrow({ text })}
          onLeave={() => find.current?.blur()}
        />
        {entityId !== null ? <OnlyOne id={entityId} isCustomer={false} onClear={showAll} /> : null}
      </div>
      <SettledFilters
        value={narrowed}
        onChange={narrow}
        people={[...new Set([...(first.value?.people ?? []), narrowed.by])].filter((name) => name !== '')}
      />
      <div className="min-h-0 flex-1 overflow-auto border-t border-line">
        <SettledList
          key={JSON.stringify(asked)}
          asked={asked}
          first={first}
          onClear={() => {
            setNarrowed(unnarrowed);
            if (entityId !== null) showAll();
          }}
        />
      </div>
    </main>
  );
}

interface AskedOf {
  entityId: string | null;
  filter: SettledFilter;
}

interface SettledListProps {
  asked: AskedOf;
  first: Answer<DecisionPage>;
  onClear: () => void;
}

function SettledList({ asked, first, onClear }: SettledListProps) {
  const [pages, setPages] = useState(1);
  const { value, error, slow, askAgain } = first;
  if (!value) {
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="what was settled here" /> : null;
  }
  if (value.total === 0)
    return asked.entityId !== null || Object.keys(asked.filter).length > 0 ? (
      <EmptyState title="Nothing found" action={<Button onPress={onClear}>Show all</Button>}>
        Nothing that was settled here matches.
      </EmptyState>
    ) : (
      <EmptyState title="Nothing was settled here">
        Once a conflict is settled on this computer, the value that lost stands here, with who had set it and
        when.
      </EmptyState>
    );
  return (
    <>
      <ul aria-label="Settled on this computer">
        {Array.from({ length: pages }, (_page, at) => (
          <SettledFrom key={at} offset={at * pageSize} asked={asked} />
        ))}
      </ul>
      {value.total > pages * pageSize ? (
        <div className="px-4 py-3">
          <Button onPress={() => setPages(pages + 1)}>Show older</Button>
        </div>
      ) : null}
    </>
  );
}

/** One page of what was settled here, from the newest on. */
function SettledFrom({ offset, asked }: { offset: number; asked: AskedOf }) {
  const { value } = useSettledFrom(offset, asked);
  return value?.rows.map((decision) => <Settled key={decision.id} decision={decision} names={value.names} />);
}

function useSettledFrom(offset: number, asked: AskedOf): Answer<DecisionPage> {
  const answer = useAnswer('activity.settled', { ...asked, offset, limit: pageSize }, [
    'customer',
    'partner',
  ]);
  const { askAgain } = answer;
  const stuck = useView((view) => view.sync?.stuck);
  useEffect(() => askAgain(), [stuck, askAgain]);
  return answer;
}

function Settled({ decision, names }: { decision: Decision; names: Readonly<Record<string, string>> }) {
  const now = useNow(60_000);
  const { title, outcome, by, at, fields } = decision;
  const several = new Set(fields.map((field) => field.entityId)).size > 1;
  // Something new that was withdrawn: there was no value before that could be kept.
  const isNew = outcome === 'theirs' && fields.every(({ base, kept }) => base === null && kept === null);
  return (
    <li className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 border-b border-line-soft px-4 py-2 max-narrow:grid-cols-1">
      <time dateTime={at} className="text-muted">
        {moment(at, now)}
      </time>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-strong">{title}</span>
          <Tag tone="info">{outcomeTitles[outcome]}</Tag>
          <span className="text-muted">{by === '' ? 'Nobody was signed in' : `by ${by}`}</span>
        </p>
        {fields.map(({ field, entityId, kept, lost }) => (
          <dl
            key={`${field} ${entityId ?? ''}`}
            className="mt-1 grid grid-cols-[140px_minmax(0,1fr)] gap-x-3 gap-y-0.5"
          >
            <dt className="text-muted">
              {several && entityId !== null
                ? `${names[entityId] ?? 'One'}: ${fieldTitle(field).toLowerCase()}`
                : fieldTitle(field, kept ?? lost[0]?.value)}
            </dt>
            {isNew ? null : (
              <dd className="min-w-0 [overflow-wrap:anywhere]">
                <FieldValue path={field} value={kept} names={names} />{' '}
                <span className="text-sm text-muted">kept</span>
              </dd>
            )}
            {lost.map((value) => (
              <dd key={value.whose} className="col-start-2 min-w-0 [overflow-wrap:anywhere]">
                <s className="text-muted">
                  <FieldValue path={field} value={value.value} names={names} />
                </s>{' '}
                <span className="text-sm text-muted">
                  {value.whose === 'mine' ? 'mine' : value.by ? `by ${value.by}` : 'theirs'}
                  {value.at ? `, ${moment(value.at, now)}` : ''}, lost
                </span>
              </dd>
            ))}
          </dl>
        ))}
      </div>
    </li>
  );
}
