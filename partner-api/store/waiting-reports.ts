import type { Sql } from './sql.ts';

/** A report of a visit that waits to be mailed; times in milliseconds. */
export interface WaitingReport {
  visit: string;
  report: string;
  dueAt: number;
  tries: number;
}

/** What waits to be mailed, the next one first. */
export function waitingReportReader(sql: Sql) {
  const next = sql.prepare<[], WaitingReport>(
    'SELECT visit, report, due_at AS dueAt, tries FROM waiting_report ORDER BY due_at LIMIT 1',
  );
  return { nextReport: async (): Promise<WaitingReport | null> => (await next.get()) ?? null };
}

/** What a transaction does about reports that wait. */
export function waitingReportWriter(sql: Sql) {
  const put = sql.prepare(
    `INSERT INTO waiting_report (visit, report, due_at, tries) VALUES (@visit, @report, @dueAt, @tries)
     ON CONFLICT (visit, report) DO UPDATE SET due_at = excluded.due_at, tries = excluded.tries`,
  );
  const drop = sql.prepare('DELETE FROM waiting_report WHERE visit = ? AND report = ?');
  return {
    putReport: async (waiting: WaitingReport): Promise<void> => {
      await put.run(waiting);
    },
    dropReport: async (visit: string, report: string): Promise<void> => {
      await drop.run(visit, report);
    },
  };
}
