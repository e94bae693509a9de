import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { plain, sectionsOf, type OpenPeer } from './peer.ts';

const kinds = ['brand', 'partner', 'customer', 'site', 'probe'] as const;

/** PGlite on files with relaxed durability, names with a trigram index. It has no outbox. */
export const open: OpenPeer = async (folder) => {
  const dataDir = join(folder, 'pglite');
  const db = await PGlite.create({ dataDir, extensions: { pg_trgm }, relaxedDurability: true });
  await db.exec(
    `CREATE EXTENSION pg_trgm; ${kinds
      .map((kind) => `CREATE TABLE ${kind} (id uuid PRIMARY KEY, name_key text, notes text, doc jsonb);`)
      .join(' ')}`,
  );
  const idsOf = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id);
  return {
    load: async (pages) => {
      for (const page of pages)
        for (const { kind, rows } of sectionsOf(page)) {
          const given = rows.map((doc) => ({ id: doc.id, name_key: plain(doc.name), notes: '', doc }));
          await db.query(`INSERT INTO ${kind} SELECT * FROM json_populate_recordset(null::${kind}, $1)`, [
            JSON.stringify(given),
          ]);
        }
      await db.exec(
        `CREATE INDEX site_name ON site (name_key, id); CREATE INDEX site_text ON site USING gin (name_key gin_trgm_ops); ANALYZE`,
      );
    },
    search: async (text) => {
      const like = `%${plain(text)}%`;
      const rows = await db.query<{ id: string }>(
        'SELECT id, doc FROM site WHERE name_key LIKE $1 ORDER BY name_key, id LIMIT 50',
        [like],
      );
      const count = await db.query<{ total: number }>(
        'SELECT count(*)::int AS total FROM site WHERE name_key LIKE $1',
        [like],
      );
      return { ids: idsOf(rows), total: count.rows[0]?.total ?? 0 };
    },
    page: async (offset) =>
      idsOf(
        await db.query<{ id: string }>('SELECT id, doc FROM site ORDER BY name_key, id LIMIT 100 OFFSET $1', [
          offset,
        ]),
      ),
    update: async (edits) => {
      await db.query(
        `UPDATE site SET notes = given.notes FROM json_to_recordset($1) AS given (id uuid, notes text) WHERE site.id = given.id`,
        [JSON.stringify(edits)],
      );
    },
    remove: async (ids) => {
      await db.query('DELETE FROM site WHERE id = ANY($1::uuid[])', [[...ids]]);
    },
    close: () => db.close(),
  };
};
