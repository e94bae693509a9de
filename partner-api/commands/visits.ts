import type { Action } from '../../common/domain/access.ts';
import type { Customer, Site, Visit } from '../../common/domain/entities.ts';
import type { FieldValues } from '../../common/domain/fields.ts';
import { visitBounds } from '../../common/domain/visits.ts';
import { isVisitData, withheldOf } from '../../common/domain/visit-files.ts';
import {
  CommandConflict,
  existingRow,
  notInBin,
  requireAccess,
  requireNewId,
  requireVersion,
  rowToDelete,
  type Command,
  type CommandScope,
} from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { deletedEntityOf } from './who-changed.ts';
import { createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Plans a visit of a site, if its customer granted that. */
export const createVisit: Command<'visit.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'visit', id);
  const site = await siteToVisit(scope, fields.siteId);
  await requireAccessAt(
    scope,
    site,
    withheldOf(fields) === null ? ['visit.create'] : ['visit.create', 'visit.notes'],
  );
  requireUnmailed({}, fields.reports);
  await createRow(scope, 'visit', { ...fields, id, version: 0, createdAt: scope.at, updatedAt: scope.at });
};

/** Changes fields of a visit: each item of the checklist and each finding by itself. Notes, photos, reports and the signature need a grant of their own. */
export const updateVisit: Command<'visit.update'> = async ({ args: { id, changes }, before }, scope) => {
  const visit = await visitToChange(scope, id);
  const isData = Object.keys(changes).some(isVisitData);
  const needed: Action[] = isData ? ['visit.update', 'visit.notes'] : ['visit.update'];
  await requireAccessAt(scope, await scope.tx.row('site', visit.siteId), needed);
  requireVersion(scope, visit);
  requireRoom(visit, changes);
  requireUnmailed(visit.reports, changedUnder('reports', changes) as Visit['reports']);
  await mergeIntoRow(scope, 'visit', visit, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/**
 * A visit that is to be changed.
 * @throws CommandConflict when it was deleted; where it went with its site, that's what has to come back
 * @throws ProblemError `not-found` when there never was one
 */
async function visitToChange(scope: CommandScope, id: string): Promise<Visit> {
  try {
    return await existingRow(scope, 'visit', id);
  } catch (thrown) {
    const [gone] = thrown instanceof CommandConflict ? thrown.deleted : [];
    const [visit] = gone?.deletion ? await scope.whole.recycled(gone.deletion, 'visit', { id }) : [];
    const tombstone = visit && (await scope.tx.tombstone('site', visit.siteId));
    if (!gone || !tombstone) throw thrown;
    const site = await deletedEntityOf(scope.tx, 'site', visit.siteId, tombstone);
    // A site that was deleted later than its visit brings none back.
    if (site.deletion !== gone.deletion) throw thrown;
    throw new CommandConflict(
      `The site ${site.name} was deleted with its visits by ${site.by} at ${site.at}.`,
      { kind: 'visit', id },
      { deleted: [site] },
    );
  }
}

/** What became of a report, the partner API alone says. @throws ProblemError `invalid` for a report that is told of otherwise */
function requireUnmailed(known: Visit['reports'], told: Visit['reports']): void {
  for (const [id, report] of Object.entries(told ?? {}))
    if (report && (known?.[id] || report.mailedAt !== null || report.mailFault !== ''))
      throw invalidField(`reports.${id}`, 'A report is told of once, before it’s mailed');
}

/** @throws ProblemError `invalid` when the visit would hold more of something than a visit has */
function requireRoom(visit: Visit, changes: FieldValues): void {
  for (const [field, [limit, what]] of Object.entries(visitBounds)) {
    const held = Object.entries(visit[field as keyof typeof visitBounds] ?? {});
    const ids = new Set(held.flatMap(([id, value]) => (value ? [id] : [])));
    for (const [id, value] of Object.entries(changedUnder(field, changes))) if (value !== null) ids.add(id);
    if (ids.size > limit) throw invalidField(field, `At most ${limit} ${what}`);
  }
}

/** What is changed of a field that holds values by id: by their ids. */
function changedUnder(field: string, changes: FieldValues): FieldValues {
  const start = `${field}.`;
  return Object.fromEntries(
    Object.entries(changes).flatMap(([path, value]) =>
      path.startsWith(start) ? [[path.slice(start.length), value]] : [],
    ),
  );
}

/** Deletes visits. */
export const deleteVisits: Command<'visit.delete'> = async ({ args: { ids } }, scope) => {
  for (const id of ids) {
    const visit = await rowToDelete(scope, 'visit', id);
    if (!visit) continue;
    await requireAccessAt(scope, await scope.tx.row('site', visit.siteId), ['visit.delete']);
    requireVersion(scope, visit);
    await deleteRow(scope, 'visit', visit);
  }
};

/** Brings visits back that a deletion took. */
export const restoreVisits: Command<'visit.restore'> = async ({ args: { deletion, ids } }, scope) => {
  for (const id of ids) {
    if (await scope.tx.row('visit', id)) continue;
    // In sight is what was in sight when it was deleted.
    const isSeen = (await scope.tx.tombstone('visit', id)) !== null;
    const [visit] = isSeen ? await scope.whole.recycled(deletion, 'visit', { id }) : [];
    if (!visit) throw notInBin('visit');
    await requireAccessAt(scope, await siteOfRestored(scope, visit), ['visit.restore']);
    await restoreVisit(scope, deletion, visit);
  }
};

/** Deletes what was planned and noted of a site that goes. */
export async function deleteVisitsOf(scope: CommandScope, siteId: string): Promise<void> {
  for (const visit of await scope.tx.children('visit', siteId)) await deleteRow(scope, 'visit', visit);
}

/** Brings the visits back that went with a site. */
export async function restoreVisitsOf(scope: CommandScope, deletion: string, siteId: string): Promise<void> {
  for (const visit of await scope.whole.recycled(deletion, 'visit', { parent: siteId }))
    await restoreVisit(scope, deletion, visit);
}

async function restoreVisit(scope: CommandScope, deletion: string, visit: Visit): Promise<void> {
  await scope.tx.takeFromBin(deletion, 'visit', visit.id);
  await createRow(scope, 'visit', { ...visit, updatedAt: scope.at });
}

/** The customer of a site must have granted it; a site whose customer isn't there is nobody's to refuse. */
async function requireAccessAt(
  scope: CommandScope,
  site: Site | null,
  needed: readonly Action[],
): Promise<void> {
  const customer: Customer | null = site && (await scope.tx.row('customer', site.customerId));
  if (customer) for (const action of needed) requireAccess(scope.actor.account, action, customer);
}

/**
 * The site that a visit goes to.
 * @throws CommandConflict when it was deleted
 * @throws ProblemError `invalid` when there never was such a site
 */
async function siteToVisit(scope: CommandScope, id: string): Promise<Site> {
  const site = await scope.tx.row('site', id);
  if (site) return site;
  const tombstone = scope.expectedVersion === undefined ? await scope.tx.tombstone('site', id) : null;
  if (!tombstone) throw invalidField('siteId', 'There is no such site');
  const gone = await deletedEntityOf(scope.tx, 'site', id, tombstone);
  throw new CommandConflict(
    `The site ${gone.name} was deleted by ${gone.by} at ${gone.at}.`,
    { kind: 'site', id },
    { deleted: [gone] },
  );
}

// Where the site can be restored first, that's for a person to say; where it can't, its visit can't come back.
async function siteOfRestored(scope: CommandScope, visit: Visit): Promise<Site> {
  const id = visit.siteId;
  const site = await scope.tx.row('site', id);
  if (site) return site;
  const tombstone = await scope.tx.tombstone('site', id);
  const gone = tombstone && (await deletedEntityOf(scope.tx, 'site', id, tombstone));
  if (gone?.deletion !== undefined)
    throw new CommandConflict(
      `The site of ${visit.name} was deleted by ${gone.by} at ${gone.at}.`,
      { kind: 'site', id },
      { deleted: [gone] },
    );
  throw new ProblemError(
    'not-restorable',
    `The site of ${visit.name} was deleted and isn’t in the recycle bin any more.`,
  );
}
