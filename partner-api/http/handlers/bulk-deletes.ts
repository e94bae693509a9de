import type { BulkDelete, BulkDeleteItem } from '../../../common/partner-api/bulk-deletes.ts';
import { unknownBulkDelete, type BulkDeletes } from '../../commands/bulk-deletes/bulk-deletes.ts';
import { ProblemError } from '../../commands/problem-error.ts';
import type { BulkDeletePart, StoredBulkDelete } from '../../store/bulk-deletes.ts';
import type { Store } from '../../store/store.ts';
import { actorOf, type Call, type Handlers } from '../answer.ts';
import { listCursor, openListCursor } from '../cursors.ts';

type BulkRoutes =
  | 'bulkDelete'
  | 'listBulkDeletes'
  | `${'read' | 'pause' | 'resume' | 'stop'}BulkDelete`
  | 'listBulkDeleteItems';

/** Bulk deletes for scripts. An account has its own ones; any other’s isn't there. */
export function bulkDeleteHandlers({ read }: Store, deletes: BulkDeletes): Pick<Handlers, BulkRoutes> {
  const own = async (id: string, call: Call): Promise<StoredBulkDelete> => {
    const bulk = await read.bulkDelete(id);
    if (bulk?.accountId !== actorOf(call).account.id) throw unknownBulkDelete(id);
    return bulk;
  };

  return {
    bulkDelete: async ({ body }, call) => {
      const { account } = actorOf(call);
      if (body.dryRun) return { body: await deletes.dryRun(account, body.kind, body.select) };
      return { body: { dryRun: false, bulkDelete: shown(await deletes.begin(account, body.token)) } };
    },
    listBulkDeletes: async (_input, call) => ({
      body: { items: (await read.bulkDeletesOf(actorOf(call).account.id)).map(shown) },
    }),
    readBulkDelete: async ({ params: { id } }, call) => ({ body: shown(await own(id, call)) }),
    pauseBulkDelete: async ({ params: { id } }, call) => ({
      body: shown(await deletes.pause(actorOf(call).account, id)),
    }),
    resumeBulkDelete: async ({ params: { id } }, call) => ({
      body: shown(await deletes.resume(actorOf(call).account, id)),
    }),
    stopBulkDelete: async ({ params: { id } }, call) => ({
      body: shown(await deletes.stop(actorOf(call).account, id)),
    }),
    listBulkDeleteItems: async ({ params: { id }, query: { cursor, limit, outcome } }, call) => {
      const bulk = await own(id, call);
      const items: BulkDeleteItem[] = [];
      let [number, from] = placeOf(openListCursor(cursor));
      for (let part = await read.bulkPartFrom(id, number); part;) {
        const all = itemsOf(part, bulk);
        for (const [index, item] of all.entries()) {
          if (index < from || (outcome && item.outcome !== outcome)) continue;
          if (items.length === limit) return { body: { items, next: listCursor(`${part.part} ${index}`) } };
          items.push(item);
        }
        from = 0;
        number = part.part + 1;
        part = await read.bulkPartFrom(id, number);
      }
      return { body: { items, next: null } };
    },
  };
}

/** Where a page begins: the number of a part, and the place in it. @throws ProblemError `invalid` for another list's cursor */
function placeOf(last: string | null): [part: number, place: number] {
  if (last === null) return [1, 0];
  const [, part, place] = /^(\d{1,9}) (\d{1,9})$/.exec(last) ?? [];
  if (part === undefined || place === undefined)
    throw new ProblemError('invalid', 'The cursor isn’t one of this server.');
  return [Number(part), Number(place)];
}

function shown(bulk: StoredBulkDelete): BulkDelete {
  const { accountId: _account, token: _token, expiresAt: _expires, ...rest } = bulk;
  return { ...rest, waiting: bulk.items - bulk.deleted - bulk.left - bulk.gone };
}

function itemsOf(
  { mutation, names, outcome }: BulkDeletePart,
  { state }: StoredBulkDelete,
): BulkDeleteItem[] {
  const ids = 'ids' in mutation.args ? mutation.args.ids : [];
  const left = new Map(outcome?.outcome === 'applied' ? outcome.left?.map((one) => [one.id, one]) : []);
  const gone = new Set(outcome?.outcome === 'applied' ? outcome.gone : []);
  const whyNone = outcome ? whyNothing(outcome) : null;
  return ids.map((id, index): BulkDeleteItem => {
    const item = { id, name: names[index] ?? '', because: null, appeared: [], deletion: null };
    if (!outcome) return { ...item, outcome: state === 'stopped' ? 'stopped' : 'waiting' };
    if (whyNone !== null) return { ...item, outcome: 'left', because: whyNone };
    if (gone.has(id)) return { ...item, outcome: 'gone' };
    const spared = left.get(id);
    if (spared) return { ...item, outcome: 'left', because: spared.because, appeared: spared.appeared };
    return { ...item, outcome: 'deleted', deletion: mutation.id };
  });
}

/** Why nothing of a part was deleted; null where it was applied. */
function whyNothing(outcome: NonNullable<BulkDeletePart['outcome']>): string | null {
  switch (outcome.outcome) {
    case 'applied':
      return null;
    case 'rejected':
      return outcome.problem.detail ?? outcome.problem.title;
    default:
      return outcome.because;
  }
}
