import { z } from 'zod';
import { activityKind } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';

/** Shapes of Activity's filters and of the verification of its hash chain. Hashes are SHA-256 in hexadecimal. */

/** What of Activity is wanted; everything that's given must hold. */
export const activityFilter = z.strictObject({
  entityId: entityId.optional().describe('Only what was done to this entity'),
  customerId: entityId
    .optional()
    .describe('Only what was done to this customer, its sites and the probes there'),
  accountId: z.string().max(100).optional().describe('Only what this account did'),
  kind: activityKind.optional().describe('Only what was done to things of this kind'),
  context: z.string().max(100).optional().describe('Only what was done in this context'),
  from: z.iso.datetime().optional().describe('Only what was done at this time or later'),
  to: z.iso.datetime().optional().describe('Only what was done before this time'),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Only entries that hold every word of this text, blind to accents and case'),
});
export type ActivityFilter = z.infer<typeof activityFilter>;

/** How a chain can be found wanting. */
export const auditFaultKinds = [
  /** An entry isn't what its hash says. */
  'changed',
  /** An entry is missing between others. */
  'missing',
  /** Entries that the checkpoint knows are missing at the end. */
  'cut',
  /** The chain agrees with itself and not with the checkpoint. */
  'rewritten',
  /** The checkpoint's signature isn't its key's. */
  'checkpoint-forged',
  /** The checkpoint is gone. */
  'checkpoint-missing',
  /** The key that the database names is gone, or it's another one. */
  'key-missing',
] as const;

const place = z.object({ entry: z.int(), hash: z.string() });
const placeInTime = place.extend({ at: z.iso.datetime() });

/** What verifying Activity found. */
export const auditVerification = z.object({
  /** Whether every entry is as it was written, as far as the chain can tell. */
  sound: z.boolean(),
  /** Entries that were verified before the first fault, or all. */
  entries: z.int(),
  /** The last entry; null where there's none. */
  head: place.nullable(),
  /** The signed checkpoint beside the database; null where there's none that can be believed. */
  checkpoint: placeInTime.nullable(),
  /** SHA-256 of the public key that checkpoints are signed with; empty where there's none. */
  key: z.string(),
  /** Where the database was restored from a backup: how far Activity went before, and when that was signed. */
  restored: placeInTime.nullable(),
  /** The first thing that's wrong, as a sentence, and the entry concerned. */
  fault: z
    .object({ kind: z.enum(auditFaultKinds), entry: z.int().nullable(), because: z.string() })
    .nullable(),
  /** When it was verified. */
  at: z.iso.datetime(),
});
export type AuditVerification = z.infer<typeof auditVerification>;
export type AuditFault = NonNullable<AuditVerification['fault']>;
