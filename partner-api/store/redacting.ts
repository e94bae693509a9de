import { hash } from 'node:crypto';
import { z } from 'zod';
import {
  canonicalForm,
  chainBeginning,
  chainedColumns,
  chainedHash,
  type ChainedRow,
} from './audit-chain.ts';
import { noProjectKeys } from './project-keys.ts';
import { sealedValues } from './project-seal.ts';
import type { Sql } from './sql.ts';

/** What is signed of an entry out of which values were taken: where it stands in the chain, and what is left of it. */
export interface Redaction {
  /** The id that the chain begins with. */
  instance: string;
  entry: number;
  /** The hash of the entry before it. */
  before: string;
  /** Its own hash, over what it was. */
  hash: string;
  /** SHA-256 of the canonical form of what is left. */
  digest: string;
}

const kept = z.object({ digest: z.string(), signature: z.string() });
/** What is kept of it beside the entry. */
export type KeptRedaction = z.infer<typeof kept>;

/** The property under which an entry's is kept. */
export const redactionKey = (entry: number): string => `redaction ${entry}`;

/** What a property holds; null where it's none, or none that can be read. */
export function keptRedaction(value: string | null): KeptRedaction | null {
  if (value === null) return null;
  try {
    return kept.parse(JSON.parse(value));
  } catch {
    // Somebody wrote it who can vouch for nothing.
    return null;
  }
}

/** SHA-256 of an entry's canonical form. */
export const digestOf = (canonical: string): string => hash('sha256', canonical);

type Stored = ChainedRow & { hash: string };

/**
 * Takes what is erased with a project out of the entries about it that hold it in clear. The hash of each stays as it is; what is left
 * is vouched for by a signature. An entry that isn't what its hash says stays, as the evidence that it is.
 * @returns how many entries were changed
 */
export async function redactProject(
  sql: Sql,
  { instance, project, sign }: { instance: string; project: string; sign: (redaction: Redaction) => string },
): Promise<number> {
  const about = await sql
    .prepare<[string], Stored>(
      `SELECT ${chainedColumns.join(', ')}, hash FROM activity WHERE kind = 'project' AND entity = ? ORDER BY entry`,
    )
    .all(project);
  const hashOf = sql.prepare<[number], string>('SELECT hash FROM activity WHERE entry = ?').pluck();
  const vouch = sql.prepare(
    'INSERT INTO property (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const change = sql.prepare('UPDATE activity SET before = @before, after = @after WHERE entry = @entry');
  let changed = 0;
  for (const row of about) {
    const { entry } = row;
    const left = { ...row, before: without(project, row.before), after: without(project, row.after) };
    if (left.before === row.before && left.after === row.after) continue;
    const before = entry === 1 ? chainBeginning(instance) : await hashOf.get(entry - 1);
    if (before === undefined || chainedHash(before, canonicalForm(row)) !== row.hash) continue;
    const digest = digestOf(canonicalForm(left));
    const signature = sign({ instance, entry, before, hash: row.hash, digest });
    await vouch.run(redactionKey(entry), JSON.stringify({ digest, signature } satisfies KeptRedaction));
    await change.run({ entry, before: left.before, after: left.after });
    changed += 1;
  }
  return changed;
}

function without(project: string, json: string | null): string | null {
  if (json === null) return null;
  return JSON.stringify(sealedValues(noProjectKeys, project, JSON.parse(json) as Record<string, unknown>));
}
