import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { columnTypes } from '../../partner-api/store/postgres/connection.ts';
import { postgresText } from '../../partner-api/store/postgres/statement-text.ts';
import { asOwner } from './postgres-server.ts';

/** A partner API's data folder, and where its database is when it isn't in there. */
export interface KeptBy {
  folder: string;
  databaseUrl: string | null;
}

type Row = Record<string, string | number | null>;

/** Runs a statement in the database of a partner API as somebody who holds it, beside a running server or without one; `?` are its parameters. */
export async function inDatabase(
  { folder, databaseUrl }: KeptBy,
  statement: string,
  ...params: (string | number | null)[]
): Promise<Row[]> {
  if (databaseUrl === null) {
    const db = new Database(join(folder, 'partner-api.db'));
    try {
      const prepared = db.prepare<unknown[], Row>(statement);
      if (prepared.reader) return prepared.all(...params);
      prepared.run(...params);
      return [];
    } finally {
      db.close();
    }
  }
  const client = new pg.Client({ connectionString: asOwner(databaseUrl), types: columnTypes });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(postgresText(statement).text, params);
    return rows;
  } finally {
    await client.end();
  }
}

/** Rewrites documents of a kind (by its number) where they lie. */
export async function editDocuments(
  kept: KeptBy,
  kind: number,
  edit: (doc: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  for (const { id, doc } of await inDatabase(kept, 'SELECT id, doc FROM entity WHERE kind = ?', kind)) {
    const edited = JSON.stringify(edit(JSON.parse(String(doc)) as Record<string, unknown>));
    if (edited !== doc)
      await inDatabase(kept, 'UPDATE entity SET doc = ? WHERE kind = ? AND id = ?', edited, kind, id ?? '');
  }
}

/** The hash of a project's password. */
export async function projectPasswordHash(kept: KeptBy, project: string): Promise<string> {
  const [row] = await inDatabase(kept, 'SELECT hash FROM project_password WHERE project = ?', project);
  return String(row?.['hash'] ?? '');
}

/** Where in a partner API's database a text stands: names of its files or tables. */
export async function placesWith(kept: KeptBy, text: string): Promise<string[]> {
  if (kept.databaseUrl === null)
    return readdirSync(kept.folder)
      .filter((name) => name.startsWith('partner-api.db'))
      .filter((name) => readFileSync(join(kept.folder, name)).includes(text));
  const tables = await inDatabase(
    kept,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await inDatabase(
      kept,
      `SELECT count(*) AS found FROM "${name}" AS whole WHERE strpos(whole::text, ?) > 0`,
      text,
    );
    if (row?.['found'] !== 0) found.push(String(name));
  }
  return found;
}
