import type { Sql } from './sql.ts';

/** What waits for the server to do it. */
export interface QueueFigures {
  queue:
    | 'invite-mails'
    | 'notice-mails'
    | 'account-mails'
    | 'partner-mails'
    | 'report-mails'
    | 'closing-mails'
    | 'installations'
    | 'erasures'
    | 'bulk-delete-parts';
  waiting: number;
  /** Since when the one that waits longest could have been done, in milliseconds; null where it's told by no time. */
  since: number | null;
}

const erasing = "stage IN ('confirmed', 'erased')";

/** How much waits in each queue, and since when. */
export function queueReader(sql: Sql) {
  const byTime = (queue: QueueFigures['queue'], table: string, due = 'due_at') =>
    `SELECT '${queue}' AS queue, count(*) AS waiting, min(${due}) AS since FROM ${table} WHERE ${due} IS NOT NULL`;
  const timed = sql.prepare<[], QueueFigures>(
    [
      byTime('invite-mails', 'waiting_mail'),
      byTime('notice-mails', 'waiting_notice'),
      byTime('account-mails', 'waiting_account_mail'),
      byTime('partner-mails', 'partner_sign_up', 'mail_due'),
      byTime('report-mails', 'waiting_report'),
      byTime('closing-mails', 'project_closing', 'mail_due_at'),
      byTime('installations', 'installation'),
    ].join(' UNION ALL '),
  );
  const erasures = sql.prepare<[], { waiting: number }>(
    `SELECT count(*) AS waiting FROM project_closing WHERE ${erasing}`,
  );
  const parts = sql.prepare<[], { waiting: number; begun: string | null }>(
    `SELECT count(*) AS waiting, min(bulk_delete.begun_at) AS begun FROM bulk_delete
     JOIN bulk_delete_part ON bulk_delete_part.job = bulk_delete.id AND bulk_delete_part.outcome IS NULL
     WHERE bulk_delete.state = 'running'`,
  );
  return {
    queues: async (): Promise<QueueFigures[]> => {
      const erasure = await erasures.get();
      const part = await parts.get();
      return [
        ...(await timed.all()),
        { queue: 'erasures', waiting: erasure?.waiting ?? 0, since: null },
        {
          queue: 'bulk-delete-parts',
          waiting: part?.waiting ?? 0,
          since: part?.begun ? Date.parse(part.begun) : null,
        },
      ];
    },
  };
}
