import type Database from 'better-sqlite3';
import { sqliteDialect } from './dialects/sqlite.ts';
import type { ReadingSql, Statement, WritingSql } from './sql.ts';

/**
 * A statement of SQLite, which has its answer at once. It's prepared when it's first needed: a store has hundreds, and few of
 * them are used in its first seconds.
 */
class SqliteStatement<P extends unknown[], R> implements Statement<P, R> {
  readonly #prepare: () => Database.Statement<unknown[], R>;
  #prepared: Database.Statement<unknown[], R> | undefined;
  #plucks = false;

  constructor(prepare: () => Database.Statement<unknown[], R>) {
    this.#prepare = prepare;
  }

  get #statement(): Database.Statement<unknown[], R> {
    if (this.#prepared) return this.#prepared;
    const prepared = this.#prepare();
    if (this.#plucks) prepared.pluck();
    return (this.#prepared = prepared);
  }

  async get(...params: P): Promise<R | undefined> {
    return this.#statement.get(...params);
  }

  async all(...params: P): Promise<R[]> {
    return this.#statement.all(...params);
  }

  async run(...params: P): Promise<void> {
    this.#statement.run(...params);
  }

  pluck(): Statement<P, R> {
    this.#plucks = true;
    return this;
  }
}

function prepareOn(connection: Database.Database) {
  return <P extends unknown[], R>(text: string): Statement<P, R> =>
    new SqliteStatement<P, R>(() => connection.prepare<unknown[], R>(text));
}

/** A connection for reading, used by one caller at a time. */
export function sqliteReading(connection: Database.Database): ReadingSql {
  const version = connection.prepare<[], number>('PRAGMA data_version').pluck();
  const begin = connection.prepare('BEGIN');
  const commit = connection.prepare('COMMIT');
  return {
    dialect: sqliteDialect,
    prepare: prepareOn(connection),
    joinedDocs: (query) => {
      const joined = connection
        .prepare<unknown[], Uint8Array | null>(`SELECT CAST(group_concat(doc, ',') AS BLOB) FROM (${query})`)
        .pluck();
      return async (...params) => joined.get(...params) ?? null;
    },
    // Of what others commit; this connection writes nothing.
    moment: async () => version.get() ?? 0,
    atOneMoment:
      (work) =>
      async (...args) => {
        begin.run();
        try {
          return await work(...args);
        } finally {
          commit.run();
        }
      },
  };
}

/** The connection for writing. */
export function sqliteWriting(connection: Database.Database): WritingSql {
  const begin = connection.prepare('SAVEPOINT attempt');
  const release = connection.prepare('RELEASE attempt');
  const last = connection.prepare<[], number>('SELECT last FROM sequence').pluck();
  const next = connection.prepare<[], number>('UPDATE sequence SET last = last + 1 RETURNING last').pluck();
  const known = new Map<string, unknown>();
  return {
    dialect: sqliteDialect,
    prepare: prepareOn(connection),
    known,
    sequence: {
      last: async () => last.get() ?? 0,
      take: async () => {
        const seq = next.get();
        if (seq === undefined) throw new Error('The store has lost its sequence');
        return seq;
      },
    },
    attempt: async (work) => {
      begin.run();
      try {
        const value = await work();
        release.run();
        return value;
      } catch (error) {
        known.clear();
        // SQLite ends the whole transaction by itself on some errors (a full disk); then there's no savepoint to go back to.
        if (connection.inTransaction) connection.exec('ROLLBACK TO attempt; RELEASE attempt');
        throw error;
      }
    },
  };
}
