import { join } from 'node:path';
import { createStore } from 'tinybase';
import { createFilePersister } from 'tinybase/persisters/persister-file';
import { plain, sectionsOf, type OpenPeer } from './peer.ts';

/** TinyBase in memory, saved whole to a file after each change. */
export const open: OpenPeer = (folder) => {
  const store = createStore();
  const persister = createFilePersister(store, join(folder, 'tinybase.json'));
  let order: string[] | undefined;
  const inOrder = () => (order ??= store.getSortedRowIds('site', 'nameKey'));
  const changed = async (work: () => void) => {
    store.transaction(work);
    order = undefined;
    await persister.save();
  };
  return Promise.resolve({
    load: async (pages) => {
      for (const page of pages)
        store.transaction(() => {
          for (const { kind, rows } of sectionsOf(page))
            for (const row of rows)
              store.setRow(kind, row.id, { nameKey: plain(row.name), notes: '', doc: JSON.stringify(row) });
        });
      await persister.save();
      inOrder();
    },
    search: (text) => {
      const wanted = plain(text);
      const ids = inOrder().filter((id) => store.getCell('site', id, 'nameKey').includes(wanted));
      return Promise.resolve({ ids: ids.slice(0, 50), total: ids.length });
    },
    page: (offset) =>
      Promise.resolve(
        inOrder()
          .slice(offset, offset + 100)
          .filter((id) => store.getCell('site', id, 'doc') !== ''),
      ),
    update: (edits) =>
      changed(() => {
        for (const { id, notes } of edits) store.setCell('site', id, 'notes', notes);
      }),
    remove: (ids) =>
      changed(() => {
        for (const id of ids) store.delRow('site', id);
      }),
    close: () => Promise.resolve(),
  });
};
