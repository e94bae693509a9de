import Database from 'better-sqlite3';
import { join } from 'node:path';
import { newId } from '../../../common/domain/ids.ts';

/** A partner that signed up and confirmed its e-mail, written into the database of a data folder. Gives its id. */
export function signedUp(folder: string): string {
  const id = newId();
  const db = new Database(join(folder, 'partner-api.db'));
  db.prepare(
    `INSERT INTO partner_sign_up (id, name, contact, email, country, state, made_at)
     VALUES (?, 'Fjord Partners', 'Ann Berg', ?, 'NO', 'waiting', ?)`,
  ).run(id, `${id}@fjord.example`, Date.now());
  db.close();
  return id;
}
