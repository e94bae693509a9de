import { escapeLiteral } from 'pg';

/** A statement as PostgreSQL takes it: numbered parameters, and where each comes from. */
export interface PostgresText {
  text: string;
  /** Names in the order of their numbers; null where parameters come in order. */
  names: readonly string[] | null;
}

const pieces = /'(?:[^']|'')*'|"[^"]*"|\?|@(\w+)|\bAS ([a-z]+[A-Z]\w*)\b/g;

/**
 * A statement with `?` or `@name` for parameters, as PostgreSQL takes it. Names given with AS keep their capital letters, which it
 * would make small; texts in quotes are left alone.
 * @throws Error where a statement mixes both kinds of parameters
 */
export function postgresText(statement: string): PostgresText {
  const names: string[] = [];
  let unnamed = 0;
  const text = statement.replace(pieces, (piece, name: string | undefined, alias: string | undefined) => {
    if (alias !== undefined) return `AS "${alias}"`;
    if (piece === '?') return `$${++unnamed}`;
    if (name === undefined) return piece;
    const known = names.indexOf(name);
    return `$${known >= 0 ? known + 1 : names.push(name)}`;
  });
  if (unnamed > 0 && names.length > 0)
    throw new Error(`A statement has parameters of two kinds: ${statement}`);
  return { text, names: names.length > 0 ? names : null };
}

/** A statement of {@link postgresText} with values in the place of its parameters, for a command that takes none, as COPY. */
export function withValues(text: string, values: readonly (string | number)[]): string {
  return text.replace(/'(?:[^']|'')*'|\$(\d+)/g, (piece, number: string | undefined) => {
    if (number === undefined) return piece;
    const value = values[Number(number) - 1];
    if (value === undefined) throw new Error(`A statement has no value for its parameter ${number}: ${text}`);
    return typeof value === 'number' ? String(value) : escapeLiteral(value);
  });
}
