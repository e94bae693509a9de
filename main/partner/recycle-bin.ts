import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure, toAppError } from '../../common/contract/errors.ts';
import type { BinItemsPage, BinPage } from '../../common/contract/recycle-bin.ts';
import { foldText } from '../../common/domain/text.ts';
import {
  deletionsPageLimit,
  itemsPageLimit,
  type BinItem,
  type Deletion,
} from '../../common/partner-api/recycle-bin.ts';
import type { CacheClient } from '../../db/client.ts';
import { isoNow, type Clock } from '../ports.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { PartnerClient } from './client.ts';
import { PartnerFailure } from './failure.ts';
import type { AccessSession } from './session.ts';

/** Items on a page of a deletion; as many are kept of it. */
const itemsShown = 100;

/** What the recycle bin is read with. */
export interface BinParts {
  client: PartnerClient;
  session: AccessSession;
  engine: SyncEngine;
  cache: CacheClient;
  clock: Clock;
}

/**
 * A page of the recycle bin: the partner API's, or what was kept of it where that can't be asked.
 * @throws Failure where it can't be asked and nothing was kept
 */
export async function readDeletions(
  parts: BinParts,
  { kind, search, cursor }: CommandRequest<'recycleBin.list'>,
): Promise<BinPage> {
  const { cache, session, client, clock } = parts;
  const known = await cache.read.knownBin();
  const text = foldText(search.trim());
  const isAskedFor = ({ kind: its, names }: Pick<Deletion, 'kind' | 'names'>) =>
    (kind === null || its === kind) && (text === '' || names.some((name) => foldText(name).includes(text)));
  const by = session.account?.name ?? '';
  const unconfirmed =
    cursor === null ? known.unconfirmed.filter(isAskedFor).map((made) => ({ ...made, by })) : [];
  const query = {
    limit: String(deletionsPageLimit),
    ...(kind ? { kind } : {}),
    ...(search.trim() ? { q: search.trim() } : {}),
    ...(cursor ? { cursor } : {}),
  };
  try {
    const { items, next } = await ask(parts, (token) => client.deletions(token, query));
    const readAt = isoNow(clock);
    if (kind === null && search.trim() === '')
      await cache.write.keepDeletions({
        at: readAt,
        deletions: items,
        isFirst: cursor === null,
        isLast: next === null,
      });
    return { readAt, because: null, supported: true, deletions: items, unconfirmed, next };
  } catch (thrown) {
    if (isUnknownThere(thrown))
      return { readAt: null, because: null, supported: false, deletions: [], unconfirmed, next: null };
    if (cursor !== null || (known.readAt === null && known.unconfirmed.length === 0)) throw thrown;
    const now = isoNow(clock);
    const deletions = known.deletions.filter((kept) => kept.until > now && isAskedFor(kept));
    const because = toAppError(thrown).message;
    return { readAt: known.readAt, because, supported: true, deletions, unconfirmed, next: null };
  }
}

/**
 * A page of what a deletion took: the partner API's, or what is known here where that can't be asked.
 * @throws Failure where it can't be asked and nothing is known
 */
export async function readDeletedItems(
  parts: BinParts,
  { deletion, search, cursor }: CommandRequest<'recycleBin.items'>,
): Promise<BinItemsPage> {
  const { cache, client, clock } = parts;
  const q = search.trim();
  const isAskedFor = ({ name }: BinItem) => foldText(name).includes(foldText(q));
  const query = {
    limit: String(itemsShown),
    ...(cursor ? { cursor } : {}),
    ...(q === '' ? {} : { q }),
  };
  try {
    const { items, next } = await ask(parts, (token) => client.deletedItems(token, deletion, query));
    const readAt = isoNow(clock);
    if (cursor === null && q === '') await cache.write.keepDeletedItems(deletion, readAt, items);
    const { restoring } = await cache.read.knownItems(deletion);
    return { readAt, because: null, items, restoring, next };
  } catch (thrown) {
    const { kept, here, restoring } = await cache.read.knownItems(deletion);
    // The partner API has no such deletion where the delete itself still waits here: what is here is all of it then.
    const isGone = isUnknownThere(thrown);
    const known = here.length > 0 ? here : isGone ? [] : (kept?.items ?? []);
    if (cursor !== null || known.length === 0) throw thrown;
    const items = known.filter(isAskedFor);
    const because = isGone ? null : toAppError(thrown).message;
    return { readAt: here.length > 0 ? null : (kept?.readAt ?? null), because, items, restoring, next: null };
  }
}

/**
 * All items of a deletion, or those of `ids`, as far as they're known.
 * @throws Failure where the partner API can't be asked and not all of them are known here
 */
export async function itemsToRestore(
  parts: BinParts,
  deletion: string,
  ids: readonly string[] | null,
): Promise<BinItem[]> {
  const wanted = ids && new Set(ids);
  const isWanted = ({ id }: BinItem) => !wanted || wanted.has(id);
  const items: BinItem[] = [];
  try {
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = {
        limit: String(itemsPageLimit),
        ...(cursor ? { cursor } : {}),
        ...(ids?.length === 1 && ids[0] ? { id: ids[0] } : {}),
      };
      const page: { items: BinItem[]; next: string | null } = await ask(parts, (token) =>
        parts.client.deletedItems(token, deletion, query),
      );
      items.push(...page.items.filter(isWanted));
      cursor = wanted && items.length === wanted.size ? null : page.next;
    }
    return items;
  } catch (thrown) {
    const { kept, here } = await parts.cache.read.knownItems(deletion);
    const known = here.length > 0 ? here : isUnknownThere(thrown) ? [] : (kept?.items ?? []);
    const count = (await parts.cache.read.knownBin()).deletions.find(({ id }) => id === deletion)?.count;
    if (known.length === 0) throw thrown;
    if (!wanted && here.length === 0 && (count ?? 0) > known.length)
      throw new Failure({
        code: 'offline',
        message: `Only ${known.length} of the ${count} things of this deletion are known here. Select those to restore, or restore all of them once the partner API can be reached. Nothing was restored.`,
        retry: 'later',
      });
    return known.filter(isWanted);
  }
}

async function ask<T>({ session, engine }: BinParts, call: (accessToken: string) => Promise<T>): Promise<T> {
  if (engine.state.phase === 'offline-by-choice')
    throw new Failure({
      code: 'offline',
      message: 'You work offline, and the partner API keeps the recycle bin.',
      retry: 'later',
    });
  return session.use(call, new AbortController().signal);
}

function isUnknownThere(thrown: unknown): boolean {
  return thrown instanceof PartnerFailure && thrown.status === 404;
}
