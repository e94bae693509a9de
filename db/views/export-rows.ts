import type { ListKind } from '../../common/contract/views.ts';
import type { ExportedRows } from '../../common/domain/exchange/exported.ts';
import type { Connection } from '../store/database.ts';
import { countBelow, namesOf } from './counts.ts';
import { poolsOf } from './licenses.ts';
import { docsOf, probeRows } from './list-rows.ts';
import { visitRows } from './visits.ts';

/** Whole rows with what their list shows beside them, in the order of `rids`; those that are gone are left out. */
export function exportedRows(
  db: Connection,
  kind: ListKind,
  rids: readonly number[],
): ExportedRows[ListKind][] {
  switch (kind) {
    case 'partner': {
      const partners = docsOf(db, kind, rids);
      const below = countBelow(
        db,
        kind,
        partners.map(({ id }) => id),
      );
      return partners.map((row) => ({
        ...row,
        customers: below(row.id).customers,
        sites: below(row.id).sites,
      }));
    }
    case 'customer': {
      const customers = docsOf(db, kind, rids);
      const below = countBelow(
        db,
        kind,
        customers.map(({ id }) => id),
      );
      const partnerName = namesOf(
        db,
        'partner',
        customers.map(({ partnerId }) => partnerId),
      );
      return customers.map((row) => ({
        ...row,
        partnerName: partnerName(row.partnerId),
        sites: below(row.id).sites,
        probes: below(row.id).probes,
      }));
    }
    case 'site': {
      const sites = docsOf(db, kind, rids);
      const below = countBelow(
        db,
        kind,
        sites.map(({ id }) => id),
      );
      const customerName = namesOf(
        db,
        'customer',
        sites.map(({ customerId }) => customerId),
      );
      return sites.map((row) => ({
        ...row,
        customerName: customerName(row.customerId),
        probes: below(row.id).probes,
      }));
    }
    case 'probe': {
      const probes = docsOf(db, kind, rids);
      const places = probeRows(db, probes);
      return probes.map((row, at) => ({
        ...row,
        siteName: places[at]?.siteName ?? null,
        customerName: places[at]?.customerName ?? null,
      }));
    }
    case 'project': {
      const projects = docsOf(db, kind, rids);
      const pools = poolsOf(
        db,
        projects.map(({ id }) => id),
      );
      const customerName = namesOf(
        db,
        'customer',
        projects.map(({ customerId }) => customerId),
      );
      return projects.map((row) => ({
        ...row,
        customerName: customerName(row.customerId),
        licenses: pools(row.id),
      }));
    }
    case 'visit': {
      const visits = docsOf(db, kind, rids);
      const places = visitRows(db, visits);
      return visits.map((row, at) => ({
        ...row,
        siteName: places[at]?.siteName ?? null,
        customerName: places[at]?.customerName ?? null,
      }));
    }
  }
}
