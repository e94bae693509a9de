import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import type { SealedSecret, SealingKey } from '../../common/domain/secrets.ts';

/** Secrets are padded to a multiple of this many bytes, so that a box doesn't tell how long a password is. */
const padding = 160;

/**
 * Seals a secret to the partner API's public key: from then on only the partner API can read it. X25519 with a one-time key,
 * HKDF-SHA256 over both public keys, AES-256-GCM; the key and nonce are used once, as the sender's key is.
 * @param boundTo what the secret is of; the box opens for nothing else
 */
export function sealSecret({ keyId, publicKey }: SealingKey, secret: string, boundTo: string): SealedSecret {
  const sender = generateKeyPairSync('x25519');
  const senderKey = Buffer.from(sender.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const shared = diffieHellman({
    privateKey: sender.privateKey,
    publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: publicKey }, format: 'jwk' }),
  });
  const salt = Buffer.concat([senderKey, Buffer.from(publicKey, 'base64url')]);
  const derived = Buffer.from(hkdfSync('sha256', shared, salt, 'switchyard sealed secret v1', 44));
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), derived.subarray(32), {
    authTagLength: 16,
  });
  cipher.setAAD(Buffer.from(`${keyId}\n${boundTo}`));
  const sealed = Buffer.concat([cipher.update(padded(secret)), cipher.final()]);
  return { keyId, box: Buffer.concat([senderKey, cipher.getAuthTag(), sealed]).toString('base64url') };
}

function padded(secret: string): Buffer {
  const bytes = Buffer.from(secret, 'utf8');
  const whole = Buffer.alloc(Math.ceil((bytes.length + 2) / padding) * padding);
  whole.writeUInt16BE(bytes.length, 0);
  bytes.copy(whole, 2);
  return whole;
}
