import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityItem } from '../../../common/contract/conflicts.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { useView } from '../../app/store.ts';

interface Activity {
  /** Undefined until the first page is here. */
  items: ActivityItem[] | undefined;
  names: Readonly<Record<string, string>>;
  error: AppError | null;
  busy: boolean;
  /** Whether there's an older page. */
  hasMore: boolean;
  more: () => void;
  refresh: () => void;
}

interface Pages {
  entityId: string | null;
  items: ActivityItem[] | undefined;
  names: Record<string, string>;
  next: string | null;
}

/** The partner API's Activity, page by page; read again when the partner API can be reached again. */
export function useActivity(entityId: string | null): Activity {
  const empty: Pages = { entityId, items: undefined, names: {}, next: null };
  const [pages, setPages] = useState<Pages>(empty);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const shown = pages.entityId === entityId ? pages : empty;

  const read = useCallback(
    async (cursor: string | null) => {
      const number = ++asked.current;
      setBusy(true);
      const result = await attempt('activity.list', { entityId, cursor });
      if (number !== asked.current) return;
      setBusy(false);
      setError(result.ok ? null : result.error);
      if (!result.ok) return;
      const { items, names, next } = result.value;
      setPages((former) => {
        const kept = cursor !== null && former.entityId === entityId ? former : null;
        return {
          entityId,
          items: [...(kept?.items ?? []), ...items],
          names: { ...kept?.names, ...names },
          next,
        };
      });
    },
    [entityId],
  );
  const phase = useView((view) => view.sync?.phase);
  const isAway = phase === 'offline-by-choice' || phase === 'unreachable' || phase === 'signed-out';
  useEffect(() => {
    void read(null);
  }, [read, isAway]);

  return {
    items: shown.items,
    names: shown.names,
    error,
    busy,
    hasMore: shown.next !== null,
    more: () => void read(shown.next),
    refresh: () => void read(null),
  };
}
