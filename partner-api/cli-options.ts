import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { roles } from '../common/domain/access.ts';
import { mandatoryEmail } from '../common/domain/naming.ts';
import { isVersion } from '../common/partner-api/versions.ts';

export const usage = `Usage: npm run partner-api -- --data DIR [options]

  --data DIR          folder of the database; made if it isn't there
  --port P            port to listen on (default 4870; 0 takes any free one)
  --host H            address to listen on (default 127.0.0.1: this machine alone)
  --seed NAME         fill a new database: sample, or world
  --customers N       of the seed world (default 1000)
  --sites M           of the seed world, up to a million (default 5000)
  --probes K          of the seed world (default 10000)
  --password PW       password of the accounts admin, operator, reader and, of the sample, europe; without it new ones are
                      random and shown once
  --password-cost N   cost of hashing passwords as a power of two (default 15, a tenth of a second; less is for tests)
  --restored          the data folder comes from a backup: every client takes a new snapshot
  --min-client V      oldest version of Switchyard that is answered, such as 1.4.0; any without it
  --rate-limit N      requests a minute of one account (default 6000)
  --max-requests N    requests under way at a time (default 500); others are refused with 503 and Retry-After
  --max-delay MS      how late the process may be with everything before it refuses requests so (default 3000)
  --set-account LOGIN change an account of the data folder and end; a running server holds it to that at once
    --role R          admin, operator, read-only or partner-api
    --brand NAME      the brand that it sees, with the brands below (its name or id); none: it sees everything
    --disabled yes|no whether nobody can sign in to it
  --verify-audit      verify Activity against its hash chain and its checkpoint, say what was found, and end; 1 where it isn't sound
  with DATABASE_URL=postgres://… in the environment everything is kept there, but for files; docs/operations.md tells more
  --migrate           bring that database to today's version, say which steps it took, and end
  --import-from FILE  move an embedded database (DIR/partner-api.db) into that database, which has to be empty, and end
  --export FILE       write what that database holds into a new file, as an embedded partner API goes on with it, and end
  --public-url URL    where people reach this server; links in mails begin with it (default: where it listens)
  --trust-proxy LIST  addresses or subnets of reverse proxies, with commas between: where a request comes from is then read from
                      their X-Forwarded-For. Without it limits by address count everybody behind a proxy as one
  --mail-from ADDRESS address that mails come from (default: no-reply at the host of --public-url)
                      mails go to the server in the environment's SMTP_URL; without it they're kept in DIR/mail
                      docs/partner-api.md tells which variables configure Microsoft 365 and Google Workspace
  --metrics-token T   answers figures for Prometheus at /metrics to whoever sends this as Bearer, 16 characters or more; better
                      METRICS_TOKEN in the environment, which others on this machine can't see
  --metrics-port P    answers them without a token at a port of its own, to this machine alone
  --shutdown-seconds N
                      how long requests, mails and jobs under way are waited for at the end (default 10); a second signal ends at once
  --log-level L       silent, error, warn (default), info, debug or trace; without it LOG_LEVEL in the environment. Lines of
                      JSON on the standard error, without secrets
  --help              this text`;

/** A wrong command line; the message says what to write instead. */
export class UsageError extends Error {}

const whole = (name: string, min: number, max: number) =>
  z.coerce
    .number({ error: `--${name} takes a whole number from ${min} to ${max}` })
    .int({ error: `--${name} takes a whole number from ${min} to ${max}` })
    .min(min, { error: `--${name} takes a whole number from ${min} to ${max}` })
    .max(max, { error: `--${name} takes a whole number from ${min} to ${max}` });

function isAddressOrSubnet(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const cliOptions = z.object({
  data: z.string({ error: '--data is needed: the folder of the database' }).min(1),
  port: whole('port', 0, 65535).default(4870),
  host: z.string().min(1).default('127.0.0.1'),
  seed: z.enum(['sample', 'world'], { error: '--seed takes sample or world' }).optional(),
  customers: whole('customers', 1, 1_000_000).default(1000),
  sites: whole('sites', 0, 1_000_000).default(5000),
  probes: whole('probes', 0, 2_000_000).default(10_000),
  password: z.string().min(1, { error: '--password takes a password' }).optional(),
  'password-cost': whole('password-cost', 10, 22).optional(),
  restored: z.boolean().default(false),
  'verify-audit': z.boolean().default(false),
  migrate: z.boolean().default(false),
  'import-from': z.string().min(1, { error: '--import-from takes a file' }).optional(),
  export: z.string().min(1, { error: '--export takes a file' }).optional(),
  'min-client': z
    .string()
    .refine(isVersion, { error: '--min-client takes a version, such as 1.4.0' })
    .optional(),
  'rate-limit': whole('rate-limit', 1, 10_000_000).optional(),
  'metrics-token': z
    .string()
    .regex(/^[!-~]{16,}$/, {
      error:
        '--metrics-token (and METRICS_TOKEN in the environment) takes 16 characters or more, without spaces',
    })
    .optional(),
  'metrics-port': whole('metrics-port', 0, 65535).optional(),
  'shutdown-seconds': whole('shutdown-seconds', 0, 600).optional(),
  'max-requests': whole('max-requests', 1, 100_000).optional(),
  'max-delay': whole('max-delay', 50, 60_000).default(3000),
  'set-account': z.string().min(1, { error: '--set-account takes a login' }).optional(),
  role: z.enum(roles, { error: `--role takes ${roles.join(', ')}` }).optional(),
  brand: z.string().min(1, { error: '--brand takes the name or id of a brand, or none' }).optional(),
  disabled: z.enum(['yes', 'no'], { error: '--disabled takes yes or no' }).optional(),
  'public-url': z
    .string()
    .regex(/^https?:\/\/[^\s/?#]+$/, {
      error: '--public-url takes an address such as https://portal.example, without a path',
    })
    .optional(),
  'trust-proxy': z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .refine((list) => list.every(isAddressOrSubnet), {
      error: '--trust-proxy takes addresses or subnets, such as 10.0.0.2,10.1.0.0/16',
    })
    .optional(),
  'mail-from': mandatoryEmail('--mail-from').optional(),
  'log-level': z
    .enum(['silent', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: '--log-level (and LOG_LEVEL in the environment) takes silent, error, warn, info, debug or trace',
    })
    .default('warn'),
});
export type CliOptions = z.infer<typeof cliOptions>;

/**
 * The options of a command line, or `help`.
 * @param environment what the environment says where the command line doesn't
 * @throws UsageError with a sentence for the person
 */
export function parseCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): CliOptions | 'help' {
  const text = { type: 'string' } as const;
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        data: text,
        port: text,
        host: text,
        seed: text,
        customers: text,
        sites: text,
        probes: text,
        password: text,
        'password-cost': text,
        'rate-limit': text,
        'max-requests': text,
        'max-delay': text,
        'min-client': text,
        'public-url': text,
        'trust-proxy': text,
        'mail-from': text,
        'metrics-token': text,
        'metrics-port': text,
        'shutdown-seconds': text,
        'log-level': text,
        'set-account': text,
        'import-from': text,
        export: text,
        migrate: { type: 'boolean' },
        role: text,
        brand: text,
        disabled: text,
        restored: { type: 'boolean' },
        'verify-audit': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return 'help';
  values['log-level'] ??= environment['LOG_LEVEL'] || undefined;
  values['metrics-token'] ??= environment['METRICS_TOKEN'] || undefined;
  const parsed = cliOptions.safeParse(values);
  if (!parsed.success) throw new UsageError(parsed.error.issues.map((issue) => issue.message).join('. '));
  requireFitting(parsed.data);
  return parsed.data;
}

/** @throws UsageError when options of an account stand without one, or an account without anything to change */
function requireFitting({ 'set-account': login, role, brand, disabled }: CliOptions): void {
  const changes = [role, brand, disabled].filter((value) => value !== undefined);
  if (login !== undefined && changes.length === 0)
    throw new UsageError('--set-account needs what to change: --role, --brand or --disabled');
  if (login === undefined && changes.length > 0)
    throw new UsageError('--role, --brand and --disabled belong to --set-account LOGIN');
}
