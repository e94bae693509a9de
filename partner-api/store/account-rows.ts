import type { Sql } from './sql.ts';
import type { Role } from '../../common/domain/access.ts';
import type { NotificationKind } from '../../common/domain/accounts.ts';
import { kindNumbers } from './columns.ts';

/** What is kept of an account besides its login, role and scope. Times in milliseconds. */
export interface AccountDetails {
  /** Where its mails go; empty for nowhere. */
  email: string;
  /** The customer record; null is one's own partnership. */
  customerId: string | null;
  /** The account that it's below; null for those that a database begins with. */
  parentId: string | null;
  expiresAt: number | null;
  revokedAt: number | null;
  /** When its password was set last; null for never since it was made. */
  passwordAt: number | null;
  notificationsOff: readonly NotificationKind[];
}

/** Details of an account of which nothing was said. */
export const noDetails: AccountDetails = {
  ...{ email: '', customerId: null, parentId: null, expiresAt: null },
  ...{ revokedAt: null, passwordAt: null, notificationsOff: [] },
};

/** An account as whoever manages accounts sees it. */
export interface AccountRecord extends AccountDetails {
  id: string;
  login: string;
  name: string;
  role: Role;
  brandId: string | null;
  /** Null where the brand isn't there (any more). */
  brandName: string | null;
  isDisabled: boolean;
  createdAt: number;
  lastUsedAt: number | null;
  version: number;
}

type Row = Omit<AccountRecord, 'isDisabled' | 'notificationsOff'> & {
  disabled: number;
  notificationsOff: string;
};

const columns = `
  a.id AS id, a.login AS login, a.name AS name, a.role AS role, a.brand AS brandId, b.doc ->> 'name' AS brandName,
  a.disabled AS disabled, a.created_at AS createdAt, a.last_used_at AS lastUsedAt, a.version AS version, a.email AS email,
  a.customer AS customerId, a.parent AS parentId, a.expires_at AS expiresAt, a.revoked_at AS revokedAt,
  a.password_at AS passwordAt, a.notifications_off AS notificationsOff`;
const from = `FROM account a LEFT JOIN entity b ON b.kind = ${kindNumbers.brand} AND b.id = a.brand`;

function recordOf({ disabled, notificationsOff, ...row }: Row): AccountRecord {
  return {
    ...row,
    isDisabled: disabled === 1,
    notificationsOff: JSON.parse(notificationsOff) as NotificationKind[],
  };
}

/** Reads of accounts as they're managed; projects' own logins are managed with their projects. */
export function accountReader(sql: Sql) {
  const all = sql.prepare<[], Row>(
    `SELECT ${columns} ${from} WHERE a.role <> 'delegated' ORDER BY a.created_at, a.id`,
  );
  const one = sql.prepare<[string], Row>(
    `SELECT ${columns} ${from} WHERE a.id = ? AND a.role <> 'delegated'`,
  );
  return {
    /** Every account, the oldest first. */
    accountRecords: async (): Promise<AccountRecord[]> => (await all.all()).map(recordOf),
    accountRecord: async (id: string): Promise<AccountRecord | null> => {
      const row = await one.get(id);
      return row ? recordOf(row) : null;
    },
  };
}

/** Writes of what is kept of accounts, within a transaction, and the reads of it. */
export function accountWriter(sql: Sql) {
  const save = sql.prepare(
    `UPDATE account SET email = @email, customer = @customerId, parent = @parentId, expires_at = @expiresAt,
       revoked_at = @revokedAt, password_at = @passwordAt, notifications_off = @notificationsOff, version = version + 1
     WHERE id = @id`,
  );
  const used = sql.prepare('UPDATE account SET last_used_at = ? WHERE id = ?');
  return {
    ...accountReader(sql),
    /** Writes the details of an account that is there; its version rises. */
    saveAccountDetails: async (id: string, details: AccountDetails): Promise<void> => {
      const { email, customerId, parentId, expiresAt, revokedAt, passwordAt, notificationsOff } = details;
      await save.run({
        ...{ id, email, customerId, parentId, expiresAt, revokedAt, passwordAt },
        notificationsOff: JSON.stringify(notificationsOff),
      });
    },
    noteAccountUsed: async (id: string, at: number): Promise<void> => {
      await used.run(at, id);
    },
  };
}
