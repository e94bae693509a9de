import { useEffect, useEffectEvent, useState } from 'react';
import { Undo2 } from 'lucide-react';
import {
  actionWords,
  alongWith,
  changedIn,
  contextWords,
  roleWords,
  titleOf,
  wholeRow,
} from '../../../common/contract/activity-words.ts';
import type { ActivityItem } from '../../../common/contract/activity.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { FieldValue, hasList } from '../../ui/FieldValue.tsx';
import { moment, useNow } from '../../ui/words.ts';
import type { Narrowed } from './activity-filters.ts';

interface EntryPaneProps {
  item: ActivityItem;
  names: Readonly<Record<string, string>>;
  onClose: () => void;
  onNarrow: (change: Partial<Narrowed>) => void;
  onChanged: () => void;
}

/** One entry of Activity: who did what, from where, before and after, and taking it back where that can be. */
export function EntryPane({ item, names, onClose, onNarrow, onChanged }: EntryPaneProps) {
  const now = useNow(60_000);
  const { entity, account, customerIds } = item;
  const kind = hasList(entity.kind) ? entity.kind : null;
  const title = titleOf(item, names);
  return (
    <article>
      <DetailHead
        title={`${account.name} ${actionWords(item)} ${title} ${alongWith(item)}`.trim()}
        note={moment(item.at, now)}
        onClose={onClose}
        actions={
          <>
            <UndoEntry item={item} onChanged={onChanged} />
            {kind && item.after !== null ? (
              <Button onPress={() => go({ page: kind, scope: everything, id: entity.id })}>
                Open {title}
              </Button>
            ) : null}
          </>
        }
      />
      <DetailSection title="Values">
        <Values item={item} names={names} />
      </DetailSection>
      <DetailSection title="Who and from where">
        <Facts
          facts={[
            ['Who', account.name],
            ['Role', roleWords(item.role)],
            ['Acting as', contextWords(item.context, names)],
            ['From', item.client || 'Unknown'],
            ['Customer', customerIds.map((id) => names[id] ?? 'One that isn’t here').join(', ')],
          ]}
        />
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button onPress={() => onNarrow({ accountId: account.id })}>Only {account.name}</Button>
          {entity.kind === 'license' ? null : (
            <Button onPress={() => go({ page: 'activity', entityId: entity.id, view: 'server' })}>
              Only {title}
            </Button>
          )}
          {customerIds.map((id) => (
            <Button
              key={id}
              onPress={() => go({ page: 'activity', entityId: null, customerId: id, view: 'server' })}
            >
              All of {names[id] ?? 'this customer'}
            </Button>
          ))}
        </div>
      </DetailSection>
      <DetailSection title="Record">
        <Facts
          facts={[
            ['Entry', String(item.entry)],
            ['Change', <span className="break-all select-text">{item.mutationId}</span>],
            [
              'Hash',
              item.hash ? <span className="font-mono text-sm break-all select-text">{item.hash}</span> : '',
            ],
          ]}
        />
      </DetailSection>
    </article>
  );
}

function Values({ item, names }: Pick<EntryPaneProps, 'item' | 'names'>) {
  const changed = changedIn(item);
  if (changed.length > 0)
    return (
      <table className="w-full table-fixed text-left">
        <thead className="text-sm text-muted">
          <tr>
            <th className="w-[30%] py-0.5 pr-3 font-normal">Field</th>
            <th className="py-0.5 pr-3 font-normal">Before</th>
            <th className="py-0.5 font-normal">After</th>
          </tr>
        </thead>
        <tbody>
          {changed.map(({ field, was, is }) => (
            <tr key={field} className="border-t border-line-soft align-top">
              <th scope="row" className="py-1 pr-3 font-normal text-muted">
                {fieldTitle(field, is ?? was)}
              </th>
              <td className="py-1 pr-3 [overflow-wrap:anywhere]">
                <FieldValue path={field} value={was} names={names} against={is} />
              </td>
              <td className="py-1 [overflow-wrap:anywhere]">
                <FieldValue path={field} value={is} names={names} against={was} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  return (
    <Facts
      facts={wholeRow(item).map(([field, value]) => [
        fieldTitle(field, value),
        <FieldValue key={field} path={field} value={value} names={names} />,
      ])}
    />
  );
}

/** Takes an entry back, or says why it can't be. */
function UndoEntry({ item, onChanged }: Pick<EntryPaneProps, 'item' | 'onChanged'>) {
  const [whyNot, setWhyNot] = useState<string | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const waiting = useView((view) => view.sync?.waiting);
  const ask = useEffectEvent(async (isShown: () => boolean) => {
    const result = await attempt('activity.undoable', item);
    if (isShown()) setWhyNot(result.ok ? result.value.whyNot : result.error.message);
  });
  useEffect(() => {
    let shown = true;
    void ask(() => shown);
    return () => {
      shown = false;
    };
  }, [item.entry, waiting]);
  const undo = async () => {
    setBusy(true);
    const result = await attempt('activity.undo', item);
    setBusy(false);
    if (!result.ok) {
      sayFailed(result.error);
      return;
    }
    sayChanged(`Took back: ${actionWords(item)} ${titleOf(item)}`, result.value.mutationIds);
    onChanged();
  };
  if (whyNot === undefined) return null;
  return (
    <Button busy={busy} whyNot={whyNot ?? undefined} onPress={() => void undo()}>
      <Undo2 aria-hidden size={14} />
      Undo
    </Button>
  );
}
