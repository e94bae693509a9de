import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { brandFields, type Brand } from '../../../common/domain/entities.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { change, customerRow, idOf, noon, openWith } from './fixture.ts';

function brandRow(n: number, name: string, parentId: string | null): Brand {
  return {
    ...brandFields.parse({ name, parentId }),
    ...{ id: idOf(n), version: n, createdAt: noon, updatedAt: noon },
  };
}

const [nordlys, europe, iberia, asia] = [idOf(1), idOf(2), idOf(3), idOf(4)];
const rows = {
  brand: [
    brandRow(1, 'Nordlys', null),
    brandRow(2, 'Europe', nordlys),
    brandRow(3, 'Iberia', europe),
    brandRow(4, 'Asia', nordlys),
  ],
  customer: [
    customerRow(11, 'Contoso', null, { brandId: europe }),
    customerRow(12, 'Fabrikam', null, { brandId: iberia }),
    customerRow(13, 'Riverside', null, { brandId: null }),
  ],
};

it('a file from before the tree of brands knows each customer’s brand', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 190),
  );
  const insert = db.prepare(
    `INSERT INTO customer (id, version, name, nameKey, emailKey, referenceKey, customerIdKey, externalKey, cityKey, fullGrants,
       createdAt, updatedAt, doc) VALUES (?, 1, 'x', 'x', '', '', '', '', '', 1, '', '', ?)`,
  );
  insert.run(idOf(11), JSON.stringify({ id: idOf(11), brandId: europe }));
  insert.run(idOf(12), JSON.stringify({ id: idOf(12), brandId: null }));
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT id, brandId FROM customer ORDER BY id').raw().all()).toEqual([
    [idOf(11), europe],
    [idOf(12), null],
  ]);
  db.close();
});

it('what an account of a brand would see is said before there is one: the brand and all below it, nothing above or beside it', () => {
  const { reader } = openWith(rows);
  expect(reader.brandScope(nordlys)).toMatchObject({ brands: 4, customers: 2 });
  expect(reader.brandScope(europe)).toMatchObject({
    brands: 2,
    customers: 2,
    firstCustomers: [{ name: 'Contoso' }, { name: 'Fabrikam' }],
  });
  expect(reader.brandScope(iberia)).toMatchObject({ brands: 1, customers: 1 });
  expect(reader.brandScope(asia)).toMatchObject({ brands: 1, customers: 0, firstCustomers: [] });
  expect(reader.brandScope(idOf(99))).toMatchObject({ brands: 0, customers: 0 });
  expect(reader.brandDetail(iberia)).toMatchObject({ parent: { name: 'Europe' }, customers: 1 });
});

it('who gains and loses sight of what is said brand by brand; those that stay are counted apart', () => {
  const { reader } = openWith(rows);
  const ids = [idOf(11), idOf(12), idOf(13)];
  expect(reader.realignImpact(ids, asia)).toMatchObject({
    ...{ customers: 3, stay: 0 },
    brands: [
      { name: 'Asia', gains: 3, loses: 0 },
      { name: 'Europe', gains: 0, loses: 2 },
      { name: 'Iberia', gains: 0, loses: 1 },
      { name: 'Nordlys', gains: 1, loses: 0 },
    ],
  });
  expect(reader.realignImpact(ids, iberia)).toMatchObject({
    ...{ customers: 2, stay: 1 },
    brands: [
      { name: 'Europe', gains: 1, loses: 0 },
      { name: 'Iberia', gains: 2, loses: 0 },
      { name: 'Nordlys', gains: 1, loses: 0 },
    ],
  });
  expect(reader.realignImpact(ids, null).brands).toMatchObject([
    { name: 'Europe', loses: 2 },
    { name: 'Iberia', loses: 1 },
    { name: 'Nordlys', loses: 2 },
  ]);
});

it('a brand is deleted once nothing belongs to it, by changes that wait as well', () => {
  const { reader, writer } = openWith(rows);
  expect(reader.brandDeleteImpact([europe, iberia]).blocked).toEqual([
    { id: europe, name: 'Europe', uses: ['one customer'] },
    { id: iberia, name: 'Iberia', uses: ['one customer'] },
  ]);
  expect(reader.brandDeleteImpact([nordlys]).blocked[0]?.uses).toEqual(['2 sub-brands']);
  expect(reader.brandDeleteImpact([asia]).blocked).toEqual([]);
  const realign = change('customer.realign', { ids: [idOf(12)], brandId: asia }, { [idOf(12)]: iberia });
  writer.queue([realign]);
  expect(reader.brandDeleteImpact([iberia]).blocked).toEqual([]);
  expect(reader.brandDeleteImpact([asia]).blocked[0]?.uses).toEqual(['one customer']);
  writer.takeBack([realign.id]);
  expect(reader.brandRows().map(({ name, customers }) => [name, customers])).toEqual([
    ['Asia', 0],
    ['Europe', 1],
    ['Iberia', 1],
    ['Nordlys', 0],
  ]);
});

it('made, edited, deleted and restored offline, each is there at once; customers that go into a new one wait for it', () => {
  const { reader, writer } = openWith(rows);
  const made = change('brand.create', {
    id: idOf(5),
    fields: brandFields.parse({ name: 'Baltics', parentId: europe }),
  });
  writer.queue([made]);
  writer.queue([change('customer.realign', { ids: [idOf(11), idOf(12)], brandId: idOf(5) })]);
  expect(reader.brandDetail(idOf(5))).toMatchObject({
    ...{ customers: 2, parent: { name: 'Europe' }, pending: { waiting: 1 } },
  });
  const { rows: outbox } = reader.outboxWindow({ states: [], search: '' }, 0, 10);
  expect(outbox.map(({ title, after }) => [title, after])).toEqual([
    ['Add brand Baltics', []],
    ['Re-align 2 customers to Baltics', [made.id]],
  ]);
  const gone = change('brand.delete', { ids: [asia] });
  writer.queue([gone]);
  expect(reader.brandDetail(asia)).toBeNull();
  writer.queue([change('brand.restore', { deletion: gone.id, ids: [asia] })]);
  expect(reader.brandDetail(asia)?.brand.name).toBe('Asia');
});
