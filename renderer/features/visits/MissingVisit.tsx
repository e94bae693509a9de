import { useEffect, useState } from 'react';
import type { ConflictRow } from '../../../common/contract/conflicts.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go, goToList } from '../../app/navigate.ts';
import { copyText } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { inLocalTime, useNow } from '../../ui/words.ts';
import { draftOfNotes } from './visit-words.ts';

/** Conflicts that are looked through for those of the visit. */
const conflictsLooked = 1000;

/** What is said in place of a visit that isn't here, with what was typed of it and what waits. */
export function MissingVisit({ id }: { id: string }) {
  const now = useNow(60_000);
  const { value } = useAnswer('conflict.list', { offset: 0, limit: conflictsLooked }, ['visit', 'site']);
  const conflict: ConflictRow | undefined = value?.rows.find(({ entity }) => entity?.id === id);
  const typed = useTyped(id);
  return (
    <EmptyState
      isPage
      title="This visit isn’t here"
      action={
        <>
          {conflict ? (
            <Button look="primary" onPress={() => go({ page: 'conflict', id: conflict.id })}>
              Decide what becomes of it
            </Button>
          ) : null}
          <Button onPress={() => goToList('visit')}>Show visits</Button>
        </>
      }
    >
      {conflict
        ? `${inLocalTime(conflict.because ?? 'It was deleted meanwhile.', now)} What you noted on it is kept, and waits for a decision.`
        : 'It was deleted, or it hasn’t been synchronised yet.'}
      {typed === null ? null : (
        <section aria-label="Notes that were typed" className="mt-4 text-left text-text">
          <h2 className="font-strong">Notes that were typed and aren’t part of it yet</h2>
          <p className="mt-1 rounded-box border border-line p-2 whitespace-pre-wrap select-text">{typed}</p>
          <div className="mt-2 flex gap-2">
            <Button onPress={() => void copyText(typed, 'Notes')}>Copy notes</Button>
          </div>
          <p className="mt-1 text-sm text-muted">
            They stay here, and are on the visit again if it’s restored.
          </p>
        </section>
      )}
    </EmptyState>
  );
}

/** What was typed as notes of a visit and became no change of it; null where there's nothing. */
function useTyped(id: string): string | null {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    let isHere = true;
    void attempt('draft.load', { key: draftOfNotes(id) }).then((result) => {
      const text = result.ok ? String(result.value.draft?.values['notes'] ?? '') : '';
      if (isHere) setTyped(text.trim() === '' ? null : text);
    });
    return () => {
      isHere = false;
    };
  }, [id]);
  return typed;
}
