import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { ProjectKeys } from '../project-keys.ts';

/**
 * Keys of projects in PostgreSQL: in a schema of their own, and in a database of their own where one is named, so that no back-up
 * of the store holds them. What other processes destroy is forgotten by {@link ProjectKeysOfPostgres.forget}.
 */
export interface ProjectKeysOfPostgres extends ProjectKeys {
  forget(project: string): void;
  forgetAll(): void;
}

const table = 'project_keys.project_key';

/** Makes the table of keys where there's none. Processes that ask at once take turns: IF NOT EXISTS alone lets the later one fail. */
export async function prepareProjectKeys(pool: Pool): Promise<void> {
  await pool.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('${table}', 0));
     CREATE SCHEMA IF NOT EXISTS project_keys;
     CREATE TABLE IF NOT EXISTS ${table} (project text COLLATE "C" PRIMARY KEY, key bytea)`,
  );
}

/** @param onDestroyed tells every other process that a key is gone */
export function postgresProjectKeys(
  pool: Pool,
  onDestroyed: (project: string) => Promise<void>,
): ProjectKeysOfPostgres {
  const known = new Map<string, Uint8Array | null>();
  const ready = async (projects: readonly string[]): Promise<void> => {
    const wanted = [...new Set(projects)].filter((project) => !known.has(project));
    if (wanted.length === 0) return;
    const { rows } = await pool.query<{ project: string; key: Uint8Array | null }>(
      `SELECT project, key FROM ${table} WHERE project = ANY ($1)`,
      [wanted],
    );
    // One that has none yet may be given one by another process at any time.
    for (const { project, key } of rows) known.set(project, key);
  };
  return {
    of: (project) => known.get(project) ?? null,
    ready,
    make: async (project) => {
      await pool.query(`INSERT INTO ${table} (project, key) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        project,
        randomBytes(32),
      ]);
      await ready([project]);
    },
    destroy: async (project) => {
      await pool.query(
        `INSERT INTO ${table} (project, key) VALUES ($1, NULL) ON CONFLICT (project) DO UPDATE SET key = NULL`,
        [project],
      );
      known.get(project)?.fill(0);
      known.set(project, null);
      await onDestroyed(project);
      // The row as it was lies in the table's file until it's written anew.
      await pool.query(`VACUUM FULL ${table}`);
    },
    destroyed: async () => {
      const { rows } = await pool.query<{ project: string }>(
        `SELECT project FROM ${table} WHERE key IS NULL`,
      );
      return rows.map(({ project }) => project);
    },
    forget: (project) => {
      known.delete(project);
    },
    forgetAll: () => {
      known.clear();
    },
    close: () => undefined,
  };
}
