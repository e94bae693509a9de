import { z } from 'zod';
import {
  billingAccountFields,
  brandFields,
  customerFields,
  inviteFields,
  linkRequestFields,
  onboardingLinkFields,
  partnerFields,
  projectFields,
  siteFields,
  type EntityKind,
} from './entities.ts';
import { entityId } from './ids.ts';
import { visitFields, visitTemplateFields } from './visits.ts';

/**
 * Field values by dotted path, such as `{ "name": "Contoso", "address.city": "Porto" }`. The unit of change and of merging:
 * two people who change `address.city` and `address.street` don't collide. Lists are one value.
 */
export type FieldValues = Record<string, unknown>;

type Shape = Record<string, z.core.$ZodType>;

function unwrapDefault(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault ? schema.def.innerType : schema;
}

function collectLeaves(
  shape: Shape,
  prefix: string,
  into: Map<string, z.core.$ZodType>,
): Map<string, z.core.$ZodType> {
  for (const [key, wrapped] of Object.entries(shape)) {
    const schema = unwrapDefault(wrapped);
    if (schema instanceof z.ZodObject) collectLeaves(schema.shape, `${prefix}${key}.`, into);
    else if (schema instanceof z.ZodRecord) into.set(`${prefix}${key}.*`, schema.def.valueType);
    else into.set(prefix + key, schema);
  }
  return into;
}

/** Schema of every settable field by dotted path. What is kept by id has one for each: `checklist.*`. */
export const partnerLeaves = collectLeaves(partnerFields.shape, '', new Map());
export const customerLeaves = collectLeaves(customerFields.omit({ partnerId: true }).shape, '', new Map());
export const brandLeaves = collectLeaves(brandFields.shape, '', new Map());
export const billingAccountLeaves = collectLeaves(billingAccountFields.shape, '', new Map());
export const onboardingLinkLeaves = collectLeaves(onboardingLinkFields.shape, '', new Map());
export const linkRequestLeaves = collectLeaves(linkRequestFields.shape, '', new Map());
export const inviteLeaves = collectLeaves(inviteFields.shape, '', new Map());
export const siteLeaves = collectLeaves(siteFields.omit({ customerId: true }).shape, '', new Map());
export const projectLeaves = collectLeaves(projectFields.omit({ login: true }).shape, '', new Map());
export const visitLeaves = collectLeaves(visitFields.omit({ siteId: true }).shape, '', new Map());
export const visitTemplateLeaves = collectLeaves(visitTemplateFields.shape, '', new Map());

/** The schema of the field at a path; undefined where there's no such field. */
export function leafAt(
  leaves: ReadonlyMap<string, z.core.$ZodType>,
  path: string,
): z.core.$ZodType | undefined {
  const dot = path.lastIndexOf('.');
  const last = path.slice(dot + 1);
  if (last === '*') return undefined;
  return leaves.get(path) ?? (dot > 0 && isId(last) ? leaves.get(`${path.slice(0, dot)}.*`) : undefined);
}

const isId = (text: string) => entityId.safeParse(text).success;

/** The same by kind; what an operator sets no fields of has none. */
export const leavesByKind: Record<EntityKind, ReadonlyMap<string, z.core.$ZodType>> = {
  brand: brandLeaves,
  billingAccount: billingAccountLeaves,
  partner: partnerLeaves,
  customer: customerLeaves,
  site: siteLeaves,
  probe: new Map(),
  project: projectLeaves,
  license: new Map(),
  invite: inviteLeaves,
  onboardingLink: onboardingLinkLeaves,
  accessRequest: new Map(),
  notice: new Map(),
  visitTemplate: visitTemplateLeaves,
  visit: visitLeaves,
};

/** Schema of a map from dotted path to value, in which every path must be one of `leaves` and hold what that field may hold. */
export function fieldValuesSchema(leaves: ReadonlyMap<string, z.core.$ZodType>) {
  return z
    .record(z.string(), z.unknown())
    .superRefine((values, context) => {
      if (Object.keys(values).length === 0)
        context.addIssue({ code: 'custom', message: 'No field is changed' });
      for (const [path, value] of Object.entries(values)) {
        const leaf = leafAt(leaves, path);
        if (!leaf) {
          context.addIssue({ code: 'custom', message: `There is no field ${path}`, path: [path] });
          continue;
        }
        const parsed = z.safeParse(leaf, value);
        if (!parsed.success)
          for (const issue of parsed.error.issues)
            context.addIssue({ code: 'custom', message: issue.message, path: [path, ...issue.path] });
      }
    })
    .transform((values): FieldValues => {
      const clean: FieldValues = {};
      for (const [path, value] of Object.entries(values)) {
        const leaf = leafAt(leaves, path);
        const parsed = leaf && z.safeParse(leaf, value);
        clean[path] = parsed?.success ? parsed.data : value;
      }
      return clean;
    });
}

/** The same fields as nested, all optional and without defaults: the body of a PATCH. */
export function patchSchema<T extends z.ZodObject>(object: T): z.ZodType<DeepPartial<z.infer<T>>> {
  return patchObject(object) as unknown as z.ZodType<DeepPartial<z.infer<T>>>;
}

function patchObject(object: z.ZodObject): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  for (const [key, wrapped] of Object.entries(object.shape)) {
    const schema = unwrapDefault(wrapped as z.core.$ZodType);
    shape[key] = (schema instanceof z.ZodObject ? patchObject(schema) : (schema as z.ZodType)).optional();
  }
  return z.strictObject(shape);
}

export type DeepPartial<T> = {
  [K in keyof T]?: T[K] extends object | undefined
    ? T[K] extends unknown[]
      ? T[K]
      : DeepPartial<T[K]>
    : T[K];
};

/** Values by dotted path of a nested object. */
export function flattenFields(nested: object, prefix = ''): FieldValues {
  const flat: FieldValues = {};
  for (const [key, value] of Object.entries(nested)) {
    if (value === undefined) continue;
    if (isPlainObject(value)) Object.assign(flat, flattenFields(value, `${prefix}${key}.`));
    else flat[prefix + key] = value;
  }
  return flat;
}

/** The same with the values of a kind's fields whole, as its leaves are. */
export function fieldsByLeaf(
  nested: object,
  leaves: ReadonlyMap<string, z.core.$ZodType>,
  prefix = '',
): FieldValues {
  const flat: FieldValues = {};
  for (const [key, value] of Object.entries(nested)) {
    if (value === undefined) continue;
    const path = prefix + key;
    if (isPlainObject(value) && !leafAt(leaves, path))
      Object.assign(flat, fieldsByLeaf(value, leaves, `${path}.`));
    else flat[path] = value;
  }
  return flat;
}

/** A copy of `row` with `values` set by dotted path. Objects on the way are copied, never changed in place. */
export function withFields<T extends object>(row: T, values: FieldValues): T {
  const copy = { ...row } as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let at = copy;
    for (const key of keys) {
      const next = at[key];
      const fresh: Record<string, unknown> = isPlainObject(next) ? { ...next } : {};
      at[key] = fresh;
      at = fresh;
    }
    at[last] = value;
  }
  return copy as T;
}

/** The value at a dotted path; undefined where something on the way is missing. */
export function fieldAt(row: object, path: string): unknown {
  let at: unknown = row;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** The fields of `next` that differ from `previous`, and what they were before. */
export function changedFields(previous: object, next: object): { changes: FieldValues; before: FieldValues } {
  const changes: FieldValues = {};
  const before: FieldValues = {};
  for (const [path, value] of Object.entries(flattenFields(next))) {
    const was = fieldAt(previous, path);
    if (!sameValue(was, value)) {
      changes[path] = value;
      before[path] = was ?? null;
    }
  }
  return { changes, before };
}

/** Whether two field values are the same. A missing value, null and empty text are different things only where both are given. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? null) === null && (b ?? null) === null) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
