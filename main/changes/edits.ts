import { Failure } from '../../common/contract/errors.ts';
import { changedFields, type FieldValues } from '../../common/domain/fields.ts';
import { mutationIdsLimit } from '../../common/domain/mutations.ts';

/**
 * What an edit changes of the row as it is now, and what those fields held when its form was opened.
 * @param base the edited fields as they were then; without it, every field that differs is changed and was as it is now
 */
export function editedFields(
  row: object,
  fields: object,
  base: FieldValues | undefined,
): { changes: FieldValues; before: FieldValues } {
  const differing = changedFields(row, fields);
  if (!base) return differing;
  const edited = Object.entries(differing.changes).filter(([path]) => path in base);
  return {
    changes: Object.fromEntries(edited),
    before: Object.fromEntries(edited.map(([path]) => [path, base[path]])),
  };
}

/** A selection in stretches that one mutation may name. */
export function inStretches(ids: string[]): string[][] {
  const distinct = [...new Set(ids)];
  const stretches: string[][] = [];
  for (let at = 0; at < distinct.length; at += mutationIdsLimit)
    stretches.push(distinct.slice(at, at + mutationIdsLimit));
  return stretches;
}

/** What is edited isn't here any more. */
export function gone(what: string): Failure {
  return new Failure({
    code: 'not-found',
    message: `This ${what} is no longer here; somebody else may have deleted it. Nothing was changed.`,
  });
}
