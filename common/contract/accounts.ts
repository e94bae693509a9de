import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { accountCreation, accountPatch, managedAccount } from '../partner-api/accounts.ts';

/** Shapes of the screen of accounts. */

export const accountRow = managedAccount.extend({
  /** Null for one's own partnership, and for a customer that isn't here. */
  customerName: z.string().nullable(),
  /** Null for accounts that are below no other, or below one that isn't in sight. */
  parentLogin: z.string().nullable(),
});
export type AccountRow = z.infer<typeof accountRow>;

export const accountsPage = z.object({
  accounts: z.array(accountRow),
  /** Name of the partner account, for what's suggested. */
  partnership: z.string(),
  /** The account that is signed in. */
  own: z.string(),
});
export type AccountsPage = z.infer<typeof accountsPage>;

/** A new account. Without a password a random one is made. */
export const newAccount = accountCreation;
export const accountEdit = z.object({ id: entityId, version: z.int(), patch: accountPatch });
export const newPassword = z.object({ id: entityId, password: z.string().min(1).max(1000).nullable() });
