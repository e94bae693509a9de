import { listSpec, type ListSpec } from '../../../common/contract/views.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { NewMutation } from '../../../db/api.ts';
import { createReader } from '../../../db/reader.ts';
import { createWriter } from '../../../db/writer.ts';
import { changesBody } from '../cached-world.ts';
import type { OpenPeer } from './peer.ts';

const envelope = () => ({ id: newId(), at: new Date().toISOString(), context: 'partner-account' }) as const;
const sites = (search = ''): ListSpec => listSpec.parse({ kind: 'site', search });

/** Our own cache at its full function: checked rows, folded search, shadows, journal and outbox on. */
export const open: OpenPeer = (folder) => {
  const { writer, close: closeWriter } = createWriter({ folder, context: 'partner-account' });
  const { reader, rest, close: closeReader } = createReader({ folder });
  return Promise.resolve({
    load: async (pages) => {
      writer.beginSnapshot();
      for (const [index, page] of pages.entries()) {
        const head = index === 0 ? '"start":"c","totals":{},' : '';
        const next = index === pages.length - 1 ? 'null' : '"c"';
        // As they come from the partner API: bytes.
        const bytes = Buffer.from(`{"epoch":"bench",${head}"sections":${page},"next":${next}}`);
        writer.applySnapshotPage(bytes);
      }
      writer.applyChanges(changesBody({ seq: 1_000_000 }, []), new Date().toISOString());
      reader.listIds(sites(), 0, 1);
      while (rest());
    },
    search: async (text) => {
      const { rows, total } = reader.listWindow(sites(text), 0, 50);
      return { ids: rows.map(({ id }) => id), total };
    },
    page: async (offset) => reader.listWindow(sites(), offset, 100).rows.map(({ id }) => id),
    update: async (edits) => {
      const changes = edits.map(({ id, notes }): NewMutation => ({
        ...envelope(),
        name: 'site.update',
        args: { id, changes: { notes } },
        before: { notes: '' },
      }));
      writer.queue(changes, null);
    },
    remove: async (ids) => {
      const frozen = reader.freezeDelete('site', { type: 'ids', ids: [...ids] });
      const parts = Array.from({ length: frozen.parts }, envelope);
      writer.queueDelete(frozen, newId(), parts, 'held');
    },
    close: async () => {
      closeReader();
      closeWriter();
    },
  });
};
