import { setImmediate } from 'node:timers/promises';
import type { AuditFault, AuditVerification } from '../../common/partner-api/audit.ts';
import { chainBeginning, chainedHash } from '../store/audit-chain.ts';
import { digestOf } from '../store/redacting.ts';
import type { StoreReader } from '../store/store.ts';
import type { CheckpointFound } from './checkpoint.ts';
import { isVouchedFor } from './redactions.ts';

/** Links that are read at a time: few enough that other callers get their turn, whatever their number. */
const linksAtOnce = 2000;

/** What verifying reads of a store. */
export type ChainSource = Pick<
  StoreReader,
  'auditInstance' | 'auditHead' | 'auditHash' | 'auditLinks' | 'auditKey' | 'auditRedaction'
>;

/** How far walking along the chain came, and what was wrong there. */
export interface Walked {
  /** The last entry up to which all agree. */
  entries: number;
  fault: AuditFault | null;
}

/** By what a chain is judged. */
export type Believed = Pick<CheckpointFound, 'checkpoint' | 'signer'>;

/** A piece of the chain: the entries after `after` up to `last`. */
export interface Segment {
  after: number;
  /** The hash that stands with the entry `after`, or the chain's beginning; whether it's right, walking the piece before says. */
  before: string;
  last: number;
  /** The id that the chain begins with. */
  instance: string;
  believed: Believed;
}

/** Walks along the chain from its beginning to `last`. */
export type Walk = (last: number, believed: Believed) => Promise<Walked>;

/**
 * Verifies Activity: every entry against its hash and the one before it, and the whole against the checkpoint. Streams; what is
 * written meanwhile isn't looked at.
 * @param walk in this thread unless given
 */
export async function verifyChain(
  source: ChainSource,
  found: CheckpointFound,
  now: number,
  walk: Walk = wholeWalk(source),
): Promise<AuditVerification> {
  const head = await source.auditHead();
  const { checkpoint, key, signer, fault: unbelievable } = found;
  const walked = await walk(head?.entry ?? 0, { checkpoint, signer });
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

/** Walks along all of it in this thread. */
export function wholeWalk(source: ChainSource): Walk {
  return async (last, believed) => {
    const instance = await source.auditInstance();
    return walkSegment(source, { after: 0, before: chainBeginning(instance), last, instance, believed });
  };
}

/** Walks along a piece of the chain, and lets others have their turn on the way. */
export async function walkSegment(
  source: Pick<ChainSource, 'auditLinks' | 'auditRedaction'>,
  { after, before, last, instance, believed }: Segment,
): Promise<Walked> {
  const { checkpoint, signer } = believed;
  let known = before;
  let entries = after;
  while (entries < last) {
    const links = await source.auditLinks(entries, linksAtOnce);
    for (const { entry, canonical, hash } of links) {
      if (entries === last) break;
      if (entry !== entries + 1) return { entries, fault: missing(entries + 1, entry - 1) };
      const link = chainedHash(known, canonical);
      if (link !== hash) {
        const redaction = await source.auditRedaction(entry);
        const left = { instance, entry, before: known, hash, digest: digestOf(canonical) };
        if (!redaction || !isVouchedFor(left, redaction, signer)) return { entries, fault: changed(entry) };
      }
      known = hash;
      if (entry === checkpoint?.entry && known !== checkpoint.hash)
        return { entries, fault: rewritten(entry, checkpoint.at) };
      entries = entry;
    }
    if (links.length === 0) break;
    await setImmediate();
  }
  return { entries, fault: null };
}

function beyond(last: number, checkpoint: Believed['checkpoint']): AuditFault | null {
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
