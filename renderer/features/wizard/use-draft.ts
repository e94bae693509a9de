import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Draft } from '../../../common/contract/commands.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';

const typingPause = 400;

interface DraftKeeper {
  /** When it was last kept, in milliseconds; null before. */
  savedAt: number | null;
  /** Keeps what is typed, a moment after the last key; `base` is what these fields held, where they edit something. */
  save: (step: string, values: FieldValues, base: FieldValues | undefined) => void;
  /** Keeps at once what was still to be kept: the operator went on. */
  flush: () => void;
  /** Forgets it: it was saved for good, or thrown away. */
  discard: () => void;
}

/**
 * Keeps what is typed through a crash and a restart; without a key nothing is kept. `onFound` is told of an earlier draft, or that
 * there's none, once.
 */
export function useDraft(key: string | null, onFound: (draft: Draft | null) => void): DraftKeeper {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const unsaved = useRef<(() => void) | null>(null);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const found = useEffectEvent(onFound);
  useEffect(() => {
    if (key === null) return;
    let here = true;
    void attempt('draft.load', { key }).then((result) => {
      if (here) found(result.ok ? result.value.draft : null);
    });
    return () => {
      here = false;
      clearTimeout(timer.current);
      unsaved.current?.();
    };
  }, [key]);
  return {
    savedAt,
    save: (step, values, base) => {
      if (key === null) return;
      clearTimeout(timer.current);
      unsaved.current = () => {
        unsaved.current = null;
        void attempt('draft.save', { key, step, values, base }).then((result) => {
          if (result.ok) setSavedAt(Date.now());
          else sayFailed(result.error);
        });
      };
      timer.current = setTimeout(() => unsaved.current?.(), typingPause);
    },
    flush: () => {
      clearTimeout(timer.current);
      unsaved.current?.();
    },
    discard: () => {
      clearTimeout(timer.current);
      unsaved.current = null;
      if (key !== null) void attempt('draft.discard', { key });
    },
  };
}
