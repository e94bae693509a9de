import { z } from 'zod';
import { carriedFile, type CarriedFile } from './carried-files.ts';
import { contextId } from './contexts.ts';
import { bulkPartOf, mutation, mutationNames, type Mutation } from './mutations.ts';
import { unknownFieldsOf } from './unknown-fields.ts';

/** By which a file of ours is told from any other JSON. */
export const outboxFileKind = 'switchyard-outbox';
/** Version of the format that this app writes where photos or reports are in it; it reads older ones too. */
export const outboxFileVersion = 2;
/** Version that it writes otherwise: an older app reads that. */
const withoutFilesVersion = 1;
/** Most characters of a file: a longer one isn't taken in anywhere, so none is written. */
export const outboxFileLimit = 100_000_000;
/** Faults whose lines are looked for; with more, a long file would be gone through once for each. */
const placesLookedFor = 50;

/** Whose changes a file holds: without any secret. */
export const outboxOwner = z.object({
  server: z.object({
    name: z.string(),
    /** Address of the partner API; empty for a sample workspace. */
    url: z.string(),
    /** Epoch of the server's database; null before anything came from it. */
    epoch: z.string().nullable(),
  }),
  account: z.object({ id: z.string(), login: z.string() }),
  context: contextId,
});
export type OutboxOwner = z.infer<typeof outboxOwner>;

const header = outboxOwner.extend({
  kind: z.literal(outboxFileKind),
  version: z.int().min(1),
  madeAt: z.iso.datetime(),
});

/** A change in a file: what is sent, and what is said of it. */
export interface FiledChange {
  mutation: Mutation;
  title: string;
  /** What kept it from being sent when the file was made, if anything: parts of a bulk delete may be in their hold, or paused. */
  hold?: 'held' | 'paused' | null;
}

/** An entry as it's written. State and answer are for people who read the file. */
export interface OutboxFileEntry extends FiledChange {
  state: string;
  lastAnswer: string | null;
}

/** A file of changes: JSON with one change, photo or report a line, so that a fault can be named by its line. */
export function writeOutboxFile(
  owner: OutboxOwner & { madeAt: string },
  entries: readonly OutboxFileEntry[],
  files: readonly CarriedFile[] = [],
): string {
  const { server, account, context, madeAt } = owner;
  const version = files.length > 0 ? outboxFileVersion : withoutFilesVersion;
  const head = { kind: outboxFileKind, version, madeAt, server, account, context };
  const lines = entries.map(({ title, state, lastAnswer, mutation: each }) =>
    JSON.stringify({ title, state, lastAnswer, mutation: each }),
  );
  const carried = files.map(fileLine);
  const tail = files.length > 0 ? `,"files":[\n${carried.join(',\n')}\n]` : '';
  return `${JSON.stringify(head).slice(0, -1)},"changes":[\n${lines.join(',\n')}\n]${tail}}\n`;
}

const fileLine = ({ id, visit, hash, bytes, content }: CarriedFile) =>
  JSON.stringify({ id, visit, hash, bytes, content });

/** Characters that a list of photos and reports takes in a file of changes beside their lines. */
export const filesFrame = ',"files":[\n\n]'.length;

/** Characters that a photo or report takes in a file of changes, without its content being read. */
export function charactersOf({ id, visit, hash, bytes }: Omit<CarriedFile, 'content'>): number {
  const separator = ',\n'.length;
  return fileLine({ id, visit, hash, bytes, content: '' }).length + 4 * Math.ceil(bytes / 3) + separator;
}

/** Something wrong with a file. `at` names the line or the change. */
export interface FileFault {
  at: string;
  message: string;
}

/** A photo or report of a file, and where it stands in it: worked out when it's asked for, as the whole file is gone through for it. */
export interface PlacedFile extends CarriedFile {
  at(): string;
}

export type ReadOutboxFile =
  | { ok: true; owner: OutboxOwner; madeAt: string; changes: FiledChange[]; files: PlacedFile[] }
  | { ok: false; faults: FileFault[] };

/** Reads a file of changes. It's good as a whole or not at all; every fault is named. */
export function readOutboxFile(text: string): ReadOutboxFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return oneFault(lineOfError(thrown, text), 'This isn’t JSON; the file is cut short or was changed.');
  }
  if (typeof json !== 'object' || json === null || !('kind' in json) || json.kind !== outboxFileKind)
    return oneFault('The file', 'This isn’t a file of changes that Switchyard exported.');
  if ('version' in json && typeof json.version === 'number' && json.version > outboxFileVersion)
    return oneFault(
      'The file',
      `It was written by a newer Switchyard (format ${json.version}; this one reads up to ${outboxFileVersion}). Update Switchyard to import it.`,
    );
  const head = header.safeParse(json);
  if (!head.success) return { ok: false, faults: head.error.issues.map((issue) => fault('The file', issue)) };
  const entries: unknown = 'changes' in json ? json.changes : undefined;
  if (!Array.isArray(entries)) return oneFault('The file', 'It holds no list of changes.');
  const places = new Places(text);
  const checked = checkChanges(entries, (entry, at) => places.ofChange(entry, at));
  const carried = checkFiles('files' in json ? json.files : [], (entry, at) => places.ofFile(entry, at));
  const faults = [...checked.faults, ...carried.faults];
  if (faults.length > 0) return { ok: false, faults };
  const { changes } = checked;
  return { ok: true, owner: head.data, madeAt: head.data.madeAt, changes, files: carried.files };
}

/** Checks entries of a file one by one. @param placeOf says where an entry stands; it's asked for those with faults alone */
export function checkChanges(
  entries: readonly unknown[],
  placeOf: (entry: unknown, at: number) => string,
): { changes: FiledChange[]; faults: FileFault[] } {
  const changes: FiledChange[] = [];
  const faults: FileFault[] = [];
  const seenAt = new Map<string, number>();
  entries.forEach((entry, index) => {
    const found = checkEntry(entry);
    if (!found.ok) {
      const at = placeOf(entry, index + 1);
      faults.push(...found.messages.map((message) => ({ at, message })));
      return;
    }
    const { id } = found.change.mutation;
    const earlier = seenAt.get(id);
    if (earlier !== undefined) {
      const other = placeOf(entries[earlier], earlier + 1);
      faults.push({
        at: placeOf(entry, index + 1),
        message: `It has the same id as ${other} (${id}).`,
      });
    }
    seenAt.set(id, index);
    changes.push(found.change);
  });
  return { changes, faults };
}

/** What stands in a photo or report is looked at by whoever can tell its hash. */
function checkFiles(
  entries: unknown,
  placeOf: (entry: unknown, at: number) => string,
): { files: PlacedFile[]; faults: FileFault[] } {
  if (!Array.isArray(entries))
    return { files: [], faults: [{ at: 'The file', message: 'Its photos and reports are no list.' }] };
  const files: PlacedFile[] = [];
  const faults: FileFault[] = [];
  const ids = new Set<string>();
  entries.forEach((entry: unknown, index) => {
    const found = carriedFile.safeParse(entry);
    const at = () => placeOf(entry, index + 1);
    if (!found.success) {
      const place = at();
      faults.push(...found.error.issues.map((issue) => fault(place, issue)));
    } else if (ids.has(found.data.id)) faults.push({ at: at(), message: 'It’s in the file twice.' });
    else {
      ids.add(found.data.id);
      files.push({ ...found.data, at });
    }
  });
  return { files, faults };
}

/** Where entries stand in a file: by line for the first ones that are asked for, by number alone for those after. */
class Places {
  readonly #text: string;
  #lookedFor = 0;

  constructor(text: string) {
    this.#text = text;
  }

  ofChange(entry: unknown, number: number): string {
    const found = z.object({ mutation: z.object({ id: z.string().min(8) }) }).safeParse(entry);
    return this.#place(`change ${number}`, found.success ? `"id":"${found.data.mutation.id}"` : null);
  }

  ofFile(entry: unknown, number: number): string {
    const found = z.object({ id: z.string().min(8) }).safeParse(entry);
    return this.#place(
      `photo or report ${number}`,
      found.success ? `{"id":"${found.data.id}","visit"` : null,
    );
  }

  #place(name: string, beginning: string | null): string {
    const isLookedFor = beginning !== null && ++this.#lookedFor <= placesLookedFor;
    const offset = isLookedFor ? this.#text.indexOf(beginning) : -1;
    return offset < 0
      ? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
      : `Line ${lineAt(this.#text, offset)}, ${name}`;
  }
}

/** A file says by its state what is held, a journal by itself. */
const filed = z.object({
  title: z.string().max(1000),
  mutation,
  state: z.string().optional(),
  hold: z.enum(['held', 'paused']).nullish(),
});

function holdIn(state: string | undefined): 'held' | 'paused' | null {
  return state === 'held' || state === 'paused' ? state : null;
}

function checkEntry(entry: unknown): { ok: true; change: FiledChange } | { ok: false; messages: string[] } {
  const given: unknown =
    typeof entry === 'object' && entry !== null && 'mutation' in entry ? entry.mutation : {};
  const name: unknown =
    typeof given === 'object' && given !== null && 'name' in given ? given.name : undefined;
  if (typeof name === 'string' && !(mutationNames as string[]).includes(name))
    return {
      ok: false,
      messages: [`This version doesn’t know the change “${name}”. Update Switchyard to import it.`],
    };
  const unknown = typeof name === 'string' ? fieldsLost(name, given) : [];
  if (unknown.length > 0)
    return {
      ok: false,
      messages: unknown.map(
        (path) =>
          `This version doesn’t know the field “${path.slice(0, 60)}” of the change. Update Switchyard to import it.`,
      ),
    };
  const parsed = filed.safeParse(entry);
  if (!parsed.success) return { ok: false, messages: parsed.error.issues.map(faultInWords) };
  const { title, mutation: change, state, hold } = parsed.data;
  // Nothing else can be let go again.
  const isPart = bulkPartOf(change) !== undefined;
  return { ok: true, change: { title, mutation: change, hold: isPart ? (hold ?? holdIn(state)) : null } };
}

/** What somebody gave or changed that this version has no place for. */
function fieldsLost(name: string, given: unknown): string[] {
  const isWhole = typeof given === 'object' && given !== null && 'args' in given;
  return isWhole ? unknownFieldsOf(name, given.args) : [];
}

function fault(at: string, issue: z.core.$ZodIssue): FileFault {
  return { at, message: faultInWords(issue) };
}

function faultInWords({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function oneFault(at: string, message: string): { ok: false; faults: FileFault[] } {
  return { ok: false, faults: [{ at, message }] };
}

/** JavaScript tells the place in its message, in one of two ways; a cut-short text ends where it ends. */
function lineOfError(thrown: unknown, text: string): string {
  const message = thrown instanceof Error ? thrown.message : '';
  const line = /line (\d+)/.exec(message)?.[1];
  if (line !== undefined) return `Line ${line}`;
  const position = /position (\d+)/.exec(message)?.[1];
  return `Line ${lineAt(text, position === undefined ? text.length : Number(position))}`;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
