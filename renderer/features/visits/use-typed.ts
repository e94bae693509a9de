import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';
import { TypedTexts } from './typed-texts.ts';
import { draftOfFields } from './visit-words.ts';

/** What is typed into the fields of the visit that is open. */
export const TypedOnVisit = createContext<TypedTexts | null>(null);

/** What is typed on a visit and what was when the app last ended. */
export function useTypedOnVisit(id: string): TypedTexts {
  const key = draftOfFields(id);
  const [typed] = useState(
    () =>
      new TypedTexts(async (values) => {
        const isNothing = Object.keys(values).length === 0;
        const result = isNothing
          ? await attempt('draft.discard', { key })
          : await attempt('draft.save', { key, step: 'fields', values });
        if (!result.ok) sayFailed(result.error);
      }),
  );
  useEffect(() => {
    void attempt('draft.load', { key }).then((result) => {
      const kept = Object.entries((result.ok && result.value.draft?.values) || {});
      typed.restore(Object.fromEntries(kept.map(([field, text]) => [field, String(text)])));
    });
  }, [key, typed]);
  return typed;
}

export interface TypedField {
  /** Undefined while nothing is typed. */
  text: string | undefined;
  /** Undefined forgets what was typed. */
  set: (text: string | undefined) => void;
  /** Empties the field while what was in it is made a change. */
  handOn: (make: (text: string) => Promise<void>) => Promise<void>;
}

/** One field of the visit that is open. */
export function useTyped(field: string): TypedField {
  const typed = useContext(TypedOnVisit);
  if (!typed) throw new Error('a field of a visit is outside of its page');
  const text = useSyncExternalStore(typed.subscribe, () => typed.textOf(field));
  return {
    text,
    set: (next) => typed.set(field, next),
    handOn: (make) => typed.handOn(field, make),
  };
}
