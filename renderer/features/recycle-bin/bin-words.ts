import type { BinDeletion, RestoreDone } from '../../../common/contract/recycle-bin.ts';
import type { BinItem, BinKind } from '../../../common/partner-api/recycle-bin.ts';
import { kindWords } from '../../../common/domain/entities.ts';
import { counted } from '../../ui/words.ts';

const day = 24 * 60 * 60 * 1000;

/** What a deletion took in a few words: `Contoso, Fabrikam and 12 others`. */
export function deletionTitle({ names, count, kind }: Pick<BinDeletion, 'names' | 'count' | 'kind'>): string {
  const others = count - names.length;
  if (names.length === 0) return counted(count, kindWords[kind]);
  if (others > 0) return `${names.join(', ')} and ${counted(others, 'other')}`;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** How long it can still be restored, in the nearest whole days: `30 days`, and `Today only` on the last. */
export function timeLeft(until: string | null, now: number): string {
  if (until === null) return 'Not confirmed yet';
  const left = Date.parse(until) - now;
  return left < day ? 'Today only' : counted(Math.round(left / day), 'day');
}

/** What comes back with an item: `2 sites · 3 probes · 1 visit`. */
export function alongWithIt({ sites, probes, visits }: Pick<BinItem, 'sites' | 'probes' | 'visits'>): string {
  return [
    sites > 0 ? counted(sites, 'site') : '',
    probes > 0 ? counted(probes, 'probe') : '',
    visits > 0 ? counted(visits, 'visit') : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Whether an item can't come back only because what it belongs to was deleted too, and that can be restored first. */
export function waitsForParent({ comesBack, reasons, parent }: BinItem): boolean {
  return comesBack === 'no' && reasons[0]?.code === 'parent-deleted' && typeof parent?.deletion === 'string';
}

/** Whether an item comes back beside another one of its name. */
export function isNameTaken({ comesBack, reasons }: BinItem): boolean {
  return comesBack !== 'no' && reasons.some(({ code }) => code === 'name-taken');
}

/** Whether an item can be restored, with its parent first where it needs that. */
export function canComeBack(item: BinItem): boolean {
  return item.comesBack !== 'no' || waitsForParent(item);
}

/** What was restored, as a sentence. */
export function restoredWords(kind: BinKind, { restored, parents, left }: RestoreDone): string {
  const above = kind === 'customer' ? counted(parents, 'partner') : 'what they belong to';
  const first = parents > 0 ? `, after ${above}` : '';
  const rest = left > 0 ? `; ${counted(left, 'other')} can’t come back` : '';
  return `Restored ${counted(restored, kindWords[kind])}${first}${rest}`;
}
