import { readFileSync } from 'node:fs';
import { availableParallelism, constants } from 'node:os';
import { z } from 'zod';
import { roleTitles } from '../common/domain/access.ts';
import { verificationLines } from '../common/partner-api/audit-words.ts';
import { verifyDatabase, verifyElsewhere } from './audit/verify-database.ts';
import { AccountFault, changeAccount } from './auth/change-account.ts';
import { parseCommandLine, usage, UsageError, type CliOptions } from './cli-options.ts';
import { ProviderConfigurationFault, providersOf } from './providers/configuration.ts';
import { sampleSeed } from './seed/sample.ts';
import { startPartnerApi, type PartnerApiOptions } from './start.ts';
import { placesOf, storeOf } from './store/choose-store.ts';
import { databaseFile, databasePlace } from './store/open-embedded.ts';
import { StoreFault } from './store/sqlite-file.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

/** In which a long Activity is verified; the disk keeps no more busy. */
const mostThreads = Math.min(4, availableParallelism());

/** The command `npm run partner-api`: one partner API on one data folder, until it's told to end. */
async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2), process.env);
  if (options === 'help') {
    console.log(usage);
    return;
  }
  if (options['set-account'] !== undefined) return setAccount(options, options['set-account']);
  if (options['verify-audit']) return verifyAudit(options.data);
  if (await movedElsewhere(options)) return;
  const seed = await seedOf(options);
  const api = await startPartnerApi({
    dataDir: options.data,
    openStore: await storeOf(process.env),
    port: options.port,
    host: options.host,
    logLevel: options['log-level'],
    isRestored: options.restored,
    providers: providersOf(process.env),
    version: versionOfPackage(),
    verifyThreads: mostThreads,
    maxDelayMs: options['max-delay'],
    metrics: { token: options['metrics-token'], port: options['metrics-port'] },
    ...(options['max-requests'] === undefined ? {} : { maxRequests: options['max-requests'] }),
    ...(options['min-client'] === undefined ? {} : { minClient: options['min-client'] }),
    ...(seed ? { seed } : {}),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options['password-cost'] === undefined ? {} : { passwordCost: options['password-cost'] }),
    ...(options['public-url'] === undefined ? {} : { publicUrl: options['public-url'] }),
    ...(options['mail-from'] === undefined ? {} : { mailFrom: options['mail-from'] }),
    ...(process.env['SMTP_URL'] ? { smtpUrl: process.env['SMTP_URL'] } : {}),
    ...(options['trust-proxy'] === undefined ? {} : { trustedProxies: options['trust-proxy'] }),
    ...(options['shutdown-seconds'] === undefined ? {} : { shutdownMs: options['shutdown-seconds'] * 1000 }),
    ...(options['rate-limit'] === undefined ? {} : { rateLimit: options['rate-limit'] }),
  });
  if (!api.isNew && options.seed)
    console.log(`${options.data} holds a database already; --seed is left out.`);
  for (const [login, password] of api.madePasswords) console.log(`login ${login} password ${password}`);
  if (api.madePasswords.size > 0) console.log('These passwords are shown this once.');
  if (api.metricsUrl !== undefined) console.log(`metrics at ${api.metricsUrl}`);
  console.log(`listening on ${api.url}`);
  endOnSignal(() => api.close());
}

/** Ends in order when it's told to, and at once when it's told again. */
function endOnSignal(close: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (isEnding) process.exit(128 + constants.signals[signal]);
      isEnding = true;
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(explain(error));
          process.exit(1);
        },
      );
    });
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Changes an account of a data folder and says what it may do and see now. */
async function setAccount({ data, role, brand, disabled }: CliOptions, login: string): Promise<void> {
  const places = placesOf(process.env);
  const store = places
    ? await (await import('./store/postgres/as-it-lies.ts')).existingPostgres(places.url, places.keysUrl)
    : openSqliteStore(databaseFile(data));
  try {
    const changes = {
      role,
      brand: brand === 'none' ? null : brand,
      isDisabled: disabled === undefined ? undefined : disabled === 'yes',
    };
    const account = await changeAccount(store, login, changes, Date.now());
    const sees = account.scope ? `${account.scope.name} and the brands below it` : 'everything';
    const state = account.isDisabled ? ', and is disabled' : '';
    console.log(`${login} is ${roleTitles[account.role]}, sees ${sees}${state}`);
  } finally {
    await store.close();
  }
}

/** Verifies Activity of a data folder, whether a server runs on it or not, and changes nothing. */
async function verifyAudit(data: string): Promise<void> {
  const places = placesOf(process.env);
  const now = Date.now();
  const found = places
    ? await (
        await import('./store/postgres/as-it-lies.ts')
      ).readPostgres(places.url, (read) => verifyElsewhere(read, databasePlace(data), now))
    : await verifyDatabase(databaseFile(data), now, mostThreads);
  for (const line of verificationLines(found)) console.log(line);
  if (!found.sound) process.exitCode = 1;
}

/**
 * Does what is asked for about a database of PostgreSQL alone; false where nothing is.
 * @throws UsageError where the environment names none
 */
async function movedElsewhere({ migrate, 'import-from': from, export: to }: CliOptions): Promise<boolean> {
  if (!migrate && from === undefined && to === undefined) return false;
  const places = placesOf(process.env);
  if (!places)
    throw new UsageError('--migrate, --import-from and --export need DATABASE_URL in the environment');
  const moving = await import('./store/postgres/moving.ts');
  if (migrate) {
    const steps = await moving.migrateOnly(places.url);
    console.log(
      steps.length > 0 ? `Made: ${steps.join(', ')}` : 'The database is of today’s version already.',
    );
  }
  if (from !== undefined) sayMoved(await moving.importEmbedded(from, places));
  if (to !== undefined) sayMoved(await moving.exportEmbedded(to, places));
  return true;
}

function sayMoved(moved: Record<string, number>): void {
  for (const [table, rows] of Object.entries(moved)) console.log(`${table} ${rows}`);
  console.log('Everything was moved.');
}

async function seedOf(options: CliOptions): Promise<PartnerApiOptions['seed']> {
  if (options.seed === 'sample') return sampleSeed;
  if (options.seed !== 'world') return undefined;
  const { worldSeed } = await import('./seed/world.ts');
  return worldSeed(options, (line) => console.log(line));
}

/** What went wrong, in a sentence for whoever typed the command. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (error instanceof StoreFault || error instanceof AccountFault) return error.message;
  if (error instanceof ProviderConfigurationFault) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  // SQLite says more behind the code, as in SQLITE_BUSY_RECOVERY.
  switch (/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code) {
    case 'EADDRINUSE':
      return `The port is in use by another program. Choose another with --port, or 0 for any. (${detail})`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no such address. Choose another with --host. (${detail})`;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return `The disk is full, so the partner API can’t start. Nothing in the data folder was lost; free some room, then start it again. (${detail})`;
    case 'EIO':
    case 'SQLITE_IOERR':
      return `The disk reports an error in the data folder. Have it checked, and start from a backup where the database is damaged. (${detail})`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return `The data folder or the port can’t be used. Choose a folder that can be written, and a port above 1023. (${detail})`;
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return `The database is damaged or no database. It was left as it is. Restore it from a backup, or choose another data folder. (${detail})`;
    case 'SQLITE_BUSY':
      return `Another process is using the database. End it first. (${detail})`;
    default:
      return error instanceof Error ? (error.stack ?? detail) : detail;
  }
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
