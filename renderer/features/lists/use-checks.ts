import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ListKind, ListSpec } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import type { ListRows } from '../../api/list-rows.ts';
import type { ListState } from '../../api/window-rows.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { changeList, noneChecked, useView, type Selected } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import { toggled, withAll, type CheckRequest } from '../../ui/DataTable/selection.ts';
import { mostExcepted, mostFrozen, mostLookedUp } from '../../../common/contract/selection.ts';
import { count } from '../../ui/words.ts';
import { sameRows, selectedOf, type Checked } from './selected.ts';

interface Checks {
  checked: Checked;
  /** What is checked; null where nothing is. */
  selected: Selected | null;
  /** How many of the checked rows the filters hide. */
  hidden: number;
  check: (request: CheckRequest) => void;
  /** The keyboard or a click moved on without checking: the next range begins there. */
  beginRange: () => void;
  checkAll: () => void;
  uncheckAll: () => void;
}

/** Checking rows one by one, by range and all. Ids of rows out of sight are asked for. */
export function useChecks<K extends ListKind>(
  kind: K,
  list: ListSpec,
  rows: ListRows<K>,
  state: ListState,
  current: number,
): Checks {
  const total = state.total ?? 0;
  // Where a range begins, and what was checked beside it: a range that becomes shorter gives rows back.
  const anchor = useRef<{
    index: number;
    beside: ReadonlySet<string>;
    first: number;
    ids: readonly string[];
  } | null>(null);
  const asked = useRef(0);
  const key = JSON.stringify(list);
  useEffect(() => {
    anchor.current = null;
  }, [key]);
  useEffect(() => {
    // Rows may stand elsewhere now.
    if (anchor.current) anchor.current = { ...anchor.current, ids: [] };
  }, [state.revision]);

  const matching = useMatching(kind, list, total, state.revision);
  const set = (checked: ReadonlySet<string>) => {
    if (checked.size > mostFrozen) return sayTooMany();
    changeList(kind, { checked, matching: null });
    announce(`Rows selected: ${count(checked.size)}`);
  };
  const setExcept = (except: ReadonlySet<string>) => {
    if (except.size > mostExcepted) {
      announce(`At most ${count(mostExcepted)} rows can be left out of all that match`);
      return;
    }
    changeList(kind, { matching: { list, except } });
    announce(`Rows selected: ${count(Math.max(0, total - except.size))}`);
  };
  // From a position up to but not including another.
  const idsBetween = async (from: number, to: number): Promise<string[]> => {
    const result = await attempt('list.ids', { list, from, to });
    if (result.ok) return result.value.ids;
    sayFailed(result.error);
    return [];
  };
  // From the last range and the pages that are here, so that growing and shrinking a long range asks nothing.
  const idsHere = (from: number, to: number): string[] | undefined => {
    const { first, ids: known } = anchor.current ?? { first: 0, ids: [] };
    const ids: string[] = [];
    for (let index = from; index < to; index++) {
      const id = known[index - first] ?? rows.rowAt(index)?.id;
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  };

  const allOf = () => {
    anchor.current = null;
    asked.current++;
    if (total === 0) return;
    changeList(kind, { checked: noneChecked.checked, matching: { list, except: new Set() } });
    announce(`All ${count(total)} rows that match are selected`);
  };

  const view = useView((each) => each.lists[kind]);
  const shown: Checked = matching
    ? { has: (id) => !matching.except.has(id), size: matching.count }
    : view.checked;
  return {
    checked: shown,
    selected: selectedOf({ ...view, matching }, shown.size),
    hidden: useHidden(kind, list, state),
    beginRange: () => {
      anchor.current = null;
    },
    check: ({ id, index, how }) => {
      const { checked } = useView.getState().lists[kind];
      if (matching && how === 'one') {
        anchor.current = null;
        setExcept(toggled(matching.except, id));
        return;
      }
      // Everything that a range could add is meant already.
      if (matching && matching.except.size === 0) return;
      if (how === 'one') {
        const next = toggled(checked, id);
        anchor.current = { index, beside: next, first: 0, ids: [] };
        asked.current++;
        set(next);
        return;
      }
      anchor.current ??= { index: Math.max(0, current), beside: checked, first: 0, ids: [] };
      const { index: from, beside } = anchor.current;
      const number = ++asked.current;
      const take = (first: number, ids: string[]) => {
        if (matching) {
          const back = new Set(ids);
          return setExcept(new Set([...matching.except].filter((each) => !back.has(each))));
        }
        anchor.current = { index: from, beside, first, ids };
        set(withAll(beside, ids));
      };
      const [first, end] = [Math.min(from, index), Math.max(from, index) + 1];
      if (end - first > mostFrozen) {
        if (first > 0 || end < total) return sayTooMany();
        return allOf();
      }
      const here = idsHere(first, end);
      if (here) take(first, here);
      else
        void idsBetween(first, end).then((ids) => {
          if (number === asked.current) take(first, ids);
        });
    },
    checkAll: allOf,
    uncheckAll: () => {
      anchor.current = null;
      asked.current++;
      set(noneChecked.checked);
    },
  };
}

/**
 * All that match, where they are checked, with how many rows that is as they come and go. It belongs to what the list shows: other
 * filters or another search end it, another order doesn't.
 */
function useMatching(
  kind: ListKind,
  list: ListSpec,
  total: number,
  revision: number | undefined,
): { list: ListSpec; except: ReadonlySet<string>; count: number } | null {
  const kept = useView((view) => view.lists[kind].matching);
  const isOfThis = kept !== null && sameRows(kept.list, list);
  const [known, setKnown] = useState<{ of: ReadonlySet<string>; count: number } | null>(null);
  useEffect(() => {
    if (!kept || isOfThis) return;
    changeList(kind, noneChecked);
    announce('Something else is listed now; nothing is selected');
  }, [kind, kept, isOfThis]);
  const countNow = useEffectEvent((except: ReadonlySet<string>, stillHere: () => boolean) => {
    void attempt('list.countSelected', { list, except: [...except] }).then((result) => {
      if (result.ok && stillHere()) setKnown({ of: except, count: result.value.count });
    });
  });
  const except = isOfThis ? kept.except : null;
  useEffect(() => {
    if (!except || except.size === 0) return;
    let here = true;
    countNow(except, () => here);
    return () => {
      here = false;
    };
  }, [except, total, revision]);
  if (!isOfThis) return null;
  if (kept.except.size === 0) return { ...kept, list, count: total };
  const reckoned = Math.max(0, total - kept.except.size);
  return { ...kept, list, count: known?.of === kept.except ? known.count : reckoned };
}

/** How many checked rows the filters hide. Rows that are gone for good, or belong to another list by now, lose their check. */
function useHidden(kind: ListKind, list: ListSpec, state: ListState): number {
  const checked = useView((view) => view.lists[kind].checked);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const total = state.total;
  const look = useEffectEvent(async (stillHere: () => boolean) => {
    if (checked.size === 0 || total === undefined) return;
    const missing = await missingOf(list, [...checked], stillHere);
    if (!missing) return;
    const narrowed = list.search !== '' || list.filters.length + list.where.length > 0;
    const whole = { ...list, search: '', filters: [], where: [] };
    const gone = narrowed ? await missingOf(whole, missing, stillHere) : missing;
    if (!gone) return;
    const lost = new Set(gone);
    if (lost.size > 0) {
      const { checked: now } = useView.getState().lists[kind];
      changeList(kind, { checked: new Set([...now].filter((id) => !lost.has(id))) });
    }
    setHidden(new Set(missing.filter((id) => !lost.has(id))));
  });
  const key = JSON.stringify(list);
  useEffect(() => {
    let here = true;
    void look(() => here);
    return () => {
      here = false;
    };
  }, [key, total, state.revision]);
  return [...hidden].filter((id) => checked.has(id)).length;
}

/** Which of the rows aren't in a list, looked up in parts; undefined where that can't be told, or isn't asked any more. */
async function missingOf(
  list: ListSpec,
  ids: readonly string[],
  stillHere: () => boolean,
): Promise<string[] | undefined> {
  const missing: string[] = [];
  for (let at = 0; at < ids.length; at += mostLookedUp) {
    const part = ids.slice(at, at + mostLookedUp);
    const result = await attempt('list.missing', { list, ids: part });
    if (!result.ok || !stillHere()) return undefined;
    missing.push(...result.value.ids);
  }
  return missing;
}

/** Says why rows aren't selected one by one any more, and what leads on. */
function sayTooMany(): void {
  say(
    `At most ${count(mostFrozen)} rows are selected one by one; what was selected stays. Select all that match instead, and leave out single ones.`,
  );
}
