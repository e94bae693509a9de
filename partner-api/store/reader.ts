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
import { queueReader } from './queues.ts';
import { waitingMailReader } from './waiting-mails.ts';
import { waitingReportReader } from './waiting-reports.ts';
import { bulkDeleteReader } from './bulk-deletes.ts';
import { activityReader } from './activity-reader.ts';
import { brandAccounts } from './brand-rows.ts';
import { brandsSql, kindNumbers, kindOfNumber } from './columns.ts';
import { pageBytesLimit, type ChangeEntry, type Feed } from './feed.ts';
import { scopedFeeds } from './scoped-feed.ts';
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
import type { ReadingKeys } from './project-keys.ts';
import { openedRows, projectText } from './project-seal.ts';
import { newestSealingKey, projectLogins } from './project-rows.ts';
import { recycleBinReader } from './recycle-bin.ts';
import { scopeChecks } from './scope-check.ts';
import type { ReadingSql, Statement } from './sql.ts';
import type { SnapshotSection, StoredChange, StoreReader, WalkPosition } from './store.ts';
import { wholeFeed } from './whole-feed.ts';

/** What is told of a change without a row. */
const told = { delete: 'deleted', 'scope-out': 'out-of-sight' } as const;

/** Reads over one sql, which makes one of them after the other. */
export function readerOver(sql: ReadingSql, keys: ReadingKeys): StoreReader {
  const { dialect } = sql;
  const sequence = sql.prepare<[], { last: number; floor: number }>('SELECT last, floor FROM sequence');
  const brands = sql.prepare<[], { id: string; parentId: string | null }>(brandsSql);
  const everything = wholeFeed(sql, keys);
  const scoped = scopedFeeds(sql, keys);
  const ofOneProject = projectFeeds(sql, keys);
  const feedOf = (sight: Sight): Feed => {
    if (sight === null) return everything;
    const project = projectOfSight(sight);
    return project === null ? scoped(sight) : ofOneProject(project);
  };
  const oneRow = sql.prepare<[number, string], { id: string; version: number; doc: string; scope: string }>(
    'SELECT id, version, doc, scope FROM entity WHERE kind = ? AND id = ?',
  );
  const accountByLogin = sql.prepare<[string], AccountRow>(accountByLoginSql);
  const accountById = sql.prepare<[string], AccountRow>(accountByIdSql);
  const technicians = sql.prepare<[], { id: string; name: string; brand: string | null }>(
    "SELECT id, name, brand FROM account WHERE role IN ('admin', 'operator') AND disabled = 0 ORDER BY name, id",
  );
  const accountsOfBrands = brandAccounts(sql);
  const logins = sql
    .prepare<[], string>("SELECT login FROM account WHERE role <> 'delegated' ORDER BY login")
    .pluck();
  const accessToken = sql.prepare<[string], TokenRow>(accessTokenSql);

  const kept = sql
    .prepare<[{ kind: number; id: string }], number>(
      `SELECT 1 FROM entity WHERE kind = @kind AND id = @id
       UNION ALL SELECT 1 FROM recycled WHERE kind = @kind AND id = @id LIMIT 1`,
    )
    .pluck();
  const bin = recycleBinReader(sql);
  const newestKey = newestSealingKey(sql);
  const projectLogin = projectLogins(sql, keys);

  const digestsNow = async (sight: Sight): Promise<Digests> => {
    const digests: Digests = {};
    for (const kind of entityKinds) digests[kind] = { count: 0, versionSum: 0 };
    for (const { kind, ...digest } of await feedOf(sight).tallies()) digests[kindOfNumber(kind)] = digest;
    return digests;
  };
  const sequenceNow = async () => (await sequence.get()) ?? { last: 0, floor: 0 };

  const snapshotPage = async (sight: Sight, after: WalkPosition | null, limit: number) => {
    const feed = feedOf(sight);
    const sections: SnapshotSection[] = [];
    let room = limit;
    let bytes = 0;
    for (const kind of entityKinds.slice(after ? entityKinds.indexOf(after.kind) : 0)) {
      const from = after?.kind === kind ? after.id : '';
      const chunk = await feed.chunkAfter(kind, from, room);
      if (chunk.last === null) continue;
      const rows = await chunk.read();
      if (rows) sections.push({ kind, rows });
      room -= chunk.rows;
      bytes += chunk.bytes;
      if (chunk.endsKind && room > 0 && bytes < pageBytesLimit) continue;
      const position = { kind, id: chunk.last };
      return { sections, next: (await isLast(feed, position)) ? null : position };
    }
    return { sections, next: null };
  };

  const isLast = async (feed: Feed, position: WalkPosition): Promise<boolean> => {
    for (const kind of entityKinds.slice(entityKinds.indexOf(position.kind)))
      if (await feed.hasRowAfter(kind, kind === position.kind ? position.id : '')) return false;
    return true;
  };

  const changesAfter = async (sight: Sight, seq: number, limit: number) => {
    const { last, floor } = await sequenceNow();
    const feed = feedOf(sight);
    const entries = await feed.entriesAfter(seq, limit + 1);
    const page: ChangeEntry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      bytes += entry.bytes;
      if (page.length >= limit || (page.length > 0 && bytes > pageBytesLimit)) break;
      page.push(entry);
    }
    const more = page.length < entries.length;
    const end = more ? (page.at(-1)?.seq ?? seq) : last;
    const isReadAlong = page.every(({ op, doc }) => op !== 'upsert' || doc !== undefined);
    const documents = isReadAlong ? null : await feed.documents(seq, end);
    const changes = page.map(({ seq: at, kind, id, op, doc }): StoredChange => {
      const now = op === 'upsert' ? { json: doc ?? documents?.get(at) ?? 'null' } : told[op];
      return { seq: at, kind: kindOfNumber(kind), id, now };
    });
    return { floor, last, changes, end, more, digests: await digestsNow(sight) };
  };

  type Listed = Statement<[Record<string, string | number | null>], { id: string; doc: string }>;
  const lists = new Map<string, Listed>();
  /** A statement of a list, prepared once: there are few, as their parts are. */
  const listed = (text: string): Listed => {
    const statement = lists.get(text) ?? sql.prepare(text);
    lists.set(text, statement);
    return statement;
  };
  const check = scopeChecks(sql);

  const list = async (kind: EntityKind, filter: Parameters<StoreReader['list']>[1]) => {
    const where = ['kind = @kind', 'id > @after'];
    if (filter.parent === null) where.push('parent IS NULL');
    else if (filter.parent !== undefined) where.push('parent = @parent');
    // What a project is found by is sealed in its document, which the database can't open.
    const sealedText = kind === 'project' && filter.text ? filter.text : null;
    if (filter.text && sealedText === null) where.push(dialect.holds('search', '@text'));
    const project = projectOfSight(filter.sight);
    const checked = filter.sight && project === null ? await check(kindNumbers[kind], filter.sight) : null;
    if (project !== null) where.push(ofProject);
    else if (checked) where.push(checked.where);
    const statement = listed(
      `SELECT id, doc FROM entity WHERE ${where.join(' AND ')} ORDER BY id LIMIT @limit`,
    );
    const asked = {
      ...checked?.params,
      kind: kindNumbers[kind],
      parent: filter.parent ?? null,
      project,
      text: filter.text ?? '',
      limit: filter.limit + 1,
    };
    const rows: { id: string; doc: string }[] = [];
    for (let after = filter.after ?? ''; rows.length <= filter.limit;) {
      const read = await statement.all({ ...asked, after });
      const opened = await openedRows(keys, kind, read);
      rows.push(
        ...(sealedText === null ? opened : opened.filter(({ doc }) => projectText(doc).includes(sealedText))),
      );
      after = read.at(-1)?.id ?? '';
      if (read.length <= filter.limit) break;
    }
    const shown = rows.slice(0, filter.limit);
    return {
      items: shown.map((row) => row.doc),
      next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
    };
  };

  // Several statements that must see one moment run in one read transaction.
  const { atOneMoment } = sql;

  return {
    sight: async (brandId) => sightOf(brandId, brandId === null ? [] : await brands.all()),
    position: atOneMoment(async (sight: Sight) => {
      const { last, floor } = await sequenceNow();
      return { seq: last, floor, digests: await digestsNow(sight) };
    }),
    snapshotPage: atOneMoment(snapshotPage),
    changes: atOneMoment(changesAfter),
    hasChanges: async (sight, seq) => (await feedOf(sight).entriesAfter(seq, 1)).length > 0,
    row: async (sight, kind, id) => {
      const found = await oneRow.get(kindNumbers[kind], id);
      const [row] = await openedRows(keys, kind, found ? [found] : []);
      if (!row) return null;
      const project = projectOfSight(sight);
      const isSeen =
        project === null ? isInSight(sight, row.scope) : isOfProject(kind, JSON.parse(row.doc), project);
      return isSeen ? { version: row.version, json: row.doc } : null;
    },
    list: atOneMoment(list),
    isKept: async (kind, id) => (await kept.get({ kind: kindNumbers[kind], id })) !== undefined,
    newestSealingKey: async () => newestKey(),
    ...activityReader(sql, keys),
    ...projectClosingReader(sql),
    ...bulkDeleteReader(sql),
    ...onboardingReader(sql),
    ...accountReader(sql),
    ...waitingReportReader(sql),
    ...waitingMailReader(sql),
    ...queueReader(sql),
    ...installationReader(sql),
    ...signUpReader(sql),
    deletions: atOneMoment(bin.deletions),
    deletedItems: atOneMoment(bin.deletedItems),
    accountByLogin: async (login) => {
      const row = await accountByLogin.get(login);
      return row ? accountOf(row) : null;
    },
    projectByLogin: async (login) => projectLogin(login),
    accountById: async (id) => {
      const row = await accountById.get(id);
      return row ? accountOf(row) : null;
    },
    technicians: async (sight) =>
      (await technicians.all())
        // Who works for the partner is none of a project's business.
        .filter(({ brand }) => projectOfSight(sight) === null && (brand === null || isInSight(sight, brand)))
        .map(({ id, name }) => ({ id, name })),
    brandAccounts: async (sight) => accountsOfBrands(sight),
    logins: async () => logins.all(),
    accessToken: async (hash) => {
      const row = await accessToken.get(hash);
      return row ? tokenOf(row) : null;
    },
  };
}
