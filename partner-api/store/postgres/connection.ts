import { createHash } from 'node:crypto';
import pg, { type PoolClient } from 'pg';
import { postgresDialect } from '../dialects/postgres.ts';
import type { ReadingSql, Statement, WritingSql } from '../sql.ts';
import { postgresText, type PostgresText } from './statement-text.ts';

/** Documents are of the type json, which keeps them to the letter, and are read as the text that they are. */
const asText = (text: string): string => text;
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.JSON, asText],
  [pg.types.builtins.JSONB, asText],
]);

/** How columns are read: whole numbers as numbers, which no sequence outgrows (2^53), and documents as text. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(type)) ?? pg.types.getTypeParser(type, format as 'text'),
};

/** A place for the connection that statements run on: whoever has taken one from the pool sets it, and no one else uses the slot meanwhile. */
export interface Slot {
  client: PoolClient | null;
}

/** Statements by their text: each is planned once a connection, under a name of its own. */
const known = new Map<string, PostgresText & { name: string }>();

function planned(statement: string): PostgresText & { name: string } {
  const there = known.get(statement);
  if (there) return there;
  const made = {
    ...postgresText(statement),
    name: createHash('sha256').update(statement).digest('base64url').slice(0, 24),
  };
  known.set(statement, made);
  return made;
}

class PostgresStatement<P extends unknown[], R> implements Statement<P, R> {
  readonly #slot: Slot;
  readonly #plan: PostgresText & { name: string };
  #isPlucked = false;

  constructor(slot: Slot, text: string) {
    this.#slot = slot;
    this.#plan = planned(text);
  }

  async all(...params: P): Promise<R[]> {
    const { client } = this.#slot;
    if (!client) throw new Error('A statement runs outside of the work that its connection was taken for');
    const { name, text, names } = this.#plan;
    const given = names ? names.map((each) => (params[0] as Record<string, unknown>)[each]) : params;
    const values = given.map(withoutNul);
    if (!this.#isPlucked) return (await client.query<R & pg.QueryResultRow>({ name, text, values })).rows;
    const { rows } = await client.query<unknown[]>({ name, text, values, rowMode: 'array' });
    return rows.map(([first]) => first as R);
  }

  async get(...params: P): Promise<R | undefined> {
    return (await this.all(...params))[0];
  }

  async run(...params: P): Promise<void> {
    await this.all(...params);
  }

  pluck(): Statement<P, R> {
    this.#isPlucked = true;
    return this;
  }
}

/** PostgreSQL has no texts with a NUL in them. No name may have one; what is searched by one finds nothing. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

function prepareOn(slot: Slot) {
  return <P extends unknown[], R>(text: string): Statement<P, R> => new PostgresStatement<P, R>(slot, text);
}

async function command(slot: Slot, text: string): Promise<void> {
  await slot.client?.query(text);
}

/** A slot for reading. */
export function postgresReading(slot: Slot): ReadingSql {
  return {
    dialect: postgresDialect,
    prepare: prepareOn(slot),
    atOneMoment:
      (work) =>
      async (...args) => {
        await command(slot, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        try {
          return await work(...args);
        } finally {
          await command(slot, 'ROLLBACK');
        }
      },
  };
}

/** A slot for writing. */
export function postgresWriting(slot: Slot): WritingSql {
  return {
    dialect: postgresDialect,
    prepare: prepareOn(slot),
    attempt: async (work) => {
      await command(slot, 'SAVEPOINT attempt');
      try {
        const value = await work();
        await command(slot, 'RELEASE attempt');
        return value;
      } catch (error) {
        await command(slot, 'ROLLBACK TO attempt; RELEASE attempt');
        throw error;
      }
    },
  };
}
