import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** The keys of projects: what's erasable of each is encrypted with its own, and goes with it. */
export interface ProjectKeys {
  /** 32 bytes; null where there's none (any more). */
  of(project: string): Uint8Array | null;
  /** The key of a project, made where there never was one; null where it was destroyed. */
  make(project: string): Uint8Array | null;
  /** Destroys a key for good; one that's destroyed already stays so. */
  destroy(project: string): void;
  /** Projects whose keys were destroyed. */
  destroyed(): string[];
  close(): void;
}

/** For whoever reads no projects, such as a verification of Activity. */
export const noProjectKeys: Pick<ProjectKeys, 'of'> = { of: () => null };

/**
 * Opens the keys that belong to a database: a file of its own beside it, so that no copy of the database holds them. What is
 * deleted in it is overwritten.
 */
export function openProjectKeys(databaseFile: string): ProjectKeys {
  const connection = new Database(join(dirname(databaseFile), 'project-keys.db'), { timeout: 5000 });
  connection.pragma('journal_mode = TRUNCATE');
  connection.pragma('synchronous = FULL');
  connection.pragma('secure_delete = ON');
  // Null stays behind of a key that was destroyed, so that none is made in its place.
  connection.exec('CREATE TABLE IF NOT EXISTS project_key (project TEXT PRIMARY KEY, key BLOB) STRICT');
  const one = connection.prepare<[string], { key: Uint8Array | null }>(
    'SELECT key FROM project_key WHERE project = ?',
  );
  const insert = connection.prepare('INSERT INTO project_key (project, key) VALUES (?, ?)');
  const destroy = connection.prepare(
    'INSERT INTO project_key (project, key) VALUES (?, NULL) ON CONFLICT DO UPDATE SET key = NULL',
  );
  const gone = connection.prepare<[], string>('SELECT project FROM project_key WHERE key IS NULL').pluck();
  const known = new Map<string, Uint8Array | null>();
  const read = (project: string): Uint8Array | null | undefined => {
    const seen = known.get(project);
    if (seen !== undefined) return seen;
    const row = one.get(project);
    if (row) known.set(project, row.key);
    return row?.key;
  };
  return {
    of: (project) => read(project) ?? null,
    make: (project) => {
      const there = read(project);
      if (there !== undefined) return there;
      const key = randomBytes(32);
      insert.run(project, key);
      known.set(project, key);
      return key;
    },
    destroy: (project) => {
      destroy.run(project);
      known.get(project)?.fill(0);
      known.set(project, null);
    },
    destroyed: () => gone.all(),
    close: () => {
      connection.close();
    },
  };
}
