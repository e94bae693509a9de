import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError, Result } from '../../../common/contract/errors.ts';
import { useView } from '../../app/store.ts';
import { isOutOfReach } from '../frame/sync-words.ts';

interface Pages<P> {
  /** The pages read so far, in order; empty until the first is here. */
  pages: readonly P[];
  error: AppError | null;
  busy: boolean;
  more: () => void;
  /** Reads to the end; gives all pages, or what was read where a question fails. */
  all: () => Promise<readonly P[]>;
  refresh: () => void;
}

/**
 * A list that is read page by page, and again from the start whenever changes are confirmed or get stuck, or the partner API can
 * be reached again. `key` names what is read: another one begins anew.
 */
export function usePages<P extends { next: string | null }>(
  key: string,
  read: (cursor: string | null) => Promise<Result<P>>,
): Pages<P> {
  const [held, setHeld] = useState<{ key: string; pages: readonly P[] }>({ key, pages: [] });
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(true);
  const asked = useRef(0);
  const reading = useRef(read);
  useEffect(() => {
    reading.current = read;
  });
  const pages = held.key === key ? held.pages : [];

  const load = useCallback(
    async (cursor: string | null) => {
      const number = ++asked.current;
      setBusy(true);
      const result = await reading.current(cursor);
      if (number !== asked.current) return undefined;
      setBusy(false);
      setError(result.ok ? null : result.error);
      if (!result.ok) {
        // What is gone isn't shown as if it were there.
        if (result.error.code === 'not-found') setHeld({ key, pages: [] });
        return undefined;
      }
      setHeld((former) => ({
        key,
        pages: [...(cursor !== null && former.key === key ? former.pages : []), result.value],
      }));
      return result.value;
    },
    [key],
  );
  const waiting = useView((view) => view.sync?.waiting);
  const stuck = useView((view) => view.sync?.stuck);
  const isAway = useView((view) => isOutOfReach(view.sync?.phase));
  useEffect(() => {
    void load(null);
  }, [load, isAway, waiting, stuck]);

  const next = pages.at(-1)?.next ?? null;
  return {
    pages,
    error,
    busy,
    more: () => {
      if (next !== null && !busy) void load(next);
    },
    all: async () => {
      const read = [...pages];
      for (let cursor = next; cursor !== null;) {
        const page = await load(cursor);
        if (!page) break;
        read.push(page);
        cursor = page.next;
      }
      return read;
    },
    refresh: () => void load(null),
  };
}
