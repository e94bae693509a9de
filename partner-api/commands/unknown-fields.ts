import { z } from 'zod';
import { entitySchemas, isEntityKind } from '../../common/domain/entities.ts';

/** Fields that an edit changes and that this version's rows don't have: a newer Switchyard knows them. Dotted paths. */
export function unknownFieldsOf(name: string, args: unknown): string[] {
  const [kind = '', verb] = name.split('.');
  if (verb !== 'update' || !isEntityKind(kind)) return [];
  if (!isObject(args) || !('changes' in args) || !isObject(args.changes)) return [];
  return Object.keys(args.changes).filter((path) => !hasField(entitySchemas[kind], path.split('.')));
}

/** Whether there's such a field; what is below a list, a record or a text isn't looked at. */
function hasField(wrapped: z.core.$ZodType, keys: readonly string[]): boolean {
  const schema =
    wrapped instanceof z.ZodDefault || wrapped instanceof z.ZodOptional || wrapped instanceof z.ZodNullable
      ? wrapped.def.innerType
      : wrapped;
  const [key, ...rest] = keys;
  if (key === undefined || !(schema instanceof z.ZodObject)) return true;
  const field = Object.hasOwn(schema.shape, key) ? (schema.shape[key] as z.core.$ZodType) : undefined;
  return field !== undefined && hasField(field, rest);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
