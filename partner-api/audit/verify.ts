import { setImmediate } from 'node:timers/promises';
import type { AuditFault, AuditVerification } from '../../common/partner-api/audit.ts';
import { chainBeginning, chainedHash } from '../store/audit-chain.ts';
import type { StoreReader } from '../store/store.ts';
import type { CheckpointFound } from './checkpoint.ts';

/** Links that are read at a time: few enough that other callers get their turn, whatever their number. */
const linksAtOnce = 500;

/** What verifying reads of a store. */
export type ChainSource = Pick<
  StoreReader,
  'auditInstance' | 'auditHead' | 'auditHash' | 'auditLinks' | 'auditKey'
>;

/**
 * Verifies Activity: every entry against its hash and the one before it, and the whole against the checkpoint. Streams; what is
 * written meanwhile isn't looked at.
 */
export async function verifyChain(
  source: ChainSource,
  found: CheckpointFound,
  now: number,
): Promise<AuditVerification> {
  const head = await source.auditHead();
  const { checkpoint, key, fault: unbelievable } = found;
  const walked = await walk(source, head?.entry ?? 0, checkpoint);
  const fault = walked.fault ?? unbelievable ?? beyond(head?.entry ?? 0, checkpoint);
  return {
    sound: fault === null,
    entries: walked.entries,
    head: head,
    checkpoint: checkpoint && {
      entry: checkpoint.entry,
      hash: checkpoint.hash,
      at: checkpoint.at,
    },
    key,
    restored: checkpoint?.restored ?? null,
    fault,
    at: new Date(now).toISOString(),
  };
}

type Checkpoint = CheckpointFound['checkpoint'];

async function walk(
  source: ChainSource,
  last: number,
  checkpoint: Checkpoint,
): Promise<{ entries: number; fault: AuditFault | null }> {
  let before = chainBeginning(await source.auditInstance());
  let entries = 0;
  while (entries < last) {
    const links = await source.auditLinks(entries, linksAtOnce);
    for (const { entry, canonical, hash } of links) {
      if (entry > last) break;
      if (entry !== entries + 1) return { entries, fault: missing(entries + 1, entry - 1) };
      before = chainedHash(before, canonical);
      if (before !== hash) return { entries, fault: changed(entry) };
      if (entry === checkpoint?.entry && before !== checkpoint.hash)
        return { entries, fault: rewritten(entry, checkpoint.at) };
      entries = entry;
    }
    if (links.length === 0) break;
    await setImmediate();
  }
  return { entries, fault: null };
}

function beyond(last: number, checkpoint: Checkpoint): AuditFault | null {
  if (!checkpoint || checkpoint.entry <= last) return null;
  const cut =
    checkpoint.entry === last + 1 ? `Entry ${last + 1} is` : `Entries ${last + 1} to ${checkpoint.entry} are`;
  return {
    kind: 'cut',
    entry: last + 1,
    because: `${cut} missing at the end: the checkpoint of ${checkpoint.at} knows of ${checkpoint.entry} entries, and there are ${last}.`,
  };
}

function missing(first: number, last: number): AuditFault {
  return {
    kind: 'missing',
    entry: first,
    because: first === last ? `Entry ${first} is missing.` : `Entries ${first} to ${last} are missing.`,
  };
}

function changed(entry: number): AuditFault {
  return {
    kind: 'changed',
    entry,
    because: `Entry ${entry} isn’t as it was written, or the one before it was another: its hash says so.`,
  };
}

function rewritten(entry: number, at: string): AuditFault {
  return {
    kind: 'rewritten',
    entry,
    because: `Entries up to ${entry} were written anew: the checkpoint of ${at} knows entry ${entry} by another hash.`,
  };
}
