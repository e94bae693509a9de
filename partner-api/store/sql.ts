import type { Dialect } from './dialects/dialect.ts';

/**
 * A statement, prepared once for its connection. It names its columns: `*` would become others under it, which a connection refuses,
 * once a newer version has added one. Its parameters are `?` in order, or `@name` out of an object; what an object holds
 * besides is left alone, and what it holds as undefined is null.
 */
export interface Statement<P extends unknown[], R> {
  get(...params: P): Promise<R | undefined>;
  all(...params: P): Promise<R[]>;
  run(...params: P): Promise<void>;
  /** The same statement, its rows being their first column. */
  pluck(): Statement<P, R>;
}

/**
 * One connection, spoken to alike whichever database is behind it. The statements are written for both; what differs is asked of
 * {@link Sql.dialect}. One connection is used by one caller at a time.
 */
export interface Sql {
  readonly dialect: Dialect;
  prepare<P extends unknown[] = unknown[], R = unknown>(text: string): Statement<P, R>;
}

/** A connection for reading. */
export interface ReadingSql extends Sql {
  /** A number that's another one once anything was committed, as of the moment that's looked at; left out where there's none that's cheap. */
  readonly moment?: () => Promise<number>;
  /**
   * Prepares a query of a column `doc`, whose parameters are `?`: its documents joined with commas, as the bytes of UTF-8 that they
   * are, no row becoming a value of its own on its way out; null where there are none.
   */
  joinedDocs<P extends (string | number)[]>(query: string): (...params: P) => Promise<Uint8Array | null>;
  /** The same function, all of whose statements see one moment. */
  atOneMoment<A extends unknown[], T>(work: (...args: A) => Promise<T>): (...args: A) => Promise<T>;
}

/** A connection for writing, within a transaction that somebody else began. */
export interface WritingSql extends Sql {
  /** Runs `work`; when it throws, only what it did is taken back and the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** The commit sequence, which nobody else moves while the transaction is under way. */
  readonly sequence: {
    /** The last number given. */
    last(): Promise<number>;
    /** Gives the next one. */
    take(): Promise<number>;
  };
  /** What was learnt of the database in this transaction and is true until it ends: forgotten with it, and when an attempt fails. */
  readonly known: Map<string, unknown>;
}
