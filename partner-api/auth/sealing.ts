import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import type { SealedSecret, SealingKey } from '../../common/domain/secrets.ts';
import type { StoredSealingKey } from '../store/store.ts';

/** A fresh pair of keys for secrets that are set offline. */
export function makeSealingKey(id: string, madeAt: number): StoredSealingKey {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    id,
    madeAt,
    publicKey: Buffer.from(x, 'base64url'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

/** The public half as clients get it. */
export function published({ id, publicKey }: StoredSealingKey): SealingKey {
  return {
    keyId: id,
    algorithm: 'x25519-hkdf-sha256-aes256gcm',
    publicKey: Buffer.from(publicKey).toString('base64url'),
  };
}

/**
 * Opens what was sealed to a key (main/credentials/sealing.ts seals).
 * @param boundTo what the secret is of; a box that was sealed for anything else doesn't open
 * @returns null where it doesn't open
 */
export function openSealed(key: StoredSealingKey, { box }: SealedSecret, boundTo: string): string | null {
  try {
    const bytes = Buffer.from(box, 'base64url');
    const sender = bytes.subarray(0, 32);
    const tag = bytes.subarray(32, 48);
    const shared = diffieHellman({
      privateKey: createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' }),
      publicKey: createPublicKey({
        key: { kty: 'OKP', crv: 'X25519', x: sender.toString('base64url') },
        format: 'jwk',
      }),
    });
    const salt = Buffer.concat([sender, key.publicKey]);
    const derived = Buffer.from(hkdfSync('sha256', shared, salt, 'switchyard sealed secret v1', 44));
    const decipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), derived.subarray(32), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(`${key.id}\n${boundTo}`));
    decipher.setAuthTag(tag);
    const padded = Buffer.concat([decipher.update(bytes.subarray(48)), decipher.final()]);
    return padded.subarray(2, 2 + padded.readUInt16BE(0)).toString('utf8');
  } catch {
    // Also where the one-time key is none of the curve's.
    return null;
  }
}
