import type { Sql } from './sql.ts';
import { kindNumbers } from './columns.ts';

/** What the partner API knows of a project that's being closed, or in the notice before it. Times in milliseconds. */
export interface StoredClosing {
  project: string;
  stage: 'notice' | 'asked' | 'confirmed' | 'erased';
  /** Hash of the token that confirms it; null while no link is out. */
  hash: string | null;
  expiresAt: number | null;
  /** When its mail is due; null where none waits. */
  mailDueAt: number | null;
  tries: number;
  mailedAt: number | null;
}

const columns = `project, stage, hash, expires_at AS expiresAt, mail_due_at AS mailDueAt, tries, mailed_at AS mailedAt`;

/** What is to be done about closings. */
export function projectClosingReader(sql: Sql) {
  const byHash = sql.prepare<[string], StoredClosing>(
    `SELECT ${columns} FROM project_closing WHERE hash = ?`,
  );
  const nextMail = sql.prepare<[], StoredClosing>(
    `SELECT ${columns} FROM project_closing WHERE mail_due_at IS NOT NULL ORDER BY mail_due_at LIMIT 1`,
  );
  const nextErasure = sql.prepare<[], StoredClosing>(
    `SELECT ${columns} FROM project_closing WHERE stage IN ('confirmed', 'erased') ORDER BY project LIMIT 1`,
  );
  const quiet = sql
    .prepare<[string], string>(
      `SELECT id FROM entity WHERE kind = ${kindNumbers.project} AND doc ->> 'lastActivityAt' <= ?
         AND doc ->> 'closing' IS NULL ORDER BY id`,
    )
    .pluck();
  return {
    closingByHash: async (hash: string): Promise<StoredClosing | null> => (await byHash.get(hash)) ?? null,
    nextClosingMail: async (): Promise<StoredClosing | null> => (await nextMail.get()) ?? null,
    /** A project whose erasure was confirmed and isn't over. */
    nextErasure: async (): Promise<StoredClosing | null> => (await nextErasure.get()) ?? null,
    /** Projects that weren't used since a time (ISO) and aren't being closed. */
    quietProjects: async (since: string): Promise<string[]> => quiet.all(since),
  };
}

/** What a transaction does about closings. */
export function projectClosingWriter(sql: Sql) {
  const one = sql.prepare<[string], StoredClosing>(
    `SELECT ${columns} FROM project_closing WHERE project = ?`,
  );
  const save = sql.prepare(
    `INSERT INTO project_closing (project, stage, hash, expires_at, mail_due_at, tries, mailed_at)
     VALUES (@project, @stage, @hash, @expiresAt, @mailDueAt, @tries, @mailedAt)
     ON CONFLICT (project) DO UPDATE SET stage = @stage, hash = @hash, expires_at = @expiresAt, mail_due_at = @mailDueAt,
       tries = @tries, mailed_at = @mailedAt`,
  );
  const drop = sql.prepare('DELETE FROM project_closing WHERE project = ?');
  const dropPassword = sql.prepare('DELETE FROM project_password WHERE project = ?');
  return {
    closingOf: async (project: string): Promise<StoredClosing | null> => (await one.get(project)) ?? null,
    saveClosing: async (closing: StoredClosing): Promise<void> => {
      await save.run(closing);
    },
    dropClosing: async (project: string): Promise<void> => {
      await drop.run(project);
    },
    /** Nobody signs in with a project's login any more. */
    dropProjectPassword: async (project: string): Promise<void> => {
      await dropPassword.run(project);
    },
  };
}
