import type {
  Address,
  Contact,
  Customer,
  Invite,
  OnboardingLink,
  Partner,
  Probe,
  Project,
  Site,
  Visit,
} from '../entities.ts';
import type { LinkState } from '../invites.ts';
import { dataCentreOf } from '../projects.ts';
import { checklistItemInWords, checklistOf, findingInWords } from '../visits.ts';
import { byteOrderMark, csvLine, externalIdsCell, guarding } from './cells.ts';

/** Whole rows of a list with the names and counts that the list shows beside them. */
export interface ExportedRows {
  partner: Partner & { customers: number; sites: number };
  customer: Customer & { partnerName: string | null; sites: number; probes: number };
  site: Site & { customerName: string | null; probes: number };
  probe: Probe & { siteName: string | null; customerName: string | null };
  project: Project & { customerName: string | null; licenses: { type: string; quantity: number }[] };
  visit: Visit & { siteName: string | null; customerName: string | null };
  invite: Invite & {
    partnerName: string | null;
    billingAccountName: string | null;
    brandName: string | null;
    /** What its link does at the time of the export. */
    link: LinkState;
  };
  onboardingLink: OnboardingLink & {
    partnerName: string | null;
    brandName: string | null;
    address: string | null;
  };
}
export type ExportKind = keyof ExportedRows;

interface ExportColumn<Row> {
  title: string;
  cell(row: Row): string;
}

type Columns<Row> = ExportColumn<Row>[];

function addressColumns<Row extends { address: Address }>(): Columns<Row> {
  return [
    { title: 'Street', cell: (row) => row.address.street },
    { title: 'Second address line', cell: (row) => row.address.street2 },
    { title: 'City', cell: (row) => row.address.city },
    { title: 'State or region', cell: (row) => row.address.region },
    { title: 'Postal code', cell: (row) => row.address.postalCode },
    { title: 'Country', cell: (row) => row.address.country },
  ];
}

function contactColumns<Row>(title: string, of: (row: Row) => Contact): Columns<Row> {
  return [
    { title: `${title} name`, cell: (row) => of(row).name },
    { title: `${title} e-mail`, cell: (row) => of(row).email },
    { title: `${title} phone`, cell: (row) => of(row).phone },
  ];
}

function timeColumns<Row extends { id: string; createdAt: string; updatedAt: string }>(): Columns<Row> {
  return [
    { title: 'Added', cell: (row) => row.createdAt },
    { title: 'Changed', cell: (row) => row.updatedAt },
    { title: 'Id', cell: (row) => row.id },
  ];
}

function belongsColumns<
  Row extends {
    partnerId: string | null;
    partnerName: string | null;
    brandId: string | null;
    brandName: string | null;
  },
>(): Columns<Row> {
  return [
    { title: 'Partner', cell: (row) => row.partnerName ?? row.partnerId ?? '' },
    { title: 'Brand', cell: (row) => row.brandName ?? row.brandId ?? '' },
  ];
}

/** Columns of a list as CSV. The import knows them by their titles. */
const exportColumns: { [K in ExportKind]: Columns<ExportedRows[K]> } = {
  partner: [
    { title: 'Partner name', cell: (row) => row.name },
    { title: 'E-mail', cell: (row) => row.email },
    { title: 'Phone', cell: (row) => row.phone },
    ...addressColumns<ExportedRows['partner']>(),
    { title: 'Notes', cell: (row) => row.notes },
    { title: 'Customers', cell: (row) => `${row.customers}` },
    { title: 'Sites', cell: (row) => `${row.sites}` },
    ...timeColumns<ExportedRows['partner']>(),
  ],
  customer: [
    { title: 'Customer name', cell: (row) => row.name },
    { title: 'Customer ID', cell: (row) => row.customerId ?? '' },
    { title: 'Partner', cell: (row) => row.partnerName ?? row.partnerId ?? '' },
    { title: 'E-mail', cell: (row) => row.email },
    { title: 'Reference', cell: (row) => row.reference },
    { title: 'External ids', cell: (row) => externalIdsCell(row.externalIds) },
    ...addressColumns<ExportedRows['customer']>(),
    ...contactColumns<ExportedRows['customer']>('Technical contact', (row) => row.technicalContact),
    ...contactColumns<ExportedRows['customer']>('Billing contact', (row) => row.billingContact),
    { title: 'Notes', cell: (row) => row.notes },
    { title: 'Sites', cell: (row) => `${row.sites}` },
    { title: 'Probes', cell: (row) => `${row.probes}` },
    ...timeColumns<ExportedRows['customer']>(),
  ],
  site: [
    { title: 'Site name', cell: (row) => row.name },
    { title: 'Customer', cell: (row) => row.customerName ?? row.customerId },
    { title: 'External ids', cell: (row) => externalIdsCell(row.externalIds) },
    ...addressColumns<ExportedRows['site']>(),
    { title: 'Time zone', cell: (row) => row.timeZone },
    ...contactColumns<ExportedRows['site']>('Contact', (row) => row.contact),
    { title: 'Notes', cell: (row) => row.notes },
    { title: 'Probes', cell: (row) => `${row.probes}` },
    ...timeColumns<ExportedRows['site']>(),
  ],
  probe: [
    { title: 'Serial', cell: (row) => row.serial },
    { title: 'Probe name', cell: (row) => row.name },
    { title: 'Customer', cell: (row) => row.customerName ?? '' },
    { title: 'Site', cell: (row) => row.siteName ?? row.siteId ?? '' },
    { title: 'Status', cell: (row) => row.status },
    { title: 'Last report', cell: (row) => row.lastReportAt ?? '' },
    { title: 'Version', cell: (row) => row.softwareVersion },
    ...timeColumns<ExportedRows['probe']>(),
  ],
  project: [
    { title: 'Project name', cell: (row) => row.name },
    { title: 'Customer', cell: (row) => row.customerName ?? row.customerId ?? '' },
    { title: 'Company', cell: (row) => row.company },
    { title: 'E-mail', cell: (row) => row.email },
    { title: 'Phone', cell: (row) => row.phone },
    { title: 'Login name', cell: (row) => row.login },
    { title: 'Country', cell: (row) => row.country },
    { title: 'Data centre', cell: (row) => dataCentreOf(row.country) },
    { title: 'Status', cell: (row) => row.status },
    {
      title: 'Licenses',
      cell: (row) => row.licenses.map(({ type, quantity }) => `${type} ${quantity}`).join('; '),
    },
    { title: 'Last activity', cell: (row) => row.lastActivityAt },
    ...timeColumns<ExportedRows['project']>(),
  ],
  visit: [
    { title: 'Visit', cell: (row) => row.name },
    { title: 'Customer', cell: (row) => row.customerName ?? '' },
    { title: 'Site', cell: (row) => row.siteName ?? row.siteId },
    { title: 'Planned date', cell: (row) => row.plannedOn },
    { title: 'Technician', cell: (row) => row.technician?.name ?? '' },
    { title: 'Status', cell: (row) => row.status },
    { title: 'Started', cell: (row) => row.startedAt ?? '' },
    { title: 'Ended', cell: (row) => row.endedAt ?? '' },
    { title: 'Checklist', cell: (row) => checklistOf(row.checklist).map(checklistItemInWords).join('\n') },
    {
      title: 'Probes',
      cell: (row) =>
        Object.values(row.findings)
          .flatMap((finding) => (finding ? [findingInWords(finding)] : []))
          .join('\n'),
    },
    { title: 'Notes', cell: (row) => row.notes },
    ...timeColumns<ExportedRows['visit']>(),
  ],
  invite: [
    { title: 'Company', cell: (row) => row.name },
    { title: 'Status', cell: (row) => row.status },
    { title: 'Link', cell: (row) => row.link },
    { title: 'Contact name', cell: (row) => row.contactName },
    { title: 'Contact e-mail', cell: (row) => row.contactEmail },
    ...belongsColumns<ExportedRows['invite']>(),
    { title: 'Billing account', cell: (row) => row.billingAccountName ?? row.billingAccountId ?? '' },
    { title: 'Mails', cell: (row) => `${row.sends}` },
    { title: 'Sent', cell: (row) => row.sentAt ?? '' },
    { title: 'Not sent because', cell: (row) => row.mailFault },
    { title: 'Opened', cell: (row) => row.openedAt ?? '' },
    { title: 'Used', cell: (row) => row.usedAt ?? '' },
    { title: 'Expires', cell: (row) => row.expiresAt ?? '' },
    { title: 'Revoked', cell: (row) => row.revokedAt ?? '' },
    { title: 'Made by', cell: (row) => row.madeBy },
    ...timeColumns<ExportedRows['invite']>(),
  ],
  onboardingLink: [
    { title: 'Link name', cell: (row) => row.name },
    { title: 'Address', cell: (row) => row.address ?? '' },
    ...belongsColumns<ExportedRows['onboardingLink']>(),
    { title: 'Sign-ups', cell: (row) => `${row.uses}` },
    { title: 'Last sign-up', cell: (row) => row.usedAt ?? '' },
    { title: 'Opened', cell: (row) => row.openedAt ?? '' },
    { title: 'Replaced', cell: (row) => row.replacedAt ?? '' },
    { title: 'Revoked', cell: (row) => row.revokedAt ?? '' },
    { title: 'Made by', cell: (row) => row.madeBy },
    ...timeColumns<ExportedRows['onboardingLink']>(),
  ],
};

export const exportFormats = ['csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A file of rows, piece by piece: what comes before them, each stretch of them, what comes after. */
export interface ExportText<K extends ExportKind> {
  begin(): string;
  /** @param isFirst whether no row was written before these */
  rows(rows: readonly ExportedRows[K][], isFirst: boolean): string;
  end(): string;
}

/** CSV (RFC 4180, UTF-8 with a byte order mark, safe in a spreadsheet) or a JSON array of whole rows. */
export function exportText<K extends ExportKind>(kind: K, format: ExportFormat): ExportText<K> {
  const columns: Columns<ExportedRows[K]> = exportColumns[kind];
  return format === 'csv'
    ? {
        begin: () => byteOrderMark + csvLine(columns.map(({ title }) => title)),
        rows: (rows) => rows.map((row) => csvLine(columns.map(({ cell }) => guarding(cell(row))))).join(''),
        end: () => '',
      }
    : {
        begin: () => '[',
        rows: (rows, isFirst) =>
          rows.map((row, at) => `${isFirst && at === 0 ? '' : ','}\n${JSON.stringify(row)}`).join(''),
        end: () => '\n]\n',
      };
}
