import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { OpenReport } from '../../db/api.ts';
import { readCurrent, generationFile } from '../../db/store/folder.ts';
import { createWriter } from '../../db/writer.ts';

/** The folders of caches below a console's data folder. */
export function cacheFolders(userDataFolder: string): string[] {
  return readdirSync(userDataFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('journal.log'))
    .map((name) => dirname(join(userDataFolder, name)));
}

/** The one cache of a console that has signed in once. */
export function cacheFolder(userDataFolder: string): string {
  const [only, ...others] = cacheFolders(userDataFolder);
  if (only === undefined || others.length > 0) throw new Error(`${others.length + 1} caches, not one`);
  return only;
}

export interface KeptHere {
  /** How the next start would find the cache. */
  report: OpenReport;
  /** What SQLite says of the file as it was left. */
  integrity: string;
  /** Ids of the changes in the outbox once the journal has been read. */
  outbox: Set<string>;
}

/** What a console that was killed has on its disk. Looks at a copy, so that the next start meets what was left. */
export function keptHere(userDataFolder: string): KeptHere {
  const copy = mkdtempSync(join(tmpdir(), 'switchyard-kept-'));
  try {
    cpSync(cacheFolder(userDataFolder), copy, { recursive: true });
    const { report, close } = createWriter({ folder: copy, context: 'partner-account' });
    close();
    const db = new Database(generationFile(copy, readCurrent(copy).generation));
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    const ids = db.prepare<[], string>('SELECT id FROM outbox').pluck().all();
    db.close();
    return { report, integrity, outbox: new Set(ids) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** How often each mutation took effect on a partner API, by its Activity but for what a seed wrote there. Reads the file of the server, running or not. */
export function effectsOnServer(dataFolder: string): Map<string, number> {
  const db = new Database(join(dataFolder, 'partner-api.db'), { readonly: true, timeout: 10_000 });
  try {
    const rows = db
      .prepare<[], { mutation: string; times: number }>(
        'SELECT mutation, count(*) AS times FROM activity WHERE request <> mutation GROUP BY mutation',
      )
      .all();
    return new Map(rows.map(({ mutation, times }) => [mutation, times]));
  } finally {
    db.close();
  }
}

/** What SQLite says of a partner API's database. */
export function integrityOfServer(dataFolder: string): string {
  const db = new Database(join(dataFolder, 'partner-api.db'), { timeout: 10_000 });
  try {
    return String(db.pragma('integrity_check', { simple: true }));
  } finally {
    db.close();
  }
}
