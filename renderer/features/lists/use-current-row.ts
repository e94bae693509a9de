import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ListKind, ListSpec } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import type { ListRows } from '../../api/list-rows.ts';
import type { ListState } from '../../api/window-rows.ts';
import { changeList, useView } from '../../app/store.ts';

interface CurrentRow {
  /** Its position; -1 when it isn't in the list. */
  index: number;
  set: (index: number, id: string | null) => void;
}

/**
 * The row that the keyboard is on. It's kept by id: when rows come before it, it moves with them. When it's gone, the one that takes
 * its place is meant; where another scope or a filter hides it, the first one. What is found is looked at from its top, and once it's
 * no more searched for, the list is looked at from the row that was found. Nothing takes the place of the row that is open.
 */
export function useCurrentRow<K extends ListKind>(
  kind: K,
  list: ListSpec,
  rows: ListRows<K>,
  state: ListState,
  openId: string | null,
): CurrentRow {
  const id = useView((view) => view.lists[kind].current);
  const [index, setIndex] = useState(id || openId ? -1 : 0);
  const key = JSON.stringify(list);

  const narrowing = JSON.stringify([list.search, list.filters, list.where]);
  const isNarrowed = list.search.trim() !== '' || list.filters.length + list.where.length > 0;

  const foundIn = useRef(key);
  const narrowedTo = useRef(narrowing);
  const take = useEffectEvent((wanted: string, found: number) => {
    if (found < 0 && wanted !== openId) {
      setIndex((before) => (foundIn.current === key ? Math.max(0, before) : 0));
      changeList(kind, { current: null });
    } else setIndex(found);
    foundIn.current = key;
  });
  const follow = useEffectEvent((wanted: string, stillMeant: () => boolean) => {
    const here = rows.indexHere(wanted);
    if (here >= 0) {
      take(wanted, here);
      return;
    }
    void attempt('list.indexOf', { list, id: wanted }).then((result) => {
      if (result.ok && stillMeant()) take(wanted, result.value.index);
    });
  });
  // A row that is opened from elsewhere becomes the current one.
  useEffect(() => {
    if (openId) changeList(kind, { current: openId });
  }, [kind, openId]);
  /** Whether what is searched for is new: then it's looked at from its top. */
  const beginsAnew = useEffectEvent(() => {
    const isOther = narrowedTo.current !== narrowing;
    narrowedTo.current = narrowing;
    if (!isOther || (id && (!isNarrowed || id === openId))) return false;
    setIndex(0);
    if (id) changeList(kind, { current: null });
    return true;
  });
  useEffect(() => {
    if (beginsAnew() || !id) return;
    let meant = true;
    follow(id, () => meant);
    return () => {
      meant = false;
    };
  }, [id, key, openId, state.revision]);
  const shown = Math.min(index, (state.total ?? Infinity) - 1);
  // The keyboard may stand on a row that wasn't here yet; its id is taken when it comes.
  const arrived = shown >= 0 && !id ? rows.rowAt(shown)?.id : undefined;
  useEffect(() => {
    if (arrived) changeList(kind, { current: arrived });
  }, [kind, arrived]);

  return {
    index: shown,
    set: (next, nextId) => {
      setIndex(next);
      changeList(kind, { current: nextId });
    },
  };
}
