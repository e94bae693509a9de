import { z } from 'zod';
import { columnFilter, faultOfFilter, mostColumnFilters } from './column-filters.ts';
import { billingAccount, brand, customer, entityKind, partner, site } from '../domain/entities.ts';
import { fieldConflict } from '../partner-api/sync-door.ts';
import { pendingMark } from './pending.ts';
import { projectRow } from './projects.ts';

/** Shapes that the worker makes for the screens. Ids are UUIDs, times ISO 8601, counts whole numbers. */

/** One word on how a customer is doing; worst first wins. `silent` and `late` count probes. */
export const customerHealth = z.object({
  state: z.enum(['silent-probes', 'no-access', 'no-sites', 'fine']),
  silentProbes: z.int(),
});

export const customerRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  reference: z.string(),
  customerId: z.string().nullable(),
  partnerId: z.string().nullable(),
  /** Null for a direct customer, and for a partner that isn't in the cache. */
  partnerName: z.string().nullable(),
  city: z.string(),
  country: z.string(),
  sites: z.int(),
  probes: z.int(),
  health: customerHealth,
  /** Six of them are known here; a newer server may have more. */
  grants: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type CustomerRow = z.infer<typeof customerRow>;

export const partnerRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  city: z.string(),
  country: z.string(),
  customers: z.int(),
  sites: z.int(),
  silentProbes: z.int(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type PartnerRow = z.infer<typeof partnerRow>;

export const siteRow = z.object({
  id: z.string(),
  name: z.string(),
  customerId: z.string(),
  /** Null for a customer that isn't in the cache. */
  customerName: z.string().nullable(),
  city: z.string(),
  country: z.string(),
  timeZone: z.string(),
  probes: z.int(),
  silentProbes: z.int(),
  /** When it was made by whoever made it, as its id says. */
  createdAt: z.string(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type SiteRow = z.infer<typeof siteRow>;

export const probeRow = z.object({
  id: z.string(),
  serial: z.string(),
  name: z.string(),
  softwareVersion: z.string(),
  /** `online`, `offline` or `unknown`; a newer server may have more. */
  status: z.string(),
  lastReportAt: z.string().nullable(),
  siteId: z.string().nullable(),
  siteName: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  pending: pendingMark.nullable(),
});
export type ProbeRow = z.infer<typeof probeRow>;

export const visitRow = z.object({
  id: z.string(),
  name: z.string(),
  siteId: z.string(),
  /** Null for a site, and a customer, that isn’t in the cache. */
  siteName: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  /** A day, as `2026-03-31`. */
  plannedOn: z.string(),
  /** `planned`, `under-way` or `done`; a newer server may have more. */
  status: z.string(),
  technicianId: z.string().nullable(),
  technicianName: z.string().nullable(),
  /** Items of the checklist, and those that aren’t open any more. */
  items: z.int(),
  settled: z.int(),
  /** What the customer grants; null where it isn’t here. */
  customerGrants: z.array(z.string()).nullable(),
  updatedAt: z.string(),
  pending: pendingMark.nullable(),
});
export type VisitRow = z.infer<typeof visitRow>;

export const listKinds = ['partner', 'customer', 'site', 'probe', 'project', 'visit'] as const;
export const listKind = z.enum(listKinds);
export type ListKind = z.infer<typeof listKind>;

/** Kinds that search looks into: those that have lists of any length, and the two of the ledger that customers come by. */
export const searchedKinds = [...listKinds, 'invite', 'onboardingLink'] as const;
export type SearchedKind = (typeof searchedKinds)[number];

/** Columns that each list can be sorted by. `status` begins with what needs attention most, `waiting` with what is in conflict and then with most changes, `due` with what was planned for longest ago. */
export const sortColumns = {
  partner: [
    'name',
    'email',
    'city',
    'country',
    'phone',
    'customers',
    'sites',
    'status',
    'waiting',
    'updatedAt',
  ],
  customer: [
    'name',
    'email',
    'partnerName',
    'reference',
    'customerId',
    'city',
    'country',
    'sites',
    'probes',
    'status',
    'waiting',
    'createdAt',
    'updatedAt',
  ],
  site: [
    'name',
    'customerName',
    'city',
    'country',
    'timeZone',
    'probes',
    'status',
    'waiting',
    'createdAt',
    'updatedAt',
  ],
  probe: ['serial', 'name', 'version', 'status', 'waiting', 'siteName', 'customerName', 'lastReportAt'],
  project: [
    'name',
    'email',
    'company',
    'customerName',
    'login',
    'country',
    'dataCentre',
    'status',
    'waiting',
    'licenses',
    'lastActivityAt',
    'daysLeft',
    'createdAt',
    'updatedAt',
  ],
  visit: ['due', 'name', 'siteName', 'customerName', 'technician', 'status', 'waiting', 'updatedAt'],
} as const;

/** What a list shows: which rows, in which order. Two lists with the same spec are the same list. */
export const listSpec = z
  .object({
    kind: listKind,
    /** Whose rows. `direct` is customers without a partner; `parent` is a partner's customers, a customer's sites or a site's probes, a customer's projects; `inventory` is unassociated probes; `technician` is the visits of one account. */
    scope: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('all') }),
        z.object({ type: z.literal('direct') }),
        z.object({ type: z.literal('inventory') }),
        z.object({ type: z.literal('parent'), id: z.string() }),
        z.object({ type: z.literal('technician'), id: z.string() }),
      ])
      .default({ type: 'all' }),
    /** Rows whose name, e-mail, reference or serial holds this text, blind to accents and case. Empty for all. */
    search: z.string().max(200).default(''),
    /** Every filter must match. */
    filters: z
      .array(
        z.enum([
          'attention',
          'waiting',
          'no-access',
          'no-sites',
          'at-site',
          'online',
          'silent',
          'unheard',
          'blocked',
          'notice',
          'no-licenses',
          'overdue',
          'due',
          'under-way',
          'done',
        ]),
      )
      .default([]),
    /** Conditions on columns; every one must hold. */
    where: z.array(columnFilter).max(mostColumnFilters).default([]),
    sort: z
      .object({ column: z.string(), direction: z.enum(['ascending', 'descending']) })
      .default({ column: 'name', direction: 'ascending' }),
  })
  .superRefine(({ kind, where }, context) => {
    where.forEach((filter, at) => {
      const fault = faultOfFilter(kind, filter);
      if (fault)
        context.addIssue({ code: 'custom', path: ['where', at, fault.part], message: fault.message });
    });
  });
export type ListSpec = z.infer<typeof listSpec>;

export const listWindow = z.object({
  /** Rows of the whole list, as filtered. */
  total: z.int(),
  /** Rows of the same kind and scope, unfiltered. */
  unfiltered: z.int(),
  offset: z.int(),
  rows: z.array(z.union([customerRow, partnerRow, siteRow, probeRow, projectRow, visitRow])),
  /** Rises with every change of the cache; an answer with a lower number than one already shown is stale. */
  revision: z.int(),
});
export type ListWindow = z.infer<typeof listWindow>;

export const siteSummary = z.object({
  id: z.string(),
  name: z.string(),
  city: z.string(),
  probes: z.int(),
  silentProbes: z.int(),
});

export const customerDetail = z.object({
  /** As the server has it: a newer one may have more origins and grants. */
  customer: customer.extend({ origin: z.string(), grants: z.array(z.string()) }),
  partner: z.object({ id: z.string(), name: z.string() }).nullable(),
  brand: z.object({ id: z.string(), name: z.string() }).nullable(),
  billingAccount: z.object({ id: z.string(), name: z.string() }).nullable(),
  sites: z.int(),
  probes: z.int(),
  silentProbes: z.int(),
  /** The first sites by name, at most 50. */
  firstSites: z.array(siteSummary),
  pending: pendingMark.nullable(),
});
export type CustomerDetail = z.infer<typeof customerDetail>;

export const billingAccountRow = billingAccount
  .pick({ id: true, name: true, contactName: true, email: true, phone: true, reference: true })
  .extend({
    city: z.string(),
    country: z.string(),
    /** Customers that it pays for. */
    customers: z.int(),
    updatedAt: z.string(),
    pending: pendingMark.nullable(),
  });
export type BillingAccountRow = z.infer<typeof billingAccountRow>;

export const billingAccountDetail = z.object({
  account: billingAccount,
  brand: z.object({ id: z.string(), name: z.string() }).nullable(),
  customers: z.int(),
  /** The first customers that it pays for, by name, at most 50. */
  firstCustomers: z.array(z.object({ id: z.string(), name: z.string() })),
  pending: pendingMark.nullable(),
});
export type BillingAccountDetail = z.infer<typeof billingAccountDetail>;

/** What keeps billing accounts from being deleted: those that are in use, and by whom. */
export const billingAccountDeleteImpact = z.object({
  blocked: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Customers and open invites that use it. */
      customers: z.int(),
      /** Names of the first that use it, at most 5. */
      usedBy: z.array(z.string()),
    }),
  ),
});
export type BillingAccountDeleteImpact = z.infer<typeof billingAccountDeleteImpact>;

export const partnerDetail = z.object({
  partner,
  brand: z.object({ id: z.string(), name: z.string() }).nullable(),
  customers: z.int(),
  /** The first customers by name, at most 50. */
  firstCustomers: z.array(z.object({ id: z.string(), name: z.string(), sites: z.int() })),
  pending: pendingMark.nullable(),
});
export type PartnerDetail = z.infer<typeof partnerDetail>;

export const siteDetail = z.object({
  site,
  customer: z.object({ id: z.string(), name: z.string(), grants: z.array(z.string()) }).nullable(),
  probes: z.array(probeRow),
  visits: z.int(),
  /** Its last visits by planned date, newest first, at most 50. */
  lastVisits: z.array(visitRow),
  pending: pendingMark.nullable(),
});
export type SiteDetail = z.infer<typeof siteDetail>;

/** What keeps partners from being deleted: those that still have customers. */
export const partnerDeleteImpact = z.object({
  partners: z.int(),
  blocked: z.array(z.object({ id: z.string(), name: z.string(), customers: z.int() })),
});
export type PartnerDeleteImpact = z.infer<typeof partnerDeleteImpact>;

/** Fields that say why something was found. */
export const matchedFields = [
  'id',
  'email',
  'reference',
  'customerId',
  'serial',
  'company',
  'login',
  'externalIds',
  'city',
  'street',
  'region',
  'postalCode',
  'phone',
  'contact',
  'technicalContact',
  'billingContact',
  'technician',
  'notes',
] as const;

export const searchHit = z.object({
  kind: entityKind,
  id: z.string(),
  title: z.string(),
  /** Where it belongs: the partner of a customer, the customer of a site. */
  within: z.string(),
  /** A field that matched, and its text, when the title alone doesn't. */
  matched: z.object({ field: z.enum(matchedFields), text: z.string() }).nullable(),
});
export const searchGroup = z.object({ kind: entityKind, total: z.int(), hits: z.array(searchHit) });
export const searchAnswer = z.object({
  query: z.string(),
  groups: z.array(searchGroup),
  /** The one thing whose id, Customer ID, serial or external id is what was looked for; null where there's none, or several. */
  exact: searchHit.nullable(),
  revision: z.int(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;
export type SearchHit = z.infer<typeof searchHit>;

/** States of a change in the outbox. Held: its Undo runs out first; paused: until somebody lets it go on. */
export const outboxStates = [
  'waiting',
  'held',
  'paused',
  'sending',
  'settling',
  'conflict',
  'rejected',
  'parked',
] as const;

export const outboxRow = z.object({
  id: z.string(),
  name: z.string(),
  /** The change as a sentence: `Rename Contoso Clinics to Contoso Health`. */
  title: z.string(),
  state: z.enum(outboxStates),
  at: z.string(),
  attempts: z.int(),
  /** What was last heard about it, as a sentence. */
  lastAnswer: z.string().nullable(),
  /** Changes that it waits for. */
  after: z.array(z.string()),
  conflicts: z.array(fieldConflict),
  entity: z.object({ kind: entityKind, id: z.string() }).nullable(),
});
export type OutboxRow = z.infer<typeof outboxRow>;

export const syncState = z.object({
  phase: z.enum([
    /** No workspace is open. */
    'closed',
    /** The first snapshot is on its way; lists fill as it comes. */
    'first-snapshot',
    'up-to-date',
    'pulling',
    'pushing',
    /** It can't be reached; tried again by itself. */
    'unreachable',
    /** The operator chose to work offline. */
    'offline-by-choice',
    /** The session ended; changes stay here until someone signs in again. */
    'signed-out',
    /** It answers what can't be understood. */
    'faulty-answers',
    /** It asked to slow down. */
    'rate-limited',
    /** Something between here and it answers in its place, as a guest network does until somebody signs in to it. */
    'intercepted',
    /** The network's proxy lets nothing through without a sign-in of its own. */
    'proxy-refused',
    /** Another partner API than before answers at the address; nothing is exchanged with it. */
    'other-server',
    /** It demands a newer version of Switchyard. */
    'client-too-old',
    /** It's of a version that this Switchyard no longer speaks to. */
    'server-too-old',
    /** What came can't be kept on this computer, or the app failed. */
    'local-fault',
  ]),
  /** When the cache was last known to be complete and current; null before the first snapshot is whole. */
  currentAt: z.string().nullable(),
  /** Whether everything the account may see is here. */
  complete: z.boolean(),
  /** Progress of a snapshot, in rows, and of each kind. */
  progress: z
    .object({
      done: z.int(),
      total: z.int(),
      kinds: z.array(z.object({ kind: z.string(), done: z.int(), total: z.int() })),
    })
    .nullable(),
  /** Rows of kinds that this version doesn't know: kept, and not shown. */
  aside: z.array(z.object({ kind: z.string(), rows: z.int() })),
  waiting: z.int(),
  stuck: z.int(),
  /** When it will be tried again, if it waits for a time. */
  nextTryAt: z.string().nullable(),
  /** What is wrong, in one sentence, with detail to copy. */
  trouble: z.object({ sentence: z.string(), detail: z.string(), at: z.string() }).nullable(),
  /** Things that happened and that the operator should know once: a damaged cache moved aside, an unknown kind kept aside. */
  notices: z.array(z.object({ id: z.string(), sentence: z.string(), detail: z.string(), at: z.string() })),
  /** How far this computer's clock is ahead of the partner API's, in milliseconds; negative behind it, null where it's right or that isn't known. */
  clockAheadMs: z.int().nullable(),
  revision: z.int(),
});
export type SyncState = z.infer<typeof syncState>;

export const brandChoice = brand.pick({
  id: true,
  name: true,
  parentId: true,
  primaryColor: true,
  serviceDomain: true,
});
export type BrandChoice = z.infer<typeof brandChoice>;
export const partnerChoice = z.object({ id: z.string(), name: z.string(), customers: z.int() });
export type PartnerChoice = z.infer<typeof partnerChoice>;
