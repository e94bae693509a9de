import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { logoLimit } from '../../../common/domain/naming.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

let api: TestPartnerApi;
let admin: SyncCaller;

beforeAll(async () => {
  api = await TestPartnerApi.start();
  admin = await SyncCaller.of(api.url, logins.admin);
});
afterAll(() => api.remove());

const url = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`;
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const png = (width: number) => {
  const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(17)]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(40, 20);
  return bytes;
};
const script = Buffer.from('<script>alert(1)</script>');

test.each([
  ['SVG, which can carry script', url('svg+xml', svg), 'PNG, JPEG, GIF or WebP'],
  ['SVG that is called a PNG', url('png', svg), 'isn’t the picture that it says it is'],
  ['a page that is called a GIF', url('gif', script), 'isn’t the picture that it says it is'],
  ['a way out of the attribute', 'data:image/png;base64,iVBORw0KGgo" onerror="x', 'PNG, JPEG, GIF or WebP'],
  ['an address elsewhere', 'https://evil.example/track.png', 'PNG, JPEG, GIF or WebP'],
  ['a huge file', url('png', Buffer.concat([png(10), Buffer.alloc(logoLimit)])), 'at most 70 kB'],
  ['a small file of a huge picture', url('png', png(60_000)), 'at most 2,000 pixels'],
  ['a picture cut before its size', url('png', png(10).subarray(0, 18)), 'size can’t be told'],
])('%s is refused as a brand’s logo, by its field', async (_what, logo, because) => {
  const id = newId();
  const refused = {
    outcome: 'rejected',
    problem: { fields: [{ path: 'args.fields.logo', message: expect.stringContaining(because) }] },
  };
  const fields = { name: 'Aurora', parentId: null, logo };
  expect(await admin.pushOne(mutationOf('brand.create', { id, fields }))).toMatchObject(refused);
  expect((await admin.get(`/v1/brands/${id}`)).status).toBe(404);
  const kept = newId();
  const good = { ...fields, logo: url('png', png(10)) };
  expect(await admin.pushOne(mutationOf('brand.create', { id: kept, fields: good }))).toMatchObject({
    outcome: 'applied',
  });
  const changed = mutationOf(
    'brand.update',
    { id: kept, changes: { logo } },
    { before: { logo: good.logo } },
  );
  expect(await admin.pushOne(changed)).toMatchObject({ outcome: 'rejected' });
});
