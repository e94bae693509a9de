import type { ConflictRow, Twins } from '../../../common/contract/conflicts.ts';
import type { ConflictKind } from '../../../common/domain/decisions.ts';
import type { SettlementChoice } from '../../../common/domain/settlement.ts';
import { counted } from '../../ui/words.ts';

/** What each kind of conflict is called in the list. */
export const kindTitles: Record<ConflictKind, string> = {
  fields: 'Same field changed',
  move: 'Moved by both',
  deleted: 'Deleted by others',
  'parent-deleted': 'Deleted above it',
  'same-name': 'Same name',
  rejected: 'Rejected',
  parked: 'Parked',
};

/** A decision that needs nothing but itself, so that many conflicts can be settled by it alike. */
export type PlainChoice =
  Extract<SettlementChoice, { how: 'mine' | 'theirs' | 'restore' }>['how'] | 'direct' | 'keep-both';

/** The plain decisions that a conflict allows, the one that loses least first. */
export function plainChoices({ kind, action }: Pick<ConflictRow, 'kind' | 'action'>): PlainChoice[] {
  switch (kind) {
    case 'fields':
    case 'move':
    case 'rejected':
    case 'parked':
      return ['mine', 'theirs'];
    case 'deleted':
      return ['restore', 'theirs'];
    case 'parent-deleted':
      return action === 'customer.create' || action === 'customer.move'
        ? ['restore', 'direct', 'theirs']
        : ['restore', 'theirs'];
    case 'same-name':
      return ['keep-both'];
  }
}

/** The plain decisions that all of these conflicts allow. */
export function commonChoices(rows: readonly Pick<ConflictRow, 'kind' | 'action'>[]): PlainChoice[] {
  const [first, ...others] = rows;
  if (!first) return [];
  return plainChoices(first).filter((choice) => others.every((row) => plainChoices(row).includes(choice)));
}

/** What the button of a decision says, for conflicts of these kinds. */
export function choiceTitle(choice: PlainChoice, kinds: ReadonlySet<ConflictKind>): string {
  const only = (...ones: ConflictKind[]) => [...kinds].every((kind) => ones.includes(kind));
  switch (choice) {
    case 'mine':
      return only('rejected', 'parked') ? 'Send again' : 'Keep mine';
    case 'theirs':
      if (only('fields', 'move')) return 'Keep theirs';
      if (only('deleted')) return 'Let it stay deleted';
      return 'Withdraw mine';
    case 'restore':
      return only('parent-deleted') ? 'Restore it and keep mine' : 'Restore with my edit';
    case 'direct':
      return 'Make direct';
    case 'keep-both':
      return 'Keep both';
  }
}

/** How two of one name came about, as a sentence. */
export function twinSentence(twins: Twins): string {
  const who = 'You and somebody else made a';
  const both = 'Both are there; nothing waits.';
  switch (twins.kind) {
    case 'partner':
      return `${who} partner of this name meanwhile. ${both}`;
    case 'customer':
      return twins.partner === null
        ? `${who} direct customer of this name meanwhile. ${both}`
        : `${who} customer of this name meanwhile, under the same partner. ${both}`;
    case 'site':
      return `${who} site of this name meanwhile, for the same customer. ${both}`;
  }
}

/** What goes along when mine of two of one name is deleted, as a sentence; undefined where nothing does. */
export function deletedAlong(twins: Twins): string | undefined {
  if (twins.kind === 'partner') return undefined;
  const { probes, visits } = twins.mine;
  const { sites, projects } = twins.kind === 'customer' ? twins.mine : { sites: 0, projects: 0 };
  const some = (n: number, noun: string) => (n > 0 ? [counted(n, noun)] : []);
  const gone = [...some(sites, 'site'), ...some(visits, 'visit')];
  const told = [
    ...(gone.length > 0 ? [`deletes ${inRow(gone)} with it`] : []),
    ...(probes > 0 ? [`puts ${counted(probes, 'probe')} into the inventory`] : []),
    ...(projects > 0
      ? [`blocks ${counted(projects, 'project')}, whose licenses go back to the partner account`]
      : []),
  ];
  return told.length > 0 ? `Deleting mine ${inRow(told)}.` : undefined;
}

function inRow(parts: readonly string[]): string {
  return new Intl.ListFormat('en').format(parts);
}

/** Why what was to go to something deleted can't go elsewhere; undefined where nothing is to be said. */
export function whyNoOtherPlace(action: string | null): string | undefined {
  if (action?.endsWith('.restore'))
    return 'It can’t go elsewhere: what comes out of the recycle bin comes back where it was.';
  if (action === 'visit.create')
    return 'It can’t go to another site: a visit’s checklist and probes are those of its site. Another site gets a visit of its own.';
  if (action === 'visit.update')
    return 'It can’t go to another site: what was noted on a visit was found at its site.';
  return undefined;
}

/** Whether two conflicts are of the same sort: the same kind, of the same fields, or two things of one name each, of the same kind. */
export function isAlike(one: ConflictRow, other: ConflictRow): boolean {
  return (
    one.kind === other.kind &&
    one.action === other.action &&
    (one.kind !== 'same-name' || one.entity?.kind === other.entity?.kind) &&
    [...one.fields].sort().join() === [...other.fields].sort().join()
  );
}
