import { useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { OutboxLine, OutboxQuery, OutboxWindow } from '../../../common/contract/outbox.ts';
import { attempt } from '../../api/client.ts';
import { WindowRows, type ListState } from '../../api/window-rows.ts';
import { sayFailed } from '../../app/notices.ts';
import { announce } from '../../ui/announce.ts';
import { toggled, withAll, type CheckRequest } from '../../ui/DataTable/selection.ts';
import { count } from '../../ui/words.ts';
import { useOutboxView } from './outbox-view.ts';

type OutboxRows = WindowRows<OutboxLine, OutboxWindow>;

/** Changes in the order of sending, by window. */
export function useOutboxRows(query: OutboxQuery): { rows: OutboxRows; state: ListState<OutboxWindow> } {
  const key = JSON.stringify(query);
  const rows = useMemo(() => {
    const asked = JSON.parse(key) as OutboxQuery;
    return new WindowRows<OutboxLine, OutboxWindow>(
      (offset, limit) => attempt('outbox.window', { query: asked, offset, limit }),
      // The outbox moves with every exchange, not only with the rows.
      () => true,
    );
  }, [key]);
  const state = useSyncExternalStore(rows.subscribe, rows.state);
  return { rows, state };
}

/**
 * The change that the keyboard is on, by id: when others before it are confirmed, it moves up with it. When it's confirmed itself,
 * the one that takes its place is meant; where a filter hides it, the first one.
 */
export function useCurrentChange(
  query: OutboxQuery,
  rows: OutboxRows,
  state: ListState<OutboxWindow>,
  openId: string | null,
) {
  const id = useOutboxView((view) => view.current);
  const [index, setIndex] = useState(openId || id ? -1 : 0);
  const key = JSON.stringify(query);
  const foundIn = useRef(key);
  const follow = useEffectEvent((wanted: string) => {
    void attempt('outbox.indexOf', { query, id: wanted }).then((result) => {
      if (!result.ok || useOutboxView.getState().current !== wanted) return;
      const found = result.value.index;
      if (found >= 0) setIndex(found);
      else {
        setIndex((before) => (foundIn.current === key ? Math.max(0, before) : 0));
        useOutboxView.setState({ current: null });
      }
      foundIn.current = key;
    });
  });
  useEffect(() => {
    if (openId) useOutboxView.setState({ current: openId });
  }, [openId]);
  useEffect(() => {
    if (id) follow(id);
  }, [id, key, state.revision]);
  const shown = Math.min(index, (state.total ?? 1) - 1);
  // Its id is taken when the row comes.
  const arrived = shown >= 0 && !id ? rows.rowAt(shown)?.id : undefined;
  useEffect(() => {
    if (arrived) useOutboxView.setState({ current: arrived });
  }, [arrived]);
  return {
    index: shown,
    set: (next: number, nextId: string | null) => {
      setIndex(next);
      useOutboxView.setState({ current: nextId });
    },
  };
}

/** Checking changes one by one, by range and all. What has left the outbox loses its check. */
export function useChangeChecks(query: OutboxQuery, state: ListState<OutboxWindow>, current: number) {
  const anchor = useRef<{ index: number; beside: ReadonlySet<string> } | null>(null);
  const asked = useRef(0);
  const set = (checked: ReadonlySet<string>) => {
    useOutboxView.setState({ checked });
    announce(`Changes selected: ${count(checked.size)}`);
  };
  const idsOf = async (which: OutboxQuery, from: number, to: number): Promise<string[]> => {
    const result = await attempt('outbox.ids', { query: which, from, to });
    if (result.ok) return result.value.ids;
    sayFailed(result.error);
    return [];
  };
  const unfiltered = state.unfiltered;
  const [hidden, setHidden] = useState(0);
  const key = JSON.stringify(query);
  const compare = useEffectEvent(async (stillHere: () => boolean) => {
    const { checked } = useOutboxView.getState();
    if (checked.size === 0) return setHidden(0);
    const [all, shown] = await Promise.all([idsOf({}, 0, unfiltered), idsOf(query, 0, unfiltered)]);
    if (!stillHere()) return;
    const here = new Set(all);
    const kept = [...useOutboxView.getState().checked].filter((id) => here.has(id));
    if (kept.length < checked.size) useOutboxView.setState({ checked: new Set(kept) });
    const seen = new Set(shown);
    setHidden(kept.filter((id) => !seen.has(id)).length);
  });
  const checkedSize = useOutboxView((view) => view.checked.size);
  useEffect(() => {
    let here = true;
    void compare(() => here);
    return () => {
      here = false;
    };
  }, [key, state.revision, checkedSize]);
  return {
    hidden: Math.min(hidden, checkedSize),
    beginRange: () => {
      anchor.current = null;
    },
    check: ({ id, index, how }: CheckRequest) => {
      const { checked } = useOutboxView.getState();
      const number = ++asked.current;
      if (how === 'one') {
        const next = toggled(checked, id);
        anchor.current = { index, beside: next };
        return set(next);
      }
      anchor.current ??= { index: Math.max(0, current), beside: checked };
      const { index: from, beside } = anchor.current;
      void idsOf(query, Math.min(from, index), Math.max(from, index) + 1).then((ids) => {
        if (number === asked.current) set(withAll(beside, ids));
      });
    },
    checkAll: () => {
      const number = ++asked.current;
      anchor.current = null;
      void idsOf(query, 0, state.total ?? 0).then((ids) => {
        if (number === asked.current) set(new Set(ids));
      });
    },
    uncheckAll: () => {
      asked.current++;
      anchor.current = null;
      set(new Set());
    },
  };
}
