import { useEffect, useState } from 'react';
import type { DecisionPage } from '../../../common/contract/conflicts.ts';
import type { Decision } from '../../../common/domain/decisions.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { useAnswer, type Answer } from '../../api/answers.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FieldValue } from '../../ui/FieldValue.tsx';
import { EmptyState, ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { outcomeTitles } from './outcome-titles.ts';

/** As many as are asked for at once. */
const pageSize = 200;

/** What was settled on this computer: what was kept, what lost, by whom; all of it, page by page. Read from this computer, offline too. */
export function SettledHere({ entityId }: { entityId: string | null }) {
  const [pages, setPages] = useState(1);
  const { value, error, slow, askAgain } = useSettledFrom(0, entityId);
  if (!value) {
    if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
    return slow ? <SlowState what="what was settled here" /> : null;
  }
  if (value.total === 0)
    return (
      <EmptyState title="Nothing was settled here">
        Once a conflict is settled on this computer, the value that lost stands here, with who had set it and
        when.
      </EmptyState>
    );
  return (
    <>
      <ul aria-label="Settled on this computer">
        {Array.from({ length: pages }, (_page, at) => (
          <SettledFrom key={at} offset={at * pageSize} entityId={entityId} />
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
function SettledFrom({ offset, entityId }: { offset: number; entityId: string | null }) {
  const { value } = useSettledFrom(offset, entityId);
  return value?.rows.map((decision) => <Settled key={decision.id} decision={decision} names={value.names} />);
}

function useSettledFrom(offset: number, entityId: string | null): Answer<DecisionPage> {
  const answer = useAnswer('activity.settled', { entityId, offset, limit: pageSize }, [
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
