import type { Choice } from './fields.tsx';

let zones: string[] | undefined;

/** Names of the time zones that this system knows, in order. */
function timeZones(): string[] {
  zones ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
  return zones;
}

/** `UTC+1`, as it is now; empty for a zone that this system doesn't know. */
export function offsetOf(zone: string, now: number): string {
  try {
    const parts = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      timeZoneName: 'shortOffset',
    }).formatToParts(now);
    return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC');
  } catch {
    return '';
  }
}

/** The id of "no time zone" among the choices. */
export const noZone = 'none';

/** Time zones to choose from; `current` is among them even where this system doesn't know it. */
export function timeZoneChoices(current: string): Choice[] {
  const known = timeZones();
  const all = current === '' || known.includes(current) ? known : [current, ...known];
  return [
    { id: noZone, name: 'No time zone' },
    ...all.map((zone) => ({ id: zone, name: zone.replaceAll('_', ' ') })),
  ];
}
