import { newId } from '../../../common/domain/ids.ts';
import { inDatabase, type KeptBy } from '../../support/database-of.ts';

/** A partner that signed up and confirmed its e-mail, written into the database of a partner API. Gives its id. */
export async function signedUp(kept: KeptBy): Promise<string> {
  const id = newId();
  await inDatabase(
    kept,
    `INSERT INTO partner_sign_up (id, name, contact, email, country, state, made_at)
     VALUES (?, 'Fjord Partners', 'Ann Berg', ?, 'NO', 'waiting', ?)`,
    ...[id, `${id}@fjord.example`, Date.now()],
  );
  return id;
}
