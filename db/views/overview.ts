import type { Overview, RowCounts } from '../../common/contract/overview.ts';
import type { Invite, Project, Visit } from '../../common/domain/entities.ts';
import { inNotice, today } from '../lists/list-query.ts';
import { type Connection, plucked, prepared, preparedRaw } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { visitRows } from './visits.ts';

/** How many rows of each kind there are, each counted along the smallest index. */
export function rowCountsOf(db: Connection, revision: number): RowCounts {
  const count = (kind: string) => plucked<[], number>(db, `SELECT count(*) FROM ${kind}`).get() ?? 0;
  return {
    partners: count('partner'),
    customers: count('customer'),
    sites: count('site'),
    probes: count('probe'),
    projects: count('project'),
    visits: count('visit'),
    openVisits: plucked<[], number>(db, `SELECT count(*) FROM visit WHERE status <> 'done'`).get() ?? 0,
    revision,
  };
}

/** Counts, what needs attention, and what changed last. A silent probe is one at a site whose status is offline. */
export function overviewOf(db: Connection, revision: number): Overview {
  const count = (sql: string) => plucked<[], number>(db, sql).get() ?? 0;
  const status = new Map(
    preparedRaw<[], [string, number]>(db, 'SELECT status, count(*) FROM probe GROUP BY status').all(),
  );
  return {
    counts: {
      partners: count('SELECT count(*) FROM partner'),
      customers: count('SELECT count(*) FROM customer'),
      directCustomers: count('SELECT count(*) FROM customer WHERE partnerId IS NULL'),
      sites: count('SELECT count(*) FROM site'),
      probes: count('SELECT count(*) FROM probe'),
      probesOnline: status.get('online') ?? 0,
      probesOffline: status.get('offline') ?? 0,
      probesUnknown: status.get('unknown') ?? 0,
      unassociatedProbes: count('SELECT count(*) FROM probe WHERE siteId IS NULL'),
    },
    ...attention(db),
    recent: recent(db),
    invites: pendingInvites(db),
    visits: visitsToSee(db),
    ending: endingProjects(db),
    withoutAccess: count('SELECT count(*) FROM customer WHERE fullGrants = 0'),
    // The sites are read once: while a first snapshot comes in they have no index yet, and looking for each customer's took minutes.
    withoutSites: count('SELECT count(*) FROM customer WHERE id NOT IN (SELECT customerId FROM site)'),
    revision,
  };
}

function visitsToSee(db: Connection): Overview['visits'] {
  const open = `FROM visit WHERE status <> 'done' AND plannedOn`;
  const count = (which: string) =>
    plucked<[], number>(db, `SELECT count(*) ${open} ${which} ${today}`).get() ?? 0;
  const first = plucked<[], string>(db, `SELECT doc ${open} <= ${today} ORDER BY plannedOn, id LIMIT 6`)
    .all()
    .map((doc) => JSON.parse(doc) as Visit);
  return { overdue: count('<'), today: count('='), first: visitRows(db, first) };
}

function endingProjects(db: Connection): Overview['ending'] {
  const which = `FROM project AS t WHERE ${inNotice()}`;
  return {
    projects: plucked<[], number>(db, `SELECT count(*) ${which}`).get() ?? 0,
    first: plucked<[], string>(db, `SELECT doc ${which} ORDER BY lastActivityAt, id LIMIT 3`)
      .all()
      .map((doc) => {
        const { id, name, lastActivityAt, notice } = JSON.parse(doc) as Project;
        return { id, name, lastActivityAt, deletedOn: notice?.deletedOn ?? null };
      }),
  };
}

interface Named {
  id: string;
  name: string;
  partnerId: string | null;
}

function withPartnerName<T extends Named>(db: Connection, rows: T[]) {
  const nameOf = namesOf(
    db,
    'partner',
    rows.map((row) => row.partnerId),
  );
  return rows.map(({ partnerId, ...row }) => ({ ...row, partnerName: nameOf(partnerId) }));
}

function attention(db: Connection): Pick<Overview, 'attention' | 'silentCustomers'> {
  const rows = prepared<[], Named & { silentProbes: number; customers: number }>(
    db,
    `SELECT customer.id, customer.name, customer.partnerId, n AS silentProbes, count(*) OVER () AS customers FROM
         (SELECT site.customerId, count(*) AS n FROM probe JOIN site ON site.id = probe.siteId
          WHERE probe.status = 'offline' GROUP BY site.customerId) AS silent
       JOIN customer ON customer.id = silent.customerId ORDER BY n DESC, nameKey, customer.id LIMIT 8`,
  ).all();
  const named = rows.map(({ id, name, partnerId, silentProbes }) => ({ id, name, partnerId, silentProbes }));
  return { attention: withPartnerName(db, named), silentCustomers: rows[0]?.customers ?? 0 };
}

function pendingInvites(db: Connection): Overview['invites'] {
  return plucked<[], string>(
    db,
    `SELECT doc FROM invite WHERE status = 'pending' AND (expiresAt IS NOT NULL OR doc ->> '$.mailFault' <> '')
       ORDER BY expiresAt, id LIMIT 50`,
  )
    .all()
    .map((doc) => {
      const { id, name, status, sentAt, expiresAt, revokedAt, mailFault } = JSON.parse(doc) as Invite;
      return { id, name, status, sentAt, expiresAt, revokedAt, mailFault };
    });
}

function recent(db: Connection): Overview['recent'] {
  const rows = prepared<[], Named & { updatedAt: string }>(
    db,
    'SELECT id, name, partnerId, updatedAt FROM customer ORDER BY updatedAt DESC, rid DESC LIMIT 6',
  ).all();
  return withPartnerName(db, rows);
}
