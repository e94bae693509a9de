import { createHash } from 'node:crypto';
import type { Visit } from '../../common/domain/entities.ts';
import { signedParts, type SignedPart } from '../../common/domain/visits.ts';

type Signable = Pick<Visit, 'startedAt' | 'endedAt' | 'checklist' | 'findings' | 'notes' | 'photos'>;

/** A digest of each part of a visit that a signature is given for, as the part is. */
export function digestsOfParts(visit: Signable): Record<SignedPart, string> {
  const { startedAt, endedAt, checklist, findings, notes, photos } = visit;
  return {
    times: digestOf([startedAt, endedAt]),
    checklist: digestOf(taken(checklist)),
    probes: digestOf(taken(findings)),
    notes: digestOf(notes),
    photos: digestOf(taken(photos)),
  };
}

/**
 * The parts of a visit that are others than when its signature was given; none where it has none, or one from before that was noted.
 * That the visit was finished after it was signed for is no change.
 */
export function partsChangedSince(visit: Signable & Pick<Visit, 'signature'>): SignedPart[] {
  const given = visit.signature?.given;
  if (!given) return [];
  const [now, unfinished] = [digestsOfParts(visit), digestsOfParts({ ...visit, endedAt: null })];
  return signedParts.filter(
    (part) => given[part] !== undefined && ![now[part], unfinished[part]].includes(given[part]),
  );
}

/** What is kept by id, without what was taken out. */
function taken(byId: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(byId).filter(([, value]) => value !== null));
}

/** SHA-256 of a value, whatever order its fields came in, as hex. */
function digestOf(value: unknown): string {
  const inOrder = (_key: string, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each;
  return createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');
}
