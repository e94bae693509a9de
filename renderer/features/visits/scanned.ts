import type { ProbeRow } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';

/** What a serial means here, by what this computer knows of the inventory. */
export interface Scanned {
  where: 'here' | 'inventory' | 'same-customer' | 'other-customer' | 'unknown' | 'unreadable';
  probe: ProbeRow | null;
  sentence: string;
  /** What to do about it, or what became of it; empty for nothing. */
  advice: string;
  tone: 'good' | 'warn' | 'bad';
}

/** Looks up whose probe a serial is: at this site, another one's, or waiting in the inventory. */
export async function lookUpSerial(
  typed: string,
  siteId: string,
  customerId: string | null,
): Promise<Scanned> {
  const serial = typed.trim();
  const result = await attempt('visit.probesBySerial', { serial });
  if (!result.ok)
    return { where: 'unreadable', probe: null, sentence: result.error.message, advice: '', tone: 'bad' };
  return whatItMeans(serial, result.value.probes, siteId, customerId);
}

/** The same of the probes that were found with the serial: the one at this site, if there is one. */
export function whatItMeans(
  serial: string,
  probes: readonly ProbeRow[],
  siteId: string,
  customerId: string | null,
): Scanned {
  const advice = '';
  const probe = probes.find((each) => each.siteId === siteId) ?? probes[0] ?? null;
  if (!probe)
    return {
      ...{ where: 'unknown', probe, tone: 'warn' },
      ...{
        sentence: `No probe with the serial ${serial} is known here.`,
        advice: 'Check it, or note it below.',
      },
    };
  if (probe.siteId === siteId)
    return { where: 'here', probe, tone: 'good', sentence: `${probe.serial} is at this site.`, advice };
  if (probe.siteId === null)
    return {
      ...{ where: 'inventory', probe, tone: 'warn', advice },
      sentence: `${probe.serial} waits in the inventory.`,
    };
  const at = probe.siteName ? `, at ${probe.siteName}` : '';
  if (customerId !== null && probe.customerId === customerId)
    return {
      ...{ where: 'same-customer', probe, tone: 'warn', advice },
      sentence: `${probe.serial} belongs to another site of this customer${at}.`,
    };
  return {
    ...{ where: 'other-customer', probe, tone: 'bad' },
    sentence: `${probe.serial} belongs to ${probe.customerName ?? 'a customer that isn’t in sight'}${at}.`,
    advice: 'It isn’t noted here.',
  };
}
