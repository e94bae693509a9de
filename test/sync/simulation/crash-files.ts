import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * When a client's process dies: `before` a call of its cache's writer; `after` it but before it's answered. Of a call that writes the
 * journal: `between` the journal and the cache, where the first is on the disk and the second isn't; `torn` in the middle of writing the
 * journal. Of a call that has several transactions: `mid`, after one of them that isn't its last.
 */
export type CrashInstant = 'before' | 'between' | 'torn' | 'mid' | 'after';

const makeTransaction = Database.prototype.transaction;

/** Tells of every commit, until it's called with null. Only in this process, around better-sqlite3: the product has no such door. */
export function atCommits(tell: (() => void) | null): void {
  Database.prototype.transaction = tell ? tellingTransaction(tell) : makeTransaction;
}

function tellingTransaction(tell: () => void): typeof makeTransaction {
  return function (this: Database.Database, work: never) {
    const made = makeTransaction.call(this, work) as Database.Transaction;
    const { deferred, immediate, exclusive } = made;
    const telling = (...args: unknown[]): unknown => {
      const value: unknown = immediate(...args);
      tell();
      return value;
    };
    return Object.assign((...args: unknown[]): unknown => made(...args), {
      deferred,
      exclusive,
      immediate: telling,
    });
  } as unknown as typeof makeTransaction;
}

export function cacheFilesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^(cache-\d+\.db(-wal)?|current\.json)$/.test(name));
}

export type KeptFiles = ReturnType<typeof keepFiles>;

/** The cache's files as they are, to be put back beside a journal that has gone on. */
export function keepFiles(folder: string) {
  const files = cacheFilesIn(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
  const journal = join(folder, 'journal.log');
  const was = existsSync(journal) ? readFileSync(journal) : Buffer.alloc(0);
  return {
    /** Whether something was written to the journal since. */
    isJournalLonger: () => existsSync(journal) && statSync(journal).size > was.byteLength,
    putBack(fresh: string, instant: CrashInstant): void {
      for (const name of cacheFilesIn(fresh)) rmSync(join(fresh, name));
      for (const [name, bytes] of files) writeFileSync(join(fresh, name), bytes);
      const appended = join(fresh, 'journal.log');
      const length = existsSync(appended) ? readFileSync(appended).byteLength : 0;
      if (instant === 'mid') writeFileSync(appended, was);
      if (instant === 'torn' && length > was.byteLength)
        truncateSync(appended, was.byteLength + Math.floor((length - was.byteLength) / 2));
    },
  };
}
