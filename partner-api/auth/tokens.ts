import { createHash } from 'node:crypto';
import type { Surroundings } from '../surroundings.ts';

/** 256 random bits as they stand in an address, a cookie or a header. Whoever has them is let in: only their hash is kept. */
export function makeToken({ randomBytes }: Pick<Surroundings, 'randomBytes'>): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/** Whether a text is written as {@link makeToken} writes one: what isn't is looked up no further. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** SHA-256, as hex: how a token is kept. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
