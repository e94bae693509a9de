import type { Sql } from './sql.ts';
import type { Project } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openDoc } from './project-seal.ts';
import type { ProjectLogin, StoredSealingKey, Transaction } from './store.ts';

interface SealingKeyRow {
  id: string;
  made_at: number;
  public_key: Uint8Array;
  private_key: Uint8Array;
}

const keyColumns = 'id, made_at, public_key, private_key';

function sealingKeyOf(row: SealingKeyRow): StoredSealingKey {
  return { id: row.id, madeAt: row.made_at, publicKey: row.public_key, privateKey: row.private_key };
}

/** What a transaction does beside the rows of projects and licenses. */
export function projectWriter(
  sql: Sql,
): Pick<Transaction, 'licensesIn' | 'poolsOf' | 'saveProjectPassword' | 'sealingKey' | 'saveSealingKey'> {
  const pool = sql
    .prepare<[string, string], number>('SELECT quantity FROM license_pool WHERE holder = ? AND type = ?')
    .pluck();
  const pools = sql.prepare<[string], { type: string; quantity: number }>(
    'SELECT type, quantity FROM license_pool WHERE holder = ? AND quantity > 0 ORDER BY type',
  );
  const savePassword = sql.prepare(
    `INSERT INTO project_password (project, hash, at) VALUES (?, ?, ?)
     ON CONFLICT (project) DO UPDATE SET hash = excluded.hash, at = excluded.at`,
  );
  const oneKey = sql.prepare<[string], SealingKeyRow>(`SELECT ${keyColumns} FROM sealing_key WHERE id = ?`);
  const saveKey = sql.prepare(
    'INSERT INTO sealing_key (id, made_at, public_key, private_key) VALUES (?, ?, ?, ?)',
  );
  return {
    licensesIn: async (holder, type) => (await pool.get(holder ?? '', type)) ?? 0,
    poolsOf: async (project) => pools.all(project),
    saveProjectPassword: async (project, hash, at) => {
      await savePassword.run(project, hash, at);
    },
    sealingKey: async (id) => {
      const row = await oneKey.get(id);
      return row ? sealingKeyOf(row) : null;
    },
    saveSealingKey: async ({ id, madeAt, publicKey, privateKey }) => {
      await saveKey.run(id, madeAt, publicKey, privateKey);
    },
  };
}

/** The project that a login name is of; login names are small letters. */
export function projectLogins(sql: Sql, keys: ReadingKeys): (login: string) => Promise<ProjectLogin | null> {
  const found = sql.prepare<[string], { id: string; doc: string; hash: string }>(
    `SELECT id, doc, hash FROM entity JOIN project_password ON project = id
     WHERE public_id = ? AND kind = ${kindNumbers.project}`,
  );
  return async (login) => {
    const row = await found.get(login.toLowerCase());
    if (!row) return null;
    await keys.ready([row.id]);
    return { project: JSON.parse(openDoc(keys, row.id, row.doc)) as Project, password: row.hash };
  };
}

/** The newest pair of keys that secrets are sealed to. */
export function newestSealingKey(sql: Sql): () => Promise<StoredSealingKey | null> {
  const newest = sql.prepare<[], SealingKeyRow>(
    `SELECT ${keyColumns} FROM sealing_key ORDER BY made_at DESC, id DESC LIMIT 1`,
  );
  return async () => {
    const row = await newest.get();
    return row ? sealingKeyOf(row) : null;
  };
}
