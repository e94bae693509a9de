import { join } from 'node:path';
import PouchDB from 'pouchdb-core';
import leveldb from 'pouchdb-adapter-leveldb';
import find from 'pouchdb-find';
import { plain, sectionsOf, stretches, type OpenPeer, type Row } from './peer.ts';

/** PouchDB on LevelDB, with an index of the sites' names. Its search looks through all of them. */
export const open: OpenPeer = (folder) => {
  const Store = PouchDB.plugin(leveldb).plugin(find);
  const db = new Store(join(folder, 'pouchdb'), { adapter: 'leveldb' });
  const save = async (docs: object[]) => {
    for (const some of stretches(docs, 2000))
      for (const result of await db.bulkDocs(some)) if (result.error) throw new Error('a row was refused');
  };
  const docOf = (kind: string, row: Row) => ({
    ...{ _id: row.id, kind, notes: '', row },
    ...(kind === 'site' ? { siteName: plain(row.name) } : {}),
  });
  const idsOf = ({ docs }: { docs: { _id: string }[] }) => docs.map(({ _id }) => _id);
  const inOrder = (more: object) => ({
    selector: { siteName: { $gte: null } },
    sort: ['siteName'],
    ...more,
  });
  return Promise.resolve({
    load: async (pages) => {
      for (const page of pages)
        for (const { kind, rows } of sectionsOf(page)) await save(rows.map((row) => docOf(kind, row)));
      await db.createIndex({ index: { fields: ['siteName'] } });
      await db.find(inOrder({ limit: 1 }));
    },
    search: async (text) => {
      const selector = { siteName: { $regex: new RegExp(plain(text)) } };
      const all = idsOf(await db.find({ selector, sort: ['siteName'], fields: ['_id'], limit: 1_000_000 }));
      return { ids: all.slice(0, 50), total: all.length };
    },
    page: async (skip) => idsOf(await db.find(inOrder({ skip, limit: 100 }))),
    update: async (edits) => {
      const notesOf = new Map(edits.map(({ id, notes }) => [id, notes]));
      const { rows } = await db.allDocs({ keys: [...notesOf.keys()], include_docs: true });
      await save(rows.map(({ id, doc }) => ({ ...doc, notes: notesOf.get(id) })));
    },
    remove: async (ids) => {
      const { rows } = await db.allDocs({ keys: ids });
      await save(rows.map(({ id, value }) => ({ _id: id, _rev: value.rev, _deleted: true })));
    },
    close: () => db.close(),
  });
};
