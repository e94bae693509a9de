import { z } from 'zod';
import { connector, migrationJob } from '../domain/connectors.ts';
import { project, projectFields } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { projectClosing } from '../domain/projects.ts';
import { passwordLength } from '../domain/secrets.ts';
import { pendingMark } from './pending.ts';

/** Licenses of one type in a pool. `provisional` is what of it moves that aren't confirmed have added or taken. */
export const licensePool = z.object({ type: z.string(), quantity: z.int(), provisional: z.int() });
export type LicensePool = z.infer<typeof licensePool>;

export const projectRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  company: z.string(),
  login: z.string(),
  country: z.string(),
  customerId: z.string().nullable(),
  /** Null without a customer, and for one that isn't in the cache. */
  customerName: z.string().nullable(),
  /** `active` or `blocked`; a newer server may have more. */
  status: z.string(),
  licenses: z.array(licensePool),
  /** The stage of its closing; null while nobody closes it. */
  closing: z.string().nullable(),
  /** When it's deleted for want of activity, where its people were told. */
  deletedOn: z.string().nullable(),
  lastActivityAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type ProjectRow = z.infer<typeof projectRow>;

/** One side of a move: a pool, what was bought, or a project that the account doesn't see. */
const moveSide = z.discriminatedUnion('type', [
  z.object({ type: z.literal('partner') }),
  /** `closing`: the stage of the project's closing; null while nobody closes it. */
  z.object({ type: z.literal('project'), id: z.string(), name: z.string(), closing: z.string().nullable() }),
  z.object({ type: z.literal('bought') }),
  z.object({ type: z.literal('unseen') }),
]);
export type MoveSide = z.infer<typeof moveSide>;

export const licenseMoves = z.object({
  total: z.int(),
  moves: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      quantity: z.int(),
      from: moveSide,
      to: moveSide,
      reason: z.string(),
      /** Who moved them; empty for a move that was made here and isn't confirmed. */
      by: z.string(),
      at: z.string(),
      provisional: z.boolean(),
    }),
  ),
});
export type LicenseMoves = z.infer<typeof licenseMoves>;
export type LicenseMoveRow = LicenseMoves['moves'][number];

/** Where all licenses are. */
export const licenseBook = z.object({
  types: z.array(
    z.object({
      type: z.string(),
      total: z.int(),
      /** Those of the partner account, and what moves that aren't confirmed have changed of that. */
      partner: z.int(),
      provisional: z.int(),
    }),
  ),
  /** The projects with most licenses first. */
  projects: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      customerName: z.string().nullable(),
      pools: z.array(licensePool),
    }),
  ),
  /** How many projects hold licenses. */
  holders: z.int(),
});
export type LicenseBook = z.infer<typeof licenseBook>;

export const projectDetail = z.object({
  /** As the server has it: a newer one may have more statuses, kinds of connectors and states of jobs. */
  project: project.extend({
    status: z.string(),
    closing: projectClosing.extend({ stage: z.string(), why: z.string() }).nullable().default(null),
    connectors: z.array(connector.extend({ kind: z.string() })),
    jobs: z.array(migrationJob.extend({ state: z.string() })),
  }),
  customer: z.object({ id: z.string(), name: z.string(), grants: z.array(z.string()) }).nullable(),
  licenses: z.array(licensePool),
  /** The newest moves from and to this project. */
  moves: licenseMoves,
  pending: pendingMark.nullable(),
});
export type ProjectDetail = z.infer<typeof projectDetail>;

/** A new project, with its password in clear: it's sealed before anything is kept of it. */
export const newProject = projectFields.omit({ connectors: true }).extend({
  password: z
    .string()
    .min(1, 'Password is mandatory')
    .max(passwordLength.most * 4),
});

/** Whose moves are asked for: everyone's, the partner account's, or a project's. */
export const movesOf = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all') }),
  z.object({ type: z.literal('partner') }),
  z.object({ type: z.literal('project'), id: entityId }),
]);
export type MovesOf = z.infer<typeof movesOf>;

export const projectChoice = z.object({
  id: z.string(),
  name: z.string(),
  customerName: z.string().nullable(),
  /** What its customer grants; null without a customer. */
  grants: z.array(z.string()).nullable(),
  /** The stage of its closing; null while nobody closes it. */
  closing: z.string().nullable(),
});
export type ProjectChoice = z.infer<typeof projectChoice>;
