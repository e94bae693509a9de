import type { Sql } from './sql.ts';

/** An outcome as it's stored. */
export interface StoredOutcome {
  mutation: string;
  at: string;
  fingerprint: string;
  answer: string;
}

/**
 * What a transaction owes its database until its end: a tally that a hundred rows of a batch add to is written once, and their outcomes
 * go together.
 */
export interface Owed {
  /** Adds to the tally of a kind and a scope key. */
  tally(kind: number, scope: string, rows: number, versions: number): void;
  remember(outcome: StoredOutcome): void;
  /** Owes a look whether a public id is one thing's alone. */
  claim(publicId: string): void;
  /** The outcome that is owed of a mutation. */
  outcomeOf(mutation: string): StoredOutcome | undefined;
  /** Gives what takes back all that's owed from now on. */
  mark(): () => void;
  /** Owes nothing any more, as a transaction that begins. */
  clear(): void;
  /** Writes what is owed. @throws Error where an id that was claimed is another thing's too */
  settle(): Promise<void>;
}

/** Outcomes that go in one statement where there are as many. */
const outcomesAtOnce = 50;

/** Prepares what is owed for a connection's transactions, which follow each other. */
export function owing(sql: Sql): Owed {
  const addToTally = sql.prepare(
    `INSERT INTO tally (kind, scope, count, version_sum) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, scope) DO UPDATE SET count = tally.count + excluded.count,
       version_sum = tally.version_sum + excluded.version_sum`,
  );
  const held = sql
    .prepare<[{ ids: string }], string>(
      `SELECT id FROM (
         SELECT public_id AS id FROM entity WHERE ${sql.dialect.isOneOf('public_id', '@ids')}
         UNION ALL SELECT code AS id FROM lone_customer WHERE ${sql.dialect.isOneOf('code', '@ids')}
       ) AS held GROUP BY id HAVING count(*) > 1`,
    )
    .pluck();
  const insert = (count: number) => {
    const rows = Array.from({ length: count }, () => '(?, ?, ?, ?)').join(', ');
    return sql.prepare(`INSERT INTO outcome (mutation, at, fingerprint, answer) VALUES ${rows}`);
  };
  const [insertOne, insertMany] = [insert(1), insert(outcomesAtOnce)];
  let tallies: [kind: number, scope: string, rows: number, versions: number][] = [];
  const outcomes = new Map<string, StoredOutcome>();
  let claims: string[] = [];

  const settleTallies = async (): Promise<void> => {
    const sums = new Map<string, (typeof tallies)[number]>();
    for (const [kind, scope, rows, versions] of tallies) {
      const key = `${kind} ${scope}`;
      const [, , before, sum] = sums.get(key) ?? [kind, scope, 0, 0];
      sums.set(key, [kind, scope, before + rows, sum + versions]);
    }
    for (const sum of sums.values()) await addToTally.run(...sum);
  };
  const settleOutcomes = async (): Promise<void> => {
    const rows = [...outcomes.values()].map(({ mutation, at, fingerprint, answer }) => [
      ...[mutation, at, fingerprint, answer],
    ]);
    let from = 0;
    for (; from + outcomesAtOnce <= rows.length; from += outcomesAtOnce)
      await insertMany.run(...rows.slice(from, from + outcomesAtOnce).flat());
    for (const row of rows.slice(from)) await insertOne.run(...row);
  };
  return {
    tally: (...added) => void tallies.push(added),
    remember: (outcome) => void outcomes.set(outcome.mutation, outcome),
    claim: (publicId) => void claims.push(publicId),
    outcomeOf: (mutation) => outcomes.get(mutation),
    mark: () => {
      const [before, known] = [tallies.length, outcomes.size];
      return () => {
        tallies.length = before;
        for (const mutation of [...outcomes.keys()].slice(known)) outcomes.delete(mutation);
      };
    },
    clear: () => {
      tallies = [];
      outcomes.clear();
      claims = [];
    },
    settle: async () => {
      await settleTallies();
      await settleOutcomes();
      if (claims.length > 0 && (await held.get({ ids: JSON.stringify(claims) })) !== undefined)
        throw new Error('A Customer ID was drawn that something else has');
    },
  };
}
