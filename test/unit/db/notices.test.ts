import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { noticeFields } from '../../../common/domain/notices.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { change, customerRow, idOf, noon, openWith } from './fixture.ts';

const contact = (email: string) => ({ technicalContact: { name: 'Ann Berg', email, phone: '' } });

it('a notice made offline is there without recipients, and a stopped one says so at once', () => {
  const { reader, writer } = openWith({});
  const fields = noticeFields.parse({
    ...{ name: 'Update', text: 'They restart once.' },
    ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
  });
  const customers = [{ customerId: idOf(2), email: 'it@kiln.example' }];
  writer.queue([change('notice.send', { id: idOf(1), fields, customers })]);
  expect(reader.noticeRows()).toMatchObject([
    { name: 'Update', version: 0, recipients: {}, stoppedAt: null, pending: { waiting: 1 } },
  ]);
  writer.queue([change('notice.stop', { id: idOf(1) })]);
  expect(reader.noticeRows()).toMatchObject([{ stoppedAt: noon }]);
  const { rows } = reader.outboxWindow({ states: [], search: '' }, 0, 10);
  expect(rows.map(({ title }) => title)).toEqual(['Send the notice Update', 'Stop the notice Update']);
});

it('who gets a notice: each address once, and customers without a contact by name', () => {
  const { reader } = openWith({
    customer: [
      customerRow(1, 'Kiln One', null, contact('it@kiln.example')),
      customerRow(2, 'Kiln Two', null, contact('IT@kiln.example')),
      customerRow(3, 'Without', null, contact('')),
      customerRow(4, 'Not asked', null, contact('other@kiln.example')),
    ],
  });
  expect(reader.noticeContacts([idOf(1), idOf(2), idOf(3)])).toMatchObject({
    contacts: [{ email: 'it@kiln.example', customers: ['Kiln One', 'Kiln Two'] }],
    without: [{ id: idOf(3), name: 'Without' }],
    customers: [{ customerId: idOf(1) }, { customerId: idOf(2), email: 'IT@kiln.example' }],
  });
});

it('a file from before notices gets their table, empty', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 215),
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT count(*) FROM notice').pluck().get()).toBe(0);
  db.close();
});
