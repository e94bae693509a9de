import { Failure } from '../../common/contract/errors.ts';
import {
  carriedLimit,
  filesToldBy,
  filesToldInTheEnd,
  type CarriedFile,
  type ToldFile,
} from '../../common/domain/carried-files.ts';
import { lookAtJpeg } from '../../common/domain/jpeg.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import {
  charactersOf,
  type FiledChange,
  type FileFault,
  type PlacedFile,
} from '../../common/domain/outbox-file.ts';
import type { ImportFate } from '../../common/contract/outbox.ts';
import { hashOf, type KeptFile } from '../visit-files/file-store.ts';

/** Photos and reports of visits on this computer, as far as a file of changes has to do with them. */
export interface FilesHere {
  /** Those that the partner API may not have, by id. */
  unsent(): ReadonlyMap<string, KeptFile>;
  /** Ids of those that their visit tells of here, with the same content. */
  toldByVisits(files: readonly NamedFile[]): Promise<ReadonlySet<string>>;
  /** What is known of one here, if anything. */
  known(id: string): KeptFile | undefined;
  /** Whether the content of a file is here. */
  isHere(id: string, hash: string): Promise<boolean>;
  /** Content by its hash; null where it isn't here whole. */
  contentOf(hash: string): Promise<Uint8Array | null>;
  /** Why so many bytes more can't be kept; null where they can. */
  whyNoRoom(bytes: number): Promise<string | null>;
  keep(visit: string, id: string, bytes: Uint8Array): Promise<unknown>;
  /** Takes back what was kept a moment ago; what was known of it before stands again. */
  takeBack(file: Pick<NamedFile, 'id' | 'hash'>, former: KeptFile | undefined): Promise<void>;
  /** Sends what waits. */
  wake(): void;
}

/** Which photo or report of which visit, and the SHA-256 of its content. */
export interface NamedFile {
  id: string;
  visit: string;
  hash: string;
}

/** A photo or report of a file of changes that was found good. */
export interface CheckedFile extends NamedFile {
  content: Uint8Array;
}

/** How many photos and reports the partner API may not have that a visit here tells of. */
export async function unsentOf(here: FilesHere): Promise<number> {
  return (await here.toldByVisits(named(here.unsent()))).size;
}

/**
 * What goes into a file of changes: what the partner API hasn't got of the photos and reports that `changes` tell of, and with `all` of those
 * that visits here tell of too; no more than {@link carriedLimit}, nor than fits into so many characters. One that was taken out again is kept
 * here in case that's undone, and goes nowhere. `left` is how many stay here, since there are more or their file is damaged.
 */
export async function filesToCarry(
  here: FilesHere,
  changes: readonly Mutation[],
  { all, characters }: { all: boolean; characters: number },
): Promise<{ files: CarriedFile[]; left: number }> {
  const unsent = here.unsent();
  const byChanges = filesToldInTheEnd(changes);
  const byVisits = all ? await here.toldByVisits(named(unsent)) : new Set();
  const files: CarriedFile[] = [];
  let [size, room, left] = [0, characters, 0];
  for (const [id, { visit, hash, bytes }] of unsent) {
    if (!byVisits.has(id) && byChanges.get(id)?.hash !== hash) continue;
    const taken = charactersOf({ id, visit, hash, bytes });
    const fits = size + bytes <= carriedLimit && taken <= room;
    const content = fits ? await here.contentOf(hash) : null;
    if (!content) {
      left += 1;
      continue;
    }
    size += bytes;
    room -= taken;
    files.push({ id, visit, hash, bytes, content: Buffer.from(content).toString('base64') });
  }
  return { files, left };
}

function named(files: ReadonlyMap<string, KeptFile>): NamedFile[] {
  return [...files].map(([id, { visit, hash }]) => ({ id, visit, hash }));
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
    else faults.push({ at: at(), message });
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

/**
 * Those of a file that are to be kept here, as a visit here or a change that is imported tells of them: not what is here. `strays` is how many
 * are left out since neither does; those of which only discarded changes tell aren't counted.
 */
export async function filesToKeep(
  here: FilesHere,
  files: readonly CheckedFile[],
  changes: readonly FiledChange[],
  fates: readonly ImportFate[],
): Promise<{ wanted: CheckedFile[]; strays: number }> {
  const of = (isMeant: (fate: ImportFate | undefined) => boolean) =>
    filesToldInTheEnd(changes.filter((_change, at) => isMeant(fates[at])).map(({ mutation }) => mutation));
  const arriving = of((fate) => fate === 'added' || fate === 'here');
  const discarded = of((fate) => fate === 'discarded');
  const byVisits = await here.toldByVisits(files);
  const wanted: CheckedFile[] = [];
  let strays = 0;
  for (const file of files) {
    if (await here.isHere(file.id, file.hash)) continue;
    if (byVisits.has(file.id) || arriving.get(file.id)?.hash === file.hash) wanted.push(file);
    else if (!discarded.has(file.id)) strays += 1;
  }
  return { wanted, strays };
}

/** What is left out of a file, as a sentence; null where nothing is. */
export function straysInWords(strays: number): string | null {
  if (strays === 0) return null;
  const [what, them] = strays === 1 ? ['1 photo or report', 'it'] : [`${strays} photos or reports`, 'them'];
  return `${what} of this file ${strays === 1 ? 'is' : 'are'} left out, as no visit here tells of ${them}. If ${them === 'it' ? 'it was' : 'they were'} added a moment ago, synchronise, then choose the file again.`;
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
  const arriving = changes.filter((_change, at) => fates[at] === 'added' || fates[at] === 'here');
  const inTheEnd = filesToldInTheEnd(arriving.map(({ mutation }) => mutation));
  for (const { mutation, title } of arriving) {
    for (const { id, hash, isNew } of filesToldBy(mutation)) {
      if (!isNew || !inTheEnd.has(id) || carried.has(id) || (await here.isHere(id, hash))) continue;
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
 * Keeps files, then does the rest: bytes are on the disk before a change tells of them. Where any of it fails, none of them is kept,
 * and what was known of them before stands as it was.
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
  const begun: [CheckedFile, KeptFile | undefined][] = [];
  try {
    for (const file of files) {
      begun.push([file, here.known(file.id)]);
      await here.keep(file.visit, file.id, file.content);
    }
    return await rest();
  } catch (thrown) {
    for (const [file, former] of begun) await here.takeBack(file, former);
    throw thrown;
  }
}
