import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** The keys of projects: what's erasable of each is encrypted with its own, and goes with it. */
export interface ProjectKeys {
  /** 32 bytes; null where there's none (any more). */
  of(project: string): Uint8Array | null;
  /** Makes the key of a project where there never was one. */
  make(project: string): Promise<void>;
  /** Looks up the keys of projects, so that {@link ProjectKeys.of} knows them. Called before it for whatever is to be opened or sealed. */
  ready(projects: readonly string[]): Promise<void>;
  /** Destroys a key for good; one that's destroyed already stays so. */
  destroy(project: string): Promise<void>;
  /** Projects whose keys were destroyed. */
  destroyed(): Promise<string[]>;
  close(): void;
}

/** What opens projects, without making or destroying a key. */
export type ReadingKeys = Pick<ProjectKeys, 'of' | 'ready'>;

const nothing = Promise.resolve();

/** Keys in a file of this machine. */
export interface FileKeys extends ProjectKeys {
  /** What {@link ProjectKeys.make} does, at once. */
  makeNow(project: string): void;
}

/** For whoever reads no projects, such as a verification of Activity. */
export const noProjectKeys: ReadingKeys = { of: () => null, ready: () => nothing };

/**
 * Opens the keys that belong to a database: a file of its own beside it, so that no copy of the database holds them. What is
 * deleted in it is overwritten.
 */
export function openProjectKeys(databaseFile: string): FileKeys {
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
  const makeNow = (project: string): void => {
    if (read(project) !== undefined) return;
    const key = randomBytes(32);
    insert.run(project, key);
    known.set(project, key);
  };
  return {
    of: (project) => read(project) ?? null,
    makeNow,
    make: async (project) => {
      makeNow(project);
    },
    ready: () => nothing,
    destroy: async (project) => {
      destroy.run(project);
      known.get(project)?.fill(0);
      known.set(project, null);
    },
    destroyed: async () => gone.all(),
    close: () => {
      connection.close();
    },
  };
}
