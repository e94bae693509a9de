import { exportBulkItems } from '../../changes/export-bulk-items.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `delete.*` and `bulk.*`: deleting customers and sites, and what becomes of it. */
export function deletingHandlers({ workspaces, saveFile }: HandlerParts) {
  const open = () => workspaces.required().bulkDeletes;
  return {
    'delete.preview': (asked) => open().preview(asked),
    'delete.previewRows': (asked) => open().previewRows(asked),
    'delete.accept': (asked) => open().accept(asked),
    'delete.matchPasted': (asked) => open().matchPasted(asked),
    'bulk.jobs': async () => ({ jobs: (await workspaces.current?.bulkDeletes.jobs()) ?? [] }),
    'bulk.items': (asked) => open().items(asked),
    'bulk.export': ({ job }) => exportBulkItems((stretch) => open().items({ job, ...stretch }), saveFile),
    'bulk.pause': ({ job }) => open().pause(job),
    'bulk.resume': ({ job }) => open().resume(job),
    'bulk.stop': async ({ job }) => ({ takenBack: await open().stop(job) }),
  } satisfies Partial<Handlers>;
}
