import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { AuditVerification } from '../../common/partner-api/audit.ts';
import { chainBeginning } from '../store/audit-chain.ts';
import type { Redaction } from '../store/redacting.ts';
import type { Store } from '../store/store.ts';
import { auditPaths, keyName, readCheckpoint, readKey, signedText, type Checkpoint } from './checkpoint.ts';
import { signatureOf } from './redactions.ts';
import { verifyChain } from './verify.ts';
import { walkInThreads } from './walk-in-threads.ts';

/** Holds the end of Activity's hash chain outside of its database: in a signed checkpoint beside it. */
export interface AuditAnchor {
  /** Writes a new checkpoint where Activity has grown and agrees with the one before; one that doesn't agree stays, as evidence. */
  advance(): Promise<void>;
  /** Why the checkpoint can't advance, as a sentence; null while it can. */
  readonly standstill: string | null;
  verify(): Promise<AuditVerification>;
  /** Vouches for what is left of an entry out of which erased values are taken; null without the key. */
  readonly sign: ((redaction: Redaction) => string) | null;
}

interface AnchorOptions {
  databaseFile: string;
  /** The database comes from a backup: what it had before is noted in the checkpoint, and the former file kept. */
  isRestored: boolean;
  /** In which a long Activity is verified, at most. */
  threads: number;
  now(): number;
}

/** Opens the anchor of a store; on the first start its key and first checkpoint are made. */
export async function openAuditAnchor(store: Store, options: AnchorOptions): Promise<AuditAnchor> {
  const { databaseFile, now } = options;
  const paths = auditPaths(databaseFile);
  const known = await store.read.auditKey();
  const key = readKey(paths.key) ?? (known === null ? makeKey(paths.key) : null);
  const read = async () =>
    readCheckpoint(databaseFile, {
      expected: await store.read.auditKey(),
      instance: store.instance,
    });
  const find = async () => {
    const found = await read();
    // Where there's none, another process may just have written the first one: it does so before the store knows the key.
    return found.key !== '' || found.fault ? found : read();
  };
  let standstill: string | null = null;

  const placeNow = async (): Promise<Omit<Checkpoint, 'restored'>> => {
    const head = await store.read.auditHead();
    return {
      instance: store.instance,
      entry: head?.entry ?? 0,
      hash: head?.hash ?? chainBeginning(store.instance),
      at: new Date(now()).toISOString(),
    };
  };
  const holds = async ({ entry, hash }: Checkpoint): Promise<boolean> => {
    const there = entry === 0 ? chainBeginning(store.instance) : await store.read.auditHash(entry);
    return there === hash;
  };

  const advance = async (): Promise<void> => {
    const { checkpoint, fault } = await find();
    const agrees = checkpoint ? await holds(checkpoint) : (await store.read.auditKey()) === null;
    if (!key || fault || !agrees) {
      standstill = fault?.because ?? 'Activity isn’t what its checkpoint says.';
      return;
    }
    const place = await placeNow();
    if (checkpoint?.entry === place.entry) return;
    write(paths.checkpoint, signedText({ ...place, restored: checkpoint?.restored ?? null }, key));
  };

  const beginAfterRestore = async (): Promise<void> => {
    const { checkpoint } = await find();
    if (!key || !checkpoint || (await holds(checkpoint))) return;
    const { entry, hash, at } = checkpoint;
    renameSync(paths.checkpoint, `${databaseFile}-audit-before-restore-${entry}.json`);
    write(paths.checkpoint, signedText({ ...(await placeNow()), restored: { entry, hash, at } }, key));
  };

  if (options.isRestored) await beginAfterRestore();
  await advance();
  if (known === null && key) await store.rememberAuditKey(keyName(key));
  return {
    advance,
    get standstill() {
      return standstill;
    },
    sign: key && ((redaction) => signatureOf(redaction, key)),
    verify: async () =>
      verifyChain(store.read, await find(), now(), walkInThreads(store.read, databaseFile, options.threads)),
  };
}

/** Makes the key, unless another process has just done so: then it's that one. */
function makeKey(path: string): KeyObject | null {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = writeDraft(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  try {
    linkSync(draft, path);
  } catch {
    // What is there and is no key has signed nothing; and not every disk knows links.
    if (readKey(path) === null) renameSync(draft, path);
  }
  rmSync(draft, { force: true });
  return readKey(path);
}

/** Writes a file for its owner alone: whole or not at all, and on the disk when it's done. */
function write(path: string, text: string): void {
  renameSync(writeDraft(path, text), path);
}

/** Writes what is to be a file beside its place, under a name that no other process takes, and gives it. */
function writeDraft(path: string, text: string): string {
  const draft = `${path}.${randomUUID()}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return draft;
}
