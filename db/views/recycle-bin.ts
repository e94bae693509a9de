import type { BinDeletion } from '../../common/contract/recycle-bin.ts';
import type { EntityRows } from '../../common/domain/entities.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import { binKinds, type BinItem, type BinKind, type Deletion } from '../../common/partner-api/recycle-bin.ts';
import type { Connection } from '../store/database.ts';

/** What is known here of the recycle bin: what was last read of the partner API's, and what was deleted here since. */
export interface KnownBin {
  /** When the list was last read; null where it never was. */
  readAt: string | null;
  deletions: Deletion[];
  /** Deletions made here that the partner API hasn't confirmed, newest first. */
  unconfirmed: BinDeletion[];
}

/** What is known here of what a deletion took. */
export interface KnownItems {
  /** The first page as last read, with its time; null where it never was. */
  kept: { readAt: string; items: BinItem[] } | null;
  /** What a deletion made here took; empty for others. */
  here: BinItem[];
  /** Ids of items whose restore waits here. */
  restoring: string[];
}

/** Most deletions that are kept. */
const mostKept = 500;

/** Keeps a page of the list as it was read at `at`. The first page replaces what is kept of its time. */
export function keepDeletions(
  db: Connection,
  page: { at: string; deletions: Deletion[]; isFirst: boolean; isLast: boolean },
): void {
  const { at, deletions, isFirst, isLast } = page;
  const oldest = isLast ? '' : (deletions.at(-1)?.at ?? '');
  db.transaction(() => {
    if (isFirst) {
      db.prepare('DELETE FROM keptDeletion WHERE at >= ? AND id NOT IN (SELECT value FROM json_each(?))').run(
        oldest,
        JSON.stringify(deletions.map(({ id }) => id)),
      );
      db.prepare('INSERT OR REPLACE INTO keptBin (one, at) VALUES (1, ?)').run(at);
    }
    const keep = db.prepare(
      `INSERT INTO keptDeletion (id, at, doc) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`,
    );
    for (const deletion of deletions) keep.run(deletion.id, deletion.at, JSON.stringify(deletion));
    db.prepare(
      `DELETE FROM keptDeletion WHERE id NOT IN (SELECT id FROM keptDeletion ORDER BY at DESC LIMIT ${mostKept})`,
    ).run();
  })();
}

/** Keeps the first page of what a deletion took, where the deletion is kept. */
export function keepDeletedItems(db: Connection, deletion: string, at: string, items: BinItem[]): void {
  db.prepare('UPDATE keptDeletion SET items = ?, itemsAt = ? WHERE id = ?').run(
    JSON.stringify(items),
    at,
    deletion,
  );
}

/** What is known here of the list. */
export function knownBin(db: Connection): KnownBin {
  const readAt = db.prepare<[], string>('SELECT at FROM keptBin').pluck().get() ?? null;
  const deletions = db
    .prepare<[], string>('SELECT doc FROM keptDeletion ORDER BY at DESC, id DESC')
    .pluck()
    .all()
    .map((doc) => JSON.parse(doc) as Deletion);
  const unconfirmed = waiting(db, 'delete').flatMap((mutation): BinDeletion[] => {
    const kind = kindOf(mutation);
    const items = rowsInBin(db, mutation.id, kind);
    if (items.length === 0) return [];
    const names = items.slice(0, 3).map(({ name }) => name);
    return [{ id: mutation.id, kind, by: '', at: mutation.at, until: null, count: items.length, names }];
  });
  return { readAt, deletions, unconfirmed: unconfirmed.reverse() };
}

/** What is known here of a deletion. */
export function knownItems(db: Connection, deletion: string): KnownItems {
  const row = db
    .prepare<[string], { items: string | null; itemsAt: string | null }>(
      'SELECT items, itemsAt FROM keptDeletion WHERE id = ?',
    )
    .get(deletion);
  const kept =
    row?.items && row.itemsAt ? { readAt: row.itemsAt, items: JSON.parse(row.items) as BinItem[] } : null;
  const restoring = waiting(db, 'restore').flatMap(({ args }) =>
    'deletion' in args && args.deletion === deletion ? args.ids : [],
  );
  const top = binKinds.map((kind) => itemsInBin(db, deletion, kind)).find((items) => items.length > 0);
  return { kept, here: top ?? [], restoring };
}

/** Deletes or restores of the outbox, those included whose echo is awaited, in the order of sending. */
function waiting(db: Connection, what: 'delete' | 'restore'): Mutation[] {
  return db
    .prepare<[string], string>(
      'SELECT mutation FROM outbox WHERE name IN (SELECT value FROM json_each(?)) ORDER BY position',
    )
    .pluck()
    .all(JSON.stringify(binKinds.map((kind) => `${kind}.${what}`)))
    .map((mutation) => JSON.parse(mutation) as Mutation);
}

function kindOf({ name }: Mutation): BinKind {
  return binKinds.find((kind) => name.startsWith(`${kind}.`)) ?? 'customer';
}

type BinRow = EntityRows[BinKind];

// What has come back since stays in the local bin; it's no longer deleted.
function rowsInBin(db: Connection, deletion: string, kind: BinKind): BinRow[] {
  return db
    .prepare<[string, string], string>(
      `SELECT doc FROM bin WHERE deletion = ? AND kind = ? AND id NOT IN (SELECT id FROM ${kind}) ORDER BY id`,
    )
    .pluck()
    .all(deletion, kind)
    .map((doc) => JSON.parse(doc) as BinRow);
}

function itemsInBin(db: Connection, deletion: string, kind: BinKind): BinItem[] {
  const below = db
    .prepare<[string, string, string, string], number>(
      `SELECT count(*) FROM bin WHERE deletion = ? AND kind = ? AND doc ->> ? IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const sitesOf = db
    .prepare<[string, string], string>(
      `SELECT id FROM bin WHERE deletion = ? AND kind = 'site' AND doc ->> '$.customerId' = ?`,
    )
    .pluck();
  const inBin = db.prepare<[string, string], { deletion: string; name: string }>(
    `SELECT deletion, doc ->> '$.name' AS name FROM bin WHERE kind = ? AND id = ? ORDER BY at DESC LIMIT 1`,
  );
  const named = {
    partner: db.prepare<[string], string>("SELECT doc ->> '$.name' FROM partner WHERE id = ?").pluck(),
    customer: db.prepare<[string], string>("SELECT doc ->> '$.name' FROM customer WHERE id = ?").pluck(),
    site: db.prepare<[string], string>("SELECT doc ->> '$.name' FROM site WHERE id = ?").pluck(),
  };
  const parentOf = (
    above: 'partner' | 'customer' | 'site',
    id: string | null,
  ): Pick<BinItem, 'parent' | 'reasons'> => {
    if (id === null) return { parent: null, reasons: [] };
    const name = named[above].get(id);
    const gone = name === undefined ? inBin.get(above, id) : undefined;
    return {
      parent: { kind: above, id, name: name ?? gone?.name ?? '', deletion: gone?.deletion ?? null },
      reasons: gone
        ? [
            {
              code: 'parent-deleted',
              because: `Its ${above} ${gone.name} was deleted too. Restore the ${above} first.`,
            },
          ]
        : [],
    };
  };
  return rowsInBin(db, deletion, kind).map((row): BinItem => {
    const sites = kind === 'site' ? [row.id] : kind === 'customer' ? sitesOf.all(deletion, row.id) : [];
    const above =
      'partnerId' in row
        ? parentOf('partner', row.partnerId)
        : 'siteId' in row
          ? parentOf('site', row.siteId)
          : 'timeZone' in row
            ? parentOf('customer', row.customerId)
            : parentOf('partner', null);
    return {
      kind,
      id: row.id,
      name: row.name,
      ...above,
      sites: kind === 'customer' ? sites.length : 0,
      visits: below.get(deletion, 'visit', '$.siteId', JSON.stringify(sites)) ?? 0,
      probes: below.get(deletion, 'probe', '$.siteId', JSON.stringify(sites)) ?? 0,
      comesBack: above.reasons.length > 0 ? 'no' : 'whole',
    };
  });
}
