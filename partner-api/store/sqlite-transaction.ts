import type Database from 'better-sqlite3';
import type { EntityKind, EntityRows, Project } from '../../common/domain/entities.ts';
import { noScope, scopeKeyOf, scopeParents, sightOf } from '../../common/domain/visibility.ts';
import { activityEntryOf, chainedRowOf, type ActivityRow } from './activity-row.ts';
import { chainWriter } from './audit-chain.ts';
import { accountWriter } from './account-rows.ts';
import { signUpWriter } from './partner-sign-ups.ts';
import { installationWriter } from './installations.ts';
import { onboardingWriter } from './onboarding.ts';
import { waitingMailWriter } from './waiting-mails.ts';
import { waitingReportWriter } from './waiting-reports.ts';
import { bulkDeleteWriter } from './bulk-deletes.ts';
import { brandWriter } from './brand-rows.ts';
import { projectWriter } from './project-rows.ts';
import { projectClosingWriter } from './project-closings.ts';
import type { ProjectKeys } from './project-keys.ts';
import { openedDoc, registerSeals, sealedDoc, sealedValues } from './project-seal.ts';
import { brandsSql, kindNumbers, lookupColumns } from './columns.ts';
import {
  accountByLoginSql,
  accountOf,
  refreshTokenSql,
  tokenOf,
  type AccountRow,
  type TokenRow,
} from './session-rows.ts';
import { rescoping } from './rescoping.ts';
import { grantsOtherwise, storedRow, wholeRow, withholding, type StoredRow } from './withholding.ts';
import type { RememberedOutcome, Tombstone, Transaction } from './store.ts';

/** The statements of a transaction, prepared once for the writing connection. The caller begins and ends the transaction. */
export function sqliteTransaction(connection: Database.Database, keys: ProjectKeys): Transaction {
  registerSeals(connection, keys);
  const begin = connection.prepare('SAVEPOINT attempt');
  const release = connection.prepare('RELEASE attempt');
  const last = connection.prepare<[], number>('SELECT last FROM sequence').pluck();
  const nextSeq = connection
    .prepare<[], number>('UPDATE sequence SET last = last + 1 RETURNING last')
    .pluck();
  const oneRow = connection.prepare<[number, string], StoredRow>(
    `SELECT ${openedDoc()} AS doc, withheld FROM entity WHERE kind = ? AND id = ?`,
  );
  const onePlace = connection.prepare<[number, string], { version: number; scope: string }>(
    'SELECT version, scope FROM entity WHERE kind = ? AND id = ?',
  );
  const insertRow = connection.prepare(
    'INSERT INTO entity (kind, id, version, parent, public_id, search, doc, withheld, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const updateRow = connection.prepare(
    `UPDATE entity SET version = ?, parent = ?, public_id = ?, search = ?, doc = ?, withheld = ?, scope = ?
     WHERE kind = ? AND id = ?`,
  );
  const deleteRow = connection.prepare('DELETE FROM entity WHERE kind = ? AND id = ?');
  const tallied = connection.prepare(
    `INSERT INTO tally (kind, scope, count, version_sum) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, scope) DO UPDATE SET count = count + excluded.count, version_sum = version_sum + excluded.version_sum`,
  );
  const childRows = connection.prepare<[number, string], StoredRow>(
    `SELECT ${openedDoc()} AS doc, withheld FROM entity WHERE kind = ? AND parent = ? ORDER BY id`,
  );
  const childCount = connection
    .prepare<[number, string], number>('SELECT count(*) FROM entity WHERE kind = ? AND parent = ?')
    .pluck();
  const publicIdTaken = connection
    .prepare<[string], number>('SELECT 1 FROM entity WHERE public_id = ?')
    .pluck();
  const oneTombstone = connection.prepare<[number, string], Tombstone>(
    'SELECT seq, at, by, scope FROM tombstone WHERE kind = ? AND id = ?',
  );
  const insertTombstone = connection.prepare(
    'INSERT INTO tombstone (kind, id, seq, at, by, scope) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const deleteTombstone = connection.prepare('DELETE FROM tombstone WHERE kind = ? AND id = ?');
  const insertRecycled = connection.prepare(
    'INSERT INTO recycled (deletion, kind, id, parent, at, doc, scope, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertDeletion = connection.prepare(
    'INSERT OR IGNORE INTO deletion (id, kind, at, by) VALUES (?, ?, ?, ?)',
  );
  const recycledById = connection
    .prepare<[string, number, string], string>(
      'SELECT doc FROM recycled WHERE deletion = ? AND kind = ? AND id = ?',
    )
    .pluck();
  const recycledByParent = connection
    .prepare<[string, number, string], string>(
      'SELECT doc FROM recycled WHERE deletion = ? AND kind = ? AND parent = ? ORDER BY id',
    )
    .pluck();
  const deleteRecycled = connection.prepare(
    'DELETE FROM recycled WHERE deletion = ? AND kind = ? AND id = ?',
  );
  const appendActivity = chainWriter(connection);
  const parentOf = connection
    .prepare<[number, string], string | null>('SELECT parent FROM entity WHERE kind = ? AND id = ?')
    .pluck();
  const lastActivity = connection.prepare<
    [{ entity: string; limit: number; keys: string | null }],
    ActivityRow
  >(
    `SELECT * FROM activity WHERE entity = @entity AND (@keys IS NULL
       OR (scope_before IN (SELECT value FROM json_each(@keys)) AND scope_after IN (SELECT value FROM json_each(@keys))))
     ORDER BY entry DESC LIMIT @limit`,
  );
  const oneOutcome = connection.prepare<[string], { fingerprint: string; answer: string }>(
    'SELECT fingerprint, answer FROM outcome WHERE mutation = ?',
  );
  const insertOutcome = connection.prepare(
    'INSERT INTO outcome (mutation, at, fingerprint, answer) VALUES (?, ?, ?, ?)',
  );
  const accountByLogin = connection.prepare<[string], AccountRow>(accountByLoginSql);
  const brands = connection.prepare<[], { id: string; parentId: string | null }>(brandsSql);
  const rescope = rescoping(connection, () => takeSeq(), tallied);
  const withhold = withholding(connection, () => takeSeq(), tallied);
  const usersOfBillingAccount = connection.prepare<[string], { name: string; scope: string }>(
    `SELECT json_extract(doc, '$.name') AS name, scope FROM entity
     WHERE kind IN (${kindNumbers.customer}, ${kindNumbers.invite}) AND json_extract(doc, '$.billingAccountId') = ?
       AND coalesce(json_extract(doc, '$.status'), 'pending') = 'pending'
       AND json_extract(doc, '$.revokedAt') IS NULL
     ORDER BY name LIMIT 1000`,
  );
  const saveAccount = connection.prepare(
    `INSERT INTO account (id, login, name, role, password, brand, disabled, created_at)
     VALUES (@id, @login, @name, @role, @password, @brandId, @disabled, @at)
     ON CONFLICT (id) DO UPDATE SET login = @login, name = @name, role = @role, password = @password,
       brand = @brandId, disabled = @disabled`,
  );
  const beginFamily = connection.prepare(
    'INSERT INTO token_family (id, account, begun_at, actor) VALUES (?, ?, ?, ?)',
  );
  const endFamily = connection.prepare(
    'UPDATE token_family SET ended_at = ? WHERE id = ? AND ended_at IS NULL',
  );
  const endFamiliesOf = connection.prepare(
    'UPDATE token_family SET ended_at = @at WHERE (account = @id OR actor = @id) AND ended_at IS NULL',
  );
  const insertAccess = connection.prepare(
    'INSERT INTO access_token (hash, family, expires_at, context) VALUES (?, ?, ?, ?)',
  );
  const insertRefresh = connection.prepare(
    'INSERT INTO refresh_token (hash, family, expires_at) VALUES (?, ?, ?)',
  );
  const refreshToken = connection.prepare<[string], TokenRow>(refreshTokenSql);
  const markUsed = connection.prepare('UPDATE refresh_token SET used_at = ? WHERE hash = ?');

  const parse = <K extends EntityKind>(json: string) => JSON.parse(json) as EntityRows[K];
  const takeSeq = (): number => {
    const seq = nextSeq.get();
    if (seq === undefined) throw new Error('The store has lost its sequence');
    return seq;
  };
  const parentScope = (kind: EntityKind, parent: string | null): string => {
    const above = scopeParents[kind];
    if (!above || parent === null) return noScope;
    return onePlace.get(kindNumbers[above], parent)?.scope ?? noScope;
  };

  return {
    seq: async () => last.get() ?? 0,
    row: async <K extends EntityKind>(kind: K, id: string) => {
      const stored = oneRow.get(kindNumbers[kind], id);
      return stored === undefined ? null : wholeRow<K>(stored);
    },
    scopeKey: async (kind, id) => onePlace.get(kindNumbers[kind], id)?.scope ?? noScope,
    sight: async (brandId) => sightOf(brandId, brandId === null ? [] : brands.iterate()),
    tombstone: async (kind, id) => oneTombstone.get(kindNumbers[kind], id) ?? null,
    children: async <K extends EntityKind>(kind: K, parent: string) =>
      childRows.all(kindNumbers[kind], parent).map((stored) => wholeRow<K>(stored)),
    countChildren: async (kind, parent) => childCount.get(kindNumbers[kind], parent) ?? 0,
    usersOfBillingAccount: async (id) => usersOfBillingAccount.all(id),
    publicIdTaken: async (publicId) => publicIdTaken.get(publicId) !== undefined,
    ...projectWriter(connection),
    ...brandWriter(connection),

    put: async (kind, row) => {
      const number = kindNumbers[kind];
      const version = takeSeq();
      const stored = { ...row, version };
      const { parent, publicId, search } = lookupColumns(kind, stored);
      const previous = onePlace.get(number, row.id);
      const granted = kind === 'customer' && previous ? oneRow.get(number, row.id) : undefined;
      if (kind === 'project' && previous === undefined) keys.make(row.id);
      const { doc, withheld } = storedRow(
        kind,
        stored,
        () => parent === null || withhold.isGrantedAt(parent),
        keys,
      );
      const scope = scopeKeyOf(kind, stored, parentScope(kind, parent));
      let former = previous?.scope;
      if (previous === undefined) {
        // What came back under another brand left the sight of those who saw it deleted.
        former = oneTombstone.get(number, row.id)?.scope ?? noScope;
        insertRow.run(number, row.id, version, parent, publicId, search, doc, withheld, scope);
        deleteTombstone.run(number, row.id);
        tallied.run(number, scope, 1, version);
      } else {
        updateRow.run(version, parent, publicId, search, doc, withheld, scope, number, row.id);
        if (previous.scope === scope) tallied.run(number, scope, 0, version - previous.version);
        else {
          tallied.run(number, previous.scope, -1, -previous.version);
          tallied.run(number, scope, 1, version);
        }
      }
      if (former !== scope) {
        rescope.log({ kind, id: row.id, seq: version, former: former ?? noScope, at: row.updatedAt });
        rescope.below(kind, row.id, scope, row.updatedAt);
      }
      if (granted && grantsOtherwise(wholeRow<'customer'>(granted), stored)) withhold.renew(row.id);
      return stored;
    },
    remove: async (kind, id, at, by) => {
      const number = kindNumbers[kind];
      const place = onePlace.get(number, id);
      if (place === undefined) return;
      deleteRow.run(number, id);
      insertTombstone.run(number, id, takeSeq(), at, by, place.scope);
      tallied.run(number, place.scope, -1, -place.version);
      if (place.scope !== noScope) rescope.below(kind, id, noScope, at);
    },

    noteDeletion: async ({ id, kind, at, by }) => {
      insertDeletion.run(id, kindNumbers[kind], at, by);
    },
    recycle: async (deletion, at, { kind, row }) => {
      const { parent, search } = lookupColumns(kind, row);
      const number = kindNumbers[kind];
      const scope = onePlace.get(number, row.id)?.scope ?? noScope;
      const doc = kind === 'project' ? sealedDoc(keys, row as Project) : JSON.stringify(row);
      insertRecycled.run(deletion, number, row.id, parent, at, doc, scope, search);
    },
    recycled: async <K extends EntityKind>(
      deletion: string,
      kind: K,
      of: { id: string } | { parent: string },
    ) => {
      const number = kindNumbers[kind];
      const json =
        'id' in of
          ? recycledById.all(deletion, number, of.id)
          : recycledByParent.all(deletion, number, of.parent);
      return json.map((text) => parse<K>(text));
    },
    takeFromBin: async (deletion, kind, id) => {
      deleteRecycled.run(deletion, kindNumbers[kind], id);
    },

    audit: async (entry) => {
      const sealed =
        entry.entity.kind === 'project'
          ? {
              before: sealedValues(keys, entry.entity.id, entry.before),
              after: sealedValues(keys, entry.entity.id, entry.after),
            }
          : {};
      appendActivity(
        chainedRowOf({ ...entry, ...sealed }, (site) => parentOf.get(kindNumbers.site, site) ?? ''),
      );
    },
    activityOf: async (entity, limit, sight = null) => {
      const seen = sight === null ? null : JSON.stringify([...sight]);
      return lastActivity.all({ entity, limit, keys: seen }).map((row) => activityEntryOf(row, keys));
    },
    outcome: async (mutationId) => {
      const row = oneOutcome.get(mutationId);
      if (!row) return null;
      return {
        fingerprint: row.fingerprint,
        outcome: JSON.parse(row.answer) as RememberedOutcome['outcome'],
      };
    },
    remember: async (mutationId, at, { fingerprint, outcome }) => {
      insertOutcome.run(mutationId, at, fingerprint, JSON.stringify(outcome));
    },
    attempt: async (work) => {
      begin.run();
      try {
        const value = await work();
        release.run();
        return value;
      } catch (error) {
        // SQLite ends the whole transaction by itself on some errors (a full disk); then there's no savepoint to go back to.
        if (connection.inTransaction) connection.exec('ROLLBACK TO attempt; RELEASE attempt');
        throw error;
      }
    },

    ...bulkDeleteWriter(connection),
    ...onboardingWriter(connection),
    ...accountWriter(connection),
    ...waitingReportWriter(connection),
    ...waitingMailWriter(connection),
    ...installationWriter(connection),
    ...signUpWriter(connection),
    ...projectClosingWriter(connection),

    accountByLogin: async (login) => {
      const row = accountByLogin.get(login);
      return row ? accountOf(row) : null;
    },
    saveAccount: async ({ id, login, name, role, password, isDisabled, scope }, at) => {
      const brandId = scope?.brandId ?? null;
      saveAccount.run({ id, login, name, role, password, brandId, disabled: isDisabled ? 1 : 0, at });
    },
    beginFamily: async ({ id, accountId, at, actorId }) => {
      beginFamily.run(id, accountId, at, actorId ?? null);
    },
    endFamily: async (id, at) => {
      endFamily.run(at, id);
    },
    endFamiliesOf: async (accountId, at) => {
      endFamiliesOf.run({ id: accountId, at });
    },
    saveTokens: async (family, access, refresh) => {
      insertAccess.run(access.hash, family, access.expiresAt, null);
      insertRefresh.run(refresh.hash, family, refresh.expiresAt);
    },
    saveContextToken: async (family, { hash, expiresAt }, context) => {
      insertAccess.run(hash, family, expiresAt, context);
    },
    refreshToken: async (hash) => {
      const row = refreshToken.get(hash);
      return row ? tokenOf(row) : null;
    },
    markUsed: async (hash, at) => {
      markUsed.run(at, hash);
    },
  };
}
