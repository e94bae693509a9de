import { foldText } from '../../../common/domain/text.ts';
import { recycleDays } from '../../../common/partner-api/recycle-bin.ts';
import { ProblemError } from '../../commands/problem-error.ts';
import { restorableItem } from '../../commands/restorable.ts';
import type { Store } from '../../store/store.ts';
import type { Surroundings } from '../../surroundings.ts';
import { actorOf, type Call, type Handlers } from '../answer.ts';
import { listCursor, openListCursor } from '../cursors.ts';
import { sightOfAccount } from '../../commands/sight.ts';

const keptMs = recycleDays * 24 * 60 * 60 * 1000;

/** The recycle bin: deletions, and what each took. */
export function recycleBinHandlers(
  store: Store,
  { now }: Surroundings,
): Pick<Handlers, 'listDeletions' | 'listDeletedItems'> {
  const sightOf = (call: Call) => sightOfAccount(store.read, actorOf(call).account);
  const since = () => new Date(now() - keptMs).toISOString();

  return {
    listDeletions: async ({ query: { cursor, limit, kind, q } }, call) => {
      const rows = await store.read.deletions({
        sight: await sightOf(call),
        since: since(),
        before: placeOf(openListCursor(cursor)),
        limit: limit + 1,
        kind,
        text: q ? foldText(q.trim()) : undefined,
      });
      const items = rows.slice(0, limit).map(({ count, names, ...deletion }) => ({
        ...deletion,
        until: new Date(Date.parse(deletion.at) + keptMs).toISOString(),
        count,
        names,
      }));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { body: { items, next: last ? listCursor(`${last.at} ${last.id}`) : null } };
    },

    listDeletedItems: async ({ params: { deletion }, query: { cursor, limit, id, q } }, call) => {
      const after = openListCursor(cursor);
      const page = { since: since(), after, limit: limit + 1, id, text: foldText(q?.trim() ?? '') };
      const rows = await store.read.deletedItems(await sightOf(call), deletion, page);
      if (!rows)
        throw new ProblemError('not-found', 'Nothing of this deletion is in the recycle bin any more.');
      const { account } = actorOf(call);
      const items = rows.slice(0, limit).map((item) => restorableItem(item, account));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { body: { items, next: last ? listCursor(last.id) : null } };
    },
  };
}

/** @throws ProblemError `invalid` for a cursor of another list */
function placeOf(last: string | null): { at: string; id: string } | null {
  if (last === null) return null;
  const [at, id] = last.split(' ');
  if (!at || !id) throw new ProblemError('invalid', 'The cursor isn’t one of this server.');
  return { at, id };
}
