import { join } from 'node:path';
import { appSchema, Database, Model, Q, tableSchema } from '@nozbe/watermelondb';
import sqlite from '@nozbe/watermelondb/adapters/sqlite/index.js';
import logger from '@nozbe/watermelondb/utils/common/logger/index.js';
import { plain, sectionsOf, stretches, type OpenPeer } from './peer.ts';

const kinds = ['brand', 'partner', 'customer', 'site', 'probe'] as const;
const columns = [
  { name: 'name_key', type: 'string', isIndexed: true },
  { name: 'parent', type: 'string', isIndexed: true },
  { name: 'notes', type: 'string' },
  { name: 'doc', type: 'string' },
];

/** WatermelonDB on SQLite in Node, rows noted as changed as it does for its synchronisation. */
export const open: OpenPeer = (folder) => {
  logger.default.silence();
  const schema = appSchema({ version: 1, tables: kinds.map((name) => tableSchema({ name, columns })) });
  const adapter = new sqlite.default({ schema, dbName: join(folder, 'watermelon.db') });
  const modelClasses = kinds.map(
    (kind) =>
      class extends Model {
        static override table = kind;
      },
  );
  const db = new Database({ adapter, modelClasses });
  const sites = db.get('site');
  const holding = (text: string) => Q.where('name_key', Q.like(`%${plain(text)}%`));
  return Promise.resolve({
    load: async (pages) => {
      for (const page of pages)
        for (const { kind, rows } of sectionsOf(page)) {
          const table = db.get(kind);
          const parent = (row: object) =>
            'customerId' in row && kind === 'site' ? row.customerId : 'siteId' in row ? row.siteId : '';
          await db.write(() =>
            db.batch(
              rows.map((row) =>
                table.prepareCreateFromDirtyRaw({
                  ...{ id: row.id, name_key: plain(row.name), parent: parent(row) ?? '', notes: '' },
                  doc: JSON.stringify(row),
                }),
              ),
            ),
          );
        }
    },
    search: async (text) => {
      const ids = await sites.query(holding(text), Q.sortBy('name_key', Q.asc), Q.take(50)).fetchIds();
      return { ids, total: await sites.query(holding(text)).fetchCount() };
    },
    page: async (offset) =>
      (await sites.query(Q.sortBy('name_key', Q.asc), Q.skip(offset), Q.take(100)).fetch()).map(
        ({ id }) => id,
      ),
    update: async (edits) => {
      const notesOf = new Map(edits.map(({ id, notes }) => [id, notes]));
      await db.write(async () => {
        const rows = await sites.query(Q.where('id', Q.oneOf([...notesOf.keys()]))).fetch();
        await db.batch(
          rows.map((row) => row.prepareUpdate((model) => model._setRaw('notes', notesOf.get(model.id)))),
        );
      });
    },
    remove: (ids) =>
      db.write(async () => {
        for (const some of stretches(ids, 5000)) {
          const rows = await sites.query(Q.where('id', Q.oneOf(some))).fetch();
          await db.batch(rows.map((row) => row.prepareMarkAsDeleted()));
        }
      }),
    close: () => Promise.resolve(),
  });
};
