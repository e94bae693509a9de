import type { Sql } from './sql.ts';

/** How long it's known what was tried, in milliseconds: longer than any limit looks back. */
const keptMs = 2 * 60 * 60_000;

/** What a transaction does about things that may be tried so often within a time. */
export function recentTryWriter(sql: Sql) {
  const note = sql.prepare('INSERT INTO recent_try (subject, at) VALUES (?, ?)');
  const since = sql
    .prepare<[string, number], number>(
      'SELECT at FROM recent_try WHERE subject = ? AND at > ? ORDER BY at DESC LIMIT 1000',
    )
    .pluck();
  const forget = sql.prepare('DELETE FROM recent_try WHERE subject = ?');
  return {
    /** Notes that something was tried. `at` in milliseconds. */
    noteTry: async (subject: string, at: number): Promise<void> => {
      await note.run(subject, at);
    },
    /** When it was tried after a time, newest first; at most a thousand. */
    triesAfter: (subject: string, after: number): Promise<number[]> => since.all(subject, after),
    forgetTries: async (subject: string): Promise<void> => {
      await forget.run(subject);
    },
  };
}

/** Forgets what no limit looks back to. `now` in milliseconds. */
export async function pruneTries(sql: Sql, now: number): Promise<void> {
  await sql.prepare('DELETE FROM recent_try WHERE at < ?').run(now - keptMs);
}
