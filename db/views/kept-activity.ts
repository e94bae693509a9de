import type { ActivityItem } from '../../common/contract/activity.ts';
import type { Connection } from '../store/database.ts';

/** Most entries of Activity that are kept: the newest. */
export const mostKeptEntries = 2000;

/** What is kept of Activity, newest first. */
export interface KeptActivity {
  /** When its newest entries were last read; null where they never were. */
  readAt: string | null;
  items: ActivityItem[];
}

/** A stretch of Activity as it was read at `at`. */
export interface ReadActivity {
  at: string;
  items: ActivityItem[];
  /** Whether it's the newest of all, with nothing left out. */
  isNewest: boolean;
}

/**
 * Keeps entries that were read. Where the newest don't hold what was kept of their stretch, it's another Activity (the partner API
 * was restored, or the account sees less now), and what was kept goes.
 */
export function keepActivity(db: Connection, { at, items, isNewest }: ReadActivity): void {
  const [newest, oldest] = [items[0]?.entry ?? 0, items.at(-1)?.entry ?? 0];
  db.transaction(() => {
    if (isNewest) {
      const { changes } = db
        .prepare(
          `DELETE FROM keptActivity WHERE entry > ? OR
             (entry >= ? AND entry NOT IN (SELECT value FROM json_each(?)))`,
        )
        .run(newest, oldest, JSON.stringify(items.map(({ entry }) => entry)));
      if (changes > 0) db.prepare('DELETE FROM keptActivity').run();
      db.prepare('INSERT OR REPLACE INTO keptActivityAt (one, at) VALUES (1, ?)').run(at);
    }
    const keep = db.prepare('INSERT OR REPLACE INTO keptActivity (entry, doc) VALUES (?, ?)');
    for (const item of items) keep.run(item.entry, JSON.stringify(item));
    db.prepare(
      `DELETE FROM keptActivity WHERE entry NOT IN
         (SELECT entry FROM keptActivity ORDER BY entry DESC LIMIT ${mostKeptEntries})`,
    ).run();
  })();
}

/** What is kept of Activity. */
export function keptActivity(db: Connection): KeptActivity {
  const readAt = db.prepare<[], string>('SELECT at FROM keptActivityAt').pluck().get() ?? null;
  const docs = db.prepare<[], string>('SELECT doc FROM keptActivity ORDER BY entry DESC').pluck().all();
  return { readAt, items: docs.map((doc) => JSON.parse(doc) as ActivityItem) };
}
