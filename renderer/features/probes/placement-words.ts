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

/** Why probes can't be put somewhere now, as a sentence; undefined when they can. Nothing is done before what it implies is known. */
export function whyNotPlaced({
  impact,
  where,
  refusals,
}: {
  impact: PlacementImpact | undefined;
  where: 'site' | 'inventory';
  refusals: readonly { customer: string }[];
}): string | undefined {
  if (!impact) return 'What it implies isn’t known yet.';
  if (refusals[0]) return `${refusals[0].customer} doesn’t allow it.`;
  if (impact.probes === impact.already)
    return where === 'site' ? 'They’re all there already.' : 'They’re in the inventory already.';
  return where === 'site' && !impact.target
    ? 'This site isn’t here any more; somebody else may have deleted it.'
    : undefined;
}
