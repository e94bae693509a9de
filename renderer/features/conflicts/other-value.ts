import { z } from 'zod';
import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import { entityKinds, type EntityKind } from '../../../common/domain/entities.ts';
import { leafAt, leavesByKind } from '../../../common/domain/fields.ts';
import { joinLists } from '../../../common/domain/merge.ts';

type Conflict = ConflictDetail['conflicts'][number];

/** By what a value of neither side is given: the same as in the ordinary form of the field. */
export type OtherInput =
  | 'name'
  | 'line'
  | 'email'
  | 'phone'
  | 'notes'
  | 'country'
  | 'time-zone'
  | 'colour'
  | 'logo'
  | 'brand'
  | 'external-ids'
  | 'day'
  | 'moment'
  | 'technician'
  | 'visit-status'
  | 'checklist-item'
  | 'finding'
  | 'template-items';

/** What isn't a text, by the field or by the end of it. */
const inputsByField: Readonly<Record<string, OtherInput>> = {
  brandId: 'brand',
  externalIds: 'external-ids',
  notes: 'notes',
  timeZone: 'time-zone',
  plannedOn: 'day',
  startedAt: 'moment',
  endedAt: 'moment',
  technician: 'technician',
  status: 'visit-status',
  items: 'template-items',
};
const inputsByEnd: readonly (readonly [RegExp, OtherInput])[] = [
  [/country$/i, 'country'],
  [/(email|replyTo)$/i, 'email'],
  [/phone$/i, 'phone'],
  [/(primary|accent)Color$/, 'colour'],
  [/(^|\.)logo$/, 'logo'],
  [/^checklist\./, 'checklist-item'],
  [/^findings\./, 'finding'],
];

/** The kind that a change by this name edits; undefined where it edits nothing. */
export function editedKind(action: string | null): EntityKind | undefined {
  return entityKinds.find((kind) => action === `${kind}.update`);
}

/**
 * By what another value can be given for a field; undefined where none can: for any row that is meant and isn't a brand, which
 * would be its id, for a photo, a signature or a connector, which are made and not typed, and for what this version doesn't know.
 */
export function otherInputOf(
  { field, mine, theirs, entityId }: Conflict,
  kind: EntityKind | undefined,
): OtherInput | undefined {
  const leaf = kind && leafAt(leavesByKind[kind], field);
  if (!leaf || entityId !== undefined) return undefined;
  const input = inputsByField[field] ?? inputsByEnd.find(([end]) => end.test(field))?.[1];
  if (input) return input;
  if (field.endsWith('Id') || typeof (mine ?? theirs) !== 'string') return undefined;
  return field === 'name' && kind !== 'visit' ? 'name' : 'line';
}

/** Whether a field may be left empty. */
export function mayBeEmpty(kind: EntityKind, field: string): boolean {
  const leaf = leafAt(leavesByKind[kind], field);
  return leaf !== undefined && z.safeParse(leaf, '').success;
}

/** What the input begins with: what I had meant, of lists both together; where one side took it out, what the other has. */
export function firstValue({ mine, theirs }: Pick<Conflict, 'mine' | 'theirs'>): unknown {
  if (Array.isArray(mine) && Array.isArray(theirs)) return joinLists(theirs as unknown[], mine as unknown[]);
  return mine ?? theirs;
}
