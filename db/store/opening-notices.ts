import type { OpenReport } from '../api.ts';
import type { OpenedDecisions } from '../journal/decisions.ts';
import type { JournalDamage } from '../journal/journal.ts';

/** What an opening tells the operator of: a sentence for the screen, and what was found. */
export type Notice = NonNullable<OpenReport['notice']>;

/** The cache was damaged, and moved aside. */
export function aboutCache(damage: string, aside: string): Notice {
  return {
    sentence:
      'The local copy of the partner API’s rows was damaged and is fetched anew. Your changes that were waiting are still here.',
    detail: `${damage}\nThe damaged file was kept as ${aside}`,
  };
}

/**
 * The journal has lost lines.
 * @param inDoubt how many changes wait for a person for that reason
 * @param isCacheKept whether there was a cache to hold it against
 */
export function aboutJournal(damage: JournalDamage, inDoubt: number, isCacheKept: boolean): Notice {
  return {
    sentence: [
      'Part of the journal of your changes was damaged. The undamaged part was used; a change that was waiting may be missing.',
      ...doubts(inDoubt, isCacheKept),
    ].join(' '),
    detail: detailOf(damage),
  };
}

/** The file of decisions has lost some, by damage or at its end. `writtenBack` are those that the cache had. */
export function aboutDecisions(damage: OpenedDecisions['damage'], writtenBack: number): Notice {
  const became =
    writtenBack > 0
      ? 'What the local copy has of it was written back.'
      : 'The undamaged part was used; some of what was settled may be missing.';
  return {
    sentence: `The file of what was settled on this computer was damaged. ${became}`,
    detail: [
      ...(damage
        ? [`Lines ${damage.lines.join(', ')} are damaged; the file was kept as ${damage.copy}`]
        : []),
      ...(writtenBack > 0 ? [`${writtenBack} written back`] : []),
    ].join('; '),
  };
}

/** What a damaged journal may have got wrong the other way: what was gone is back. */
function doubts(inDoubt: number, isCacheKept: boolean): string[] {
  if (!isCacheKept)
    return ['One that was discarded or confirmed before may be in the outbox again: look it through.'];
  if (inDoubt === 0) return [];
  const those =
    inDoubt === 1
      ? 'One that is in it and not in the outbox waits'
      : `${inDoubt} that are in it and not in the outbox wait`;
  return [`${those} for your decision among the conflicts.`];
}

function detailOf({ lines, missing, copy }: JournalDamage): string {
  return [
    ...(lines.length > 0 ? [`Lines ${lines.join(', ')} are damaged`] : []),
    ...(missing > 0 ? [`${missing} bytes at its end are missing`] : []),
    copy === null ? 'there was no file any more' : `the file was kept as ${copy}`,
  ].join('; ');
}

/** All notices as one; null where there is none. */
export function joinNotices(notices: readonly Notice[]): Notice | null {
  if (notices.length === 0) return null;
  return {
    sentence: notices.map((notice) => notice.sentence).join(' '),
    detail: notices.map((notice) => notice.detail).join('\n'),
  };
}
