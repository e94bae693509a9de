import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { Visit } from '../../../common/domain/entities.ts';
import { lookAtJpeg } from '../../../common/domain/jpeg.ts';
import { chunkLimit, photosOf } from '../../../common/domain/visit-files.ts';
import { signature as signatureSchema } from '../../../common/domain/visits.ts';
import type { FileState } from '../../../common/partner-api/visit-files.ts';
import { described, photo, photoWithPlace, sha256 } from '../../support/jpeg.ts';
import { createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

/** A visit that tells of these photos, by their ids. */
async function visitWith(
  caller: SyncCaller,
  photos: Record<string, Uint8Array>,
  more: object = {},
): Promise<string> {
  const [id, siteId, customerId] = [newId(), newId(), await createCustomer(caller, 'Photographed Works')];
  await caller.pushOne(
    mutationOf('site.create', { id: siteId, fields: { customerId, name: 'Boiler house' } }),
  );
  const told = Object.fromEntries(
    Object.entries(photos).map(([photoId, bytes]) => [photoId, described(bytes, more)]),
  );
  const fields = { siteId, name: 'Yearly check', plannedOn: '2026-05-04', photos: told };
  expect(await caller.pushOne(mutationOf('visit.create', { id, fields }))).toMatchObject({
    outcome: 'applied',
  });
  return id;
}

const pathOf = (visit: string, file: string) => `/v1/visits/${visit}/files/${file}`;
const stateOf = async (caller: SyncCaller, visit: string, file: string) =>
  (await caller.get<FileState>(pathOf(visit, file))).body;

async function send(caller: SyncCaller, at: string, offset: number, chunk: Uint8Array, hash = sha256(chunk)) {
  const response = await fetch(`${server.url}${at}/content?offset=${offset}&sha256=${hash}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/octet-stream' },
    body: Buffer.from(chunk),
  });
  return { status: response.status, body: (await response.json()) as FileState & { detail?: string } };
}

async function download(caller: SyncCaller, at: string, offset = 0) {
  const response = await fetch(`${server.url}${at}/content?offset=${offset}`, {
    headers: { authorization: `Bearer ${caller.token}` },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('the sample’s last visit that’s done is signed, and has a photo whose content is there', async () => {
  const caller = await SyncCaller.of(server.url);
  const visits = ((await caller.snapshot()).rows.get('visit') ?? []) as unknown as Visit[];
  const [visit, ...others] = visits.filter(({ signature }) => signature !== null);
  expect(others).toEqual([]);
  expect(signatureSchema.parse(visit?.signature)).toBeTruthy();
  const [told] = photosOf(visit ?? {});
  const { bytes } = await download(caller, pathOf(visit?.id ?? '', told?.id ?? ''));
  expect({ hash: sha256(bytes), bytes: bytes.length }).toEqual({ hash: told?.hash, bytes: told?.bytes });
  expect(lookAtJpeg(bytes)).toEqual({ width: told?.width, height: told?.height });
});

describe('a photo of a visit', () => {
  test('goes up chunk by chunk, goes on where it was after a restart, and is read back byte by byte by those who may', async () => {
    let ana = await SyncCaller.of(server.url, 'operator');
    const admin = await SyncCaller.of(server.url);
    const [bytes, file] = [photo(chunkLimit + 90_000), newId()];
    const visit = await visitWith(admin, { [file]: bytes });
    const at = pathOf(visit, file);
    expect(await stateOf(ana, visit, file)).toEqual({ received: 0, complete: false });
    const first = bytes.subarray(0, chunkLimit);
    expect((await send(ana, at, 0, first)).body).toEqual({ received: chunkLimit, complete: false });
    expect((await download(ana, at)).response.status).toBe(404);
    // Sent again, as its answer was lost; and one that would leave a hole.
    expect((await send(ana, at, 0, first)).body).toEqual({ received: chunkLimit, complete: false });
    expect((await send(ana, at, chunkLimit + 5, first)).body).toEqual({
      received: chunkLimit,
      complete: false,
    });

    await server.api.stop();
    await server.api.run();
    ana = await SyncCaller.of(server.url, 'operator');
    expect(await stateOf(ana, visit, file)).toEqual({ received: chunkLimit, complete: false });
    const rest = await send(ana, at, chunkLimit, bytes.subarray(chunkLimit));
    expect(rest.body).toEqual({ received: bytes.length, complete: true });
    const reader = await SyncCaller.of(server.url, 'reader');
    const whole = await download(reader, at);
    expect(whole.response.headers.get('content-type')).toBe('application/octet-stream');
    expect(sha256(whole.bytes)).toBe(sha256(bytes));
    expect(sha256((await download(reader, at, 1000)).bytes)).toBe(sha256(bytes.subarray(1000)));
    expect((await send(reader, at, 0, first)).status).toBe(403);
  });

  test('a chunk that arrived changed isn’t written; a whole that isn’t what the visit told begins anew', async () => {
    const ana = await SyncCaller.of(server.url);
    const [bytes, file] = [photo(5000), newId()];
    const visit = await visitWith(ana, { [file]: bytes });
    const at = pathOf(visit, file);
    const changed = Buffer.from(bytes.subarray(0, 2000)).fill(7, 100, 200);
    expect(await send(ana, at, 0, changed, sha256(bytes.subarray(0, 2000)))).toMatchObject({ status: 400 });
    expect(await stateOf(ana, visit, file)).toEqual({ received: 0, complete: false });
    await send(ana, at, 0, changed);
    const last = await send(ana, at, 2000, bytes.subarray(2000));
    expect(last.body).toEqual({ received: 0, complete: false });
    expect((await send(ana, at, 0, bytes)).body).toEqual({ received: 5000, complete: true });
  });

  test('a program, a photo with its place and a broken one are refused by name, and nothing of them is left', async () => {
    const ana = await SyncCaller.of(server.url);
    const cases: [Buffer, string][] = [
      [Buffer.from('MZ\x90\0 and then some', 'latin1'), 'The photo isn’t a JPEG'],
      [photoWithPlace(), 'The photo still carries what its camera noted'],
      [photo(900).subarray(0, 700), 'The photo ends in the middle'],
    ];
    for (const [bytes, fault] of cases) {
      const file = newId();
      const visit = await visitWith(ana, { [file]: bytes });
      const answer = await send(ana, pathOf(visit, file), 0, bytes);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain(fault);
      expect(await readdir(join(server.api.folder, 'visit-files', visit))).toEqual([]);
    }
  });

  test('is nobody’s who doesn’t see the visit, and no file that the visit doesn’t tell of is taken', async () => {
    const [ana, europe] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'europe')];
    const [bytes, file] = [photo(1200), newId()];
    const visit = await visitWith(ana, { [file]: bytes });
    await send(ana, pathOf(visit, file), 0, bytes);
    expect((await download(europe, pathOf(visit, file))).response.status).toBe(404);
    expect((await send(ana, pathOf(visit, newId()), 0, bytes)).status).toBe(404);
    // Whoever knows a photo's SHA-256 doesn't get it by telling it of a visit of their own.
    const own = await visitWith(ana, { [file]: bytes });
    expect((await download(ana, pathOf(own, file))).response.status).toBe(404);
  });

  test('needs the customer’s grant Access data, for telling of it, sending and reading', async () => {
    const ana = await SyncCaller.of(server.url);
    const { rows } = await ana.snapshot();
    const customer = (rows.get('customer') ?? []).find(
      (row) => !(row.grants as string[]).includes('access-data'),
    );
    const site = (rows.get('site') ?? []).find((row) => row.customerId === customer?.id) as Row;
    const [id, file, bytes] = [newId(), newId(), photo(1200)];
    const fields = { siteId: site.id, name: 'Yearly check', plannedOn: '2026-05-04' };
    expect(await ana.pushOne(mutationOf('visit.create', { id, fields }))).toMatchObject({
      outcome: 'applied',
    });
    const told = mutationOf('visit.update', { id, changes: { [`photos.${file}`]: described(bytes) } });
    const because = 'The customer hasn’t granted Access data; only the customer can grant it.';
    expect(await ana.pushOne(told)).toMatchObject({ outcome: 'rejected', problem: { detail: because } });
    expect(await send(ana, pathOf(id, file), 0, bytes)).toMatchObject({
      status: 403,
      body: { detail: because },
    });
    expect((await download(ana, pathOf(id, file))).response.status).toBe(403);
  });

  test('has bounds: more than a visit holds, and a size that no photo has, are refused with the field', async () => {
    const ana = await SyncCaller.of(server.url);
    const visit = await visitWith(ana, {});
    const one = described(photo());
    const changes = Object.fromEntries(Array.from({ length: 101 }, () => [`photos.${newId()}`, one]));
    const many = await ana.pushOne(mutationOf('visit.update', { id: visit, changes }));
    expect(JSON.stringify(many)).toContain('At most 100 photos');
    const large = { [`photos.${newId()}`]: { ...one, bytes: 60 * 1024 * 1024 } };
    const outcome = await ana.pushOne(mutationOf('visit.update', { id: visit, changes: large }));
    expect(outcome.outcome).toBe('rejected');
    expect(JSON.stringify(outcome)).toContain('bytes');
  });
});
