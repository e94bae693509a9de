import { z } from 'zod';
import { entitySchemas, isEntityKind } from './entities.ts';
import { mutationArgs, type MutationName } from './mutations.ts';

/**
 * Fields of a change that this version's rows don't have, as dotted paths: a newer Switchyard knows them. Applied without them the
 * change would be said to be confirmed, and what somebody gave would be lost without a word; so it waits for a newer partner API, and
 * a file of changes isn't imported by an older Switchyard.
 *
 * - An edit names what it changes, so each unknown path counts, whatever it's set to.
 * - What makes something new holds all its fields, those that nobody filled in too. An unknown one counts only where a person gave it a
 *   value: null, false, empty or blank text, and a list or an object with nothing in it, say no more than leaving it out. Otherwise a newer
 *   Switchyard could make nothing at all here. Whoever adds a field thus lets it be one of these where nobody gives a value: a number
 *   null, a choice null, a box that isn't ticked false. Then what others make goes on to older partner APIs.
 */
export function unknownFieldsOf(name: string, args: unknown): string[] {
  if (!isObject(args)) return [];
  const [kind = '', verb] = name.split('.');
  if (verb === 'update' && isEntityKind(kind)) {
    if (!('changes' in args) || !isObject(args.changes)) return [];
    return Object.keys(args.changes).filter((path) => !hasField(entitySchemas[kind], path.split('.')));
  }
  const schema = Object.hasOwn(mutationArgs, name) ? mutationArgs[name as MutationName] : undefined;
  const { fields } = (schema?.shape ?? {}) as { fields?: z.core.$ZodType };
  return fields && 'fields' in args ? unknownIn(fields, args.fields, []) : [];
}

/** Whether there's such a field; what is below a list, a record or a text isn't looked at. */
function hasField(wrapped: z.core.$ZodType, keys: readonly string[]): boolean {
  const schema = unwrapped(wrapped);
  const [key, ...rest] = keys;
  if (key === undefined || !(schema instanceof z.ZodObject)) return true;
  const field = fieldOf(schema, key);
  return field !== undefined && hasField(field, rest);
}

/** Paths of values that somebody gave and that the schema has no place for, those in the items of lists and records included. */
function unknownIn(wrapped: z.core.$ZodType, value: unknown, path: readonly string[]): string[] {
  const schema = unwrapped(wrapped);
  if (!isObject(value)) return [];
  if (schema instanceof z.ZodArray || schema instanceof z.ZodRecord) {
    const item = schema instanceof z.ZodArray ? schema.def.element : schema.def.valueType;
    return Object.entries(value).flatMap(([key, each]) => unknownIn(item, each, [...path, key]));
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const field = fieldOf(schema, key);
    if (field) return unknownIn(field, each, [...path, key]);
    return isGiven(each) ? [[...path, key].join('.')] : [];
  });
}

/** Whether a value says anything. */
function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return isObject(value) ? Object.values(value).some(isGiven) : true;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
    ? unwrapped(schema.def.innerType)
    : schema;
}

function fieldOf(schema: z.ZodObject, key: string): z.core.$ZodType | undefined {
  return Object.hasOwn(schema.shape, key) ? (schema.shape[key] as z.core.$ZodType) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
