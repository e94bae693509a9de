import type { SettledFilter } from '../../../common/contract/conflicts.ts';
import type { ActivityFilter } from '../../../common/partner-api/audit.ts';
import { entityKinds, type EntityKind } from '../../../common/domain/entities.ts';

/** What Activity is narrowed to, as it's chosen on screen; empty for all. Days are local ones, as `2026-03-01`. */
export interface Narrowed {
  text: string;
  accountId: string;
  kind: string;
  context: string;
  from: string;
  to: string;
}

export const unnarrowedActivity: Narrowed = {
  text: '',
  accountId: '',
  kind: '',
  context: '',
  from: '',
  to: '',
};

export const kindTitles: Record<EntityKind, string> = {
  brand: 'Brands',
  billingAccount: 'Billing accounts',
  invite: 'Invites',
  onboardingLink: 'Onboarding links',
  notice: 'Maintenance notices',
  accessRequest: 'Requests',
  partner: 'Partners',
  customer: 'Customers',
  site: 'Sites',
  probe: 'Probes',
  project: 'Projects',
  license: 'Licenses',
  visitTemplate: 'Templates of visits',
  visit: 'Visits',
};

/** The question for what is chosen, of one thing or one customer where that's meant. */
export function filterOf(
  { text, accountId, kind, context, from, to }: Narrowed,
  of: { entityId: string | null; customerId: string | null },
): ActivityFilter {
  const known = entityKinds.find((each) => each === kind);
  return {
    ...(of.entityId ? { entityId: of.entityId } : {}),
    ...(of.customerId ? { customerId: of.customerId } : {}),
    ...(accountId ? { accountId } : {}),
    ...(known ? { kind: known } : {}),
    ...(context ? { context } : {}),
    ...(startOf(from, 0) ? { from: startOf(from, 0) } : {}),
    ...(startOf(to, 1) ? { to: startOf(to, 1) } : {}),
    ...(text.trim() ? { q: text.trim() } : {}),
  };
}

/** The question for what of it fits what was settled here, where a person is known by the name alone. */
export function settledFilterOf({
  text,
  by,
  kind,
  from,
  to,
}: Pick<Narrowed, 'text' | 'kind' | 'from' | 'to'> & { by: string }): SettledFilter {
  const known = entityKinds.find((each) => each === kind);
  const [begins, ends] = [startOf(from, 0), startOf(to, 1)];
  return {
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(by ? { by } : {}),
    ...(known ? { kind: known } : {}),
    ...(begins ? { from: begins } : {}),
    ...(ends ? { to: ends } : {}),
  };
}

/** When a local day begins, or the one so many days later; undefined where it's no day. */
function startOf(day: string, later: number): string | undefined {
  const at = new Date(`${day}T00:00`);
  if (day === '' || Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
