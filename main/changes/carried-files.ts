import { Failure } from '../../common/contract/errors.ts';
import {
  carriedLimit,
  filesToldBy,
  type CarriedFile,
  type ToldFile,
} from '../../common/domain/carried-files.ts';
import { lookAtJpeg } from '../../common/domain/jpeg.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { FiledChange, FileFault, PlacedFile } from '../../common/domain/outbox-file.ts';
import type { ImportFate } from '../../common/contract/outbox.ts';
import { hashOf, type KeptFile } from '../visit-files/file-store.ts';

/** Photos and reports of visits on this computer, as far as a file of changes has to do with them. */
export interface FilesHere {
  /** Those that the partner API may not have, by id. */
  unsent(): ReadonlyMap<string, KeptFile>;
  /** Whether the content of a file is here. */
  isHere(id: string, hash: string): Promise<boolean>;
  /** Content by its hash; null where it isn't here whole. */
  contentOf(hash: string): Promise<Uint8Array | null>;
  /** Why so many bytes more can't be kept; null where they can. */
  whyNoRoom(bytes: number): Promise<string | null>;
  keep(visit: string, id: string, bytes: Uint8Array): Promise<unknown>;
  /** Takes back what was kept a moment ago. */
  drop(id: string): Promise<void>;
  /** Sends what waits. */
  wake(): void;
}

/** A photo or report of a file of changes that was found good. */
export interface CheckedFile {
  id: string;
  visit: string;
  hash: string;
  content: Uint8Array;
}

/**
 * What goes into a file of changes: what the partner API hasn't got of the photos and reports that `changes` tell of, or with null of all;
 * no more than {@link carriedLimit}. `left` is how many stay here, since there are more or their file is damaged.
 */
export async function filesToCarry(
  here: FilesHere,
  changes: readonly Mutation[] | null,
): Promise<{ files: CarriedFile[]; left: number }> {
  const told = changes && new Set(changes.flatMap(filesToldBy).map(({ id }) => id));
  const files: CarriedFile[] = [];
  let [size, left] = [0, 0];
  for (const [id, { visit, hash, bytes }] of here.unsent()) {
    if (told && !told.has(id)) continue;
    const content = size + bytes > carriedLimit ? null : await here.contentOf(hash);
    if (!content) {
      left += 1;
      continue;
    }
    size += bytes;
    files.push({ id, visit, hash, bytes, content: Buffer.from(content).toString('base64') });
  }
  return { files, left };
}

/** Looks at what stands in the photos and reports of a file: what isn't what it's said to be is a fault. */
export function checkContents(
  files: readonly PlacedFile[],
  changes: readonly FiledChange[],
): { files: CheckedFile[]; faults: FileFault[] } {
  const told = new Map(changes.flatMap(({ mutation }) => filesToldBy(mutation)).map((one) => [one.id, one]));
  const checked: CheckedFile[] = [];
  const faults: FileFault[] = [];
  for (const { at, ...file } of files) {
    const content = Buffer.from(file.content, 'base64');
    const message = faultOf(file, content, told.get(file.id));
    if (message === null) checked.push({ id: file.id, visit: file.visit, hash: file.hash, content });
    else faults.push({ at, message });
  }
  return { files: checked, faults };
}

function faultOf(
  { visit, hash, bytes }: CarriedFile,
  content: Uint8Array,
  told: ToldFile | undefined,
): string | null {
  if (content.byteLength !== bytes)
    return `It has ${content.byteLength} bytes and should have ${bytes}; the file is cut short or was changed.`;
  if (hashOf(content) !== hash) return 'Its bytes aren’t those that were exported; the file was changed.';
  if (told && (told.hash !== hash || told.visit !== visit))
    return 'The change that tells of it means another one.';
  if (Buffer.from(content.subarray(0, 5)).toString('latin1') === '%PDF-') return null;
  const look = lookAtJpeg(content);
  return 'fault' in look ? `It ${look.fault}.` : null;
}

/** Those of a file that are to be kept here: not those of which only discarded changes tell, nor what is here. */
export async function filesToKeep(
  here: FilesHere,
  files: readonly CheckedFile[],
  changes: readonly FiledChange[],
  fates: readonly ImportFate[],
): Promise<CheckedFile[]> {
  const discarded = new Set<string>();
  const meant = new Set<string>();
  changes.forEach(({ mutation }, at) => {
    for (const { id } of filesToldBy(mutation)) (fates[at] === 'discarded' ? discarded : meant).add(id);
  });
  const wanted: CheckedFile[] = [];
  for (const file of files) {
    if (discarded.has(file.id) && !meant.has(file.id)) continue;
    if (!(await here.isHere(file.id, file.hash))) wanted.push(file);
  }
  return wanted;
}

/** What changes that are to be imported add and that is neither in their file nor here, as a sentence; null where there's nothing. */
export async function missingInWords(
  here: FilesHere,
  files: readonly CheckedFile[],
  changes: readonly FiledChange[],
  fates: readonly ImportFate[],
): Promise<string | null> {
  const carried = new Set(files.map(({ id }) => id));
  const missing = new Set<string>();
  const titles = new Set<string>();
  for (const [at, { mutation, title }] of changes.entries()) {
    if (fates[at] !== 'added' && fates[at] !== 'here') continue;
    for (const { id, hash, isNew } of filesToldBy(mutation)) {
      if (!isNew || carried.has(id) || (await here.isHere(id, hash))) continue;
      missing.add(id);
      titles.add(`“${title}”`);
    }
  }
  if (missing.size === 0) return null;
  const named = [...titles].slice(0, 3).join(', ') + (titles.size > 3 ? ` and ${titles.size - 3} more` : '');
  const what = missing.size === 1 ? '1 photo or report isn’t' : `${missing.size} photos or reports aren’t`;
  return `${what} in this file and stay on the computer that it comes from, unless the partner API has them: of ${named}.`;
}

/**
 * Keeps files, then does the rest: bytes are on the disk before a change tells of them. Where any of it fails, none of them is kept.
 * @throws Failure `cache` where there's no room
 */
export async function keepThen<T>(
  here: FilesHere,
  files: readonly CheckedFile[],
  rest: () => Promise<T>,
): Promise<T> {
  const full = await here.whyNoRoom(files.reduce((sum, { content }) => sum + content.byteLength, 0));
  if (files.length > 0 && full !== null)
    throw new Failure({ code: 'cache', message: `Nothing was imported. ${full}`, retry: 'later' });
  const kept: string[] = [];
  try {
    for (const { visit, id, content } of files) {
      await here.keep(visit, id, content);
      kept.push(id);
    }
    return await rest();
  } catch (thrown) {
    for (const id of kept) await here.drop(id);
    throw thrown;
  }
}
