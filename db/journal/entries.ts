import type { Mutation } from '../../common/domain/mutations.ts';
import type { LeftItem } from '../../common/partner-api/sync-door.ts';
import type { Hold } from '../outbox/outbox.ts';
import type { JournalRecord } from './lines.ts';

/** Days that a settled mutation stays in the journal, to be offered again to a server that came back from a backup. */
export const keptDays = 30;

/** What the journal knows of one mutation. */
export interface JournalEntry {
  mutation: Mutation;
  title: string;
  state: 'pending' | 'settled' | 'gone';
  /** Sequence at which the server applied it; 0 unless settled. */
  seq: number;
  /** Epoch of the server that applied it; null unless settled, and where it isn't known. */
  epoch: string | null;
  /** What keeps it from being sent; null unless pending. */
  hold: Hold | null;
  /** Whether it was sent before it was held, and its answer was lost; false where nothing holds it, as it isn't known then. */
  departed: boolean;
  /** What of a part of a bulk delete wasn't deleted; empty for every other. */
  left: LeftItem[];
  gone: string[];
  /** It's gone, though the server may have applied it, and the operator hasn't read yet what became of it. */
  unsettled: boolean;
  /** When its state was last written. */
  at: string;
}

/** Folds records into one entry a mutation, in the order in which they were queued; a replacement stands where the first one stood. */
export function foldRecords(records: readonly JournalRecord[]): Map<string, JournalEntry> {
  const entries = new Map<string, JournalEntry>();
  const replacements = new Map<string, string>();
  for (const record of records) {
    if (record.type === 'rewritten') continue;
    if (record.type === 'queued') {
      if (record.last) {
        entries.delete(record.mutation.id);
        for (const [old, renewed] of replacements)
          if (renewed === record.mutation.id) replacements.delete(old);
      }
      // One that's rewritten stays held.
      const held = record.hold ? record : entries.get(record.mutation.id);
      entries.set(record.mutation.id, {
        ...pending(record),
        hold: held?.hold ?? null,
        departed: held?.departed ?? false,
      });
    } else if (record.type === 'replaced') {
      const old = entries.get(record.id);
      if (old) entries.set(record.id, { ...old, state: 'gone', at: record.at });
      entries.set(record.mutation.id, pending(record));
      replacements.set(record.id, record.mutation.id);
    } else {
      const entry = entries.get(record.id);
      if (!entry) continue;
      if (record.type === 'told') {
        entries.set(record.id, { ...entry, unsettled: false });
        continue;
      }
      if (record.type === 'hold') {
        entries.set(record.id, { ...entry, hold: record.hold, departed: record.departed ?? false });
        continue;
      }
      const settled = record.type === 'settled';
      entries.set(record.id, {
        ...entry,
        state: settled ? 'settled' : 'gone',
        seq: settled ? record.seq : 0,
        epoch: settled ? (record.epoch ?? null) : null,
        hold: null,
        departed: false,
        left: settled ? (record.left ?? []) : [],
        gone: settled ? (record.gone ?? []) : [],
        unsettled: record.type === 'discarded' && record.unsettled === true,
        at: record.at,
      });
    }
  }
  return replacements.size === 0 ? entries : inPlace(entries, replacements);
}

function inPlace(
  entries: Map<string, JournalEntry>,
  replacements: ReadonlyMap<string, string>,
): Map<string, JournalEntry> {
  const ordered = new Map<string, JournalEntry>();
  for (const [id, entry] of entries) {
    if (ordered.has(id)) continue;
    ordered.set(id, entry);
    for (let next = replacements.get(id); next !== undefined; next = replacements.get(next)) {
      const replacement = entries.get(next);
      if (replacement) ordered.set(next, replacement);
    }
  }
  return ordered;
}

/** Whether an entry has served its time: it isn't pending, and older than {@link keptDays}. */
export function isExpired(entry: JournalEntry, now: number): boolean {
  return entry.state !== 'pending' && now - Date.parse(entry.at) > keptDays * 24 * 3600 * 1000;
}

/** Whether any of the entries has served its time. */
export function hasExpired(entries: ReadonlyMap<string, JournalEntry>, now: number): boolean {
  return [...entries.values()].some((entry) => isExpired(entry, now));
}

/** The records that say the same as an entry. */
export function recordsOf(entry: JournalEntry): JournalRecord[] {
  const { mutation, title, at, unsettled, hold, departed } = entry;
  const queued: JournalRecord = {
    ...{ type: 'queued', at: mutation.at, mutation, title },
    ...holdIn({ hold, departed }),
  };
  if (entry.state === 'settled') return [queued, settled(entry)];
  if (entry.state === 'gone')
    return [queued, { type: 'discarded', at, id: mutation.id, ...(unsettled ? { unsettled } : {}) }];
  return [queued];
}

function settled({ mutation, at, seq, epoch, left, gone }: JournalEntry): JournalRecord {
  return {
    ...{ type: 'settled', at, id: mutation.id, seq },
    ...(epoch === null ? {} : { epoch }),
    ...sparedIn({ left, gone }),
  };
}

function pending({ at, mutation, title }: { at: string; mutation: Mutation; title: string }): JournalEntry {
  return {
    mutation,
    title,
    state: 'pending',
    seq: 0,
    epoch: null,
    unsettled: false,
    at,
    hold: null,
    departed: false,
    left: [],
    gone: [],
  };
}

/** What a part of a bulk delete didn't delete, as a record holds it: left out where there's nothing. */
export function sparedIn({
  left = [],
  gone = [],
}: {
  left?: LeftItem[] | undefined;
  gone?: string[] | undefined;
}) {
  return { ...(left.length > 0 ? { left } : {}), ...(gone.length > 0 ? { gone } : {}) };
}

/** What keeps a change from being sent, as the record of its queueing has it: left out where nothing does. */
export function holdIn({ hold, departed }: { hold: Hold | null; departed: boolean }) {
  return hold === null ? {} : { hold, ...(departed ? { departed } : {}) };
}
