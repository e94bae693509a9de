import type { CommandRequest } from '../../common/contract/commands.ts';
import type { ActivityItem, ActivityPage } from '../../common/contract/activity.ts';
import { Failure, toAppError } from '../../common/contract/errors.ts';
import { projectOfContext } from '../../common/domain/contexts.ts';
import { foldText } from '../../common/domain/text.ts';
import type { ActivityFilter, AuditVerification } from '../../common/partner-api/audit.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { CacheClient } from '../../db/client.ts';
import { isoNow, type Clock } from '../ports.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { PartnerClient } from './client.ts';
import type { AccessSession } from './session.ts';

/** Entries of Activity on one page of the screen. */
const pageSize = 100;

/** What Activity is read with. */
export interface ActivityParts {
  client: PartnerClient;
  session: AccessSession;
  engine: SyncEngine;
  cache: CacheClient;
}

/**
 * A page of Activity: the partner API's, or what was kept of it where that can't be asked, with the names that the cache has for
 * what is in it.
 * @throws Failure where it can't be asked and nothing was kept
 */
export async function readActivity(
  parts: ActivityParts & { clock: Clock },
  { filter, cursor }: CommandRequest<'activity.list'>,
): Promise<ActivityPage> {
  const { cache, clock } = parts;
  try {
    const { items, next, searchedTo } = await askActivity(parts, filter, cursor, pageSize);
    const isNewest = cursor === null && Object.keys(filter).length === 0;
    await cache.write.keepActivity({ at: isoNow(clock), items, isNewest });
    const people = peopleIn([...items, ...(await cache.read.keptActivity()).items]);
    return { items, next, searchedTo, people, kept: null, names: await namesIn(cache, items) };
  } catch (thrown) {
    const known = await cache.read.keptActivity();
    if (known.readAt === null || !isOutOfReach(thrown)) throw thrown;
    const below = keptCursor(cursor);
    const found = known.items.filter((item) => item.entry < below && matches(item, filter));
    const items = found.slice(0, pageSize);
    return {
      items,
      next: found.length > items.length ? `${keptMark}${items.at(-1)?.entry ?? 0}` : null,
      searchedTo: null,
      people: peopleIn(known.items),
      kept: { readAt: known.readAt, because: toAppError(thrown).message },
      names: await namesIn(cache, items),
    };
  }
}

/** Cursors of what is kept here begin with this. */
const keptMark = 'kept-';

function keptCursor(cursor: string | null): number {
  const entry = cursor?.startsWith(keptMark) ? Number(cursor.slice(keptMark.length)) : Number.NaN;
  return Number.isSafeInteger(entry) ? entry : Number.MAX_SAFE_INTEGER;
}

const outOfReach: ReadonlySet<string> = new Set([
  'offline',
  'unreachable',
  'intercepted',
  'proxy-refused',
  'session-expired',
]);

function isOutOfReach(thrown: unknown): boolean {
  return outOfReach.has(toAppError(thrown).code);
}

/** Whether a kept entry is what a filter asks for, decided as the partner API does. */
function matches(item: ActivityItem, filter: ActivityFilter): boolean {
  const { entityId, customerId, accountId, kind, context, from, to, q } = filter;
  return (
    (entityId === undefined || item.entity.id === entityId) &&
    (customerId === undefined || item.customerIds.includes(customerId)) &&
    (accountId === undefined || item.account.id === accountId) &&
    (kind === undefined || item.entity.kind === kind) &&
    (context === undefined || item.context === context) &&
    (from === undefined || item.at >= from) &&
    (to === undefined || item.at < to) &&
    (q === undefined || holdsWords(item, foldText(q.trim()).split(/\s+/)))
  );
}

function holdsWords(
  { title, account, client, action, before, after }: ActivityItem,
  words: string[],
): boolean {
  const values: string[] = [];
  JSON.stringify([before, after], (_key, value: unknown) => {
    if (typeof value === 'string') values.push(value);
    return value;
  });
  const text = foldText([title, account.name, client, action, ...values].join('\n'));
  return words.every((word) => text.includes(word));
}

function peopleIn(items: readonly ActivityItem[]): ActivityPage['people'] {
  const names = new Map(items.toReversed().map(({ account }) => [account.id, account.name]));
  return [...names]
    .map(([id, name]) => ({ id, name }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Names of what entries speak of: what is deleted has its name in its own entry; what is here has the name that it has now. */
export async function namesIn(
  cache: CacheClient,
  items: readonly ActivityItem[],
): Promise<Record<string, string>> {
  const ids = items.flatMap(({ entity, context, customerIds, before, after }) => [
    entity.id,
    projectOfContext(context),
    ...customerIds,
    ...Object.values(before ?? {}),
    ...Object.values(after ?? {}),
  ]);
  const told = items.flatMap(({ entity, title }) => (title === '' ? [] : [[entity.id, title] as const]));
  const known = await cache.read.names([...new Set(ids.filter((id) => typeof id === 'string'))]);
  return { ...Object.fromEntries(told.toReversed()), ...known };
}

/** Who deleted something, when, and by which deletion; null where Activity doesn't say. @throws Failure as {@link askActivity} */
export async function findDeletion(
  parts: ActivityParts,
  { kind, id }: { kind: string; id: string },
): Promise<DeletedEntity | null> {
  const { items } = await askActivity(parts, { entityId: id }, null, pageSize);
  const entry = items.find(({ after }) => after === null);
  if (!entry) return null;
  const name = typeof entry.before?.['name'] === 'string' ? entry.before['name'] : '';
  return { kind, id, name, by: entry.account.name, at: entry.at, deletion: entry.mutationId };
}

/** A page of the partner API's Activity. @throws Failure `offline`, and all of the client's */
export async function askActivity(
  parts: ActivityParts,
  filter: ActivityFilter,
  cursor: string | null,
  limit: number,
): Promise<{ items: ActivityItem[]; next: string | null; searchedTo: string | null }> {
  const query = { limit: String(limit), ...(cursor ? { cursor } : {}), ...filter };
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return ask(parts, (token) => parts.client.activity(token, Object.fromEntries(given)));
}

/** Has the partner API verify its Activity. @throws Failure as {@link askActivity} */
export function verifyActivity(parts: ActivityParts): Promise<AuditVerification> {
  return ask(parts, (token) => parts.client.verifyActivity(token));
}

async function ask<T>(
  { session, engine }: Pick<ActivityParts, 'session' | 'engine'>,
  call: (token: string) => Promise<T>,
): Promise<T> {
  if (engine.state.phase === 'offline-by-choice')
    throw new Failure({
      code: 'offline',
      message:
        'This needs the Activity that the partner API keeps, and you work offline. What was settled on this computer can be read meanwhile.',
      retry: 'later',
    });
  return session.use(call, new AbortController().signal);
}
