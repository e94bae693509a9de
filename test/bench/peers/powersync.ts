import { column, PowerSyncDatabase, Schema, Table } from '@powersync/node';
import { plain, sectionsOf, type OpenPeer } from './peer.ts';

const kinds = ['brand', 'partner', 'customer', 'site', 'probe'] as const;

/** PowerSync for Node, its rows written locally: each goes through its outbox as ours do. */
export const open: OpenPeer = async (folder) => {
  const table = () =>
    new Table(
      { nameKey: column.text, parent: column.text, notes: column.text, doc: column.text },
      { indexes: { name: ['nameKey'], parent: ['parent'] } },
    );
  const schema = new Schema(Object.fromEntries(kinds.map((kind) => [kind, table()])));
  const db = new PowerSyncDatabase({ schema, database: { dbFilename: 'powersync.db', dbLocation: folder } });
  await db.init();
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
  return {
    load: async (pages) => {
      for (const page of pages)
        await db.writeTransaction(async (tx) => {
          for (const { kind, rows } of sectionsOf(page)) {
            const parent = kind === 'site' ? 'customerId' : kind === 'probe' ? 'siteId' : 'partnerId';
            await tx.executeBatch(
              `INSERT INTO ${kind} (id, nameKey, parent, notes, doc) VALUES (?, ?, ?, '', ?)`,
              rows.map((row) => [row.id, plain(row.name), row[parent] ?? null, JSON.stringify(row)]),
            );
          }
        });
    },
    search: async (text) => {
      const like = `%${plain(text)}%`;
      const rows = await db.getAll<{ id: string }>(
        'SELECT id, doc FROM site WHERE nameKey LIKE ? ORDER BY nameKey LIMIT 50',
        [like],
      );
      const { total } = await db.get<{ total: number }>(
        'SELECT count(*) AS total FROM site WHERE nameKey LIKE ?',
        [like],
      );
      return { ids: idsOf(rows), total };
    },
    page: async (offset) =>
      idsOf(await db.getAll('SELECT id, doc FROM site ORDER BY nameKey LIMIT 100 OFFSET ?', [offset])),
    update: (edits) =>
      db.writeTransaction(async (tx) => {
        await tx.executeBatch(
          'UPDATE site SET notes = ? WHERE id = ?',
          edits.map(({ id, notes }) => [notes, id]),
        );
      }),
    remove: (ids) =>
      db.writeTransaction(async (tx) => {
        await tx.executeBatch(
          'DELETE FROM site WHERE id = ?',
          ids.map((id) => [id]),
        );
      }),
    close: () => db.close(),
  };
};
