import type { ActivityItem, ActivityPage } from '../../common/contract/conflicts.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { PartnerClient } from './client.ts';
import type { Session } from './session.ts';

/** Most entries of Activity on one page. */
const pageSize = 50;

/** What Activity is read with. */
interface ActivityParts {
  client: PartnerClient;
  session: Session;
  engine: SyncEngine;
  cache: CacheClient;
}

/**
 * A page of the partner API's Activity, with the names that the cache has for what is in it.
 * @throws Failure `offline`, and all of the client's
 */
export async function readActivity(
  parts: ActivityParts,
  { entityId, cursor }: { entityId: string | null; cursor: string | null },
): Promise<ActivityPage> {
  const { items, next } = await ask(parts, {
    limit: String(pageSize),
    ...(entityId ? { entityId } : {}),
    ...(cursor ? { cursor } : {}),
  });
  const ids = items.flatMap(({ entity, before, after }) => [
    entity.id,
    ...Object.values(before ?? {}),
    ...Object.values(after ?? {}),
  ]);
  const told = items.flatMap(({ entity, before, after }) => {
    const name = after?.['name'] ?? before?.['name'];
    return typeof name === 'string' && name !== '' ? [[entity.id, name] as const] : [];
  });
  const known = await parts.cache.read.names(ids.filter((id) => typeof id === 'string'));
  // What is deleted has its name in its own entry; what is here has the name that it has now.
  return { items, next, names: { ...Object.fromEntries(told.reverse()), ...known } };
}

/** Who deleted something, when, and by which deletion; null where Activity doesn't say. @throws Failure as {@link readActivity} */
export async function findDeletion(
  parts: ActivityParts,
  { kind, id }: { kind: string; id: string },
): Promise<DeletedEntity | null> {
  const { items } = await ask(parts, { limit: String(pageSize), entityId: id });
  const entry = items.find(({ after }) => after === null);
  if (!entry) return null;
  const name = typeof entry.before?.['name'] === 'string' ? entry.before['name'] : '';
  return { kind, id, name, by: entry.account.name, at: entry.at, deletion: entry.mutationId };
}

async function ask(
  { client, session, engine }: ActivityParts,
  query: Record<string, string>,
): Promise<{ items: ActivityItem[]; next: string | null }> {
  if (engine.state.phase === 'offline-by-choice')
    throw new Failure({
      code: 'offline',
      message:
        'This needs the Activity that the partner API keeps, and you work offline. What was settled on this computer can be read meanwhile.',
      retry: 'later',
    });
  return session.use((token) => client.activity(token, query), new AbortController().signal);
}
