import type { EntityKind } from '../../common/domain/entities.ts';
import { type Connection, preparedRaw } from '../store/database.ts';

/** Things below an entity. A silent probe is one at a site whose status is offline. */
export interface Below {
  customers: number;
  sites: number;
  probes: number;
  silentProbes: number;
}

const none: Below = { customers: 0, sites: 0, probes: 0, silentProbes: 0 };

/** Looks up counts and names for the rows of a window: one statement a column, whatever the number of rows. */
export function countBelow(
  db: Connection,
  kind: 'partner' | 'customer' | 'site',
  ids: readonly string[],
): (id: string) => Below {
  const below = new Map<string, Below>(ids.map((id) => [id, { ...none }]));
  const list = JSON.stringify(ids);
  const add = (field: keyof Below, sql: string) => {
    for (const [id, n] of preparedRaw<[string], [string, number]>(db, sql).all(list)) {
      const counts = below.get(id);
      if (counts) counts[field] = n;
    }
  };
  const given = '(SELECT value FROM json_each(?))';
  if (kind === 'site') {
    add('probes', `SELECT siteId, count(*) FROM probe WHERE siteId IN ${given} GROUP BY siteId`);
    add(
      'silentProbes',
      `SELECT siteId, count(*) FROM probe WHERE status = 'offline' AND siteId IN ${given} GROUP BY siteId`,
    );
  }
  if (kind === 'customer') {
    const from = `FROM site JOIN probe ON probe.siteId = site.id WHERE customerId IN ${given}`;
    add('sites', `SELECT customerId, count(*) FROM site WHERE customerId IN ${given} GROUP BY customerId`);
    add('probes', `SELECT customerId, count(*) ${from} GROUP BY customerId`);
    add(
      'silentProbes',
      `SELECT customerId, count(*) ${from} AND probe.status = 'offline' GROUP BY customerId`,
    );
  }
  if (kind === 'partner') {
    const from = 'FROM customer JOIN site ON site.customerId = customer.id';
    add(
      'customers',
      `SELECT partnerId, count(*) FROM customer WHERE partnerId IN ${given} GROUP BY partnerId`,
    );
    add('sites', `SELECT partnerId, count(*) ${from} WHERE partnerId IN ${given} GROUP BY partnerId`);
    add(
      'silentProbes',
      `SELECT partnerId, count(*) ${from} JOIN probe ON probe.siteId = site.id
       WHERE probe.status = 'offline' AND partnerId IN ${given} GROUP BY partnerId`,
    );
  }
  return (id) => below.get(id) ?? none;
}

/** Looks up names by id; those that aren't in the cache have none. */
export function namesOf(
  db: Connection,
  kind: EntityKind,
  ids: readonly (string | null)[],
): (id: string | null) => string | null {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const names = new Map(
    wanted.length === 0
      ? []
      : preparedRaw<[string], [string, string]>(
          db,
          `SELECT id, name FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`,
        ).all(JSON.stringify(wanted)),
  );
  return (id) => (id === null ? null : (names.get(id) ?? null));
}
