import type { Customer, EntityRows, Probe, Site } from '../../common/domain/entities.ts';
import type { ExternalId } from '../../common/domain/exchange/cells.ts';
import type { ImportKind } from '../../common/domain/exchange/import-fields.ts';
import { externalKey, type ImportMatches, type Place } from '../../common/domain/exchange/plan.ts';
import { foldText } from '../../common/domain/text.ts';
import type { Connection } from '../store/database.ts';
import type { State } from '../store/state.ts';
import { namesOf } from './counts.ts';

/** What lines of a file are found by: as they're typed. */
export interface ImportKeys {
  kind: ImportKind;
  names: string[];
  ids: string[];
  customerIds: string[];
  serials: string[];
  external: ExternalId[];
  /** Names or ids of partners, customers or sites: of what the kind belongs to. */
  places: string[];
}

type ExternalIndex = ReadonlyMap<string, string[]>;

/** Reads the external ids of a kind. */
function externalIndex(db: Connection, kind: 'customer' | 'site'): ExternalIndex {
  const index = new Map<string, string[]>();
  const rows = db
    .prepare<[], [string, string]>(`SELECT id, doc ->> '$.externalIds' FROM ${kind} WHERE externalKey <> ''`)
    .raw();
  for (const [id, ids] of rows.iterate())
    for (const one of JSON.parse(ids) as ExternalId[]) {
      const key = externalKey(one);
      const known = index.get(key);
      if (known) known.push(id);
      else index.set(key, [id]);
    }
  return index;
}

/**
 * Finds what lines mean. The external ids of a kind are read once and kept while its rows stay as they are: the file has no index of
 * them.
 */
export function openImportMatches(): (db: Connection, state: State, keys: ImportKeys) => ImportMatches {
  const kept = new Map<ImportKind, { db: Connection; madeAt: number; index: ExternalIndex }>();
  return (db, state, keys) =>
    importMatches(db, keys, () => {
      const kind = keys.kind === 'site' ? 'site' : 'customer';
      const madeAt = state.changed[kind] ?? 0;
      const known = kept.get(kind);
      if (known?.db === db && known.madeAt === madeAt) return known.index;
      const index = externalIndex(db, kind);
      kept.set(kind, { db, madeAt, index });
      return index;
    });
}

function importMatches(db: Connection, keys: ImportKeys, index: () => ExternalIndex): ImportMatches {
  const { kind } = keys;
  const external = new Map<string, string[]>();
  if (keys.external.length > 0)
    for (const id of keys.external) {
      const found = index().get(externalKey(id));
      if (found) external.set(externalKey(id), found);
    }
  const things =
    kind === 'probe'
      ? docsBy<'probe'>(db, 'probe', { serialKey: folded(keys.serials) })
      : docsBy<'customer' | 'site'>(db, kind, {
          id: [...external.values(), keys.ids].flat(),
          nameKey: folded(keys.names),
          ...(kind === 'customer' ? { customerIdKey: folded(keys.customerIds) } : {}),
        });
  const sitesOwners = kind === 'site' ? (things as Site[]).map(({ customerId }) => customerId) : [];
  return {
    things: things as (Customer | Site | Probe)[],
    external,
    places: placesOf(db, kind, keys.places, sitesOwners),
  };
}

function folded(texts: readonly string[]): string[] {
  return texts.map(foldText);
}

function docsBy<K extends ImportKind | 'partner'>(
  db: Connection,
  kind: K,
  wanted: Record<string, readonly string[]>,
): EntityRows[K][] {
  const found = new Map<string, EntityRows[K]>();
  for (const [column, values] of Object.entries(wanted)) {
    if (values.length === 0) continue;
    const docs = db
      .prepare<[string], string>(
        `SELECT doc FROM ${kind} WHERE ${column} IN (SELECT value FROM json_each(?)) AND ${column} <> '' LIMIT 20000`,
      )
      .pluck()
      .all(JSON.stringify([...new Set(values)]));
    for (const doc of docs) {
      const row = JSON.parse(doc) as EntityRows[K];
      found.set(row.id, row);
    }
  }
  return [...found.values()];
}

function placesOf(
  db: Connection,
  kind: ImportKind,
  wanted: readonly string[],
  ids: readonly string[],
): Place[] {
  const names = folded(wanted);
  if (kind === 'customer')
    return docsBy<'partner'>(db, 'partner', { id: wanted, nameKey: names }).map(({ id, name }) => ({
      ...{ id, name, customerId: null, owner: null, grants: null },
    }));
  if (kind === 'site')
    return docsBy<'customer'>(db, 'customer', {
      id: [...wanted, ...ids],
      nameKey: names,
      customerIdKey: names,
    }).map(({ id, name, customerId, grants }) => ({ id, name, customerId, owner: null, grants }));
  const sites = docsBy<'site'>(db, 'site', { id: wanted, nameKey: names });
  const owners = new Map(
    docsBy<'customer'>(db, 'customer', { id: sites.map(({ customerId }) => customerId) }).map((one) => [
      one.id,
      one,
    ]),
  );
  const nameOf = namesOf(
    db,
    'customer',
    sites.map(({ customerId }) => customerId),
  );
  return sites.map(({ id, name, customerId }) => ({
    id,
    name,
    customerId: null,
    owner: {
      id: customerId,
      name: nameOf(customerId),
      customerId: owners.get(customerId)?.customerId ?? null,
    },
    grants: owners.get(customerId)?.grants ?? null,
  }));
}
