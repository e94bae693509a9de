import { z } from 'zod';
import { importKinds } from '../domain/exchange/import-fields.ts';
import { importOutcomes } from '../domain/exchange/plan.ts';
import { exportFormats } from '../domain/exchange/exported.ts';
import { entityId } from '../domain/ids.ts';
import { mostExcepted, mostFrozen } from './selection.ts';
import { listSpec } from './views.ts';

/** Shapes for taking lists out of the console and bringing files in. */

/** What is exported: a list as it's filtered and sorted, or those of its kind that are named, in its order. */
export const exportRequest = z.object({
  /** By which it's told about and can be cancelled; made by the window. */
  key: z.string().min(1).max(100),
  list: listSpec,
  ids: z.array(entityId).min(1).max(mostFrozen).nullable(),
  /** Rows of the list that are left out, where all that match are meant. */
  except: z.array(entityId).max(mostExcepted).default([]),
  format: z.enum(exportFormats),
});
export type ExportRequest = z.infer<typeof exportRequest>;

/** What is exported of the ledger: those that are named, in the order in which they're shown. */
export const ledgerExport = z.object({
  key: z.string().min(1).max(100),
  kind: z.enum(['invite', 'onboardingLink']),
  ids: z.array(entityId).min(1).max(mostFrozen),
  format: z.enum(exportFormats),
});
export type LedgerExport = z.infer<typeof ledgerExport>;

/** How many rows were written where; `path` is null where none was: the person changed their mind. */
export const exportDone = z.object({ rows: z.int(), path: z.string().nullable() });

/** How far an export is. */
export const exportProgress = z.object({ key: z.string(), done: z.int(), total: z.int() });

export const importKind = z.enum(importKinds);

/** A file as it was read, before anything is checked. */
export const importTable = z.object({
  /** By which it's asked about; another file takes its place. */
  token: z.string(),
  encoding: z.string(),
  delimiter: z.string(),
  /** Lines with anything in them, the header included. */
  lines: z.int(),
  header: z.boolean(),
  /** The product that exported it; null where it isn't known. */
  source: z.string().nullable(),
  kind: importKind,
  columns: z.array(
    z.object({
      title: z.string(),
      /** Its first values. */
      samples: z.array(z.string()),
      target: z.string().nullable(),
    }),
  ),
  /** By which the header is known again. */
  signature: z.string(),
});
export type ImportTable = z.infer<typeof importTable>;

/** How a file is understood. */
export const importAsked = z.object({
  token: z.string().max(100),
  kind: importKind,
  header: z.boolean(),
  /** Where each column goes; null leaves it out. */
  targets: z.array(z.string().max(200).nullable()).max(500),
  /** Values for lines that have none, by target. */
  fixed: z.record(z.string(), z.string().max(1000)),
  /** Places chosen for names that aren't here; null is none. */
  choices: z.record(z.string(), entityId.nullable()),
});
export type ImportAsked = z.infer<typeof importAsked>;

const outcomeCounts = z.object({
  create: z.int(),
  update: z.int(),
  unchanged: z.int(),
  flagged: z.int(),
  error: z.int(),
});

/** What importing would do; nothing is changed. */
export const importCheck = z.object({
  /** What is wrong with the mapping; with any, no line was looked at. */
  faults: z.array(z.object({ column: z.int().nullable(), message: z.string() })),
  counts: outcomeCounts,
  /** Names of what lines belong to that isn't here, most lines first; the first fifty. */
  unknown: z.array(z.object({ name: z.string(), lines: z.int() })),
});
export type ImportCheck = z.infer<typeof importCheck>;

export const importLine = z.object({
  /** The number of its line. */
  id: z.string(),
  line: z.int(),
  outcome: z.enum(importOutcomes),
  name: z.string(),
  within: z.string(),
  /** Column by its number from 1 and its title; null where the whole line is meant. */
  notes: z.array(z.object({ column: z.string().nullable(), message: z.string() })),
  /** Fields that change, by their titles. */
  changes: z.array(z.string()),
});
export type ImportLine = z.infer<typeof importLine>;

export const importWindow = z.object({
  total: z.int(),
  unfiltered: z.int(),
  rows: z.array(importLine),
  revision: z.int(),
});
export type ImportWindow = z.infer<typeof importWindow>;

/** What is done with flagged lines: left out, taken for what they match, or added as new. */
export const flaggedAs = z.enum(['left', 'update', 'create']);

export const importDone = z.object({
  mutationIds: z.array(z.string()),
  created: z.int(),
  updated: z.int(),
  left: z.int(),
});

export const importProgress = z.object({ token: z.string(), done: z.int(), total: z.int() });
