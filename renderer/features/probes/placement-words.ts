import type { PlacementImpact, SiteChoice } from '../../../common/contract/sites.ts';

/** Where probes go, as names that no other site shares: `To Ballsbridge of Contoso, Dublin`. */
export function targetWords({ name, customerName, city }: SiteChoice): string {
  const place = city === '' ? '' : `, ${city}`;
  return `To ${name} of ${customerName ?? 'a customer that isn’t in sight'}${place}`;
}

/** Whether all probes are at sites now: then putting them at a site is called a move. */
export function isMoved(seen: PlacementImpact['seen']): boolean {
  const places = Object.values(seen);
  return places.length > 0 && places.every((siteId) => siteId !== null);
}
