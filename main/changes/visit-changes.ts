import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { Action } from '../../common/domain/access.ts';
import type { Visit } from '../../common/domain/entities.ts';
import { fieldAt, sameValue, type FieldValues } from '../../common/domain/fields.ts';
import { checklistFrom, checklistLimit, checklistOf } from '../../common/domain/visits.ts';
import {
  dataOfVisit,
  isVisitData,
  photosLimit,
  photosOf,
  reportsLimit,
  reportsOf,
  type VisitPhoto,
  type VisitReport,
} from '../../common/domain/visit-files.ts';
import type { CacheClient } from '../../db/client.ts';
import { digestsOfParts } from '../../db/views/signed-parts.ts';
import type { Queued } from './changes.ts';
import { editedFields, gone, inStretches } from './edits.ts';
import type { Change } from './reversal.ts';
import type { SiteChanges } from './site-changes.ts';

interface VisitChangesOptions {
  read: CacheClient['read'];
  sites: SiteChanges;
  /** @throws Failure `not-allowed` */
  allow(action: Action, grants?: readonly string[]): void;
  queue(changes: Change[]): Promise<Queued>;
  newId(): string;
  /** ISO time. */
  now(): string;
}

/** What the operator can change of visits and their templates. Refused here by role and by what the customers concerned granted. */
export class VisitChanges {
  readonly #options: VisitChangesOptions;

  constructor(options: VisitChangesOptions) {
    this.#options = options;
  }

  /** Plans a visit for each site, all or none; one undo takes them back. @throws Failure `not-found`, `not-allowed` */
  async plan(asked: CommandRequest<'visit.plan'>): Promise<Queued & { ids: string[] }> {
    const { read, allow, queue, newId } = this.#options;
    const { siteIds, plannedOn, technician, templateId, purpose } = asked;
    allow('visit.create');
    const template =
      templateId === null ? null : (await read.visitTemplates()).find(({ id }) => id === templateId);
    if (template === undefined) throw gone('template');
    const sites = await read.sitesToVisit([...new Set(siteIds)]);
    if (sites.length < new Set(siteIds).size) throw gone('site');
    const title = purpose || template?.name || 'Site visit';
    const changes = sites.map(({ id: siteId, name, customerName, grants }): Change => {
      this.#allowOf(customerName ?? '', 'visit.create', grants);
      const checklist = checklistFrom(template?.items ?? [], newId);
      const none = { startedAt: null, endedAt: null, findings: {}, ...dataOfVisit };
      const fields = { siteId, name: `${title}, ${name}`, plannedOn, technician, checklist, ...none };
      return { name: 'visit.create', args: { id: newId(), fields: { ...fields, status: 'planned' } } };
    });
    const ids = changes.flatMap(({ args }) => ('id' in args ? [args.id] : []));
    return { ids, ...(await queue(changes)) };
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found`, `not-allowed`, `invalid` where it would end before it begins */
  async edit(asked: CommandRequest<'visit.edit'>): Promise<Queued> {
    const changes = await this.#editing(asked);
    return changes.length === 0 ? { mutationIds: [] } : this.#options.queue(changes);
  }

  async #editing(asked: CommandRequest<'visit.edit'>): Promise<Change[]> {
    const { id, base = {}, ...parts } = asked;
    const { visit, grants } = await this.#visit(id);
    const isData = Object.keys(parts).some(isVisitData);
    const allowed: Action[] = isData ? ['visit.update', 'visit.notes'] : ['visit.update'];
    for (const action of allowed) this.#options.allow(action, grants);
    requireOrder(visit, parts);
    const { checklist = {}, findings = {}, photos = {}, ...rest } = parts;
    const wanted: FieldValues = {
      ...rest,
      ...(rest.signature ? { signature: { ...rest.signature, given: digestsOfParts(visit) } } : {}),
      ...this.#timesOf(visit, parts.status),
      ...under('checklist', checklist),
      ...under('findings', findings),
      ...under('photos', photos),
    };
    const changes = Object.fromEntries(
      Object.entries(wanted).filter(
        ([path, value]) => value !== undefined && !sameValue(fieldAt(visit, path) ?? null, value),
      ),
    );
    if (Object.keys(changes).length === 0) return [];
    const before: FieldValues = 'notes' in changes && base.notes !== undefined ? { notes: base.notes } : {};
    return [{ name: 'visit.update', args: { id, changes }, before }];
  }

  /** Whether a report may be mailed. @throws Failure `not-found`, `not-allowed`, `invalid` where the visit has all that it may have */
  async allowReport(id: string): Promise<void> {
    const { visit, grants } = await this.#visit(id);
    for (const action of ['visit.update', 'visit.notes'] as const) this.#options.allow(action, grants);
    if (reportsOf(visit).length >= reportsLimit)
      throw new Failure({
        code: 'invalid',
        message: `The reports of a visit are mailed ${reportsLimit} times at most. Nothing was queued.`,
      });
  }

  /** Tells of a report that is kept here and is to be mailed. */
  async addReport(id: string, report: string, told: VisitReport): Promise<Queued> {
    const { grants } = await this.#visit(id);
    for (const action of ['visit.update', 'visit.notes'] as const) this.#options.allow(action, grants);
    return this.#options.queue([
      { name: 'visit.update', args: { id, changes: { [`reports.${report}`]: told } } },
    ]);
  }

  /** Whether a photo may be added. @throws Failure `not-found`, `not-allowed`, `invalid` where the visit has all that it may have */
  async allowPhoto(id: string): Promise<void> {
    const { visit, grants } = await this.#visit(id);
    for (const action of ['visit.update', 'visit.notes'] as const) this.#options.allow(action, grants);
    if (photosOf(visit).length >= photosLimit)
      throw new Failure({
        code: 'invalid',
        message: `A visit has at most ${photosLimit} photos. Nothing was added.`,
      });
  }

  /** Tells of a photo that is kept here. */
  addPhoto(id: string, photo: string, told: VisitPhoto): Promise<Queued> {
    return this.edit({ id, photos: { [photo]: told } });
  }

  /** Adds an item at the end of the checklist. @throws Failure `invalid` where it's full */
  async addItem({ id, text }: CommandRequest<'visit.addItem'>): Promise<Queued> {
    const { visit, grants } = await this.#visit(id);
    this.#options.allow('visit.update', grants);
    const items = checklistOf(visit.checklist);
    if (items.length >= checklistLimit)
      throw new Failure({
        code: 'invalid',
        message: `A visit has at most ${checklistLimit} checklist items. Nothing was added.`,
        fields: [{ path: 'text', message: `At most ${checklistLimit} checklist items` }],
      });
    const item = { position: (items.at(-1)?.position ?? -1) + 1, text, state: 'open' as const, reason: '' };
    const changes = { [`checklist.${this.#options.newId()}`]: item };
    return this.#options.queue([{ name: 'visit.update', args: { id, changes } }]);
  }

  /**
   * Notes that a probe was replaced, and puts the probes where they are now: the new one at the site, the old one in the inventory.
   * @throws Failure `not-allowed` where the probes may not be placed, `invalid` for a new one that is at a site; nothing is noted then
   */
  async replaceProbe(asked: CommandRequest<'visit.replaceProbe'>): Promise<Queued> {
    const { id, probeId, finding, newProbeId } = asked;
    const { visit } = await this.#visit(id);
    const placed = await this.#options.sites.replacing(visit.siteId, { was: probeId, is: newProbeId });
    const noted = await this.#editing({ id, findings: { [probeId]: finding } });
    return this.#options.queue([...placed, ...noted]);
  }

  /** Hands visits over to another technician, or to nobody yet. @throws Failure `not-found`, `not-allowed` */
  async handOver({ ids, technician }: CommandRequest<'visit.handOver'>): Promise<Queued> {
    const changes: Change[] = [];
    for (const id of new Set(ids)) {
      const { visit, grants } = await this.#visit(id);
      this.#options.allow('visit.update', grants);
      if (visit.technician?.id === technician?.id) continue;
      changes.push({ name: 'visit.update', args: { id, changes: { technician } } });
    }
    return changes.length === 0 ? { mutationIds: [] } : this.#options.queue(changes);
  }

  /** @throws Failure `not-allowed` */
  async remove({ ids }: CommandRequest<'visit.delete'>): Promise<Queued> {
    for (const id of new Set(ids)) {
      const detail = await this.#options.read.visitDetail(id);
      if (detail) this.#options.allow('visit.delete', detail.customer?.grants);
    }
    return this.#options.queue(
      inStretches(ids).map((stretch) => ({ name: 'visit.delete', args: { ids: stretch } })),
    );
  }

  async createTemplate(fields: CommandRequest<'visitTemplate.create'>): Promise<Queued & { id: string }> {
    this.#options.allow('visitTemplate.create');
    const id = this.#options.newId();
    const made = { ...fields, brandId: null };
    return {
      id,
      ...(await this.#options.queue([{ name: 'visitTemplate.create', args: { id, fields: made } }])),
    };
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found` */
  async updateTemplate({ id, fields, base }: CommandRequest<'visitTemplate.update'>): Promise<Queued> {
    this.#options.allow('visitTemplate.update');
    const template = (await this.#options.read.visitTemplates()).find((one) => one.id === id);
    if (!template) throw gone('template');
    const { changes, before } = editedFields(template, fields, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    return this.#options.queue([{ name: 'visitTemplate.update', args: { id, changes }, before }]);
  }

  async removeTemplates({ ids }: CommandRequest<'visitTemplate.delete'>): Promise<Queued> {
    this.#options.allow('visitTemplate.delete');
    return this.#options.queue([{ name: 'visitTemplate.delete', args: { ids } }]);
  }

  /** A visit that begins or ends does so now; one that goes on has no end yet. */
  #timesOf(visit: Pick<Visit, 'startedAt'>, status: Visit['status'] | undefined): FieldValues {
    const at = this.#options.now();
    if (status === 'planned') return { startedAt: null, endedAt: null };
    if (status === 'under-way') return { startedAt: visit.startedAt ?? at, endedAt: null };
    return status === 'done' ? { startedAt: visit.startedAt ?? at, endedAt: at } : {};
  }

  async #visit(id: string) {
    const detail = await this.#options.read.visitDetail(id);
    if (!detail) throw gone('visit');
    return { visit: detail.visit, grants: detail.customer?.grants };
  }

  /** Names the customer in the refusal, since several may be concerned. */
  #allowOf(customer: string, action: Action, grants: readonly string[] | null): void {
    try {
      this.#options.allow(action, grants ?? undefined);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || customer === '') throw thrown;
      throw new Failure({
        ...thrown.error,
        message: `${customer}: ${thrown.error.message} Nothing was planned.`,
      });
    }
  }
}

/** A clock that was set back may have it end before it begins; nobody says so by hand. @throws Failure `invalid` */
function requireOrder(
  visit: Pick<Visit, 'startedAt' | 'endedAt'>,
  { startedAt, endedAt }: Pick<CommandRequest<'visit.edit'>, 'startedAt' | 'endedAt'>,
): void {
  if (startedAt === undefined && endedAt === undefined) return;
  const [start, end] = [startedAt ?? visit.startedAt, endedAt ?? visit.endedAt];
  if (start === null || end === null || Date.parse(start) <= Date.parse(end)) return;
  throw new Failure({
    code: 'invalid',
    message: 'A visit ends after it begins. Nothing was changed.',
    fields: [{ path: 'endedAt', message: 'A visit ends after it begins' }],
  });
}

function under(kept: 'checklist' | 'findings' | 'photos', values: Record<string, unknown>): FieldValues {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [`${kept}.${id}`, value]));
}
