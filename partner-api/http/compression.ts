import { promisify } from 'node:util';
import type { RequestPayload } from 'fastify';
import { constants, createGunzip, gzip } from 'node:zlib';
import { ProblemError } from '../commands/problem-error.ts';

const gzipAsync = promisify(gzip);
/** Bodies below this many bytes fit a packet or two and aren't worth it. */
const worthwhileBytes = 1400;

/** Whether a caller takes gzip (RFC 9110, 12.5.3). */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (!acceptEncoding) return false;
  return acceptEncoding.split(',').some((part) => {
    const [coding, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return (
      (coding === 'gzip' || coding === '*') && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    );
  });
}

/** A body in gzip at its fastest level, away from the main thread; null when it's too small to be worth it. */
export async function compressed(body: string | Uint8Array): Promise<Uint8Array | null> {
  if (body.length < worthwhileBytes) return null;
  return gzipAsync(body, { level: constants.Z_BEST_SPEED });
}

/**
 * A request's body as it was before its sender packed it. How large it may become is limited where it's read, as for any body.
 * @throws ProblemError `invalid` with status 415 for a coding other than gzip
 */
export function unpacked(contentEncoding: string | undefined, payload: RequestPayload): RequestPayload {
  const coding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return payload;
  if (coding !== 'gzip' && coding !== 'x-gzip')
    throw new ProblemError('invalid', 'The body’s coding isn’t gzip.', { status: 415 });
  const plain = createGunzip();
  let packedBytes = 0;
  payload.on('data', (chunk: Uint8Array) => (packedBytes += chunk.byteLength));
  payload.once('error', (error) => plain.destroy(error));
  // Compared with the content length, which speaks of the packed bytes.
  Object.defineProperty(plain, 'receivedEncodedLength', { get: () => packedBytes });
  return payload.pipe(plain);
}
