import type { Customer, EntityKind, EntityRows, Probe, Site, Visit } from '../../common/domain/entities.ts';
import type { MutationOf } from '../../common/domain/mutations.ts';
import type { RowStore } from '../rows/row-store.ts';
import type { Shadows } from '../rows/shadows.ts';
import type { Connection } from '../store/database.ts';
import type { Trail } from '../rows/trail.ts';
import { touchRoles, type Touch } from './outbox.ts';
import { kindOf } from './touches.ts';

/**
 * The local recycle bin: rows that a delete made here has removed, and probes that it has freed, by the delete's id. It
 * outlives the delete's time in the outbox, so that what was deleted can be shown again at once when it's restored.
 */
export interface Bin {
  /**
   * Removes what deletes of one kind name: partners; customers with their sites; sites with their visits, whose probes it
   * frees; visits; templates. Many at once, as the parts of a bulk delete are, come to the same as one after another. Gives the kinds of what changed.
   */
  remove(deletes: readonly PlacedDelete[]): EntityKind[];
  /**
   * Puts back what of the deletion is in the bin and gives all that it changed. Nothing, when the delete was made elsewhere;
   * `nowhere` for sites whose customer isn't there, and visits whose site isn't: they'd belong to nothing.
   */
  putBack(mutation: Restoration): Touch[] | 'nowhere';
}

/** A delete, and its place in the outbox. */
export interface PlacedDelete {
  position: number;
  mutation: MutationOf<`${NamedKind}.delete`>;
}

/** What a delete can name. */
const namedKinds = [
  'brand',
  'billingAccount',
  'partner',
  'customer',
  'site',
  'visitTemplate',
  'visit',
] as const;
export type NamedKind = (typeof namedKinds)[number];
type LeavingKind = NamedKind | 'probe';

/** What goes with what a delete names, or is freed by it. */
const takenBy = {
  brand: [],
  billingAccount: [],
  partner: [],
  customer: ['site', 'probe', 'visit'],
  site: ['probe', 'visit'],
  visitTemplate: [],
  visit: [],
} as const satisfies Record<NamedKind, readonly LeavingKind[]>;
const aboveColumns: Record<LeavingKind, string> = {
  brand: 'parentId',
  billingAccount: 'NULL',
  partner: 'NULL',
  customer: 'partnerId',
  site: 'customerId',
  probe: 'siteId',
  visitTemplate: 'NULL',
  visit: 'siteId',
};

type Restoration = MutationOf<`${NamedKind}.restore`>;

interface BinRow {
  kind: EntityKind;
  doc: string;
}

/**
 * Prepares the bin. Deletes are set-based: one of thousands of customers is a handful of statements, each of which goes through
 * the rows in the order of their ids, as they lie.
 */
export function openBin(db: Connection, rows: RowStore, shadows: Shadows, trail: Trail): Bin {
  db.exec(
    `CREATE TEMP TABLE IF NOT EXISTS leaving
       (kind TEXT NOT NULL, id TEXT NOT NULL, part INTEGER NOT NULL, rid INTEGER NOT NULL, above TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
     CREATE TEMP TABLE IF NOT EXISTS deleting (part INTEGER PRIMARY KEY, position INTEGER NOT NULL, mutationId TEXT NOT NULL, at TEXT NOT NULL)`,
  );
  const clear = db.prepare('DELETE FROM temp.leaving');
  const clearDeletes = db.prepare('DELETE FROM temp.deleting');
  const addDelete = db.prepare(
    'INSERT INTO temp.deleting (part, position, mutationId, at) VALUES (?, ?, ?, ?)',
  );
  const name = ofEach(namedKinds, (kind) => leavingByIds(db, kind));
  const nameTaken = {
    site: leavingBelow(db, 'site', 'customer'),
    probe: leavingBelow(db, 'probe', 'site'),
    visit: leavingBelow(db, 'visit', 'site'),
  };
  const touchTaken = db.prepare(
    `INSERT OR IGNORE INTO touched (entityId, position, role, kind)
     SELECT id, position, ${touchRoles.taken}, kind FROM temp.leaving JOIN temp.deleting USING (part) WHERE kind = ?`,
  );
  const keepers = ofEach([...namedKinds, 'probe'] as const, (kind) => prepareLeaving(db, kind));
  const freeProbes = db.prepare(
    `UPDATE probe SET siteId = NULL, doc = json_set(doc, '$.siteId', NULL, '$.updatedAt', gone.at)
     FROM (SELECT rid, at FROM temp.leaving JOIN temp.deleting USING (part) WHERE kind = 'probe') AS gone WHERE probe.rid = gone.rid`,
  );
  const selectBin = db.prepare<[string], BinRow>('SELECT kind, doc FROM bin WHERE deletion = ?');
  const selectLeaving = db.prepare<[string], [number, string | null]>(
    'SELECT rid, above FROM temp.leaving WHERE kind = ?',
  );

  function remove(deletes: readonly PlacedDelete[]): EntityKind[] {
    const [first] = deletes;
    if (!first) return [];
    const kind = kindOf(first.mutation) as NamedKind;
    clear.run();
    clearDeletes.run();
    deletes.forEach(({ position, mutation }, part) => {
      addDelete.run(part, position, mutation.id, mutation.at);
      name[kind].run(part, JSON.stringify(mutation.args.ids));
    });
    for (const taken of takenBy[kind]) {
      nameTaken[taken].run();
      touchTaken.run(taken);
    }
    const kinds: LeavingKind[] = [kind, ...takenBy[kind]];
    const leaving = kinds.filter((each) => {
      const gone = selectLeaving.raw().all(each);
      trail.note(each, gone);
      return gone.length > 0;
    });
    trail.silently(() => {
      for (const each of leaving) {
        keepers[each].shadow.run();
        keepers[each].bin.run();
      }
      // From the bottom up.
      for (const each of [...leaving].reverse())
        if (each === 'probe') freeProbes.run();
        else keepers[each].remove.run();
    });
    return leaving;
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

    const putBackAll = <K extends 'brand' | 'billingAccount' | 'partner' | 'visitTemplate'>(kind: K) => {
      for (const row of read<EntityRows[K]>(kind))
        if (wanted.has(row.id) && !rows.has(kind, row.id)) put(kind, row);
      return restored;
    };
    if (mutation.name === 'brand.restore') return putBackAll('brand');
    if (mutation.name === 'billingAccount.restore') return putBackAll('billingAccount');
    if (mutation.name === 'partner.restore') return putBackAll('partner');
    if (mutation.name === 'visitTemplate.restore') return putBackAll('visitTemplate');
    const visits = read<Visit>('visit').filter(({ id }) => !rows.has('visit', id));
    if (mutation.name === 'visit.restore') {
      const named = visits.filter(({ id }) => wanted.has(id));
      if (named.some(({ siteId }) => !rows.has('site', siteId))) return 'nowhere';
      for (const row of named) put('visit', row);
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
    for (const row of visits) if (sites.has(row.siteId)) put('visit', row);
    for (const was of read<Probe>('probe')) {
      const now = rows.get('probe', was.id);
      if (now && now.siteId === null && was.siteId !== null && sites.has(was.siteId))
        put('probe', { ...now, siteId: was.siteId, updatedAt: mutation.at });
    }
    return restored;
  }

  return { remove, putBack };
}

function ofEach<K extends string, T>(kinds: readonly K[], make: (kind: K) => T): Record<K, T> {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<K, T>;
}

function leavingByIds(db: Connection, kind: NamedKind) {
  return db.prepare(
    `INSERT OR IGNORE INTO temp.leaving (kind, id, part, rid, above)
     SELECT '${kind}', id, ?, rid, ${aboveColumns[kind]} FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`,
  );
}

function leavingBelow(db: Connection, kind: 'site' | 'probe' | 'visit', parent: 'customer' | 'site') {
  return db.prepare(
    `INSERT OR IGNORE INTO temp.leaving (kind, id, part, rid, above)
     SELECT '${kind}', row.id, up.part, row.rid, up.id
     FROM temp.leaving AS up CROSS JOIN ${kind} AS row ON row.${aboveColumns[kind]} = up.id WHERE up.kind = '${parent}'`,
  );
}

function prepareLeaving(db: Connection, kind: LeavingKind) {
  const named = `temp.leaving AS gone CROSS JOIN ${kind} AS row ON row.rid = gone.rid`;
  return {
    shadow: db.prepare(
      `INSERT OR IGNORE INTO shadow (id, kind, version, doc)
       SELECT row.id, '${kind}', version, doc FROM ${named} WHERE gone.kind = '${kind}'`,
    ),
    bin: db.prepare(
      `INSERT OR REPLACE INTO bin (deletion, kind, id, at, doc)
       SELECT mutationId, '${kind}', row.id, at, doc FROM ${named} JOIN temp.deleting USING (part) WHERE gone.kind = '${kind}'`,
    ),
    remove: db.prepare(
      `DELETE FROM ${kind} WHERE rid IN (SELECT rid FROM temp.leaving WHERE kind = '${kind}')`,
    ),
  };
}
