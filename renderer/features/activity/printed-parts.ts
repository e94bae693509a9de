import type { ActivityItem, ActivityPage } from '../../../common/contract/activity.ts';
import type { AppError } from '../../../common/contract/errors.ts';

/** Entries on one PDF: as many as are laid out and printed within seconds and without much memory. */
export const entriesOfPart = 2000;

/** Entries that go on one PDF. */
export interface ActivityPart {
  /** Counted from 1. */
  part: number;
  isLast: boolean;
  /** Entries on the parts before. */
  before: number;
  items: readonly ActivityItem[];
  names: Readonly<Record<string, string>>;
  kept: ActivityPage['kept'];
}

type AskPage = (
  cursor: string | null,
) => Promise<
  | { ok: true; value: Pick<ActivityPage, 'items' | 'next' | 'names' | 'kept'> }
  | { ok: false; error: AppError }
>;

/**
 * Activity in parts of at most so many entries, each read when it's wanted, so that no more than one is in memory; there's always a
 * first one. Ends with the error where it can't be read on.
 * @param goesOn hears how many entries there are so far, and says whether more are wanted
 */
export async function* inParts(
  ask: AskPage,
  size: number,
  goesOn: (many: number) => boolean,
): AsyncGenerator<ActivityPart, AppError | null> {
  let held: ActivityItem[] = [];
  let names: Record<string, string> = {};
  let kept: ActivityPage['kept'] = null;
  let [part, before] = [1, 0];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask(cursor ?? null);
    if (!page.ok) return page.error;
    held.push(...page.value.items);
    names = { ...names, ...page.value.names };
    ({ kept, next: cursor } = page.value);
    if (!goesOn(before + held.length)) return null;
    // What fills a part exactly is held until it's known whether it's the last.
    while (held.length > size) {
      yield { part, isLast: false, before, items: held.slice(0, size), names, kept };
      held = held.slice(size);
      part += 1;
      before += size;
    }
    // Names that were told with a page are of that page's entries.
    if (held.length <= page.value.items.length) names = { ...page.value.names };
  }
  yield { part, isLast: true, before, items: held, names, kept };
  return null;
}
