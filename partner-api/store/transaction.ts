import type { EntityKind, EntityRows, Project } from '../../common/domain/entities.ts';
import { noScope, scopeKeyOf, scopeParents, sightOf } from '../../common/domain/visibility.ts';
import { activityColumns, activityEntryOf, chainedRowOf, type ActivityRow } from './activity-row.ts';
import { chainWriter } from './audit-chain.ts';
import { accountWriter } from './account-rows.ts';
import { recentTryWriter } from './recent-tries.ts';
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
import { openDoc, sealedDoc, sealedValues } from './project-seal.ts';
import type { WritingSql } from './sql.ts';
import { brandsSql, kindNumbers, lookupColumns } from './columns.ts';
import {
  accountByLoginSql,
  accountOf,
  refreshTokenSql,
  tokenOf,
  type AccountRow,
  type TokenRow,
} from './session-rows.ts';
import { owing, type Owed, type StoredOutcome } from './owed.ts';
import { rescoping } from './rescoping.ts';
import { grantsOtherwise, storedRow, wholeRow, withholding, type StoredRow } from './withholding.ts';
import type { RememberedOutcome, Tombstone, Transaction } from './store.ts';

/** What a transaction may know, by these names: the outcome of a mutation; that there never was such a row. */
const outcomeKey = (mutation: string) => `outcome ${mutation}`;
const newKey = (kind: number, id: string) => `new ${kind} ${id}`;

/**
 * Gives what runs work in a transaction, whose statements are prepared once for the writing sql. The caller begins and ends the
 * transaction; what is owed within it is settled when the work is done.
 */
export function transactionOver(
  sql: WritingSql,
  keys: ProjectKeys,
): <T>(work: (tx: Transaction) => Promise<T>) => Promise<T> {
  const owed = owing(sql);
  const tx = transactionOwing(sql, keys, owed);
  return async (work) => {
    owed.clear();
    const value = await work(tx);
    await owed.settle();
    return value;
  };
}

function transactionOwing(sql: WritingSql, keys: ProjectKeys, owed: Owed): Transaction {
  const { dialect } = sql;
  const oneRow = sql.prepare<[number, string], StoredRow & { id: string }>(
    'SELECT id, doc, withheld FROM entity WHERE kind = ? AND id = ?',
  );
  const onePlace = sql.prepare<[number, string], { version: number; scope: string }>(
    'SELECT version, scope FROM entity WHERE kind = ? AND id = ?',
  );
  const placeOrGone = sql.prepare<
    [{ kind: number; id: string }],
    { version: number; scope: string; gone: number }
  >(
    `SELECT version, scope, 0 AS gone FROM entity WHERE kind = @kind AND id = @id
     UNION ALL SELECT 0 AS version, scope, 1 AS gone FROM tombstone WHERE kind = @kind AND id = @id`,
  );
  const insertRow = sql.prepare(
    'INSERT INTO entity (kind, id, version, parent, public_id, search, doc, withheld, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const updateRow = sql.prepare(
    `UPDATE entity SET version = ?, parent = ?, public_id = ?, search = ?, doc = ?, withheld = ?, scope = ?
     WHERE kind = ? AND id = ?`,
  );
  const deleteRow = sql.prepare('DELETE FROM entity WHERE kind = ? AND id = ?');
  const childRows = sql.prepare<[number, string], StoredRow & { id: string }>(
    'SELECT id, doc, withheld FROM entity WHERE kind = ? AND parent = ? ORDER BY id',
  );
  const childCount = sql
    .prepare<[number, string], number>('SELECT count(*) FROM entity WHERE kind = ? AND parent = ?')
    .pluck();
  const theseOrGone = sql
    .prepare<[{ kind: number; ids: string }], string>(
      `SELECT id FROM entity WHERE kind = @kind AND ${dialect.isOneOf('id', '@ids')}
       UNION ALL SELECT id FROM tombstone WHERE kind = @kind AND ${dialect.isOneOf('id', '@ids')}`,
    )
    .pluck();
  const publicIdTaken = sql
    .prepare<[{ id: string }], number>(
      'SELECT 1 FROM entity WHERE public_id = @id UNION ALL SELECT 1 FROM lone_customer WHERE code = @id',
    )
    .pluck();
  const oneTombstone = sql.prepare<[number, string], Tombstone>(
    'SELECT seq, at, by, scope FROM tombstone WHERE kind = ? AND id = ?',
  );
  const insertTombstone = sql.prepare(
    'INSERT INTO tombstone (kind, id, seq, at, by, scope) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const deleteTombstone = sql.prepare('DELETE FROM tombstone WHERE kind = ? AND id = ?');
  const insertRecycled = sql.prepare(
    'INSERT INTO recycled (deletion, kind, id, parent, at, doc, scope, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertDeletion = sql.prepare(
    'INSERT INTO deletion (id, kind, at, by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const recycledById = sql
    .prepare<[string, number, string], string>(
      'SELECT doc FROM recycled WHERE deletion = ? AND kind = ? AND id = ?',
    )
    .pluck();
  const recycledByParent = sql
    .prepare<[string, number, string], string>(
      'SELECT doc FROM recycled WHERE deletion = ? AND kind = ? AND parent = ? ORDER BY id',
    )
    .pluck();
  const deleteRecycled = sql.prepare('DELETE FROM recycled WHERE deletion = ? AND kind = ? AND id = ?');
  const appendActivity = chainWriter(sql);
  const parentOf = sql
    .prepare<[number, string], string | null>('SELECT parent FROM entity WHERE kind = ? AND id = ?')
    .pluck();
  const lastActivity = sql.prepare<
    [{ entity: string; limit: number; keys: string; all: number }],
    ActivityRow
  >(
    `SELECT ${activityColumns} FROM activity WHERE entity = @entity AND (@all = 1
       OR (scope_before IN ${dialect.elementsOf('@keys')} AND scope_after IN ${dialect.elementsOf('@keys')}))
     ORDER BY entry DESC LIMIT @limit`,
  );
  const oneOutcome = sql.prepare<[string], Pick<StoredOutcome, 'fingerprint' | 'answer'>>(
    'SELECT fingerprint, answer FROM outcome WHERE mutation = ?',
  );
  const theirOutcomes = sql.prepare<[string], Omit<StoredOutcome, 'at'>>(
    `SELECT mutation, fingerprint, answer FROM outcome WHERE ${dialect.isOneOf('mutation', '?')}`,
  );
  const accountByLogin = sql.prepare<[string], AccountRow>(accountByLoginSql);
  const brands = sql.prepare<[], { id: string; parentId: string | null }>(brandsSql);
  const rescope = rescoping(sql, () => sql.sequence.take(), owed.tally);
  const withhold = withholding(sql, () => sql.sequence.take(), owed.tally);
  const usersOfBillingAccount = sql.prepare<[string], { name: string; scope: string }>(
    `SELECT doc ->> 'name' AS name, scope FROM entity
     WHERE kind IN (${kindNumbers.customer}, ${kindNumbers.invite}) AND ${dialect.field('doc', 'billingAccountId')} = ?
       AND coalesce(doc ->> 'status', 'pending') = 'pending' AND doc ->> 'revokedAt' IS NULL
     ORDER BY name LIMIT 1000`,
  );
  const saveAccount = sql.prepare(
    `INSERT INTO account (id, login, name, role, password, brand, disabled, created_at)
     VALUES (@id, @login, @name, @role, @password, @brandId, @disabled, @at)
     ON CONFLICT (id) DO UPDATE SET login = @login, name = @name, role = @role, password = @password,
       brand = @brandId, disabled = @disabled`,
  );
  const beginFamily = sql.prepare(
    'INSERT INTO token_family (id, account, begun_at, actor) VALUES (?, ?, ?, ?)',
  );
  const endFamily = sql.prepare('UPDATE token_family SET ended_at = ? WHERE id = ? AND ended_at IS NULL');
  const endFamiliesOf = sql.prepare(
    'UPDATE token_family SET ended_at = @at WHERE (account = @id OR actor = @id) AND ended_at IS NULL',
  );
  const insertAccess = sql.prepare(
    'INSERT INTO access_token (hash, family, expires_at, context) VALUES (?, ?, ?, ?)',
  );
  const insertRefresh = sql.prepare('INSERT INTO refresh_token (hash, family, expires_at) VALUES (?, ?, ?)');
  const refreshToken = sql.prepare<[string], TokenRow>(refreshTokenSql);
  const markUsed = sql.prepare('UPDATE refresh_token SET used_at = ? WHERE hash = ?');

  const parse = <K extends EntityKind>(json: string) => JSON.parse(json) as EntityRows[K];
  const placeOf = (kind: EntityKind, id: string) => onePlace.get(kindNumbers[kind], id);
  const parentScope = async (kind: EntityKind, parent: string | null): Promise<string> => {
    const above = scopeParents[kind];
    if (!above || parent === null) return noScope;
    return (await placeOf(above, parent))?.scope ?? noScope;
  };

  /** A row in whole: with what is sealed and what is withheld of it. */
  const wholeOf = async <K extends EntityKind>(
    kind: K,
    { id, doc, withheld }: StoredRow & { id: string },
  ) => {
    if (kind !== 'project') return wholeRow<K>({ doc, withheld });
    await keys.ready([id]);
    return wholeRow<K>({ doc: openDoc(keys, id, doc), withheld });
  };

  return {
    seq: () => sql.sequence.last(),
    recallNew: async (kind, ids) => {
      const number = kindNumbers[kind];
      const there = new Set(await theseOrGone.all({ kind: number, ids: JSON.stringify(ids) }));
      for (const id of ids) if (!there.has(id)) sql.known.set(newKey(number, id), true);
    },
    row: async <K extends EntityKind>(kind: K, id: string) => {
      if (sql.known.has(newKey(kindNumbers[kind], id))) return null;
      const stored = await oneRow.get(kindNumbers[kind], id);
      return stored === undefined ? null : wholeOf(kind, stored);
    },
    scopeKey: async (kind, id) => (await placeOf(kind, id))?.scope ?? noScope,
    sight: async (brandId) => sightOf(brandId, brandId === null ? [] : await brands.all()),
    tombstone: async (kind, id) => {
      if (sql.known.has(newKey(kindNumbers[kind], id))) return null;
      return (await oneTombstone.get(kindNumbers[kind], id)) ?? null;
    },
    children: async <K extends EntityKind>(kind: K, parent: string) => {
      const rows: EntityRows[K][] = [];
      for (const stored of await childRows.all(kindNumbers[kind], parent))
        rows.push(await wholeOf(kind, stored));
      return rows;
    },
    countChildren: async (kind, parent) => (await childCount.get(kindNumbers[kind], parent)) ?? 0,
    usersOfBillingAccount: async (id) => usersOfBillingAccount.all(id),
    claim: owed.claim,
    publicIdTaken: async (id) => (await publicIdTaken.get({ id })) !== undefined,
    ...projectWriter(sql),
    ...brandWriter(sql),

    put: async (kind, row) => {
      const number = kindNumbers[kind];
      const version = await sql.sequence.take();
      const stored = { ...row, version };
      const { parent, publicId, search } = lookupColumns(kind, stored);
      // Taken from what's known: from here on it's there.
      const isNew = sql.known.delete(newKey(number, row.id));
      // Asked for together, for the way to a database and back is most of what it takes.
      const [places, above] = await Promise.all([
        isNew ? [] : placeOrGone.all({ kind: number, id: row.id }),
        parentScope(kind, parent),
      ]);
      const previous = places.find(({ gone }) => gone === 0);
      const granted = kind === 'customer' && previous ? await oneRow.get(number, row.id) : undefined;
      if (kind === 'project') {
        if (previous === undefined) await keys.make(row.id);
        await keys.ready([row.id]);
      }
      const isGranted = kind !== 'visit' || parent === null || (await withhold.isGrantedAt(parent));
      const { doc, withheld } = storedRow(kind, stored, isGranted, keys);
      const scope = scopeKeyOf(kind, stored, above);
      let former = previous?.scope;
      if (previous === undefined) {
        // What came back under another brand left the sight of those who saw it deleted.
        former = places[0]?.scope ?? noScope;
        await insertRow.run(number, row.id, version, parent, publicId, search, doc, withheld, scope);
        if (!isNew) await deleteTombstone.run(number, row.id);
        owed.tally(number, scope, 1, version);
      } else {
        await updateRow.run(version, parent, publicId, search, doc, withheld, scope, number, row.id);
        if (previous.scope === scope) owed.tally(number, scope, 0, version - previous.version);
        else {
          owed.tally(number, previous.scope, -1, -previous.version);
          owed.tally(number, scope, 1, version);
        }
      }
      if (former !== scope)
        await rescope.log({ kind, id: row.id, seq: version, former: former ?? noScope, at: row.updatedAt });
      // What stayed below one that was deleted, a customer's projects, went out of sight with it.
      const cameBack = previous === undefined && places.length > 0;
      if (former !== scope || cameBack) await rescope.below(kind, row.id, scope, row.updatedAt);
      if (granted && grantsOtherwise(wholeRow<'customer'>(granted), stored)) await withhold.renew(row.id);
      return { row: stored, scope: { before: previous?.scope ?? scope, after: scope } };
    },
    remove: async (kind, id, at, by) => {
      const number = kindNumbers[kind];
      const place = await onePlace.get(number, id);
      if (place === undefined) return;
      await deleteRow.run(number, id);
      await insertTombstone.run(number, id, await sql.sequence.take(), at, by, place.scope);
      owed.tally(number, place.scope, -1, -place.version);
      if (place.scope !== noScope) await rescope.below(kind, id, noScope, at);
    },

    noteDeletion: async ({ id, kind, at, by }) => {
      await insertDeletion.run(id, kindNumbers[kind], at, by);
    },
    recycle: async (deletion, at, { kind, row }) => {
      const { parent, search } = lookupColumns(kind, row);
      const number = kindNumbers[kind];
      const scope = (await onePlace.get(number, row.id))?.scope ?? noScope;
      if (kind === 'project') await keys.ready([row.id]);
      const doc = kind === 'project' ? sealedDoc(keys, row as Project) : JSON.stringify(row);
      await insertRecycled.run(deletion, number, row.id, parent, at, doc, scope, search);
    },
    recycled: async <K extends EntityKind>(
      deletion: string,
      kind: K,
      of: { id: string } | { parent: string },
    ) => {
      const number = kindNumbers[kind];
      const json =
        'id' in of
          ? await recycledById.all(deletion, number, of.id)
          : await recycledByParent.all(deletion, number, of.parent);
      return json.map((text) => parse<K>(text));
    },
    takeFromBin: async (deletion, kind, id) => {
      await deleteRecycled.run(deletion, kindNumbers[kind], id);
    },

    audit: async (entry) => {
      if (entry.entity.kind === 'project') await keys.ready([entry.entity.id]);
      const sealed =
        entry.entity.kind === 'project'
          ? {
              before: sealedValues(keys, entry.entity.id, entry.before),
              after: sealedValues(keys, entry.entity.id, entry.after),
            }
          : {};
      const sites = 'sites' in entry.about ? entry.about.sites.filter((site) => site !== null) : [];
      const customers = new Map<string, string>();
      for (const site of sites) customers.set(site, (await parentOf.get(kindNumbers.site, site)) ?? '');
      await appendActivity(chainedRowOf({ ...entry, ...sealed }, (site) => customers.get(site) ?? ''));
    },
    activityOf: async (entity, limit, sight = null) => {
      const seen = JSON.stringify([...(sight ?? [])]);
      const rows = await lastActivity.all({ entity, limit, keys: seen, all: sight === null ? 1 : 0 });
      if (rows[0]?.kind === 'project') await keys.ready([entity]);
      return rows.map((row) => activityEntryOf(row, keys));
    },
    recallOutcomes: async (mutationIds) => {
      for (const id of mutationIds) sql.known.set(outcomeKey(id), null);
      for (const { mutation, ...outcome } of await theirOutcomes.all(JSON.stringify(mutationIds)))
        sql.known.set(outcomeKey(mutation), outcome);
    },
    outcome: async (mutationId) => {
      const key = outcomeKey(mutationId);
      const row =
        owed.outcomeOf(mutationId) ??
        ((sql.known.has(key) ? sql.known.get(key) : await oneOutcome.get(mutationId)) as
          Omit<StoredOutcome, 'at'> | null | undefined);
      if (!row) return null;
      return {
        fingerprint: row.fingerprint,
        outcome: JSON.parse(row.answer) as RememberedOutcome['outcome'],
      };
    },
    remember: async (mutationId, at, { fingerprint, outcome }) => {
      owed.remember({ mutation: mutationId, at, fingerprint, answer: JSON.stringify(outcome) });
    },
    attempt: async (work) => {
      const takeBack = owed.mark();
      try {
        return await sql.attempt(work);
      } catch (error) {
        takeBack();
        throw error;
      }
    },

    ...bulkDeleteWriter(sql),
    ...onboardingWriter(sql),
    ...accountWriter(sql),
    ...waitingReportWriter(sql),
    ...waitingMailWriter(sql),
    ...installationWriter(sql),
    ...signUpWriter(sql),
    ...recentTryWriter(sql),
    ...projectClosingWriter(sql),

    accountByLogin: async (login) => {
      const row = await accountByLogin.get(login);
      return row ? accountOf(row) : null;
    },
    saveAccount: async ({ id, login, name, role, password, isDisabled, scope }, at) => {
      const brandId = scope?.brandId ?? null;
      await saveAccount.run({ id, login, name, role, password, brandId, disabled: isDisabled ? 1 : 0, at });
    },
    beginFamily: async ({ id, accountId, at, actorId }) => {
      await beginFamily.run(id, accountId, at, actorId ?? null);
    },
    endFamily: async (id, at) => {
      await endFamily.run(at, id);
    },
    endFamiliesOf: async (accountId, at) => {
      await endFamiliesOf.run({ id: accountId, at });
    },
    saveTokens: async (family, access, refresh) => {
      await insertAccess.run(access.hash, family, access.expiresAt, null);
      await insertRefresh.run(refresh.hash, family, refresh.expiresAt);
    },
    saveContextToken: async (family, { hash, expiresAt }, context) => {
      await insertAccess.run(hash, family, expiresAt, context);
    },
    refreshToken: async (hash) => {
      const row = await refreshToken.get(hash);
      return row ? tokenOf(row) : null;
    },
    markUsed: async (hash, at) => {
      await markUsed.run(at, hash);
    },
  };
}
