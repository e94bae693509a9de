import { z } from 'zod';
import { actions } from '../domain/access.ts';
import { entityKind } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { accessAnswer, accountCreation, accountPatch, managedAccount } from '../partner-api/accounts.ts';

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

/** Whether an account may do something to a thing; null is one's own account, or nothing in particular. */
export const accessAsked = z.object({
  accountId: entityId.nullable(),
  action: z.enum(actions),
  thing: z.object({ kind: entityKind, id: entityId }).nullable(),
});
export type AccessAsked = z.infer<typeof accessAsked>;

export const accessExplained = accessAnswer.extend({
  /** Where it was decided here with what the cache knows: why the partner API couldn't be asked. */
  here: z.string().nullable(),
});
export type AccessExplained = z.infer<typeof accessExplained>;

/** A new account. Without a password a random one is made. */
export const newAccount = accountCreation;
export const accountEdit = z.object({ id: entityId, version: z.int(), patch: accountPatch });
export const newPassword = z.object({ id: entityId, password: z.string().min(1).max(1000).nullable() });
