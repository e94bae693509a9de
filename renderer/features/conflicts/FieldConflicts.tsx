import { useId, useRef, useState, type ReactNode } from 'react';
import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { joinLists } from '../../../common/domain/merge.ts';
import { conflictKey, type FieldChoice } from '../../../common/domain/settlement.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { focusField } from '../../ui/form.ts';
import { FieldValue } from '../../ui/FieldValue.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { editedKind, otherInputOf } from './other-value.ts';
import { OtherValue } from './OtherValue.tsx';

type Conflict = ConflictDetail['conflicts'][number];

/** Every field that both sides changed, each with its decision, and settling them together. */
export function FieldConflicts({
  detail,
  onSettled,
}: {
  detail: ConflictDetail;
  onSettled: (ids: readonly string[]) => void;
}) {
  const { row, conflicts } = detail;
  const [chosen, setChosen] = useState<Record<string, FieldChoice>>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const open = conflicts.filter((conflict) => !chosen[conflictKey(conflict)]).length;
  const choose = (key: string, choice: FieldChoice) => {
    setChosen((all) => ({ ...all, [key]: choice }));
    setFaults({});
  };
  const decide = async () => {
    setBusy(true);
    const choice = { how: 'fields' as const, fields: chosen };
    const result = await attempt('conflict.settle', { choices: [{ id: row.id, choice }] });
    setBusy(false);
    if (result.ok) {
      say('Conflict settled. What lost stays readable in Activity.');
      onSettled([row.id]);
      return;
    }
    const named = result.error.fields ?? [];
    setFaults(Object.fromEntries(named.map(({ path, message }) => [path, message])));
    // What is wrong with another value stands below it, and a notification would lie on it.
    const typed = named.find(({ path }) => chosen[path]?.keep === 'edited');
    if (typed) focusField(form.current, typed.path);
    else sayFailed(result.error);
  };
  return (
    <form
      ref={form}
      noValidate
      className="@container mt-4 border-t border-line-soft px-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (open === 0) void decide();
      }}
    >
      {conflicts.map((conflict) => {
        const key = conflictKey(conflict);
        return (
          <OneField
            key={key}
            conflict={conflict}
            kind={editedKind(row.action)}
            title={titleOf(conflict, detail)}
            madeAt={row.at}
            names={detail.names}
            choice={chosen[key]}
            fault={faults[key]}
            onChoose={(choice) => choose(key, choice)}
          />
        );
      })}
      <Button
        type="submit"
        look="primary"
        busy={busy}
        whyNot={
          open === 0
            ? undefined
            : conflicts.length === 1
              ? 'Choose a value first.'
              : `${open} of ${conflicts.length} fields have no choice yet.`
        }
      >
        Settle
      </Button>
    </form>
  );
}

function titleOf({ field, entityId, mine, theirs }: Conflict, { names, things }: ConflictDetail): string {
  if (entityId === undefined || things.length < 2) return fieldTitle(field, mine ?? theirs);
  return `${names[entityId] ?? 'One that isn’t in sight'}: ${fieldTitle(field).toLowerCase()}`;
}

interface OneFieldProps {
  conflict: Conflict;
  /** What is edited; undefined where things are moved. */
  kind: EntityKind | undefined;
  title: string;
  madeAt: string;
  names: Readonly<Record<string, string>>;
  choice: FieldChoice | undefined;
  fault: string | undefined;
  onChoose: (choice: FieldChoice) => void;
}

function OneField({ conflict, kind, title, madeAt, names, choice, fault, onChoose }: OneFieldProps) {
  const { field, base, mine, theirs, changed } = conflict;
  const now = useNow(60_000);
  const group = useId();
  // Both lists together are an edited value too, but another choice.
  const [isOther, setIsOther] = useState(false);
  const choose = (choice: FieldChoice, other = false) => {
    setIsOther(other);
    onChoose(choice);
  };
  const input = otherInputOf(conflict, kind);
  const lists =
    Array.isArray(mine) && Array.isArray(theirs) ? joinLists(theirs as unknown[], mine as unknown[]) : null;
  const shown = { path: field, names };
  return (
    <fieldset className="mb-4" data-field={field}>
      <legend className="font-strong">{title}</legend>
      <p className="mt-0.5 mb-1.5 text-muted">
        <span className="mr-1.5 text-sm">Before:</span>
        <FieldValue {...shown} value={base} />
      </p>
      <div className="grid gap-2 @[440px]:grid-cols-2">
        <Side
          group={group}
          title="Mine"
          note={moment(madeAt, now)}
          on={choice?.keep === 'mine'}
          onChoose={() => choose({ keep: 'mine' })}
        >
          <FieldValue {...shown} value={mine} against={theirs} />
        </Side>
        <Side
          group={group}
          title="Theirs"
          note={changed ? `${changed.by}, ${moment(changed.at, now)}` : 'Nobody knows who, or when'}
          on={choice?.keep === 'theirs'}
          onChoose={() => choose({ keep: 'theirs' })}
        >
          <FieldValue {...shown} value={theirs} against={mine} />
        </Side>
        {lists ? (
          <Side
            group={group}
            title="Both together"
            on={choice?.keep === 'edited' && !isOther}
            onChoose={() => choose({ keep: 'edited', value: lists })}
          >
            <FieldValue {...shown} value={lists} />
          </Side>
        ) : null}
        {kind && input ? (
          <OtherValue
            group={group}
            conflict={conflict}
            kind={kind}
            input={input}
            title={title}
            value={choice?.keep === 'edited' && isOther ? choice.value : undefined}
            fault={fault}
            onChange={(value) => choose({ keep: 'edited', value }, true)}
          />
        ) : null}
      </div>
    </fieldset>
  );
}

interface SideProps {
  group: string;
  title: string;
  note?: string;
  on: boolean;
  onChoose: () => void;
  children: ReactNode;
}

/** One side as a choice. */
function Side({ group, title, note, on, onChoose, children }: SideProps) {
  return (
    <label
      className={`flex min-w-0 gap-2.5 rounded-card border p-2.5 ${on ? 'border-accent bg-accent-soft forced-colors:outline forced-colors:outline-2' : 'border-line hover:bg-hover'}`}
    >
      <input
        type="radio"
        name={group}
        checked={on}
        onChange={onChoose}
        className="mt-0.5 size-3.5 shrink-0 accent-(--accent)"
      />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-sm font-strong">{title}</span>
          {note ? <span className="text-sm text-muted">{note}</span> : null}
        </span>
        <span className="block [overflow-wrap:anywhere]">{children}</span>
      </span>
    </label>
  );
}
