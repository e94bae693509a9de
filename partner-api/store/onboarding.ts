import type { Sql } from './sql.ts';
import type { Customer, OnboardingLink } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { kindNumbers } from './columns.ts';

/** Why a link of an invite is dead before its time. */
export type LinkEnd = 'replaced' | 'revoked' | 'used';

/** A link of an invite, found by its hash. Times in milliseconds. */
export interface StoredLink {
  invite: string;
  expiresAt: number;
  endedBy: LinkEnd | null;
}

/** A mail that waits to be sent. */
export interface WaitingMail {
  invite: string;
  dueAt: number;
  tries: number;
}

/** Somebody at a customer who signs in to its own pages. */
export interface NewCustomerLogin {
  id: string;
  customerId: string;
  login: string;
  name: string;
  /** The password's hash with its parameters. */
  password: string;
  /** Milliseconds. */
  at: number;
}

const linkSql = 'SELECT invite, expires_at AS expiresAt, ended_by AS endedBy FROM invite_link WHERE hash = ?';
const byCodeSql = `SELECT doc FROM entity WHERE public_id = ? AND kind = ${kindNumbers.onboardingLink}`;
const idByCodeSql = `SELECT id FROM entity WHERE public_id = ? AND kind = ${kindNumbers.customer}`;
const atDomainSql = `SELECT id FROM entity WHERE kind = ${kindNumbers.brand} AND doc ->> 'serviceDomain' = ? ORDER BY id LIMIT 1`;
const waitingSql = 'SELECT invite, due_at AS dueAt, tries FROM waiting_mail ORDER BY due_at, invite LIMIT ?';

/** Somebody at a customer, as found by the login. */
export type StoredCustomerLogin = Omit<NewCustomerLogin, 'at'>;

/** Somebody at a customer who is signed in. */
export interface StoredCustomerSession {
  /** Hash of the token. */
  hash: string;
  /** Id of the login. */
  login: string;
  /** Milliseconds. */
  until: number;
}

/** Reads of links, waiting mails and logins of people at customers. */
export function onboardingReader(sql: Sql) {
  const link = sql.prepare<[string], StoredLink>(linkSql);
  const byLogin = sql.prepare<[string], StoredCustomerLogin>(
    'SELECT id, customer AS customerId, login, name, password FROM customer_login WHERE login = ?',
  );
  const waiting = sql.prepare<[number], WaitingMail>(waitingSql);
  const session = sql.prepare<[string], StoredCustomerLogin & { until: number }>(
    `SELECT l.id, l.customer AS customerId, l.login, l.name, l.password, s.until FROM customer_session s
     JOIN customer_login l ON l.id = s.login WHERE s.hash = ?`,
  );
  const lone = sql.prepare<[string], string>('SELECT doc FROM lone_customer WHERE id = ?').pluck();
  const byCode = sql.prepare<[string], string>(byCodeSql).pluck();
  const atDomain = sql.prepare<[string], string>(atDomainSql).pluck();
  return {
    /** A link by the hash of its token, dead or alive. */
    inviteLink: async (hash: string): Promise<StoredLink | null> => (await link.get(hash)) ?? null,
    /** An onboarding link by its code, dead or alive. */
    onboardingLink: async (code: string): Promise<OnboardingLink | null> => linkOf(await byCode.get(code)),
    /** The id of the brand whose service domain it is. */
    brandAt: async (domain: string): Promise<string | null> => (await atDomain.get(domain)) ?? null,
    customerLogin: async (login: string): Promise<StoredCustomerLogin | null> =>
      (await byLogin.get(login)) ?? null,
    /** Who is signed in by the hash of a token, and until when. */
    customerSession: async (hash: string): Promise<(StoredCustomerLogin & { until: number }) | null> =>
      (await session.get(hash)) ?? null,
    /** A customer that nobody looks after yet. */
    loneCustomer: async (id: string): Promise<Customer | null> => customerIn(await lone.get(id)),
    /** The mails that are due first, at most so many. */
    nextMails: async (most: number): Promise<WaitingMail[]> => waiting.all(most),
  };
}

/** Writes of links, mails and logins, within a transaction. */
export function onboardingWriter(sql: Sql) {
  const link = sql.prepare<[string], StoredLink>(linkSql);
  const insertLink = sql.prepare(
    'INSERT INTO invite_link (hash, invite, made_at, expires_at) VALUES (@hash, @invite, @at, @expiresAt)',
  );
  const endLinks = sql.prepare(
    'UPDATE invite_link SET ended_at = @at, ended_by = @by WHERE invite = @invite AND ended_at IS NULL',
  );
  const putMail = sql.prepare(
    `INSERT INTO waiting_mail (invite, due_at, tries) VALUES (@invite, @dueAt, @tries)
     ON CONFLICT (invite) DO UPDATE SET due_at = @dueAt, tries = @tries`,
  );
  const dropMail = sql.prepare('DELETE FROM waiting_mail WHERE invite = ?');
  const noteAsked = sql.prepare('INSERT INTO asked_mail (address, at) VALUES (?, ?)');
  const asked = sql
    .prepare<[string, number], number>('SELECT at FROM asked_mail WHERE address = ? AND at > ? ORDER BY at')
    .pluck();
  const byCode = sql.prepare<[string], string>(byCodeSql).pluck();
  const idByCode = sql.prepare<[string], string>(idByCodeSql).pluck();
  const loginTaken = sql.prepare<[string], number>('SELECT 1 FROM customer_login WHERE login = ?').pluck();
  const putSession = sql.prepare(
    `INSERT INTO customer_session (hash, login, until) VALUES (@hash, @login, @until)
     ON CONFLICT (hash) DO UPDATE SET until = @until`,
  );
  const dropSession = sql.prepare('DELETE FROM customer_session WHERE hash = ?');
  const takeSession = sql
    .prepare<[string], string>('DELETE FROM customer_session WHERE hash = ? RETURNING login')
    .pluck();
  const lone = sql.prepare<[string], string>('SELECT doc FROM lone_customer WHERE id = ?').pluck();
  const putLone = sql.prepare(
    'INSERT INTO lone_customer (id, code, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc',
  );
  const dropLone = sql.prepare('DELETE FROM lone_customer WHERE id = ?');
  const insertLogin = sql.prepare(
    `INSERT INTO customer_login (id, customer, login, name, password, created_at)
     VALUES (@id, @customerId, @login, @name, @password, @at)`,
  );
  const ownerOf = sql
    .prepare<[string], string>('SELECT customer FROM customer_login WHERE login = ?')
    .pluck();
  const firstLogin = sql
    .prepare<[string], string>(
      'SELECT id FROM customer_login WHERE customer = ? ORDER BY created_at, id LIMIT 1',
    )
    .pluck();
  const changeLogin = sql.prepare(
    'UPDATE customer_login SET login = @login, password = @password WHERE id = @id',
  );
  const dropSessionsOf = sql.prepare('DELETE FROM customer_session WHERE login = ?');
  const changePassword = sql.prepare('UPDATE customer_login SET password = ? WHERE id = ?');
  const dropOtherSessions = sql.prepare('DELETE FROM customer_session WHERE login = ? AND hash <> ?');
  return {
    /** The customer that somebody signs in for with an e-mail. */
    customerOfLogin: async (login: string): Promise<string | null> => (await ownerOf.get(login)) ?? null,
    /** Changes the first login of a customer, which is its admin's, and ends its sessions. False where it has none. */
    changeCustomerLogin: async (
      customer: string,
      changed: { login: string; password: string },
    ): Promise<boolean> => {
      const id = await firstLogin.get(customer);
      if (id === undefined) return false;
      await changeLogin.run({ id, ...changed });
      await dropSessionsOf.run(id);
      return true;
    },
    /** Changes the password of a login, and ends its sessions but for the one that does it, by its hash. */
    changeOwnPassword: async (login: string, password: string, session: string): Promise<void> => {
      await changePassword.run(password, login);
      await dropOtherSessions.run(login, session);
    },
    /** See the reader. */
    inviteLink: async (hash: string): Promise<StoredLink | null> => (await link.get(hash)) ?? null,
    /** See the reader. */
    onboardingLink: async (code: string): Promise<OnboardingLink | null> => linkOf(await byCode.get(code)),
    makeLink: async (made: {
      hash: string;
      invite: string;
      at: number;
      expiresAt: number;
    }): Promise<void> => {
      await insertLink.run(made);
    },
    /** Ends every link of an invite that is still alive. */
    endLinks: async (invite: string, by: LinkEnd, at: number): Promise<void> => {
      await endLinks.run({ invite, by, at });
    },
    /** Puts the mail of an invite in line, once however often it's asked for. */
    putMail: async (mail: WaitingMail): Promise<void> => {
      await putMail.run(mail);
    },
    dropMail: async (invite: string): Promise<void> => {
      await dropMail.run(invite);
    },
    /** Notes that a mail to an address was asked for. */
    noteAskedMail: async (address: string, at: number): Promise<void> => {
      await noteAsked.run(foldText(address), at);
    },
    /** When mails to an address were asked for since a time, oldest first. */
    askedMails: async (address: string, since: number): Promise<number[]> =>
      asked.all(foldText(address), since),
    /** The id of the customer with a Customer ID, in sight or not. */
    customerIdOf: async (code: string): Promise<string | null> => (await idByCode.get(code)) ?? null,
    saveCustomerSession: async (made: StoredCustomerSession): Promise<void> => {
      await putSession.run(made);
    },
    /** Ends a session; false where it has ended already. */
    takeCustomerSession: async (hash: string): Promise<boolean> =>
      (await takeSession.get(hash)) !== undefined,
    dropCustomerSession: async (hash: string): Promise<void> => {
      await dropSession.run(hash);
    },
    /** See the reader. */
    loneCustomer: async (id: string): Promise<Customer | null> => customerIn(await lone.get(id)),
    /** Whether a customer that nobody looks after has a Customer ID. */
    saveLoneCustomer: async (customer: Customer): Promise<void> => {
      await putLone.run(customer.id, customer.customerId, JSON.stringify(customer));
    },
    dropLoneCustomer: async (id: string): Promise<void> => {
      await dropLone.run(id);
    },
    isLoginTaken: async (login: string): Promise<boolean> => (await loginTaken.get(login)) !== undefined,
    saveCustomerLogin: async (made: NewCustomerLogin): Promise<void> => {
      await insertLogin.run(made);
    },
  };
}

function customerIn(json: string | undefined): Customer | null {
  return json === undefined ? null : (JSON.parse(json) as Customer);
}

function linkOf(json: string | undefined): OnboardingLink | null {
  return json === undefined ? null : (JSON.parse(json) as OnboardingLink);
}

/** Forgets dead links after 90 days, after two to whom mails were asked for, and sessions that are over. `now` in milliseconds. */
export async function pruneOnboarding(sql: Sql, now: number): Promise<void> {
  const day = 24 * 60 * 60 * 1000;
  await sql.prepare('DELETE FROM invite_link WHERE expires_at < ?').run(now - 90 * day);
  await sql.prepare('DELETE FROM customer_session WHERE until < ?').run(now);
  await sql.prepare('DELETE FROM asked_mail WHERE at < ?').run(now - 2 * day);
}
