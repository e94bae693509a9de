import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { KeptRedaction, Redaction } from '../store/redacting.ts';

/** What vouches for an entry out of which erased values were taken: made with the key of the checkpoints, which lies outside of the database. */
export function signatureOf(redaction: Redaction, key: KeyObject): string {
  return sign(null, signedBytes(redaction), key).toString('base64');
}

/**
 * Whether an entry that isn't what its hash says is what was signed as left of it.
 * @param found what stands beside the entry
 * @param signer the public key, as PEM; without it nothing is believed
 */
export function isVouchedFor(left: Redaction, found: KeptRedaction, signer: string | null): boolean {
  if (signer === null || found.digest !== left.digest) return false;
  return verify(null, signedBytes(left), createPublicKey(signer), Buffer.from(found.signature, 'base64'));
}

function signedBytes({ instance, entry, before, hash, digest }: Redaction): Buffer {
  return Buffer.from(
    JSON.stringify(['switchyard activity redaction 1', instance, entry, before, hash, digest]),
  );
}
