import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
/** Sees everything. */
let whole: TestConsole;
/** Sees Nordlys Europe with Nordlys Iberia below it. */
let scoped: TestConsole;
let brands: Map<string, string>;

beforeAll(async () => {
  api = await TestPartnerApi.start({ heartbeatMs: 100 });
  await api.changeAccount('europe', { role: 'admin' });
  whole = await TestConsole.start();
  scoped = await TestConsole.start();
  await whole.give('workspace.connect', { url: api.url, login: 'admin', password });
  await scoped.give('workspace.connect', { url: api.url, login: 'europe', password });
  await whole.settled();
  await scoped.settled();
  const choices = await whole.give('brand.choices');
  brands = new Map(choices.brands.map(({ name, id }) => [name, id]));
});
afterAll(async () => {
  await whole.remove();
  await scoped.remove();
  await api.remove();
});

const brandOf = (name: string) => brands.get(name) ?? '';
/** Resolves once the scoped console, too, has heard of all that was confirmed at the other one. */
const heard = async (what: string, isSo: () => Promise<boolean>) => {
  await whole.settled();
  await scoped.untilSo(what, isSo, () => undefined);
};
const brandNames = async () => (await scoped.give('brand.list')).brands.map(({ name }) => name);
const outbox = async (console: TestConsole) =>
  (await console.give('outbox.window', { query: {}, offset: 0, limit: 50 })).rows;
const fields = (more: object) => ({
  ...{
    parentId: null,
    name: 'x',
    primaryColor: '',
    accentColor: '',
    logo: '',
    serviceDomain: '',
    replyTo: '',
  },
  ...more,
});

test('who has a brand is told to an Admin, within what it sees', async () => {
  const seen = async (console: TestConsole) =>
    new Set((await console.give('brand.accounts')).accounts?.map(({ brandId }) => brandId));
  expect(await seen(whole)).toContain(brandOf('Nordlys Europe'));
  expect([...(await seen(scoped))]).toEqual([brandOf('Nordlys Europe')]);
});

test('re-aligned customers leave the sight of who sees the old brand, within one sync and not as deleted; one Undo brings all back', async () => {
  const { ids } = await whole.give('brand.customerIds', { id: brandOf('Nordlys Europe') });
  expect(ids.length).toBeGreaterThan(3);
  const before = await scoped.names('customer');
  const { brands: seen } = await whole.give('customer.realignImpact', {
    ids,
    brandId: brandOf('Nordlys Asia'),
  });
  expect(seen).toMatchObject([
    { name: 'Nordlys Asia', gains: ids.length, loses: 0 },
    { name: 'Nordlys Europe', gains: 0, loses: ids.length },
  ]);
  const { mutationIds } = await whole.give('customer.realign', { ids, brandId: brandOf('Nordlys Asia') });
  expect(mutationIds).toHaveLength(1);
  await heard(
    'without them',
    async () => (await scoped.names('customer')).length === before.length - ids.length,
  );
  const bin = await scoped.give('recycleBin.list', { kind: null, search: '', cursor: null });
  expect(JSON.stringify(bin)).not.toContain(ids[0]);
  await whole.give('change.undo', { mutationIds });
  await heard('with them', async () => (await scoped.names('customer')).length === before.length);
  expect(await scoped.names('customer')).toEqual(before);
  expect((await whole.give('brand.customerIds', { id: brandOf('Nordlys Europe') })).ids).toEqual(ids);
});

test('of two who re-align the same customer the second is told of the first', async () => {
  const id = (await whole.give('brand.customerIds', { id: brandOf('Nordlys Europe') })).ids[0] ?? '';
  await scoped.give('sync.workOffline', { offline: true });
  await scoped.give('customer.realign', { ids: [id], brandId: brandOf('Nordlys Iberia') });
  await whole.give('customer.realign', { ids: [id], brandId: null });
  await whole.settled();
  await scoped.give('sync.workOffline', { offline: false });
  const isStuck = async () => /conflict|rejected|parked/.test((await outbox(scoped))[0]?.state ?? '');
  await scoped.untilSo('told', isStuck, () => undefined);
  const [stuck] = await outbox(scoped);
  await scoped.give('outbox.discard', { ids: [stuck?.id ?? ''] });
  await whole.give('customer.realign', { ids: [id], brandId: brandOf('Nordlys Europe') });
  await whole.settled();
});

test('a sub-brand is made, edited, moved and deleted; what it belongs to sees it, and nobody beside', async () => {
  const made = await scoped.give(
    'brand.create',
    fields({ name: 'Nordlys Baltics', parentId: brandOf('Nordlys Iberia') }),
  );
  await scoped.settled();
  await whole.untilSo(
    'there',
    async () => (await whole.give('brand.list')).brands.some(({ id }) => id === made.id),
    () => undefined,
  );
  const detail = await whole.give('brand.show', { id: made.id });
  expect(detail.parent?.name).toBe('Nordlys Iberia');
  await whole.give('brand.update', {
    id: made.id,
    fields: { ...detail.brand, replyTo: 'help@baltics.example' },
  });
  const isEdited = async () =>
    (await scoped.give('brand.show', { id: made.id })).brand.replyTo === 'help@baltics.example';
  await heard('edited', isEdited);
  const beside = { ...detail.brand, replyTo: 'help@baltics.example', parentId: brandOf('Nordlys Asia') };
  await whole.give('brand.update', { id: made.id, fields: beside });
  await heard('out of sight', async () => !(await brandNames()).includes('Nordlys Baltics'));
  expect(await brandNames()).toEqual(['Nordlys Europe', 'Nordlys Iberia']);
  const { mutationIds } = await whole.give('brand.delete', { ids: [made.id] });
  await whole.settled();
  expect((await whole.give('brand.list')).brands.map(({ id }) => id)).not.toContain(made.id);
  await whole.give('change.undo', { mutationIds });
  await whole.settled();
  expect((await whole.give('brand.show', { id: made.id })).parent?.name).toBe('Nordlys Asia');
});

test('a brand isn’t put below itself, nor deleted while something belongs to it or an account is bound to it', async () => {
  const { brand } = await whole.give('brand.show', { id: brandOf('Nordlys Europe') });
  const ring = { id: brand.id, fields: { ...brand, parentId: brandOf('Nordlys Iberia') } };
  await expect(whole.give('brand.update', ring)).rejects.toMatchObject({
    error: { code: 'invalid', fields: [{ path: 'parentId' }] },
  });
  await expect(whole.give('brand.delete', { ids: [brand.id] })).rejects.toMatchObject({
    error: {
      message: expect.stringMatching(/^A brand that something belongs to .* one sub-brand/) as string,
    },
  });
});

test('a logo that is only called a picture is refused, by its field', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>').toString(
    'base64',
  );
  for (const logo of [`data:image/png;base64,${svg}`, `data:image/svg+xml;base64,${svg}`])
    await expect(whole.give('brand.create', fields({ name: 'Fake', logo }))).rejects.toMatchObject({
      error: { code: 'invalid', fields: [{ path: 'logo' }] },
    });
});
