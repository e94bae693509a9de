import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { plain, sectionsOf, stretches, type OpenPeer } from './peer.ts';

const short = (maxLength: number) => ({ type: 'string', maxLength });
const kinds = ['brand', 'partner', 'customer', 'site', 'probe'] as const;
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: short(36), nameKey: short(120), notes: { type: 'string' }, doc: { type: 'object' } },
  required: ['id', 'nameKey', 'notes', 'doc'],
  indexes: ['nameKey'],
};

/** RxDB in memory: its storages on disk are for sale, or for browsers. Nothing of it is durable. */
export const open: OpenPeer = async () => {
  const db = await createRxDatabase({
    ...{ name: 'bench', storage: getRxStorageMemory(), multiInstance: false, eventReduce: false },
    allowSlowCount: true,
  });
  const collections = await db.addCollections(Object.fromEntries(kinds.map((kind) => [kind, { schema }])));
  const of = (kind: string) => {
    const collection = collections[kind];
    if (!collection) throw new Error(`no collection for ${kind}`);
    return collection;
  };
  const holding = (text: string) => ({ nameKey: { $regex: plain(text) } });
  return {
    load: async (pages) => {
      for (const page of pages)
        for (const { kind, rows } of sectionsOf(page)) {
          const docs = rows.map((doc) => ({ id: doc.id, nameKey: plain(doc.name), notes: '', doc }));
          const { error } = await of(kind).bulkInsert(docs);
          if (error.length > 0) throw new Error('rows were refused');
        }
    },
    search: async (text) => {
      const selector = holding(text);
      const docs = await of('site')
        .find({ selector, sort: [{ nameKey: 'asc' }], limit: 50 })
        .exec();
      const total = await of('site').count({ selector }).exec();
      return { ids: docs.map((doc) => doc.toJSON().id), total };
    },
    page: async (skip) => {
      const docs = await of('site')
        .find({ selector: {}, sort: [{ nameKey: 'asc' }], skip, limit: 100 })
        .exec();
      return docs.map((doc) => doc.toJSON().id);
    },
    update: async (edits) => {
      const found = await of('site')
        .findByIds(edits.map(({ id }) => id))
        .exec();
      const docs = edits.map(({ id, notes }) => ({ ...found.get(id)?.toJSON(), notes }));
      await of('site').bulkUpsert(docs);
    },
    remove: async (ids) => {
      for (const some of stretches(ids, 5000)) await of('site').bulkRemove(some);
    },
    close: async () => void (await db.close()),
  };
};
