import type { Holder, LicenseMove } from '../../common/domain/licenses.ts';
import type { LicenseBook, LicenseMoves, LicensePool, MoveSide } from '../../common/contract/projects.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import { namesOf } from './counts.ts';

/** Most projects that the picture of all licenses lists by name. */
const mostProjects = 500;

/** Licenses of a type in a pool, with what was moved here and isn't confirmed. */
export function licensesIn(db: Connection, holder: Holder, type: string): number {
  return (
    plucked<[Holder, string], number>(
      db,
      'SELECT coalesce(sum(quantity), 0) FROM license WHERE projectId IS ? AND name = ?',
    ).get(holder, type) ?? 0
  );
}

/** The pools of projects, by project and then by type; those that are empty are left out. */
export function poolsOf(db: Connection, projects: readonly string[]): (projectId: string) => LicensePool[] {
  const rows = prepared<[string], LicensePool & { projectId: string }>(
    db,
    `SELECT projectId, name AS type, sum(quantity) AS quantity, coalesce(sum(quantity) FILTER (WHERE version = 0), 0) AS provisional
     FROM license WHERE projectId IN (SELECT value FROM json_each(?)) GROUP BY projectId, name ORDER BY name`,
  ).all(JSON.stringify(projects));
  const byProject = new Map<string, LicensePool[]>();
  for (const { projectId, ...pool } of rows)
    if (pool.quantity !== 0 || pool.provisional !== 0)
      byProject.set(projectId, [...(byProject.get(projectId) ?? []), pool]);
  return (projectId) => byProject.get(projectId) ?? [];
}

/** Licenses by type in one pool; types that it has none of are left out. */
export function licensePools(db: Connection, holder: Holder): LicensePool[] {
  return prepared<[Holder], LicensePool>(
    db,
    `SELECT name AS type, sum(quantity) AS quantity, coalesce(sum(quantity) FILTER (WHERE version = 0), 0) AS provisional
     FROM license WHERE projectId IS ? GROUP BY name
     HAVING sum(quantity) <> 0 OR sum(quantity) FILTER (WHERE version = 0) <> 0 ORDER BY name`,
  ).all(holder);
}

/** Where all licenses are: by type, at the partner account and at projects. */
export function licenseBook(db: Connection): LicenseBook {
  const types = prepared<[], LicenseBook['types'][number]>(
    db,
    `SELECT name AS type, sum(quantity) AS total,
         coalesce(sum(quantity) FILTER (WHERE projectId IS NULL), 0) AS partner,
         coalesce(sum(quantity) FILTER (WHERE projectId IS NULL AND version = 0), 0) AS provisional
       FROM license GROUP BY name ORDER BY total DESC, name`,
  ).all();
  const holders = prepared<[number], { id: string; name: string; customerId: string | null }>(
    db,
    `SELECT project.id, project.name, customerId FROM project
       JOIN (SELECT projectId, sum(quantity) AS n FROM license GROUP BY projectId) AS held ON held.projectId = project.id
       WHERE held.n <> 0 ORDER BY held.n DESC, nameKey, project.id LIMIT ?`,
  ).all(mostProjects);
  const customerName = namesOf(
    db,
    'customer',
    holders.map(({ customerId }) => customerId),
  );
  const pools = poolsOf(
    db,
    holders.map(({ id }) => id),
  );
  const count = plucked<[], number>(
    db,
    'SELECT count(*) FROM (SELECT 1 FROM license WHERE projectId IS NOT NULL GROUP BY projectId HAVING sum(quantity) <> 0)',
  );
  return {
    types,
    projects: holders.map(({ id, name, customerId }) => ({
      ...{ id, name, customerName: customerName(customerId) },
      pools: pools(id),
    })),
    holders: count.get() ?? 0,
  };
}

/** Moves of licenses, newest first: all of them, those from and to one holder, of one type, or from and to one pool. */
export function licenseMoves(
  db: Connection,
  of: 'all' | Holder,
  { offset, limit, type = null }: { offset: number; limit: number; type?: string | null },
): LicenseMoves {
  // A move is told once: by the entry of the pool that's asked about, or else by the giving one, or what was bought.
  const typed = type === null ? '' : 'AND entry.name = @type';
  const told = `${of === 'all' ? '(entry.id = entry.moveId OR other.id IS NULL)' : 'entry.projectId IS @of'} ${typed}`;
  const from = `FROM license AS entry LEFT JOIN license AS other ON other.moveId = entry.moveId AND other.id <> entry.id
    WHERE ${told}`;
  const asked = { of: of === 'all' ? null : of, type, offset, limit };
  // Of one pool every entry is told, so that its index alone counts them.
  const counted = of === 'all' ? from : `FROM license AS entry WHERE entry.projectId IS @of ${typed}`;
  const total = plucked<[typeof asked], number>(db, `SELECT count(*) ${counted}`).get(asked) ?? 0;
  const rows = prepared<[typeof asked], MoveRow>(
    db,
    `SELECT entry.moveId, entry.id, entry.name AS type, entry.quantity, entry.projectId AS own, entry.createdAt AS at,
         entry.reason, entry.mover AS by, entry.version = 0 AS provisional,
         other.id AS otherId, other.projectId AS other
       ${from} ORDER BY entry.createdAt DESC, entry.moveId DESC LIMIT @limit OFFSET @offset`,
  ).all(asked);
  const holders = new Set<Holder>();
  for (const { own, other } of rows) holders.add(own).add(other);
  const sideOf = sidesOf(db, holders);
  return {
    total,
    moves: rows.map((row) => {
      const isBought = row.otherId === null && row.id === row.moveId && row.quantity > 0;
      const own = sideOf(row.own);
      const other = isBought
        ? { type: 'bought' as const }
        : row.otherId === null
          ? { type: 'unseen' as const }
          : sideOf(row.other);
      const gives = row.quantity < 0;
      // Written out: a page is fifty of them, and spreading took longer than reading them.
      return {
        id: row.moveId,
        type: row.type,
        quantity: Math.abs(row.quantity),
        from: gives ? own : other,
        to: gives ? other : own,
        reason: row.reason,
        by: row.by,
        at: row.at,
        provisional: row.provisional === 1,
      };
    }),
  };
}

/** A move by the id of its giving entry; null where it isn't here, or only one side of it is. */
export function licenseMoveById(db: Connection, id: string): LicenseMove | null {
  const row = prepared<
    [string],
    { from: string | null; to: string | null; type: string; quantity: number; reason: string }
  >(
    db,
    `SELECT giving.projectId AS "from", taking.projectId AS "to", taking.name AS type, taking.quantity,
         taking.doc ->> '$.reason' AS reason
       FROM license AS giving JOIN license AS taking ON taking.moveId = giving.id AND taking.id <> giving.id
       WHERE giving.id = ?`,
  ).get(id);
  return row ?? null;
}

interface MoveRow {
  moveId: string;
  id: string;
  type: string;
  quantity: number;
  own: string | null;
  at: string;
  reason: string;
  by: string;
  provisional: number;
  otherId: string | null;
  other: string | null;
}

/** Up to so many projects are looked up one by one: a list of them costs as much to read as a few look-ups. */
const fewProjects = 8;

/** Looks up the sides of moves by the pools' holders. */
function sidesOf(db: Connection, holders: ReadonlySet<Holder>): (holder: Holder) => MoveSide {
  const columns = "SELECT id, name, doc ->> '$.closing.stage' AS closing FROM project WHERE id";
  const ids = [...holders].filter((id) => id !== null);
  const found =
    ids.length <= fewProjects
      ? ids.flatMap((id) => prepared<[string], Named>(db, `${columns} = ?`).get(id) ?? [])
      : prepared<[string], Named>(db, `${columns} IN (SELECT value FROM json_each(?))`).all(
          JSON.stringify(ids),
        );
  const sides = new Map<Holder, MoveSide>([[null, { type: 'partner' }]]);
  for (const { id, name, closing } of found) sides.set(id, { type: 'project', id, name, closing });
  return (holder) =>
    sides.get(holder) ?? {
      type: 'project',
      id: holder ?? '',
      name: 'A project that isn’t here',
      closing: null,
    };
}

interface Named {
  id: string;
  name: string;
  closing: string | null;
}
