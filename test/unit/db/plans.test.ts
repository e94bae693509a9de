import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../../db/store/database.ts';
import { openForReading } from '../../../db/store/database.ts';
import { bulkJobs } from '../../../db/views/bulk-jobs.ts';
import { conflictPage } from '../../../db/views/conflicts.ts';
import { decisionPage } from '../../../db/views/decisions.ts';
import { knownBin } from '../../../db/views/recycle-bin.ts';
import { customerRow, openWith, siteRow } from './fixture.ts';

/** The connection, and how SQLite goes about every statement that is prepared on it. */
function watched(db: Connection): { db: Connection; plans: string[] } {
  const plans: string[] = [];
  const prepare = db.prepare.bind(db);
  const watching = new Proxy(db, {
    get: (target, key) => {
      if (key !== 'prepare') return Reflect.get(target, key) as unknown;
      return (sql: string) => {
        const statement = prepare(sql);
        const places = sql.match(/\?/g)?.length ?? 0;
        const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array.from({ length: places }, () => null));
        plans.push(...(steps as { detail: string }[]).map(({ detail }) => detail));
        return statement;
      };
    },
  });
  return { db: watching, plans };
}

test.each<[string, (db: Connection) => unknown]>([
  ['conflicts', (db) => conflictPage(db, 0, 0, 50)],
  ['settled conflicts', (db) => decisionPage(db, 0, { entityId: null, offset: 0, limit: 50 })],
  ['bulk deletes', (db) => bulkJobs(db)],
  ['the recycle bin', (db) => knownBin(db)],
])(
  '%s are read without looking through all customers, sites or probes, however many there are',
  (_, view) => {
    const { folder } = openWith({
      customer: [customerRow(1, 'One')],
      site: [siteRow(2, 'A', customerRow(1, 'One').id)],
    });
    const { db, plans } = watched(openForReading(join(folder, 'cache-1.db')));
    view(db);
    db.close();
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter((step) => /^SCAN (ours|others|customer|site|probe|row)\b/.test(step))).toEqual([]);
  },
);
