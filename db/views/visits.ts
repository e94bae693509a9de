import type { VisitRow } from '../../common/contract/views.ts';
import type { KnownVisits, VisitDetail, VisitTemplateRow } from '../../common/contract/visits.ts';
import type { EntityRows, Probe, Visit, VisitTemplate } from '../../common/domain/entities.ts';
import { checklistOf, type Technician } from '../../common/domain/visits.ts';
import { foldText } from '../../common/domain/text.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { probeRows } from './list-rows.ts';
import { pendingOf } from './pending.ts';
import { partsChangedSince } from './signed-parts.ts';

interface PlaceOfVisit {
  id: string;
  name: string;
  customerId: string;
  customerName: string | null;
  grants: string | null;
}

/** Visits with the names of their site and its customer. */
export function visitRows(db: Connection, visits: readonly Visit[]): VisitRow[] {
  const sites = new Map(
    prepared<[string], PlaceOfVisit>(
      db,
      `SELECT site.id, site.name, customerId, customer.name AS customerName, customer.doc ->> '$.grants' AS grants
       FROM site LEFT JOIN customer ON customer.id = customerId WHERE site.id IN (SELECT value FROM json_each(?))`,
    )
      .all(JSON.stringify(visits.map(({ siteId }) => siteId)))
      .map((site) => [site.id, site]),
  );
  const pending = pendingOf(
    db,
    visits.map(({ id }) => id),
  );
  return visits.map((visit) => {
    const site = sites.get(visit.siteId);
    const checklist = checklistOf(visit.checklist);
    return {
      id: visit.id,
      name: visit.name,
      siteId: visit.siteId,
      siteName: site?.name ?? null,
      customerId: site?.customerId ?? null,
      customerName: site?.customerName ?? null,
      plannedOn: visit.plannedOn,
      status: visit.status,
      technicianId: visit.technician?.id ?? null,
      technicianName: visit.technician?.name ?? null,
      items: checklist.length,
      settled: checklist.filter(({ state }) => state !== 'open').length,
      customerGrants: site?.grants ? (JSON.parse(site.grants) as string[]) : null,
      updatedAt: visit.updatedAt,
      pending: pending(visit.id),
    };
  });
}

/** How many visits a site has had and will have, and the last of them by planned date. */
export function visitsOfSite(
  db: Connection,
  siteId: string,
  limit: number,
): { visits: number; lastVisits: VisitRow[] } {
  const count = plucked<[string], number>(db, 'SELECT count(*) FROM visit WHERE siteId = ?');
  const docs = plucked<[string, number], string>(
    db,
    'SELECT doc FROM visit WHERE siteId = ? ORDER BY plannedOn DESC, id DESC LIMIT ?',
  );
  const last = docs.all(siteId, limit).map((doc) => JSON.parse(doc) as Visit);
  return { visits: count.get(siteId) ?? 0, lastVisits: visitRows(db, last) };
}

/** A visit with its site, whose it is, and the probes there; null when it isn't in the cache. */
export function visitDetail(db: Connection, id: string): VisitDetail | null {
  const visit = rowOf(db, 'visit', id);
  if (!visit) return null;
  const site = rowOf(db, 'site', visit.siteId);
  const customer = site && rowOf(db, 'customer', site.customerId);
  const probes = plucked<[string], string>(db, 'SELECT doc FROM probe WHERE siteId = ? ORDER BY nameKey, id')
    .all(visit.siteId)
    .map((doc) => JSON.parse(doc) as Probe);
  return {
    visit,
    site: site ? { id: site.id, name: site.name, address: site.address, contact: site.contact } : null,
    customer: customer
      ? {
          ...{ id: customer.id, name: customer.name, grants: customer.grants },
          technicalEmail: customer.technicalContact.email,
        }
      : null,
    probes: probeRows(db, probes),
    pending: pendingOf(db, [id])(id),
    changedSinceSigned: partsChangedSince(visit),
  };
}

/** Templates by name, with the customers that some are for. */
export function visitTemplates(db: Connection): VisitTemplateRow[] {
  const templates = plucked<[], string>(db, 'SELECT doc FROM visitTemplate ORDER BY nameKey, id')
    .all()
    .map((doc) => JSON.parse(doc) as VisitTemplate);
  const nameOf = namesOf(
    db,
    'customer',
    templates.map(({ customerId }) => customerId),
  );
  const pending = pendingOf(
    db,
    templates.map(({ id }) => id),
  );
  return templates.map((template) => ({
    id: template.id,
    name: template.name,
    items: template.items,
    customerId: template.customerId,
    customerName: nameOf(template.customerId),
    updatedAt: template.updatedAt,
    pending: pending(template.id),
  }));
}

/** Visits planned for days from `from` up to and with `to`, in order; of one technician where one is named. */
export function visitsBetween(
  db: Connection,
  { from, to, technicianId }: { from: string; to: string; technicianId: string | null },
  limit: number,
): KnownVisits {
  const where = `plannedOn BETWEEN ? AND ? ${technicianId === null ? 'AND ? IS NULL' : 'AND technicianId = ?'}`;
  const total = plucked<[string, string, string | null], number>(
    db,
    `SELECT count(*) FROM visit WHERE ${where}`,
  );
  const docs = plucked<[string, string, string | null, number], string>(
    db,
    `SELECT doc FROM visit WHERE ${where} ORDER BY plannedOn, nameKey, id LIMIT ?`,
  );
  const visits = docs.all(from, to, technicianId, limit).map((doc) => JSON.parse(doc) as Visit);
  return { total: total.get(from, to, technicianId) ?? 0, visits: visitRows(db, visits) };
}

/** Who may go on visits, by name: as the partner API last said, and who goes on one that is here. */
export function knownTechnicians(db: Connection): Technician[] {
  return prepared<[], Technician>(
    db,
    `SELECT id, name FROM keptTechnician
     UNION SELECT technicianId, max(doc ->> '$.technician.name') FROM visit
     WHERE technicianId IS NOT NULL AND technicianId NOT IN (SELECT id FROM keptTechnician) GROUP BY technicianId
     ORDER BY name, id`,
  ).all();
}

/** Keeps who may go on visits, as the partner API says. */
export function keepTechnicians(db: Connection, technicians: readonly Technician[]): void {
  db.transaction(() => {
    db.prepare('DELETE FROM keptTechnician').run();
    const keep = db.prepare('INSERT OR REPLACE INTO keptTechnician (id, name) VALUES (?, ?)');
    for (const { id, name } of technicians) keep.run(id, name);
  })();
}

/** Probes with this serial, blind to case, with where they are. */
export function probesBySerial(db: Connection, serial: string) {
  const docs = plucked<[string], string>(
    db,
    'SELECT doc FROM probe WHERE serialKey = ? ORDER BY id LIMIT 5',
  ).all(foldText(serial.trim()));
  return probeRows(
    db,
    docs.map((doc) => JSON.parse(doc) as Probe),
  );
}

function rowOf<K extends 'visit' | 'site' | 'customer'>(
  db: Connection,
  kind: K,
  id: string,
): EntityRows[K] | undefined {
  const doc = plucked<[string], string>(db, `SELECT doc FROM ${kind} WHERE id = ?`).get(id);
  return doc === undefined ? undefined : (JSON.parse(doc) as EntityRows[K]);
}
