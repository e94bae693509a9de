import { z } from 'zod';
import { openEmbedded } from './open-embedded.ts';
import type { StoreOpener } from './opening.ts';
import { StoreFault } from './sqlite-file.ts';

const postgresUrl = (name: string) =>
  z
    .string()
    .regex(/^postgres(ql)?:\/\/[^\s]+$/, {
      error: `${name} takes an address such as postgres://user:password@host/database`,
    })
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

/**
 * The store that the environment asks for: PostgreSQL where DATABASE_URL is set, else the file in the data folder.
 * @throws StoreFault with a sentence where a variable can't be understood
 */
export async function storeOf(variables: NodeJS.ProcessEnv): Promise<StoreOpener> {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw new StoreFault(parsed.error.issues.map(({ message }) => message).join('. '));
  const { DATABASE_URL: url, PROJECT_KEYS_URL: keysUrl, DATABASE_READERS: readers } = parsed.data;
  if (url === undefined) return openEmbedded;
  const { postgresOpener } = await import('./postgres/open-postgres.ts');
  return postgresOpener({ url, keysUrl, ...(readers === undefined ? {} : { limits: { readers } }) });
}
