import type { EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { twinKinds, twinPlaces, type TwinKind } from '../../common/domain/twins.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import type { Generation } from '../store/generation.ts';
import type { RowsOfKind } from './pages.ts';

/** Most of those made here that one newcomer is set beside: an import may have added thousands of one name. */
const mostBeside = 10;

// Through the index that narrows most: of partners and customers few have one name, of sites many may, but few of one customer.
const ofSameName: Record<TwinKind, string> = {
  partner: 'nameKey = @name',
  customer: '+partnerId IS @place AND nameKey = @name',
  site: 'customerId = @place AND nameKey = @name',
};

type Newcomer = EntityRows[TwinKind];

/**
 * Notes what comes for the first time and a person would call the same as something that was made here: the same name, and
 * under the same partner or for the same customer, made by two people meanwhile. Call it before the rows are written, inside their transaction.
 */
export function noteTwins(generation: Generation, upserts: readonly RowsOfKind[], at: string): void {
  const { db, rows, shadows } = generation;
  if (!hasCreated(db)) return;
  for (const kind of twinKinds)
    for (const { kind: ofThese, rows: fresh } of upserts) {
      if (ofThese !== kind) continue;
      noteBeside(db, kind, fresh as readonly Newcomer[], at, (id) => rows.has(kind, id) || shadows.has(id));
    }
}

/**
 * The same for a whole snapshot that takes the place of an older generation, once what waits is applied to it: what that one
 * didn't have is what came meanwhile.
 */
export function noteTwinsSince(former: Generation, { db }: Generation, at: string): void {
  if (!hasCreated(db)) return;
  for (const kind of twinKinds) {
    const place = twinPlaces[kind];
    const docs = plucked<[], string>(
      db,
      `SELECT doc FROM ${kind} WHERE id IN (
         SELECT others.id FROM created CROSS JOIN ${kind} AS ours USING (id)
           CROSS JOIN ${kind} AS others ON others.nameKey = ours.nameKey
             ${place ? `AND ${kind === 'site' ? '' : '+'}others.${place} IS ours.${place}` : ''}
         WHERE others.id NOT IN (SELECT id FROM created))`,
    ).all();
    const fresh = docs.map((doc) => JSON.parse(doc) as Newcomer);
    noteBeside(db, kind, fresh, at, (id) => former.rows.has(kind, id) || former.shadows.has(id));
  }
}

function hasCreated(db: Connection): boolean {
  return plucked<[], number>(db, 'SELECT 1 FROM created LIMIT 1').get() !== undefined;
}

function noteBeside(
  db: Connection,
  kind: TwinKind,
  fresh: readonly Newcomer[],
  at: string,
  isKnown: (id: string) => boolean,
): void {
  const madeHere = plucked<[{ place: string | null; name: string }], string>(
    db,
    `SELECT id FROM ${kind} CROSS JOIN created USING (id) WHERE ${ofSameName[kind]} LIMIT ${mostBeside}`,
  );
  const insert = prepared<[string, string, string, TwinKind], never>(
    db,
    'INSERT OR IGNORE INTO twin (mine, theirs, at, settled, kind) VALUES (?, ?, ?, 0, ?)',
  );
  for (const row of fresh) {
    const same = madeHere.all({ place: placeOf(kind, row), name: foldText(row.name) });
    if (same.length === 0 || same.includes(row.id) || isKnown(row.id)) continue;
    for (const id of same) insert.run(id, row.id, at, kind);
  }
}

function placeOf(kind: TwinKind, row: Newcomer): string | null {
  const place = twinPlaces[kind];
  return place ? ((row as Partial<Record<typeof place, string | null>>)[place] ?? null) : null;
}
