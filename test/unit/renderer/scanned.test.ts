import { expect, it } from 'vitest';
import type { ProbeRow } from '../../../common/contract/views.ts';
import { whatItMeans } from '../../../renderer/features/visits/scanned.ts';

const at = (siteId: string | null, customerId: string | null, customerName: string | null = null) =>
  ({ serial: 'PR-7', siteId, siteName: siteId && 'Depot', customerId, customerName }) as ProbeRow;

it.each([
  ['here', [at('other', 'theirs'), at('site', 'ours')], 'PR-7 is at this site.'],
  ['inventory', [at(null, null)], 'PR-7 waits in the inventory.'],
  ['same-customer', [at('other', 'ours')], 'PR-7 belongs to another site of this customer, at Depot.'],
  ['other-customer', [at('other', 'theirs', 'Weser Clinic')], 'PR-7 belongs to Weser Clinic, at Depot.'],
  ['other-customer', [at('other', null)], 'PR-7 belongs to a customer that isn’t in sight, at Depot.'],
  ['unknown', [], 'No probe with the serial PR-7 is known here.'],
])('a serial is told whose it is: %s', (where, probes, sentence) => {
  expect(whatItMeans('PR-7', probes, 'site', 'ours')).toMatchObject({ where, sentence });
});
