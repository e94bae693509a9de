import type { Sql } from './sql.ts';
import type { Installation, Provider } from '../../common/partner-api/installations.ts';

/** An installation on behalf. Times in milliseconds. */
export interface StoredInstallation {
  id: string;
  provider: Provider;
  /** Id of the account that began it. */
  account: string;
  partner: string | null;
  domain: string;
  state: Installation['state'];
  because: string;
  /** Of the token that the provider's answer carries. */
  hash: string;
  /** What else the answer is known by; empty once there was one. */
  verifier: string;
  nonce: string;
  customer: string | null;
  madeAt: number;
  expiresAt: number;
  /** What the provider is asked again with, when, and how often it was asked; due at null where it isn't. */
  again: string;
  dueAt: number | null;
  tries: number;
}

const columns = `id, provider, account, partner, domain, state, because, hash, verifier, nonce, customer,
  made_at AS madeAt, expires_at AS expiresAt, again, due_at AS dueAt, tries`;

/** Reads of installations on behalf. */
export function installationReader(sql: Sql) {
  const ofAccount = sql.prepare<[string], StoredInstallation>(
    `SELECT ${columns} FROM installation WHERE account = ? ORDER BY made_at DESC, id DESC LIMIT 50`,
  );
  const due = sql.prepare<[], StoredInstallation>(
    `SELECT ${columns} FROM installation WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 1`,
  );
  const checked = sql
    .prepare<[], string>(
      "SELECT id FROM installation WHERE state = 'checking' AND due_at IS NULL ORDER BY id",
    )
    .pluck();
  return {
    /** Ids of those that are being checked for the first time. */
    checkedInstallations: (): Promise<string[]> => checked.all(),
    /** The one whose provider is asked again next. */
    nextInstallation: async (): Promise<StoredInstallation | null> => (await due.get()) ?? null,
    /** What an account began, newest first. */
    installationsOf: async (account: string): Promise<StoredInstallation[]> => ofAccount.all(account),
  };
}

/** Reads and writes of installations on behalf, within a transaction. */
export function installationWriter(sql: Sql) {
  const byId = sql.prepare<[string], StoredInstallation>(`SELECT ${columns} FROM installation WHERE id = ?`);
  const byHash = sql.prepare<[string], StoredInstallation>(
    `SELECT ${columns} FROM installation WHERE hash = ?`,
  );
  const save = sql.prepare(
    `INSERT INTO installation (id, provider, account, partner, domain, state, because, hash, verifier, nonce, customer, made_at, expires_at,
       again, due_at, tries)
     VALUES (@id, @provider, @account, @partner, @domain, @state, @because, @hash, @verifier, @nonce, @customer, @madeAt, @expiresAt,
       @again, @dueAt, @tries)
     ON CONFLICT (id) DO UPDATE SET state = @state, because = @because, verifier = @verifier, nonce = @nonce, customer = @customer,
       again = @again, due_at = @dueAt, tries = @tries`,
  );
  const stop = sql.prepare(
    `UPDATE installation SET state = 'failed', because = ? WHERE id = ? AND state = 'checking' AND due_at IS NULL`,
  );
  const prove = sql.prepare('INSERT INTO proven (claim, customer) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const provenBy = sql.prepare<[string], string>('SELECT customer FROM proven WHERE claim = ?').pluck();
  return {
    installation: async (id: string): Promise<StoredInstallation | null> => (await byId.get(id)) ?? null,
    installationByHash: async (hash: string): Promise<StoredInstallation | null> =>
      (await byHash.get(hash)) ?? null,
    saveInstallation: async (made: StoredInstallation): Promise<void> => {
      await save.run(made);
    },
    /** Ends one that is being checked for the first time. */
    stopInstallation: async (id: string, because: string): Promise<void> => {
      await stop.run(because, id);
    },
    /** Keeps that something (a tenant, a domain) was proven to be a customer's. */
    saveProven: async (claim: string, customer: string): Promise<void> => {
      await prove.run(claim, customer);
    },
    /** The customers, deleted ones included, that something was proven to be of. */
    provenOf: async (claim: string): Promise<string[]> => provenBy.all(claim),
  };
}

/** Forgets installations after 90 days. `now` in milliseconds. */
export async function pruneInstallations(sql: Sql, now: number): Promise<void> {
  await sql.prepare('DELETE FROM installation WHERE made_at < ?').run(now - 90 * 24 * 60 * 60 * 1000);
}
