import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';
import type { Handlers } from '../router.ts';

/** `outbox.*`: what is done with changes that aren't confirmed. */
export function outboxHandlers({ workspaces, saveFile, copyText }: HandlerParts) {
  const open = () => workspaces.required();
  const read = () => open().cache.read;
  return {
    'outbox.window': ({ query, offset, limit }) => read().outboxWindow(query, offset, limit),
    'outbox.ids': async ({ query, from, to }) => ({ ids: await read().outboxIds(query, from, to) }),
    'outbox.indexOf': async ({ query, id }) => ({ index: await read().outboxIndexOf(query, id) }),
    'outbox.show': async ({ id }) => found(await read().changeDetail(id), 'change'),
    'outbox.retry': async ({ ids }) => ({ retried: await open().outbox.retry(ids) }),
    'outbox.discardImpact': ({ ids }) => open().outbox.discardImpact(ids),
    'outbox.discard': async ({ ids }) => ({ discarded: await open().outbox.discard(ids) }),
    'outbox.amendCustomer': async (asked) => ({ id: await open().outbox.amendCustomer(asked) }),
    'outbox.amendPartner': async (asked) => ({ id: await open().outbox.amendPartner(asked) }),
    'outbox.amendProject': async (asked) => ({ id: await open().outbox.amendProject(asked) }),
    'outbox.amendVisit': async (asked) => ({ id: await open().outbox.amendVisit(asked) }),
    'outbox.amendSite': async (asked) => ({ id: await open().outbox.amendSite(asked) }),
    'outbox.export': async ({ ids, to }) => {
      const { text, name, ...counts } = await open().outboxFiles.text(ids, to === 'file');
      if (to === 'clipboard') {
        await copyText(text);
        return { ...counts, path: null };
      }
      const path = await saveFile({ title: 'Export changes', name, format: 'Switchyard changes' }, [text]);
      return path === null ? { changes: 0, files: 0, filesLeft: 0, path } : { ...counts, path };
    },
    'outbox.unsentFiles': async () => ({ count: await open().outboxFiles.unsent() }),
    'outbox.checkImport': ({ text }) => open().outboxFiles.check(text),
    'outbox.acceptImport': ({ token }) => open().outboxFiles.accept(token),
  } satisfies Partial<Handlers>;
}
