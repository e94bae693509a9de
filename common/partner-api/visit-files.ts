import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { chunkLimit, fileHash, visitFileLimit } from '../domain/visit-files.ts';
import type { Route } from './route.ts';

/** The files of visits over HTTP: photos, and reports to be mailed. A file goes up in chunks, each checked, once its visit tells of it. */

const ofFile = z.object({ id: entityId, file: entityId });
const offset = z.coerce.number().int().min(0).max(visitFileLimit);

/** How much of a file the partner API has. */
export const fileState = z.object({
  received: z.int().describe('Bytes that are there; the next chunk begins with this offset'),
  complete: z.boolean().describe('Whether it’s whole and was checked'),
});
export type FileState = z.infer<typeof fileState>;

const shared = { tag: 'visits', auth: 'account', params: ofFile } as const;

export const visitFileRoutes = {
  readVisitFileState: {
    ...shared,
    method: 'GET',
    path: '/v1/visits/{id}/files/{file}',
    summary: 'How much of a photo or report of a visit is there',
    access: 'visit.data',
    answer: { status: 200, description: 'How much is there', schema: fileState },
    problems: ['invalid', 'not-found'],
  },
  readVisitFile: {
    ...shared,
    method: 'GET',
    path: '/v1/visits/{id}/files/{file}/content',
    summary:
      'A photo (JPEG) or report (PDF) of a visit, from an offset on; it needs the customer’s grant Access data',
    access: 'visit.data',
    query: z.object({ offset: offset.default(0) }),
    answer: {
      status: 200,
      description: 'The bytes',
      schema: z.string().describe('Bytes'),
      type: 'application/octet-stream',
    },
    problems: ['invalid', 'not-found'],
  },
  sendVisitFile: {
    ...shared,
    method: 'POST',
    path: '/v1/visits/{id}/files/{file}/content',
    summary:
      'The next chunk of a photo or report that the visit tells of. A chunk that begins elsewhere than the file has come to isn’t written, and the answer says where to go on',
    access: 'visit.notes',
    query: z.object({ offset, sha256: fileHash.describe('SHA-256 of the chunk, in hexadecimal') }),
    body: z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength > 0 && byteLength <= chunkLimit, {
      error: `A chunk of 1 to ${chunkLimit} bytes is expected`,
    }),
    bodyType: 'application/octet-stream',
    bodyLimit: chunkLimit,
    answer: { status: 200, description: 'How much is there now', schema: fileState },
    problems: ['invalid', 'not-found'],
  },
} as const satisfies Record<string, Route>;
