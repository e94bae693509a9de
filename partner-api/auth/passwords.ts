import { scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** Cost of scrypt as a power of two: 15 takes about 32 MB and a tenth of a second (OWASP's second choice for scrypt). */
export const defaultPasswordCost = 15;

const keyLength = 32;
const blockSize = 8;

function derive(password: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: blockSize, p: 1, maxmem: 2 ** cost * blockSize * 256 };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return promise;
}

/** The hash of a password with its parameters: `scrypt$<cost>$<salt>$<key>`, both in base64url. `salt` is 16 random bytes. */
export async function hashPassword(password: string, salt: Uint8Array, cost: number): Promise<string> {
  return written(salt, cost, await derive(password, salt, cost));
}

function written(salt: Uint8Array, cost: number, key: Uint8Array): string {
  return [
    'scrypt',
    cost,
    Buffer.from(salt).toString('base64url'),
    Buffer.from(key).toString('base64url'),
  ].join('$');
}

/** The hash of no password at all: checking against it takes as long as against a real one of that cost. `salt` is 16 random bytes. */
export function nobodysHash(salt: Uint8Array, cost: number): string {
  return written(salt, cost, new Uint8Array(keyLength));
}

/** Whether a password is the one that was hashed. Takes as long for a wrong one as for the right one. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, cost, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !cost || !salt || !key)
    throw new Error('A stored password hash is of no known form');
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(cost));
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}
