import type Database from 'better-sqlite3';

/** A report of a visit that waits to be mailed; times in milliseconds. */
export interface WaitingReport {
  visit: string;
  report: string;
  dueAt: number;
  tries: number;
}

/** What waits to be mailed, the next one first. */
export function waitingReportReader(connection: Database.Database) {
  const next = connection.prepare<[], WaitingReport>(
    'SELECT visit, report, due_at AS dueAt, tries FROM waiting_report ORDER BY due_at LIMIT 1',
  );
  return { nextReport: async (): Promise<WaitingReport | null> => next.get() ?? null };
}

/** What a transaction does about reports that wait. */
export function waitingReportWriter(connection: Database.Database) {
  const put = connection.prepare(
    `INSERT INTO waiting_report (visit, report, due_at, tries) VALUES (@visit, @report, @dueAt, @tries)
     ON CONFLICT DO UPDATE SET due_at = excluded.due_at, tries = excluded.tries`,
  );
  const drop = connection.prepare('DELETE FROM waiting_report WHERE visit = ? AND report = ?');
  return {
    putReport: async (waiting: WaitingReport): Promise<void> => {
      put.run(waiting);
    },
    dropReport: async (visit: string, report: string): Promise<void> => {
      drop.run(visit, report);
    },
  };
}
