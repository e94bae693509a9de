import { z } from 'zod';
import { entityId } from './ids.ts';
import type { Mutation } from './mutations.ts';
import { fileHash, visitFileLimit } from './visit-files.ts';

/**
 * Photos and reports that travel in a file of changes: what the partner API hasn't got yet, so that they aren't lost with the computer that
 * they were made on. Their bytes stand in the file as they are, in base64.
 */

/** Most bytes of photos and reports that a file of changes carries. */
export const carriedLimit = 48 * 1024 * 1024;

/** A photo or report in a file of changes. */
export const carriedFile = z.object({
  id: entityId,
  visit: entityId,
  hash: fileHash,
  bytes: z.int().min(1).max(visitFileLimit),
  /** The bytes in base64; whether they are is found out by their hash. */
  content: z.string().max(Math.ceil(visitFileLimit / 3) * 4),
});
export type CarriedFile = z.infer<typeof carriedFile>;

/** A photo or report that a change tells of. */
export interface ToldFile {
  id: string;
  visit: string;
  hash: string;
  /** Whether it's this change that adds it; otherwise it was there before, and the change says something else of it, such as its caption. */
  isNew: boolean;
}

const told = z.looseObject({ hash: fileHash });

/** The photos and reports that a change tells of. */
export function filesToldBy({ name, args, before }: Mutation): ToldFile[] {
  if (name === 'visit.create') {
    const { photos = {}, reports = {} } = args.fields;
    return Object.entries({ ...photos, ...reports }).flatMap(([id, file]) =>
      file ? [{ id, visit: args.id, hash: file.hash, isNew: true }] : [],
    );
  }
  if (name !== 'visit.update') return [];
  return wholeFiles(args.changes).flatMap(([path, id, value]) => {
    const file = told.safeParse(value);
    if (!file.success) return [];
    const former = (before as Record<string, unknown>)[path] ?? null;
    return [{ id, visit: args.id, hash: file.data.hash, isNew: former === null }];
  });
}

/** What changes tell of in the end, in their order, by id: not what a later one takes out again. */
export function filesToldInTheEnd(changes: readonly Mutation[]): Map<string, ToldFile> {
  const inTheEnd = new Map<string, ToldFile>();
  for (const change of changes) {
    for (const file of filesToldBy(change)) {
      const isNew = file.isNew || inTheEnd.get(file.id)?.isNew === true;
      inTheEnd.set(file.id, { ...file, isNew });
    }
    if (change.name !== 'visit.update') continue;
    for (const [, id, value] of wholeFiles(change.args.changes)) if (value === null) inTheEnd.delete(id);
  }
  return inTheEnd;
}

/** Path, id and value of what sets a photo or report as a whole: not what sets something below it. */
function wholeFiles(changes: object): [path: string, id: string, value: unknown][] {
  return Object.entries(changes).flatMap(([path, value]: [string, unknown]) => {
    const [field, id, ...below] = path.split('.');
    if ((field !== 'photos' && field !== 'reports') || id === undefined || below.length > 0) return [];
    return [[path, id, value]];
  });
}
