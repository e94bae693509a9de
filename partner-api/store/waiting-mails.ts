import type { Sql } from './sql.ts';
import type { NotificationKind } from '../../common/domain/accounts.ts';

/** The mail of a maintenance notice to one of its recipients, by its number; times in milliseconds. */
export interface WaitingNotice {
  notice: string;
  recipient: string;
  dueAt: number;
  tries: number;
}

/** A mail to an account. */
export interface WaitingAccountMail {
  id: string;
  account: string;
  notification: NotificationKind;
  subject: string;
  body: string;
  dueAt: number;
  tries: number;
}

/** What is to be sent next. */
export function waitingMailReader(sql: Sql) {
  const notices = sql.prepare<[number], WaitingNotice>(
    'SELECT notice, recipient, due_at AS dueAt, tries FROM waiting_notice ORDER BY due_at, notice, recipient LIMIT ?',
  );
  const mails = sql.prepare<[number], WaitingAccountMail>(
    `SELECT id, account, notification, subject, body, due_at AS dueAt, tries FROM waiting_account_mail
     ORDER BY due_at, id LIMIT ?`,
  );
  return {
    nextNotices: async (limit: number): Promise<WaitingNotice[]> => notices.all(limit),
    nextAccountMails: async (limit: number): Promise<WaitingAccountMail[]> => mails.all(limit),
  };
}

/** What a transaction does about mails that wait. */
export function waitingMailWriter(sql: Sql) {
  const putNotice = sql.prepare(
    `INSERT INTO waiting_notice (notice, recipient, due_at, tries) VALUES (@notice, @recipient, @dueAt, @tries)
     ON CONFLICT (notice, recipient) DO UPDATE SET due_at = excluded.due_at, tries = excluded.tries`,
  );
  const dropNotice = sql.prepare('DELETE FROM waiting_notice WHERE notice = ? AND recipient = ?');
  const stopNotice = sql.prepare('DELETE FROM waiting_notice WHERE notice = ?');
  const putMail = sql.prepare(
    `INSERT INTO waiting_account_mail (id, account, notification, subject, body, due_at, tries)
     VALUES (@id, @account, @notification, @subject, @body, @dueAt, @tries)
     ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, tries = excluded.tries`,
  );
  const dropMail = sql.prepare('DELETE FROM waiting_account_mail WHERE id = ?');
  return {
    putNotice: async (waiting: WaitingNotice): Promise<void> => {
      await putNotice.run(waiting);
    },
    dropNotice: async (notice: string, recipient: string): Promise<void> => {
      await dropNotice.run(notice, recipient);
    },
    /** Forgets every mail of a notice that waits. */
    dropNotices: async (notice: string): Promise<void> => {
      await stopNotice.run(notice);
    },
    putAccountMail: async (waiting: WaitingAccountMail): Promise<void> => {
      await putMail.run(waiting);
    },
    dropAccountMail: async (id: string): Promise<void> => {
      await dropMail.run(id);
    },
  };
}
