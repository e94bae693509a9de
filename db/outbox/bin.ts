import type { Customer, EntityKind, Probe, Site } from '../../common/domain/entities.ts';
import type { MutationOf } from '../../common/domain/mutations.ts';
import type { RowStore } from '../rows/row-store.ts';
import type { Shadows } from '../rows/shadows.ts';
import type { Connection } from '../store/database.ts';
import { touchRoles, type Touch } from './outbox.ts';

/**
 * The local recycle bin: rows that a delete made here has removed, and probes that it has freed, by the delete's id. It
 * outlives the delete's time in the outbox, so that what was deleted can be shown again at once when it's restored.
 */
export interface Bin {
  removePartners(mutation: MutationOf<'partner.delete'>): EntityKind[];
  /** Removes customers with their sites and frees the sites' probes. */
  removeCustomers(position: number, mutation: MutationOf<'customer.delete'>): EntityKind[];
  /** Removes sites and frees their probes. */
  removeSites(position: number, mutation: MutationOf<'site.delete'>): EntityKind[];
  /**
   * Puts back what of the deletion is in the bin and gives all that it changed. Nothing, when the delete was made elsewhere;
   * `nowhere` for sites whose customer isn't there: they'd belong to nothing.
   */
  putBack(mutation: Restoration): Touch[] | 'nowhere';
}

type Restoration = MutationOf<'partner.restore' | 'customer.restore' | 'site.restore'>;

interface BinRow {
  kind: EntityKind;
  doc: string;
}

/** Prepares the bin. Deletes are set-based: one of thousands of customers is a handful of statements. */
export function openBin(db: Connection, rows: RowStore, shadows: Shadows): Bin {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS leaving (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID');
  const clear = db.prepare('DELETE FROM temp.leaving');
  const name = {
    partner: leavingByIds(db, 'partner'),
    customer: leavingByIds(db, 'customer'),
    site: leavingByIds(db, 'site'),
  };
  const nameSites = db.prepare(
    `INSERT OR IGNORE INTO temp.leaving (id, kind) SELECT id, 'site' FROM site
     WHERE customerId IN (SELECT id FROM temp.leaving WHERE kind = 'customer')`,
  );
  const nameProbes = db.prepare(
    `INSERT OR IGNORE INTO temp.leaving (id, kind) SELECT id, 'probe' FROM probe
     WHERE siteId IN (SELECT id FROM temp.leaving WHERE kind = 'site')`,
  );
  const touchTaken = db.prepare(
    `INSERT OR IGNORE INTO touched (entityId, position, role, kind)
     SELECT id, ?, ${touchRoles.taken}, kind FROM temp.leaving WHERE kind IN ('site', 'probe')`,
  );
  const keepers = {
    partner: prepareLeaving(db, 'partner'),
    customer: prepareLeaving(db, 'customer'),
    site: prepareLeaving(db, 'site'),
    probe: prepareLeaving(db, 'probe'),
  };
  const freeProbes = db.prepare(
    `UPDATE probe SET siteId = NULL, doc = json_set(doc, '$.siteId', NULL, '$.updatedAt', ?)
     WHERE id IN (SELECT id FROM temp.leaving WHERE kind = 'probe')`,
  );
  const selectBin = db.prepare<[string], BinRow>('SELECT kind, doc FROM bin WHERE deletion = ?');
  const countLeaving = db
    .prepare<[string], number>('SELECT count(*) FROM temp.leaving WHERE kind = ?')
    .pluck();

  function keepAll(deletion: string, at: string, kinds: readonly (keyof typeof keepers)[]): EntityKind[] {
    for (const kind of kinds) {
      keepers[kind].shadow.run();
      keepers[kind].bin.run(deletion, at);
    }
    return kinds.filter((kind) => (countLeaving.get(kind) ?? 0) > 0);
  }

  function removePartners(mutation: MutationOf<'partner.delete'>): EntityKind[] {
    clear.run();
    name.partner.run(JSON.stringify(mutation.args.ids));
    const kinds = keepAll(mutation.id, mutation.at, ['partner']);
    keepers.partner.remove.run();
    return kinds;
  }

  function removeCustomers(position: number, mutation: MutationOf<'customer.delete'>): EntityKind[] {
    clear.run();
    name.customer.run(JSON.stringify(mutation.args.ids));
    nameSites.run();
    nameProbes.run();
    touchTaken.run(position);
    const kinds = keepAll(mutation.id, mutation.at, ['customer', 'site', 'probe']);
    freeProbes.run(mutation.at);
    keepers.site.remove.run();
    keepers.customer.remove.run();
    return kinds;
  }

  function removeSites(position: number, mutation: MutationOf<'site.delete'>): EntityKind[] {
    clear.run();
    name.site.run(JSON.stringify(mutation.args.ids));
    nameProbes.run();
    touchTaken.run(position);
    const kinds = keepAll(mutation.id, mutation.at, ['site', 'probe']);
    freeProbes.run(mutation.at);
    keepers.site.remove.run();
    return kinds;
  }

  function putBack(mutation: Restoration): Touch[] | 'nowhere' {
    const wanted = new Set(mutation.args.ids);
    const kept = selectBin.all(mutation.args.deletion);
    const restored: Touch[] = [];
    const put = <K extends EntityKind>(kind: K, row: Parameters<typeof rows.put<K>>[1]) => {
      shadows.keep(kind, row.id);
      rows.put(kind, row);
      restored.push({ kind, id: row.id });
    };
    const read = <T extends { id: string }>(kind: EntityKind): T[] =>
      kept.filter((entry) => entry.kind === kind).map((entry) => JSON.parse(entry.doc) as T);

    if (mutation.name === 'partner.restore') {
      for (const row of read<Parameters<typeof rows.put<'partner'>>[1]>('partner'))
        if (wanted.has(row.id) && !rows.has('partner', row.id)) put('partner', row);
      return restored;
    }
    if (mutation.name === 'customer.restore')
      for (const row of read<Customer>('customer'))
        if (wanted.has(row.id) && !rows.has('customer', row.id)) put('customer', row);
    const back = read<Site>('site').filter(
      ({ id, customerId }) =>
        wanted.has(mutation.name === 'site.restore' ? id : customerId) && !rows.has('site', id),
    );
    if (mutation.name === 'site.restore' && back.some(({ customerId }) => !rows.has('customer', customerId)))
      return 'nowhere';
    const sites = new Set<string>();
    for (const row of back) {
      put('site', row);
      sites.add(row.id);
    }
    for (const was of read<Probe>('probe')) {
      const now = rows.get('probe', was.id);
      if (now && now.siteId === null && was.siteId !== null && sites.has(was.siteId))
        put('probe', { ...now, siteId: was.siteId, updatedAt: mutation.at });
    }
    return restored;
  }

  return { removePartners, removeCustomers, removeSites, putBack };
}

function leavingByIds(db: Connection, kind: 'partner' | 'customer' | 'site') {
  return db.prepare(
    `INSERT OR IGNORE INTO temp.leaving (id, kind) SELECT id, '${kind}' FROM ${kind}
     WHERE id IN (SELECT value FROM json_each(?))`,
  );
}

function prepareLeaving(db: Connection, kind: 'partner' | 'customer' | 'site' | 'probe') {
  const named = `id IN (SELECT id FROM temp.leaving WHERE kind = '${kind}')`;
  return {
    shadow: db.prepare(
      `INSERT OR IGNORE INTO shadow (id, kind, version, doc) SELECT id, '${kind}', version, doc FROM ${kind} WHERE ${named}`,
    ),
    bin: db.prepare(
      `INSERT OR REPLACE INTO bin (deletion, kind, id, at, doc) SELECT ?, '${kind}', id, ?, doc FROM ${kind} WHERE ${named}`,
    ),
    remove: db.prepare(`DELETE FROM ${kind} WHERE ${named}`),
  };
}
