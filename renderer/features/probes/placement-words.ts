import type { SiteChoice } from '../../../common/contract/sites.ts';

/** Where probes go, as names that no other site shares: `To Ballsbridge of Contoso, Dublin`. */
export function targetWords({ name, customerName, city }: SiteChoice): string {
  const place = city === '' ? '' : `, ${city}`;
  return `To ${name} of ${customerName ?? 'a customer that isn’t in sight'}${place}`;
}
