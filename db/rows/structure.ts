import { z } from 'zod';
import {
  billingAccountFields,
  customerFields,
  entitySchemas,
  partnerFields,
  projectFields,
  siteFields,
  type EntityKind,
  type EntityRows,
} from '../../common/domain/entities.ts';

/**
 * What a server's row must look like for this app to hold it: the entity's schema with its types, lists, enumerations and
 * defaults, but without the rules for what an operator may type (lengths, patterns). The server has accepted the row already;
 * a rule that it relaxes later must not stop the sync. Fields that this version doesn't know are kept, at every level, and so
 * are words of enumerations that a newer server has more of.
 */
function structureOf(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.ZodType> = {};
    for (const [key, field] of Object.entries(schema.shape))
      shape[key] = structureOf(field as z.core.$ZodType);
    return z.looseObject(shape);
  }
  if (schema instanceof z.ZodDefault)
    return structureOf(schema.def.innerType).default(() => schema.def.defaultValue);
  if (schema instanceof z.ZodOptional) return structureOf(schema.def.innerType as z.core.$ZodType).optional();
  if (schema instanceof z.ZodNullable) return structureOf(schema.def.innerType).nullable();
  if (schema instanceof z.ZodRecord) return z.record(z.string(), structureOf(schema.def.valueType));
  if (schema instanceof z.ZodArray) return z.array(structureOf(schema.def.element));
  if (schema instanceof z.ZodNumber) return schema instanceof z.ZodNumberFormat ? z.int() : z.number();
  return z.string();
}

const structures: { [K in EntityKind]: z.ZodType } = {
  brand: structureOf(entitySchemas.brand),
  billingAccount: structureOf(entitySchemas.billingAccount),
  invite: structureOf(entitySchemas.invite),
  accessRequest: structureOf(entitySchemas.accessRequest),
  notice: structureOf(entitySchemas.notice),
  onboardingLink: structureOf(entitySchemas.onboardingLink),
  partner: structureOf(entitySchemas.partner),
  customer: structureOf(entitySchemas.customer),
  site: structureOf(entitySchemas.site),
  probe: structureOf(entitySchemas.probe),
  project: structureOf(entitySchemas.project),
  license: structureOf(entitySchemas.license),
  visitTemplate: structureOf(entitySchemas.visitTemplate),
  visit: structureOf(entitySchemas.visit),
};

const fieldStructures = {
  billingAccount: structureOf(billingAccountFields) as typeof billingAccountFields,
  partner: structureOf(partnerFields) as typeof partnerFields,
  customer: structureOf(customerFields) as typeof customerFields,
  site: structureOf(siteFields) as typeof siteFields,
  project: structureOf(projectFields) as typeof projectFields,
};

/**
 * The fields of something that was queued as new, with those that came since at their defaults. They were judged when they were
 * queued: a rule that's stricter since is the partner API's to hold against them, in an answer that a person reads.
 */
export function queuedFields<K extends keyof typeof fieldStructures>(
  kind: K,
  fields: unknown,
): z.infer<(typeof fieldStructures)[K]> {
  return fieldStructures[kind].parse(fields) as z.infer<(typeof fieldStructures)[K]>;
}

/** A row that doesn't fit, and why. */
export interface RowFault {
  kind: string;
  id: string;
  reason: string;
}

/** The row as this app holds it, or what is wrong with it. */
export function readRow<K extends EntityKind>(
  kind: K,
  raw: unknown,
): { row: EntityRows[K] } | { fault: RowFault } {
  const parsed = structures[kind].safeParse(raw);
  if (parsed.success) return { row: parsed.data as EntityRows[K] };
  const issue = parsed.error.issues[0];
  const id =
    typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? raw.id : '';
  return { fault: { kind, id, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` } };
}
