import type { EntityKind, EntityRow } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';
import type { RowStore } from './row-store.ts';

/**
 * The server's version of every entity that a waiting mutation has changed here. An entity without a shadow is as the server
 * has it.
 */
export interface Shadows {
  /** Keeps the row as it is now, or that there's none, unless there's a shadow already. */
  keep(kind: EntityKind, id: string): void;
  has(id: string): boolean;
  /** The server's row; null where it has none; undefined without a shadow. */
  get(id: string): EntityRow | null | undefined;
  /** The server has a new row (or, with null, none any more) for an entity with a shadow. */
  replace(id: string, row: EntityRow | null): void;
  /** Puts back what the server has, and lets go of the shadows. Gives the kinds of what was put back. */
  restore(ids: readonly string[]): Set<EntityKind>;
  any(): boolean;
}

/** Prepares the shadows of a cache file. */
export function openShadows(db: Connection, rows: RowStore): Shadows {
  const insert = db.prepare('INSERT OR IGNORE INTO shadow (id, kind, version, doc) VALUES (?, ?, ?, ?)');
  const has = db.prepare<[string], number>('SELECT 1 FROM shadow WHERE id = ?').pluck();
  const get = db.prepare<[string], string | null>('SELECT doc FROM shadow WHERE id = ?').pluck();
  const update = db.prepare('UPDATE shadow SET version = ?, doc = ? WHERE id = ?');
  const any = db.prepare<[], number>('SELECT 1 FROM shadow LIMIT 1').pluck();
  const selectSome = db.prepare<[string], { id: string; kind: EntityKind; doc: string | null }>(
    'SELECT id, kind, doc FROM shadow WHERE id IN (SELECT value FROM json_each(?))',
  );
  const removeSome = db.prepare('DELETE FROM shadow WHERE id IN (SELECT value FROM json_each(?))');
  return {
    keep: (kind, id) => {
      if (has.get(id) !== undefined) return;
      const row = rows.get(kind, id);
      insert.run(id, kind, row?.version ?? 0, row ? JSON.stringify(row) : null);
    },
    has: (id) => has.get(id) !== undefined,
    get: (id) => {
      const doc = get.get(id);
      return typeof doc === 'string' ? (JSON.parse(doc) as EntityRow) : doc;
    },
    replace: (id, row) => {
      update.run(row?.version ?? 0, row ? JSON.stringify(row) : null, id);
    },
    restore: (ids) => {
      const kinds = new Set<EntityKind>();
      const list = JSON.stringify(ids);
      for (const { id, kind, doc } of selectSome.all(list)) {
        kinds.add(kind);
        if (doc === null) rows.remove(kind, id);
        else rows.put(kind, JSON.parse(doc) as never);
      }
      removeSome.run(list);
      return kinds;
    },
    any: () => any.get() !== undefined,
  };
}
