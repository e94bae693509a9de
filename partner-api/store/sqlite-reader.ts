import type Database from 'better-sqlite3';
import { entityKinds, type EntityKind } from '../../common/domain/entities.ts';
import type { Digests } from '../../common/partner-api/sync-door.ts';
import {
  isInSight,
  isOfProject,
  projectOfSight,
  sightOf,
  type Sight,
} from '../../common/domain/visibility.ts';
import { accountReader } from './account-rows.ts';
import { signUpReader } from './partner-sign-ups.ts';
import { installationReader } from './installations.ts';
import { onboardingReader } from './onboarding.ts';
import { waitingMailReader } from './waiting-mails.ts';
import { waitingReportReader } from './waiting-reports.ts';
import { bulkDeleteReader } from './bulk-deletes.ts';
import { activityReader } from './activity-reader.ts';
import { brandAccounts } from './brand-rows.ts';
import { brandsSql, kindNumbers, kindOfNumber } from './columns.ts';
import { pageBytesLimit, type ChangeEntry, type Feed } from './feed.ts';
import { oneOf, scopedFeeds } from './scoped-feed.ts';
import {
  accountByIdSql,
  accountByLoginSql,
  accountOf,
  accessTokenSql,
  tokenOf,
  type AccountRow,
  type TokenRow,
} from './session-rows.ts';
import { ofProject, projectFeeds } from './project-feed.ts';
import { projectClosingReader } from './project-closings.ts';
import { noProjectKeys, type ProjectKeys } from './project-keys.ts';
import { openedDoc, registerSeals } from './project-seal.ts';
import { newestSealingKey, projectLogins } from './project-rows.ts';
import { recycleBinReader } from './recycle-bin.ts';
import type { SnapshotSection, StoredChange, StoreReader, WalkPosition } from './store.ts';
import { wholeFeed } from './whole-feed.ts';

/** What is told of a change without a row. */
const told = { delete: 'deleted', 'scope-out': 'out-of-sight' } as const;

/** Reads over a connection of its own. */
export function sqliteReader(
  connection: Database.Database,
  keys: Pick<ProjectKeys, 'of'> = noProjectKeys,
): StoreReader {
  registerSeals(connection, keys);
  const sequence = connection.prepare<[], { last: number; floor: number }>(
    'SELECT last, floor FROM sequence',
  );
  const brands = connection.prepare<[], { id: string; parentId: string | null }>(brandsSql);
  const everything = wholeFeed(connection);
  const scoped = scopedFeeds(connection);
  const ofOneProject = projectFeeds(connection);
  const feedOf = (sight: Sight): Feed => {
    if (sight === null) return everything;
    const project = projectOfSight(sight);
    return project === null ? scoped(sight) : ofOneProject(project);
  };
  const oneRow = connection.prepare<[number, string], { version: number; json: string; scope: string }>(
    `SELECT version, ${openedDoc()} AS json, scope FROM entity WHERE kind = ? AND id = ?`,
  );
  const accountByLogin = connection.prepare<[string], AccountRow>(accountByLoginSql);
  const accountById = connection.prepare<[string], AccountRow>(accountByIdSql);
  const technicians = connection.prepare<[], { id: string; name: string; brand: string | null }>(
    "SELECT id, name, brand FROM account WHERE role IN ('admin', 'operator') AND disabled = 0 ORDER BY name, id",
  );
  const accountsOfBrands = brandAccounts(connection);
  const logins = connection
    .prepare<[], string>("SELECT login FROM account WHERE role <> 'delegated' ORDER BY login")
    .pluck();
  const accessToken = connection.prepare<[string], TokenRow>(accessTokenSql);

  const kept = connection
    .prepare<[{ kind: number; id: string }], number>(
      `SELECT EXISTS (SELECT 1 FROM entity WHERE kind = @kind AND id = @id)
         OR EXISTS (SELECT 1 FROM recycled WHERE kind = @kind AND id = @id)`,
    )
    .pluck();
  const bin = recycleBinReader(connection);
  const newestKey = newestSealingKey(connection);
  const projectLogin = projectLogins(connection);

  const digestsNow = (sight: Sight): Digests => {
    const digests: Digests = {};
    for (const kind of entityKinds) digests[kind] = { count: 0, versionSum: 0 };
    for (const { kind, ...digest } of feedOf(sight).tallies()) digests[kindOfNumber(kind)] = digest;
    return digests;
  };
  const sequenceNow = () => sequence.get() ?? { last: 0, floor: 0 };

  const snapshotPage = (sight: Sight, after: WalkPosition | null, limit: number) => {
    const feed = feedOf(sight);
    const sections: SnapshotSection[] = [];
    let room = limit;
    let bytes = 0;
    for (const kind of entityKinds.slice(after ? entityKinds.indexOf(after.kind) : 0)) {
      const from = after?.kind === kind ? after.id : '';
      const chunk = feed.chunkAfter(kind, from, room);
      if (chunk.last === null) continue;
      const rows = chunk.read();
      if (rows) sections.push({ kind, rows });
      room -= chunk.rows;
      bytes += chunk.bytes;
      if (chunk.endsKind && room > 0 && bytes < pageBytesLimit) continue;
      const position = { kind, id: chunk.last };
      return { sections, next: isLast(feed, position) ? null : position };
    }
    return { sections, next: null };
  };

  const isLast = (feed: Feed, position: WalkPosition): boolean => {
    const rest = entityKinds.slice(entityKinds.indexOf(position.kind));
    return !rest.some((kind) => feed.hasRowAfter(kind, kind === position.kind ? position.id : ''));
  };

  const changesAfter = (sight: Sight, seq: number, limit: number) => {
    const { last, floor } = sequenceNow();
    const feed = feedOf(sight);
    const entries = feed.entriesAfter(seq, limit + 1);
    const page: ChangeEntry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      bytes += entry.bytes;
      if (page.length >= limit || (page.length > 0 && bytes > pageBytesLimit)) break;
      page.push(entry);
    }
    const more = page.length < entries.length;
    const end = more ? (page.at(-1)?.seq ?? seq) : last;
    const documents = feed.documents(seq, end);
    const changes = page.map(({ seq: at, kind, id, op }): StoredChange => {
      const now = op === 'upsert' ? { json: documents.get(at) ?? 'null' } : told[op];
      return { seq: at, kind: kindOfNumber(kind), id, now };
    });
    return { floor, last, changes, end, more, digests: digestsNow(sight) };
  };

  const list = (kind: EntityKind, filter: Parameters<StoreReader['list']>[1]) => {
    const where = ['kind = @kind', 'id > @after'];
    if (filter.parent === null) where.push('parent IS NULL');
    else if (filter.parent !== undefined) where.push('parent = @parent');
    if (filter.text)
      where.push(`instr(${kind === 'project' ? 'project_text(id, doc)' : 'search'}, @text) > 0`);
    const project = projectOfSight(filter.sight);
    if (project !== null) where.push(ofProject);
    else if (filter.sight) where.push(`scope IN ${oneOf}`);
    const rows = connection
      .prepare<[Record<string, unknown>], { id: string; doc: string }>(
        `SELECT id, ${openedDoc()} AS doc FROM entity WHERE ${where.join(' AND ')} ORDER BY id LIMIT @limit`,
      )
      .all({
        kind: kindNumbers[kind],
        after: filter.after ?? '',
        parent: filter.parent ?? null,
        project,
        text: filter.text ?? '',
        keys: JSON.stringify([...(filter.sight ?? [])]),
        limit: filter.limit + 1,
      });
    const shown = rows.slice(0, filter.limit);
    return {
      items: shown.map((row) => row.doc),
      next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
    };
  };

  // Several statements that must see one moment run in one read transaction.
  const atOneMoment = <A extends unknown[], T>(work: (...args: A) => T) => {
    const transaction = connection.transaction(work);
    return async (...args: A): Promise<T> => transaction(...args);
  };

  return {
    sight: async (brandId) => sightOf(brandId, brandId === null ? [] : brands.iterate()),
    position: atOneMoment((sight: Sight) => {
      const { last, floor } = sequenceNow();
      return { seq: last, floor, digests: digestsNow(sight) };
    }),
    snapshotPage: atOneMoment(snapshotPage),
    changes: atOneMoment(changesAfter),
    hasChanges: async (sight, seq) => feedOf(sight).entriesAfter(seq, 1).length > 0,
    row: async (sight, kind, id) => {
      const row = oneRow.get(kindNumbers[kind], id);
      const project = projectOfSight(sight);
      const isSeen =
        row &&
        (project === null ? isInSight(sight, row.scope) : isOfProject(kind, JSON.parse(row.json), project));
      return isSeen ? { version: row.version, json: row.json } : null;
    },
    list: async (kind, filter) => list(kind, filter),
    isKept: async (kind, id) => kept.get({ kind: kindNumbers[kind], id }) === 1,
    newestSealingKey: async () => newestKey(),
    ...activityReader(connection, keys),
    ...projectClosingReader(connection),
    ...bulkDeleteReader(connection),
    ...onboardingReader(connection),
    ...accountReader(connection),
    ...waitingReportReader(connection),
    ...waitingMailReader(connection),
    ...installationReader(connection),
    ...signUpReader(connection),
    deletions: atOneMoment(bin.deletions),
    deletedItems: atOneMoment(bin.deletedItems),
    accountByLogin: async (login) => {
      const row = accountByLogin.get(login);
      return row ? accountOf(row) : null;
    },
    projectByLogin: async (login) => projectLogin(login),
    accountById: async (id) => {
      const row = accountById.get(id);
      return row ? accountOf(row) : null;
    },
    technicians: async (sight) =>
      technicians
        .all()
        // Who works for the partner is none of a project's business.
        .filter(({ brand }) => projectOfSight(sight) === null && (brand === null || isInSight(sight, brand)))
        .map(({ id, name }) => ({ id, name })),
    brandAccounts: async (sight) => accountsOfBrands(sight),
    logins: async () => logins.all(),
    accessToken: async (hash) => {
      const row = accessToken.get(hash);
      return row ? tokenOf(row) : null;
    },
  };
}
