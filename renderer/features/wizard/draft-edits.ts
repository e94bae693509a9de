import type { Draft } from '../../../common/contract/commands.ts';
import { sameValue, type FieldValues } from '../../../common/domain/fields.ts';

/**
 * The edits that a draft holds, and what those fields held when they were typed. What was typed and put back again is no edit:
 * the field shows what's there now.
 */
export function editsIn({ values, base = {} }: Pick<Draft, 'values' | 'base'>): {
  typed: FieldValues;
  seen: FieldValues;
} {
  const edits = Object.entries(values).filter(
    ([path, value]) => !(path in base && sameValue(value, base[path])),
  );
  const paths = edits.map(([path]) => path).filter((path) => path in base);
  return {
    typed: Object.fromEntries(edits),
    seen: Object.fromEntries(paths.map((path) => [path, base[path]])),
  };
}
