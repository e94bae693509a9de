import type { Technician } from '../../common/domain/visits.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { PartnerClient } from './client.ts';
import type { AccessSession } from './session.ts';

interface TechnicianParts {
  client: PartnerClient;
  session: AccessSession;
  engine: SyncEngine;
  cache: CacheClient;
}

/**
 * Who may go on visits, by name: as the partner API says, or as it said before where it can't be asked. Who is signed in is always
 * among them.
 */
export async function readTechnicians(parts: TechnicianParts): Promise<Technician[]> {
  const { client, session, engine, cache } = parts;
  if (engine.state.phase !== 'offline-by-choice')
    try {
      const items = await session.use(
        (token) => client.online.technicians(token),
        new AbortController().signal,
      );
      await cache.write.keepTechnicians(items);
    } catch {
      // What was kept does as well: a visit is planned and handed over without a network too.
    }
  const known = await cache.read.technicians();
  const { account } = session;
  if (known.some(({ id }) => id === account.id)) return known;
  return [...known, { id: account.id, name: account.name }];
}
