import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import {
  mutationBatchBytes,
  mutationBatchLimit,
  type MutationResults,
} from '../../../common/partner-api/sync-door.ts';
import type { Problem } from '../../../common/partner-api/problem.ts';
import { customerFields, mutationOf, SyncCaller, useApi } from './caller.ts';

const server = useApi();

async function post(body: Uint8Array<ArrayBuffer>, coding: string) {
  const { token } = await SyncCaller.of(server.url);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-encoding': coding,
  };
  const answer = await fetch(`${server.url}/v1/mutations`, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as MutationResults & Problem };
}

const batch = (count: number) => ({
  mutations: Array.from({ length: count }, (_, n) =>
    mutationOf('customer.create', { id: newId(), fields: customerFields(`Packed ${n}`) }),
  ),
});
const packed = (value: unknown) => new Uint8Array(gzipSync(JSON.stringify(value)));

test('a packed batch of any size that is announced is taken, and what the next may hold is said', async () => {
  const { status, body } = await post(packed(batch(300)), 'gzip');
  expect(status).toBe(200);
  expect(new Set(body.results.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
  expect(body.takes).toEqual({ mutations: mutationBatchLimit, bytes: mutationBatchBytes, gzip: true });
});

test('a batch of more than that is refused as a whole', async () => {
  const { status, body } = await post(packed(batch(mutationBatchLimit + 1)), 'gzip');
  expect([status, body.kind]).toEqual([400, 'invalid']);
});

test.each([
  ['is no gzip', new TextEncoder().encode('{"mutations":[]}'), 'gzip', 400, 'can’t be unpacked'],
  ['ends in the middle', packed(batch(20)).subarray(0, 200), 'gzip', 400, 'ends in the middle'],
  ['is packed in another way', packed(batch(1)), 'br', 415, 'isn’t gzip'],
  [
    'unpacks to more than a body may have',
    new Uint8Array(gzipSync(Buffer.alloc(40 * 1024 * 1024, 32))),
    'gzip',
    413,
    'too large',
  ],
])('a body that %s is refused, and says why', async (_what, bytes, coding, status, why) => {
  const answer = await post(new Uint8Array(bytes), coding);
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(why);
});
