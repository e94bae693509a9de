import type { Sql } from './sql.ts';
import type { PartnerSignUp } from '../../common/partner-api/partner-sign-ups.ts';

/** A partner that signed up by itself. Times in milliseconds. */
export interface StoredSignUp {
  id: string;
  name: string;
  contact: string;
  email: string;
  country: string;
  /** `unconfirmed` until its link was used; nobody is shown it before. */
  state: 'unconfirmed' | PartnerSignUp['state'];
  /** Why it was refused. */
  because: string;
  /** Of the link's token; null where there is none that could be used. */
  hash: string | null;
  expiresAt: number;
  madeAt: number;
  confirmedAt: number | null;
  decidedAt: number | null;
  decidedBy: string;
  partner: string | null;
  /** When the mail that it waits for is due. */
  mailDue: number | null;
  mailTries: number;
}

const columns = `id, name, contact, email, country, state, because, hash, expires_at AS expiresAt, made_at AS madeAt,
  confirmed_at AS confirmedAt, decided_at AS decidedAt, decided_by AS decidedBy, partner, mail_due AS mailDue, mail_tries AS mailTries`;
const byHashSql = `SELECT ${columns} FROM partner_sign_up WHERE hash = ?`;

/** Most sign-ups that a list gives: the newest. */
const mostListed = 1000;

/** Reads of partners that signed up. */
export function signUpReader(sql: Sql) {
  const confirmed = sql.prepare<[number], StoredSignUp>(
    `SELECT ${columns} FROM partner_sign_up WHERE state <> 'unconfirmed' ORDER BY made_at DESC, id DESC LIMIT ?`,
  );
  const due = sql.prepare<[], StoredSignUp>(
    `SELECT ${columns} FROM partner_sign_up WHERE mail_due IS NOT NULL ORDER BY mail_due, id LIMIT 1`,
  );
  const byHash = sql.prepare<[string], StoredSignUp>(byHashSql);
  return {
    /** Those whose e-mail is confirmed, newest first. */
    confirmedSignUps: async (): Promise<StoredSignUp[]> => confirmed.all(mostListed),
    /** The one whose mail is due first. */
    nextSignUpMail: async (): Promise<StoredSignUp | null> => (await due.get()) ?? null,
    signUpByHash: async (hash: string): Promise<StoredSignUp | null> => (await byHash.get(hash)) ?? null,
  };
}

/** Reads and writes of partners that signed up, within a transaction. */
export function signUpWriter(sql: Sql) {
  const byId = sql.prepare<[string], StoredSignUp>(`SELECT ${columns} FROM partner_sign_up WHERE id = ?`);
  const byEmail = sql.prepare<[string], StoredSignUp>(
    `SELECT ${columns} FROM partner_sign_up WHERE email = ?`,
  );
  const byHash = sql.prepare<[string], StoredSignUp>(byHashSql);
  const save = sql.prepare(
    `INSERT INTO partner_sign_up (id, name, contact, email, country, state, because, hash, expires_at, made_at,
       confirmed_at, decided_at, decided_by, partner, mail_due, mail_tries)
     VALUES (@id, @name, @contact, @email, @country, @state, @because, @hash, @expiresAt, @madeAt,
       @confirmedAt, @decidedAt, @decidedBy, @partner, @mailDue, @mailTries)
     ON CONFLICT (id) DO UPDATE SET name = @name, contact = @contact, email = @email, country = @country, state = @state,
       because = @because, hash = @hash, expires_at = @expiresAt, confirmed_at = @confirmedAt, decided_at = @decidedAt,
       decided_by = @decidedBy, partner = @partner, mail_due = @mailDue, mail_tries = @mailTries`,
  );
  return {
    signUp: async (id: string): Promise<StoredSignUp | null> => (await byId.get(id)) ?? null,
    signUpOf: async (email: string): Promise<StoredSignUp | null> => (await byEmail.get(email)) ?? null,
    signUpByHash: async (hash: string): Promise<StoredSignUp | null> => (await byHash.get(hash)) ?? null,
    saveSignUp: async (made: StoredSignUp): Promise<void> => {
      await save.run(made);
    },
  };
}

/** Forgets sign-ups that nobody confirmed within a week. `now` in milliseconds. */
export async function pruneSignUps(sql: Sql, now: number): Promise<void> {
  await sql
    .prepare(`DELETE FROM partner_sign_up WHERE state = 'unconfirmed' AND made_at < ?`)
    .run(now - 7 * 24 * 60 * 60 * 1000);
}
