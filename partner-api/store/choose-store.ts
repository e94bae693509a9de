import { z } from 'zod';
import { openEmbedded } from './open-embedded.ts';
import type { StoreOpener } from './opening.ts';
import { StoreFault } from './sqlite-file.ts';

const postgresUrl = (name: string) =>
  z
    .string()
    // One that's there and empty, as in a compose file that passes it on, is as good as none.
    .regex(/^(postgres(ql)?:\/\/[^\s]+)?$/, {
      error: `${name} takes an address such as postgres://user:password@host/database`,
    })
    .transform((url) => url || undefined)
    .optional();

const environment = z.object({
  DATABASE_URL: postgresUrl('DATABASE_URL'),
  PROJECT_KEYS_URL: postgresUrl('PROJECT_KEYS_URL'),
  DATABASE_READERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100, { error: 'DATABASE_READERS takes a whole number from 1 to 100' })
    .optional(),
});

/** Where the environment says that everything is kept: in databases of PostgreSQL. */
export interface PostgresPlaces {
  url: string;
  keysUrl: string;
  /** Connections for reading; as many as usual unless told. */
  readers: number | undefined;
}

/**
 * The databases that the environment names; null where everything is kept in the data folder.
 * @throws StoreFault with a sentence where a variable can't be understood
 */
export function placesOf(variables: NodeJS.ProcessEnv): PostgresPlaces | null {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw new StoreFault(parsed.error.issues.map(({ message }) => message).join('. '));
  const { DATABASE_URL: url, PROJECT_KEYS_URL: keysUrl, DATABASE_READERS: readers } = parsed.data;
  return url === undefined ? null : { url, keysUrl: keysUrl ?? url, readers };
}

/**
 * The store that the environment asks for: PostgreSQL where DATABASE_URL is set, else the file in the data folder.
 * @throws StoreFault with a sentence where a variable can't be understood
 */
export async function storeOf(variables: NodeJS.ProcessEnv): Promise<StoreOpener> {
  const places = placesOf(variables);
  if (places === null) return openEmbedded;
  const { url, keysUrl, readers } = places;
  const { postgresOpener } = await import('./postgres/open-postgres.ts');
  return postgresOpener({ url, keysUrl, ...(readers === undefined ? {} : { limits: { readers } }) });
}
