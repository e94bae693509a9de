import type { Draft } from '../common/contract/commands.ts';
import { searchedKinds, type SearchedKind } from '../common/contract/views.ts';
import type { ListSelection } from '../common/contract/selection.ts';
import type { CacheReader } from './api.ts';
import { followCurrent } from './lists/followed-file.ts';
import { openLists, type ListWindows } from './lists/list-windows.ts';
import { followTrail } from './lists/followed-trail.ts';
import { openSearchIndex, type SearchIndex } from './lists/search-index.ts';
import type { Connection } from './store/database.ts';
import type { State } from './store/state.ts';
import {
  brandChoices,
  customerDetail,
  customersNamed,
  partnerChoices,
  partnerDetail,
  projectChoices,
  projectDetail,
  projectWithLogin,
  siteDetail,
} from './views/details.ts';
import {
  brandDeleteImpact,
  brandDetail,
  brandRows,
  brandScope,
  customersOfBrand,
  realignImpact,
} from './views/brands.ts';
import {
  billingAccountDeleteImpact,
  billingAccountDetail,
  billingAccountRows,
} from './views/billing-accounts.ts';
import { bulkItems, bulkJobs } from './views/bulk-jobs.ts';
import { freezeDelete, namedRows } from './views/delete-preview.ts';
import { pastedMatches } from './views/pasted-matches.ts';
import { conflictDetail, conflictPage, stuckEntries } from './views/conflicts.ts';
import { decisionPage } from './views/decisions.ts';
import { exportedRows } from './views/export-rows.ts';
import { openImportMatches } from './views/import-matches.ts';
import { partnerDeleteImpact } from './views/impact.ts';
import { licenseBook, licenseMoveById, licenseMoves, licensePools, licensesIn } from './views/licenses.ts';
import {
  accessRequestRows,
  customerWithCode,
  inviteById,
  inviteList,
  onboardingLinkRows,
} from './views/invites.ts';
import { noticeContacts, noticeRows } from './views/notices.ts';
import { namesAmong } from './views/names.ts';
import { changeDetail } from './views/change-detail.ts';
import { openOutboxList, outboxEntries, type OutboxList } from './views/outbox-list.ts';
import { overviewOf, rowCountsOf } from './views/overview.ts';
import { searchEverything } from './views/search.ts';
import { placementImpact, siteChoices, siteNamesTaken, sitesById } from './views/sites.ts';
import { siteRegions, sitesToPlan } from './views/sites-to-plan.ts';
import { visitsTakenAlong } from './views/taken-along.ts';
import {
  knownTechnicians,
  probesBySerial,
  visitDetail,
  visitsBetween,
  visitTemplates,
} from './views/visits.ts';
import { keptActivity } from './views/kept-activity.ts';
import { overviewFiguresOf } from './views/overview-figures.ts';
import { knownBin, knownItems } from './views/recycle-bin.ts';

/** A reader in this thread. */
export interface LocalReader {
  reader: CacheReader;
  /**
   * What can wait until nobody waits for the reader: a bit of what makes the next answers quick, orders of lists and texts to
   * search. Whether there's more to do.
   */
  rest(): boolean;
  close(): void;
}

/** What is kept in memory about one open file. */
interface Memory {
  /** Rises with every file that is opened. */
  opened: number;
  db: Connection;
  state: State;
  lists: ListWindows;
  outbox: OutboxList;
  searchIndex(kind: SearchedKind): SearchIndex;
}

/**
 * Reads the cache of a folder, in this thread. A writer must have opened the folder before the first call. Every call is one
 * read transaction and sees the newest committed state.
 */
export function createReader({ folder }: { folder: string }): LocalReader {
  const file = followCurrent(folder);
  let memory: Memory | undefined;
  let opened = 0;
  const matchesOf = openImportMatches();

  function read<T>(work: (memory: Memory) => T): T {
    return file.read((db, state) => {
      if (memory?.db !== db) memory = remember(db, state, ++opened);
      memory.state = state;
      return work(memory);
    });
  }

  const reader: CacheReader = {
    listWindow: (list, offset, limit) => read(({ lists }) => lists.window(list, offset, limit)),
    listIds: (list, from, to) => read(({ lists }) => lists.ids(list, from, to)),
    listIndexOf: (list, id) => read(({ lists }) => lists.indexOf(list, id)),
    listMissing: (list, ids) => read(({ lists }) => lists.missing(list, ids)),
    countMatching: (list, except) => read(({ lists }) => lists.matching(list, except).length),
    matchingIds: (list, except) => read(({ lists }) => lists.matchingIds(list, except)),
    exportOrder: (list, ids, except) =>
      read(({ lists, opened }) => ({
        opened,
        rids: ids ? lists.order(list, ids) : Float64Array.from(lists.matching(list, except)),
      })),
    exportRows: (opened, kind, rids) =>
      read((memory) => (memory.opened === opened ? exportedRows(memory.db, kind, rids) : null)),
    importMatches: (keys) => read(({ db, state }) => matchesOf(db, state, keys)),
    search: (query, limit) =>
      read(({ db, state, searchIndex }) => searchEverything(db, state.revision, searchIndex, query, limit)),
    overview: () => read(({ db, state }) => overviewOf(db, state.revision)),
    overviewFigures: () => read(({ db, state }) => overviewFiguresOf(db, state.revision)),
    counts: () => read(({ db, state }) => rowCountsOf(db, state.revision)),
    billingAccountRows: () => read(({ db }) => billingAccountRows(db)),
    billingAccountDetail: (id) => read(({ db }) => billingAccountDetail(db, id)),
    billingAccountDeleteImpact: (ids) => read(({ db }) => billingAccountDeleteImpact(db, ids)),
    inviteList: () => read(({ db }) => inviteList(db)),
    accessRequestRows: (customer) => read(({ db }) => accessRequestRows(db, customer)),
    customerWithCode: (code) => read(({ db }) => customerWithCode(db, code)),
    onboardingLinkRows: () => read(({ db }) => onboardingLinkRows(db)),
    inviteById: (id) => read(({ db }) => inviteById(db, id)),
    partnerDetail: (id) => read(({ db }) => partnerDetail(db, id)),
    partnerChoices: () => read(({ db }) => partnerChoices(db)),
    partnerDeleteImpact: (ids) => read(({ db }) => partnerDeleteImpact(db, ids)),
    customerDetail: (id) => read(({ db }) => customerDetail(db, id)),
    customersNamed: (partnerId, name, except) =>
      read(({ db }) => customersNamed(db, partnerId, name, except)),
    siteDetail: (id) => read(({ db }) => siteDetail(db, id)),
    projectDetail: (id) => read(({ db }) => projectDetail(db, id)),
    projectChoices: () => read(({ db }) => projectChoices(db)),
    projectWithLogin: (login) => read(({ db }) => projectWithLogin(db, login)),
    licensePools: (holder) => read(({ db }) => licensePools(db, holder)),
    licenseBook: () => read(({ db }) => licenseBook(db)),
    licenseMoves: (of, part) => read(({ db }) => licenseMoves(db, of, part)),
    licenseMove: (id) => read(({ db }) => licenseMoveById(db, id)),
    licensesIn: (holder, type) => read(({ db }) => licensesIn(db, holder, type)),
    siteNamesTaken: (customerId, names) => read(({ db }) => siteNamesTaken(db, customerId, names)),
    sitesToVisit: (ids) => read(({ db }) => sitesById(db, ids)),
    sitesToPlan: (asked) => read(({ db }) => sitesToPlan(db, asked)),
    siteRegions: () => read(({ db }) => siteRegions(db)),
    visitsTakenAlong: (ids) => read(({ db }) => visitsTakenAlong(db, ids)),
    visitDetail: (id) => read(({ db }) => visitDetail(db, id)),
    visitsBetween: (asked, limit) => read(({ db }) => visitsBetween(db, asked, limit)),
    visitTemplates: () => read(({ db }) => visitTemplates(db)),
    technicians: () => read(({ db }) => knownTechnicians(db)),
    probesBySerial: (serial) => read(({ db }) => probesBySerial(db, serial)),
    siteChoices: (asked) => read(({ db, searchIndex }) => siteChoices(db, searchIndex, asked)),
    placementImpact: (ids, siteId) => read(({ db }) => placementImpact(db, ids, siteId)),
    brandChoices: () => read(({ db }) => brandChoices(db)),
    brandRows: () => read(({ db }) => brandRows(db)),
    brandDetail: (id) => read(({ db }) => brandDetail(db, id)),
    brandScope: (id) => read(({ db }) => brandScope(db, id)),
    noticeRows: () => read(({ db }) => noticeRows(db)),
    noticeContacts: (ids) => read(({ db }) => noticeContacts(db, ids)),
    customersOfBrand: (id) => read(({ db }) => customersOfBrand(db, id)),
    brandDeleteImpact: (ids) => read(({ db }) => brandDeleteImpact(db, ids)),
    realignImpact: (ids, brandId) => read(({ db }) => realignImpact(db, ids, brandId)),
    outboxWindow: (query, offset, limit) => read(({ outbox }) => outbox.window(query, offset, limit)),
    outboxIds: (query, from, to) => read(({ outbox }) => outbox.ids(query, from, to)),
    outboxIndexOf: (query, id) => read(({ outbox }) => outbox.indexOf(query, id)),
    changeDetail: (id) => read(({ db, state, outbox }) => changeDetail(db, state.revision, outbox, id)),
    outboxEntries: (ids) => read(({ db }) => outboxEntries(db, ids)),
    conflictPage: (offset, limit) => read(({ db, state }) => conflictPage(db, state.revision, offset, limit)),
    conflictDetail: (id) => read(({ db, state }) => conflictDetail(db, state.revision, id)),
    stuckEntries: (ids) => read(({ db }) => stuckEntries(db, ids)),
    decisionPage: (which) => read(({ db, state }) => decisionPage(db, state.revision, which)),
    names: (ids) => read(({ db }) => namesAmong(db, ids)),
    keptActivity: () => read(({ db }) => keptActivity(db)),
    knownBin: () => read(({ db }) => knownBin(db)),
    knownItems: (deletion) => read(({ db }) => knownItems(db, deletion)),
    draft: (key) => read(({ db }) => draftIn(db, key)),
    freezeDelete: (kind, selection, without) =>
      read(({ db, lists }) => freezeDelete(db, kind, idsOf(lists, selection), without)),
    namedRows: (level, ids) => read(({ db }) => namedRows(db, level, ids)),
    pastedMatches: (kind, lines) => read(({ db }) => pastedMatches(db, kind, lines)),
    bulkJobs: () => read(({ db }) => bulkJobs(db)),
    bulkItems: (job, outcome, offset, limit) => read(({ db }) => bulkItems(db, job, outcome, offset, limit)),
  };
  return { reader, rest: () => read(warm), close: () => file.close() };
}

function remember(db: Connection, first: State, opened: number): Memory {
  const trail = followTrail(db);
  const indexes = new Map(searchedKinds.map((kind) => [kind, openSearchIndex(db, trail, kind)]));
  const searchIndex = (kind: SearchedKind) => {
    const index = indexes.get(kind) ?? openSearchIndex(db, trail, kind);
    indexes.set(kind, index);
    return index;
  };
  const memory: Memory = {
    opened,
    db,
    state: first,
    lists: openLists(db, () => memory.state, trail, searchIndex),
    outbox: openOutboxList(db, () => memory.state),
    searchIndex,
  };
  return memory;
}

/** While the rows are still on their way everything would be made again and again. */
function warm({ state, lists, searchIndex }: Memory): boolean {
  if (!state.complete) return false;
  lists.warm();
  return searchedKinds.some((kind) => searchIndex(kind).warm());
}

function idsOf(lists: ListWindows, selection: ListSelection): string[] {
  if (selection.type === 'ids') return [...new Set(selection.ids)];
  return lists.matchingIds(selection.list, selection.except);
}

function draftIn(db: Connection, key: string): Draft | null {
  const doc = db.prepare<[string], string>('SELECT doc FROM draft WHERE key = ?').pluck().get(key);
  return doc === undefined ? null : (JSON.parse(doc) as Draft);
}
