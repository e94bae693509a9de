import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AuditFault } from '../../common/partner-api/audit.ts';

const format = 'switchyard activity checkpoint 1';

const placeInTime = z.object({
  entry: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
});

/** How far Activity went at a time, and the hash of its last entry: signed, and kept outside of the database. */
const checkpoint = placeInTime.extend({
  /** Of the partner account. */
  instance: z.string(),
  /** Where the database was restored from a backup: the checkpoint that it had before. */
  restored: placeInTime.nullable(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
const signedCheckpoint = checkpoint.extend({ format: z.literal(format), signature: z.string() });

/** A checkpoint that can be believed, or why there's none. */
export interface CheckpointFound {
  checkpoint: Checkpoint | null;
  /** SHA-256 of the public key in hexadecimal; empty where there's none. */
  key: string;
  /** The public key, as PEM, by which redactions are believed; null where there's none. */
  signer: string | null;
  fault: AuditFault | null;
}

/** Where the checkpoint and its key are, beside a database. */
export function auditPaths(databaseFile: string): { checkpoint: string; key: string } {
  return { checkpoint: `${databaseFile}-audit.json`, key: `${databaseFile}-audit.key` };
}

/** The text of a checkpoint's file. */
export function signedText(given: Checkpoint, key: KeyObject): string {
  const signature = sign(null, signedBytes(given), key).toString('base64');
  return `${JSON.stringify({ format, ...given, signature }, null, 2)}\n`;
}

/** By which a key is told from others: SHA-256 of the public key, as DER. */
export function keyName(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

/**
 * Reads the checkpoint beside a database and says whether it can be believed.
 * @param expected the key's name, as the database knows it; null before the first start
 * @param instance of the partner account
 */
export function readCheckpoint(
  databaseFile: string,
  { expected, instance }: { expected: string | null; instance: string },
): CheckpointFound {
  const paths = auditPaths(databaseFile);
  if (expected === null && !existsSync(paths.checkpoint))
    return { checkpoint: null, key: '', signer: null, fault: null };
  const key = readKey(paths.key);
  const name = key ? keyName(key) : '';
  if (!key || (expected !== null && name !== expected))
    return fault(
      'key-missing',
      { key: name, signer: null },
      `The key of the checkpoint, ${paths.key}, isn’t there or is another one.`,
    );
  const known = { key: name, signer: publicPem(key) };
  if (!existsSync(paths.checkpoint))
    return fault('checkpoint-missing', known, `The checkpoint, ${paths.checkpoint}, isn’t there any more.`);
  const forged = `The checkpoint, ${paths.checkpoint}, isn’t what was signed: it was changed, or made with another key.`;
  const parsed = signedCheckpoint.safeParse(jsonIn(paths.checkpoint));
  if (!parsed.success) return fault('checkpoint-forged', known, forged);
  const { signature, format: _format, ...claimed } = parsed.data;
  const isSigned = verify(null, signedBytes(claimed), createPublicKey(key), Buffer.from(signature, 'base64'));
  if (!isSigned) return fault('checkpoint-forged', known, forged);
  if (claimed.instance !== instance)
    return fault(
      'checkpoint-forged',
      known,
      `The checkpoint, ${paths.checkpoint}, is that of another partner account.`,
    );
  return { checkpoint: claimed, ...known, fault: null };
}

/** The private key in a file; null where there's none that can be read. */
export function readKey(path: string): KeyObject | null {
  if (!existsSync(path)) return null;
  try {
    return createPrivateKey(readFileSync(path, 'utf8'));
  } catch {
    // What isn't a key can't have signed anything.
    return null;
  }
}

function signedBytes({ instance, entry, hash, at, restored }: Checkpoint): Buffer {
  const before = restored && [restored.entry, restored.hash, restored.at];
  return Buffer.from(JSON.stringify([format, instance, entry, hash, at, before]));
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

type Known = Pick<CheckpointFound, 'key' | 'signer'>;

function fault(kind: AuditFault['kind'], known: Known, because: string): CheckpointFound {
  return { checkpoint: null, ...known, fault: { kind, entry: null, because } };
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}
