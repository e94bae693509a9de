import { createHash } from 'node:crypto';
import pg, { type PoolClient } from 'pg';
import { postgresDialect } from '../dialects/postgres.ts';
import type { ReadingSql, Statement, WritingSql } from '../sql.ts';
import { copied } from './copied.ts';
import { postgresText, withValues, type PostgresText } from './statement-text.ts';

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

/** A slot for writing: its statements are sent off without waiting for those before, which the connection answers in their order. */
export interface WritingSlot extends Slot {
  /** The last number of the sequence, known since the transaction began with it locked. */
  seq: number;
  /** When what was sent off is answered. */
  sent: Promise<unknown>;
  /** What went wrong first of what was sent off. */
  fault: unknown;
}

/** A slot that nobody has taken. */
export function writingSlot(): WritingSlot {
  return { client: null, seq: 0, sent: Promise.resolve(), fault: undefined };
}

/** Waits for what was sent off. @throws what went wrong first */
export async function answered(slot: WritingSlot): Promise<void> {
  await slot.sent;
  const { fault } = slot;
  slot.fault = undefined;
  if (fault !== undefined) throw fault as Error;
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
    const client = clientOf(this.#slot);
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

function clientOf({ client }: Slot): PoolClient {
  if (!client) throw new Error('A statement runs outside of the work that its connection was taken for');
  return client;
}

/** PostgreSQL has no texts with a NUL in them. No name may have one; what is searched by one finds nothing. */
function withoutNul<T>(value: T): T | string {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

/** Leaves a statement to be answered later. */
function sendOff(slot: WritingSlot, statement: Promise<unknown>): void {
  slot.sent = statement.catch((error: unknown) => {
    slot.fault ??= error;
  });
}

/** A statement of a transaction. What it writes is sent off; only what's read is waited for. */
class SentStatement<P extends unknown[], R> extends PostgresStatement<P, R> {
  readonly #slot: WritingSlot;

  constructor(slot: WritingSlot, text: string) {
    super(slot, text);
    this.#slot = slot;
  }

  override async all(...params: P): Promise<R[]> {
    try {
      return await super.all(...params);
    } catch (error) {
      // It may have failed for one before it alone.
      await answered(this.#slot);
      throw error;
    }
  }

  override run(...params: P): Promise<void> {
    sendOff(this.#slot, super.all(...params));
    return nothing;
  }
}

const nothing = Promise.resolve();

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
    joinedDocs: (query) => {
      const { text } = postgresText(query);
      return async (...params) =>
        copied(
          clientOf(slot),
          `SELECT string_agg(doc::text, ',') FROM (${withValues(text, params.map(withoutNul))}) AS page`,
        );
    },
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
export function postgresWriting(slot: WritingSlot): WritingSql {
  const known = new Map<string, unknown>();
  let attempts = 0;
  return {
    dialect: postgresDialect,
    prepare: <P extends unknown[], R>(text: string): Statement<P, R> => new SentStatement<P, R>(slot, text),
    known,
    sequence: { last: async () => slot.seq, take: async () => ++slot.seq },
    attempt: async (work) => {
      const { seq } = slot;
      // A name of its own: going back can't be mistaken for going back further, where what was sent off before it has failed.
      const name = `attempt_${++attempts}`;
      sendOff(slot, command(slot, `SAVEPOINT ${name}`));
      try {
        const value = await work();
        sendOff(slot, command(slot, `RELEASE ${name}`));
        return value;
      } catch (error) {
        const first = await answered(slot).then(
          () => null,
          (fault: unknown) => ({ fault }),
        );
        slot.seq = seq;
        known.clear();
        await command(slot, `ROLLBACK TO ${name}; RELEASE ${name}`).catch((fault: unknown) => {
          throw first ? first.fault : fault;
        });
        throw error;
      }
    },
  };
}
