import { z } from 'zod';
import { contextId } from './contexts.ts';
import { bulkPartOf, mutation, mutationNames, type Mutation } from './mutations.ts';

/** By which a file of ours is told from any other JSON. */
export const outboxFileKind = 'switchyard-outbox';
/** Version of the format that this app writes; it reads older ones too. */
export const outboxFileVersion = 1;

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

/** A file of changes: JSON with one change a line, so that a fault can be named by its line. */
export function writeOutboxFile(
  owner: OutboxOwner & { madeAt: string },
  entries: readonly OutboxFileEntry[],
): string {
  const { server, account, context, madeAt } = owner;
  const head = { kind: outboxFileKind, version: outboxFileVersion, madeAt, server, account, context };
  const lines = entries.map(({ title, state, lastAnswer, mutation: each }) =>
    JSON.stringify({ title, state, lastAnswer, mutation: each }),
  );
  return `${JSON.stringify(head).slice(0, -1)},"changes":[\n${lines.join(',\n')}\n]}\n`;
}

/** Something wrong with a file. `at` names the line or the change. */
export interface FileFault {
  at: string;
  message: string;
}

export type ReadOutboxFile =
  | { ok: true; owner: OutboxOwner; madeAt: string; changes: FiledChange[] }
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
  const checked = checkChanges(entries, (entry, at) => place(text, entry, at));
  if (checked.faults.length > 0) return { ok: false, faults: checked.faults };
  return { ok: true, owner: head.data, madeAt: head.data.madeAt, changes: checked.changes };
}

/** Checks entries of a file one by one. @param placeOf says where an entry stands */
export function checkChanges(
  entries: readonly unknown[],
  placeOf: (entry: unknown, at: number) => string,
): { changes: FiledChange[]; faults: FileFault[] } {
  const changes: FiledChange[] = [];
  const faults: FileFault[] = [];
  const places = new Map<string, string>();
  entries.forEach((entry, index) => {
    const at = placeOf(entry, index + 1);
    const found = checkEntry(entry, at);
    if (!found.ok) {
      faults.push(...found.faults);
      return;
    }
    const { id } = found.change.mutation;
    const earlier = places.get(id);
    if (earlier !== undefined) faults.push({ at, message: `It has the same id as ${earlier} (${id}).` });
    places.set(id, at);
    changes.push(found.change);
  });
  return { changes, faults };
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

function checkEntry(
  entry: unknown,
  at: string,
): { ok: true; change: FiledChange } | { ok: false; faults: FileFault[] } {
  const given: unknown =
    typeof entry === 'object' && entry !== null && 'mutation' in entry ? entry.mutation : {};
  const name: unknown =
    typeof given === 'object' && given !== null && 'name' in given ? given.name : undefined;
  if (typeof name === 'string' && !(mutationNames as string[]).includes(name))
    return oneFault(at, `This version doesn’t know the change “${name}”. Update Switchyard to import it.`);
  const parsed = filed.safeParse(entry);
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.map((issue) => fault(at, issue)) };
  const { title, mutation: change, state, hold } = parsed.data;
  // Nothing else can be let go again.
  const isPart = bulkPartOf(change) !== undefined;
  return { ok: true, change: { title, mutation: change, hold: isPart ? (hold ?? holdIn(state)) : null } };
}

function place(text: string, entry: unknown, number: number): string {
  const id = z.object({ mutation: z.object({ id: z.string().min(8) }) }).safeParse(entry);
  const offset = id.success ? text.indexOf(`"id":"${id.data.mutation.id}"`) : -1;
  return offset < 0 ? `Change ${number}` : `Line ${lineAt(text, offset)}, change ${number}`;
}

function fault(at: string, issue: z.core.$ZodIssue): FileFault {
  const path = issue.path.join('.');
  return { at, message: path === '' ? issue.message : `${path}: ${issue.message}` };
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
