import type Database from 'better-sqlite3';
import type { Project } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { openedDoc } from './project-seal.ts';
import type { ProjectLogin, StoredSealingKey, Transaction } from './store.ts';

interface SealingKeyRow {
  id: string;
  made_at: number;
  public_key: Uint8Array;
  private_key: Uint8Array;
}

function sealingKeyOf(row: SealingKeyRow): StoredSealingKey {
  return { id: row.id, madeAt: row.made_at, publicKey: row.public_key, privateKey: row.private_key };
}

/** What a transaction does beside the rows of projects and licenses. */
export function projectWriter(
  connection: Database.Database,
): Pick<Transaction, 'licensesIn' | 'poolsOf' | 'saveProjectPassword' | 'sealingKey' | 'saveSealingKey'> {
  const pool = connection
    .prepare<[string, string], number>('SELECT quantity FROM license_pool WHERE holder = ? AND type = ?')
    .pluck();
  const pools = connection.prepare<[string], { type: string; quantity: number }>(
    'SELECT type, quantity FROM license_pool WHERE holder = ? AND quantity > 0 ORDER BY type',
  );
  const savePassword = connection.prepare(
    `INSERT INTO project_password (project, hash, at) VALUES (?, ?, ?)
     ON CONFLICT (project) DO UPDATE SET hash = excluded.hash, at = excluded.at`,
  );
  const oneKey = connection.prepare<[string], SealingKeyRow>('SELECT * FROM sealing_key WHERE id = ?');
  const saveKey = connection.prepare(
    'INSERT INTO sealing_key (id, made_at, public_key, private_key) VALUES (?, ?, ?, ?)',
  );
  return {
    licensesIn: async (holder, type) => pool.get(holder ?? '', type) ?? 0,
    poolsOf: async (project) => pools.all(project),
    saveProjectPassword: async (project, hash, at) => {
      savePassword.run(project, hash, at);
    },
    sealingKey: async (id) => {
      const row = oneKey.get(id);
      return row ? sealingKeyOf(row) : null;
    },
    saveSealingKey: async ({ id, madeAt, publicKey, privateKey }) => {
      saveKey.run(id, madeAt, publicKey, privateKey);
    },
  };
}

/** The project that a login name is of; login names are small letters. */
export function projectLogins(connection: Database.Database): (login: string) => ProjectLogin | null {
  const found = connection.prepare<[string], { doc: string; hash: string }>(
    `SELECT ${openedDoc()} AS doc, hash FROM entity JOIN project_password ON project = id
     WHERE public_id = ? AND kind = ${kindNumbers.project}`,
  );
  return (login) => {
    const row = found.get(login.toLowerCase());
    return row ? { project: JSON.parse(row.doc) as Project, password: row.hash } : null;
  };
}

/** The newest pair of keys that secrets are sealed to. */
export function newestSealingKey(connection: Database.Database): () => StoredSealingKey | null {
  const newest = connection.prepare<[], SealingKeyRow>(
    'SELECT * FROM sealing_key ORDER BY made_at DESC, id DESC LIMIT 1',
  );
  return () => {
    const row = newest.get();
    return row ? sealingKeyOf(row) : null;
  };
}
