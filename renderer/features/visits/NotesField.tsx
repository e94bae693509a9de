import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { attempt } from '../../api/client.ts';
import { Callout } from '../../ui/states.tsx';
import { Newest } from './typed-texts.ts';
import { draftOfNotes } from './visit-words.ts';
import type { EditVisit } from './VisitPage.tsx';

/** How long after the last key what was typed becomes a change, in milliseconds; as a draft it's kept at once. */
const changeAfter = 1500;
const limit = 4000;

interface TypedNotes {
  text: string;
  /** What was there when it was begun. */
  base: string;
}

interface NotesFieldProps {
  id: string;
  notes: string;
  edit: EditVisit;
  whyNot: string | undefined;
}

/** The notes of a visit, kept as they're typed: every key as a draft that a crash leaves, and as a change once one pauses. */
export function NotesField({ id, notes, edit, whyNot }: NotesFieldProps) {
  if (whyNot)
    return (
      <>
        <p className="text-muted">{whyNot}</p>
        {notes === '' || /granted/.test(whyNot) ? null : (
          <p className="mt-2 whitespace-pre-wrap select-text">{notes}</p>
        )}
      </>
    );
  return <Typing id={id} notes={notes} edit={edit} />;
}

function Typing({ id, notes, edit }: Omit<NotesFieldProps, 'whyNot'>) {
  const key = draftOfNotes(id);
  // What is typed and isn't a change yet, on top of what was there when it was begun; null while nothing is.
  const [typed, setTyped] = useState<TypedNotes | null>(null);
  const [isKept, setKept] = useState(true);
  const [fault, setFault] = useState<string | null>(null);
  const newest = useRef('');
  const [keeping] = useState(
    () =>
      new Newest<TypedNotes | null>(async (draft) => {
        const result = draft
          ? await attempt('draft.save', {
              ...{ key, step: 'notes' },
              ...{ values: { notes: draft.text }, base: { notes: draft.base } },
            })
          : await attempt('draft.discard', { key });
        setFault(result.ok ? null : result.error.message);
        if (result.ok && draft?.text === newest.current) setKept(true);
      }),
  );
  const change = async (draft: TypedNotes) => {
    if (draft.text.length > limit) return;
    if (!(await edit('Notes changed', { notes: draft.text, base: { notes: draft.base } }))) return;
    setTyped((now) => (now?.text === draft.text ? null : now && { ...now, base: draft.text }));
    // What was typed meanwhile stays a draft, on top of what is a change now.
    const isNewest = newest.current === draft.text;
    void keeping.put(isNewest ? null : { text: newest.current, base: draft.text });
  };
  const restore = useEffectEvent((text: string, base: string) => {
    newest.current = text;
    if (text !== notes) setTyped({ text, base });
  });
  const commit = useEffectEvent(() => {
    if (typed) void change(typed);
  });
  useEffect(() => {
    let here = true;
    void attempt('draft.load', { key }).then((result) => {
      const draft = result.ok ? result.value.draft : null;
      if (!here || !draft) return;
      restore(String(draft.values['notes'] ?? ''), String(draft.base?.['notes'] ?? ''));
    });
    return () => {
      here = false;
      commit();
    };
  }, [key]);
  useEffect(() => {
    if (!typed) return undefined;
    const timer = setTimeout(() => commit(), changeAfter);
    return () => clearTimeout(timer);
  }, [typed]);

  const text = typed?.text ?? notes;
  return (
    <>
      <label>
        <span className="sr-only">Notes</span>
        <textarea
          name="notes"
          rows={6}
          value={text}
          aria-invalid={text.length > limit || undefined}
          aria-describedby="visit-notes-state"
          placeholder="What was done, what the next visit should know"
          onChange={(event) => {
            const next = { text: event.target.value, base: typed?.base ?? notes };
            setTyped(next);
            setKept(false);
            newest.current = next.text;
            void keeping.put(next);
          }}
          onBlur={() => {
            if (typed) void change(typed);
          }}
          className="field resize-y text-lg"
        />
      </label>
      <p id="visit-notes-state" role="status" className="mt-1 text-sm text-muted">
        {text.length > limit
          ? `Notes have at most ${limit.toLocaleString('en')} characters; ${(text.length - limit).toLocaleString('en')} too many. They’re kept as a draft until then.`
          : !isKept
            ? 'Keeping…'
            : typed
              ? 'Kept as a draft'
              : 'Kept as you type'}
      </p>
      {fault ? (
        <Callout tone="bad" role="alert">
          {fault}
        </Callout>
      ) : null}
    </>
  );
}
