import { importKinds, type ImportKind } from '../../common/domain/exchange/import-fields.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { ListKind, ListSpec } from '../../common/contract/views.ts';

/** Whose rows a list shows. */
export type Scope = ListSpec['scope'] & object;

/** How a list that is here as a whole is to be looked at first: the chip that's on, and what is looked for in it. */
export interface Look {
  show?: string;
  find?: string;
}

type ListRoutes = { [K in ListKind]: { page: K; scope: Scope; id: string | null } };

/** Where the window is. A list with an `id` has that row's detail open beside it. */
export type Route =
  | { page: 'overview' }
  | ListRoutes[ListKind]
  | {
      page: 'wizard';
      mode: 'add';
      /** undefined: the partner is asked for first */ partnerId: string | null | undefined;
    }
  | { page: 'wizard'; mode: 'edit'; customerId: string }
  /** The values of a change that isn't confirmed. */
  | { page: 'wizard'; mode: 'amend'; change: string }
  /** Who pays; with an `id` that one is open beside the list. */
  | { page: 'brands'; id: string | null }
  | { page: 'billing-accounts'; id: string | null }
  /** Who may sign in, what they may do and see. */
  | { page: 'accounts'; id: string | null }
  /** What an account may do, and why; null is one's own. */
  | { page: 'simulator'; accountId: string | null }
  /** Registration links that were e-mailed, or are about to be. */
  | { page: 'invites'; id: string | null; look?: Look }
  /** What customers are asked for. */
  | { page: 'requests'; id: string | null }
  /** Maintenance notices, and what became of each mail. */
  | { page: 'notices'; id: string | null }
  /** Partners that signed up by themselves. */
  | { page: 'partner-sign-ups'; id: string | null }
  /** Permanent links by which customers sign up. */
  | { page: 'onboarding-links'; id: string | null; look?: Look }
  /** Customers are installed on behalf; `id` is the one that the browser came back with. */
  | { page: 'install'; id: string | null }
  | { page: 'sync'; change: string | null }
  /** `id` is a conflict's, or that of the thing it's about. */
  | { page: 'conflict'; id: string | null }
  /** What was done: as the partner API keeps it, or what was settled on this computer; with `entityId` to that alone. */
  | {
      page: 'activity';
      entityId: string | null;
      /** To one customer, its sites and the probes there. */
      customerId?: string | null;
      view: 'server' | 'here';
    }
  /** A file of these is brought in. */
  | { page: 'import'; kind: ImportKind }
  /** Where all licenses are, and how they came there. */
  | { page: 'licenses' }
  /** One visit as it's worked on. */
  | { page: 'visit-work'; id: string }
  /** Visits of a week by day; of one technician where one is named. `from` is its Monday, null this week's. */
  | { page: 'visit-week'; from: string | null; technicianId: string | null }
  /** Checklists to plan visits with. */
  | { page: 'visit-templates'; id: string | null }
  /** Deleted things; with a deletion, what it took. */
  | { page: 'recycle-bin'; deletion: string | null }
  | { page: 'settings' };

/** The row that a page has open and can't be shown without: of a list, of a visit that's worked on, or of a customer that's edited. */
export function namedIn(route: Route): string | null {
  if ('scope' in route || route.page === 'visit-work') return route.id;
  return route.page === 'wizard' && route.mode === 'edit' ? route.customerId : null;
}

/** Where one is without that row: at its list. */
export function without(route: Route): Route {
  if ('scope' in route) return { ...route, id: null };
  if (route.page === 'visit-work') return { page: 'visit', scope: everything, id: null };
  return route.page === 'wizard' ? { page: 'customer', scope: everything, id: null } : route;
}

/** How a list is sorted until someone sorts it otherwise: probes by serial, visits by what is due first, all else by name. */
export function firstSort(kind: ListKind): ListSpec['sort'] & object {
  const columns: Partial<Record<ListKind, string>> = { probe: 'serial', visit: 'due' };
  return { column: columns[kind] ?? 'name', direction: 'ascending' };
}

/** Where the list of a kind has a row open; null for kinds without a list. */
export function routeOfRow(kind: EntityKind, id: string): Route | null {
  if (kind === 'brand') return { page: 'brands', id };
  if (kind === 'accessRequest') return { page: 'requests', id };
  if (kind === 'notice') return { page: 'notices', id };
  if (kind === 'onboardingLink') return { page: 'onboarding-links', id };
  if (kind === 'invite') return { page: 'invites', id };
  if (kind === 'billingAccount') return { page: 'billing-accounts', id };
  if (kind === 'license') return { page: 'licenses' };
  if (kind === 'visit') return { page: 'visit-work', id };
  if (kind === 'visitTemplate') return { page: 'visit-templates', id };
  return { page: kind, scope: everything, id };
}

/** Scope in which a list shows everything. */
export const everything: Scope = { type: 'all' };

const listNames: ReadonlyMap<string, ListKind> = new Map([
  ['partners', 'partner'],
  ['customers', 'customer'],
  ['sites', 'site'],
  ['probes', 'probe'],
  ['projects', 'project'],
  ['visits', 'visit'],
]);
const parentNames: Record<ListKind, string> = {
  partner: 'parent',
  customer: 'partner',
  site: 'customer',
  probe: 'site',
  project: 'customer',
  visit: 'site',
};

/**
 * The route that an address names, such as `customers?partner=<id>`, `customer/<id>`, `customer/new?partner=<id>`,
 * `customer/<id>/edit`, `change/<id>/edit`, `sync/<change>`. Deep links and the window's own hash are written this way. Unknown ones give the overview.
 */
export function parseRoute(address: string): Route {
  const [path = '', query = ''] = address.replace(/^[#/]+|\/+$/g, '').split('?');
  const [head = '', second, third] = path.split('/');
  const asked = new URLSearchParams(query);
  if (head === 'licenses') return { page: 'licenses' };
  if (head === 'settings') return { page: 'settings' };
  if (head === 'recycle-bin') return { page: 'recycle-bin', deletion: second ?? null };
  if (head === 'import')
    return { page: 'import', kind: importKinds.find((kind) => `${kind}s` === second) ?? 'customer' };
  if (head === 'brands') return { page: 'brands', id: second ?? null };
  if (head === 'billing-accounts') return { page: 'billing-accounts', id: second ?? null };
  if (head === 'accounts') return { page: 'accounts', id: second ?? null };
  if (head === 'partner-sign-ups') return { page: 'partner-sign-ups', id: second ?? null };
  if (head === 'requests') return { page: 'requests', id: second ?? null };
  if (head === 'notices') return { page: 'notices', id: second ?? null };
  if (head === 'onboarding-links') return { page: head, id: second ?? null, ...lookIn(asked) };
  if (head === 'simulator') return { page: 'simulator', accountId: second ?? null };
  if (head === 'install') return { page: 'install', id: second ?? null };
  if (head === 'invites') return { page: head, id: second ?? null, ...lookIn(asked) };
  if (head === 'sync') return { page: 'sync', change: second ?? null };
  if (head === 'conflicts') return { page: 'conflict', id: null };
  if (head === 'conflict') return { page: 'conflict', id: second ?? null };
  if (head === 'activity')
    return {
      page: 'activity',
      entityId: asked.get('of'),
      ...(asked.has('customer') ? { customerId: asked.get('customer') } : {}),
      view: asked.has('here') ? 'here' : 'server',
    };
  if (head === 'customer' && second === 'new') {
    const partner = asked.get('partner');
    return {
      page: 'wizard',
      mode: 'add',
      partnerId: partner === null ? undefined : partner === 'direct' ? null : partner,
    };
  }
  if (head === 'customer' && second && third === 'edit')
    return { page: 'wizard', mode: 'edit', customerId: second };
  if (head === 'change' && second && third === 'edit')
    return { page: 'wizard', mode: 'amend', change: second };
  if (head === 'visit' && second) return { page: 'visit-work', id: second };
  if (head === 'visit-templates') return { page: 'visit-templates', id: second ?? null };
  if (head === 'visits' && second === 'week')
    return { page: 'visit-week', from: asked.get('from'), technicianId: asked.get('technician') };
  const plural = listNames.get(head);
  if (plural) return { page: plural, scope: parseScope(plural, asked), id: asked.get('id') };
  const single = listNames.get(`${head}s`);
  if (single && second) return { page: single, scope: everything, id: second };
  return { page: 'overview' };
}

function lookIn(asked: URLSearchParams): { look?: Look } {
  const [show, find] = [asked.get('show'), asked.get('find')];
  return show || find ? { look: { ...(show ? { show } : {}), ...(find ? { find } : {}) } } : {};
}

function lookText(look: Look | undefined): string {
  const text = new URLSearchParams({ ...look }).toString();
  return text ? `?${text}` : '';
}

function parseScope(kind: ListKind, asked: URLSearchParams): Scope {
  const scope = asked.get('scope');
  if (scope === 'direct' && kind === 'customer') return { type: 'direct' };
  if (scope === 'inventory' && kind === 'probe') return { type: 'inventory' };
  const technician = asked.get('technician');
  if (technician && kind === 'visit') return { type: 'technician', id: technician };
  const parent = asked.get(parentNames[kind]);
  return parent ? { type: 'parent', id: parent } : everything;
}

/** The address of a route; {@link parseRoute} reads it back. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'overview':
    case 'settings':
    case 'licenses':
      return route.page;
    case 'recycle-bin':
      return route.deletion ? `recycle-bin/${route.deletion}` : 'recycle-bin';
    case 'brands':
      return route.id ? `brands/${route.id}` : 'brands';
    case 'billing-accounts':
      return route.id ? `billing-accounts/${route.id}` : 'billing-accounts';
    case 'accounts':
      return route.id ? `accounts/${route.id}` : 'accounts';
    case 'partner-sign-ups':
      return route.id ? `partner-sign-ups/${route.id}` : 'partner-sign-ups';
    case 'requests':
      return route.id ? `requests/${route.id}` : 'requests';
    case 'notices':
      return route.id ? `notices/${route.id}` : 'notices';
    case 'onboarding-links':
      return (route.id ? `onboarding-links/${route.id}` : 'onboarding-links') + lookText(route.look);
    case 'simulator':
      return route.accountId ? `simulator/${route.accountId}` : 'simulator';
    case 'invites':
      return (route.id ? `invites/${route.id}` : 'invites') + lookText(route.look);
    case 'install':
      return route.id ? `install/${route.id}` : 'install';
    case 'visit-work':
      return `visit/${route.id}`;
    case 'visit-templates':
      return route.id ? `visit-templates/${route.id}` : 'visit-templates';
    case 'visit-week': {
      const asked = new URLSearchParams();
      if (route.from) asked.set('from', route.from);
      if (route.technicianId) asked.set('technician', route.technicianId);
      const query = asked.toString();
      return `visits/week${query ? `?${query}` : ''}`;
    }
    case 'import':
      return `import/${route.kind}s`;
    case 'sync':
      return route.change ? `sync/${route.change}` : 'sync';
    case 'conflict':
      return route.id ? `conflict/${route.id}` : 'conflicts';
    case 'activity': {
      const asked = [
        ...(route.view === 'here' ? ['here'] : []),
        ...(route.entityId ? [`of=${route.entityId}`] : []),
        ...(route.customerId ? [`customer=${route.customerId}`] : []),
      ];
      return asked.length > 0 ? `activity?${asked.join('&')}` : 'activity';
    }
    case 'wizard':
      if (route.mode === 'edit') return `customer/${route.customerId}/edit`;
      if (route.mode === 'amend') return `change/${route.change}/edit`;
      return route.partnerId === undefined
        ? 'customer/new'
        : `customer/new?partner=${route.partnerId ?? 'direct'}`;
    default: {
      const asked = new URLSearchParams();
      if (route.scope.type === 'parent') asked.set(parentNames[route.page], route.scope.id);
      else if (route.scope.type === 'technician') asked.set('technician', route.scope.id);
      else if (route.scope.type !== 'all') asked.set('scope', route.scope.type);
      if (route.id) asked.set('id', route.id);
      const query = asked.toString();
      return `${route.page}s${query ? `?${query}` : ''}`;
    }
  }
}
