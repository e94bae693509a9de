import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { LevelWithSilent } from 'pino';
import { newId } from '../common/domain/ids.ts';
import { inactivity } from '../common/domain/projects.ts';
import { openAuditAnchor } from './audit/anchor.ts';
import { ensureAccounts } from './auth/accounts.ts';
import { changeAccount, type AccountChanges } from './auth/change-account.ts';
import { defaultPasswordCost } from './auth/passwords.ts';
import { openClosingMails, openClosings } from './closing/closings.ts';
import { openSealingKeys } from './auth/sealing-keys.ts';
import { openSessions } from './auth/sessions.ts';
import { openAccounts } from './commands/accounts.ts';
import { openAccessExplainer } from './commands/explain-access.ts';
import { openBulkDeletes } from './commands/bulk-deletes/bulk-deletes.ts';
import { openCommands } from './commands/mutate.ts';
import { openEventStreams } from './http/events.ts';
import { aboutHandlers } from './http/handlers/about.ts';
import { accountHandlers } from './http/handlers/accounts.ts';
import { activityHandlers } from './http/handlers/activity.ts';
import { bulkDeleteHandlers } from './http/handlers/bulk-deletes.ts';
import { noticeHandlers } from './http/handlers/notices.ts';
import { partnerSignUpHandlers } from './http/handlers/partner-sign-ups.ts';
import { installationHandlers } from './http/handlers/installations.ts';
import { recycleBinHandlers } from './http/handlers/recycle-bin.ts';
import { resourceHandlers } from './http/handlers/resources.ts';
import { sessionHandlers } from './http/handlers/session.ts';
import { syncHandlers } from './http/handlers/sync.ts';
import { visitFileHandlers } from './http/handlers/visit-files.ts';
import { VisitFiles } from './files/visit-files.ts';
import { openNotices } from './mail/notices.ts';
import { openAccountMails } from './mail/account-mails.ts';
import { openMetricsPort, type MetricsPort } from './metrics/door.ts';
import type { Metrics, MetricsParts } from './metrics/metrics.ts';
import { openMailer, type MailOptions } from './mail/mailer.ts';
import { openPartnerMails } from './mail/partner-mails.ts';
import { openResetMails } from './mail/reset-mails.ts';
import { openReportMails } from './mail/report-mails.ts';
import { openOutgoing } from './mail/outgoing.ts';
import { openPasswordResets } from './onboarding/password-resets.ts';
import { openPartnerSignUps } from './onboarding/partner-sign-ups.ts';
import { openInstallations } from './onboarding/installations.ts';
import { registerPages } from './pages/routes.ts';
import { buildServer } from './http/server.ts';
import { Lag } from './http/lag.ts';
import type { LogTarget } from './http/log.ts';
import { openTraffic, withinTime } from './http/traffic.ts';
import type { ConsentProviders } from './providers/provider.ts';
import type { Seed } from './seed/seed.ts';
import { openReadiness } from './readiness.ts';
import { openEmbedded } from './store/open-embedded.ts';
import type { StoreOpener } from './store/opening.ts';
import type { StoredAccount } from './store/store.ts';
import { machine, type Surroundings } from './surroundings.ts';

export interface PartnerApiOptions {
  /** Folder of the database; made if it isn't there. */
  dataDir: string;
  /** 0, the default, takes any free port. */
  port?: number;
  /** Address to listen on; this machine alone unless named. */
  host?: string;
  /** Where everything is kept; a file in the data folder unless told. */
  openStore?: StoreOpener;
  /** Called for a new database alone. Without it the database begins empty. */
  seed?: (now: number) => Seed;
  /** The database comes from a backup: it gets a new epoch, so that every client takes a new snapshot. */
  isRestored?: boolean;
  /** Password of the first accounts, the sample seed's included; changed to this if it was another. Without it, new accounts get random ones. */
  password?: string;
  /** Mail server, such as `smtp://user:password@mail.example:587`; without it mails are kept as files in the data folder. */
  smtpUrl?: string;
  /** Providers that customers are installed on behalf with; none unless given. */
  providers?: ConsentProviders;
  /** Address that mails come from. */
  mailFrom?: string;
  /** Milliseconds before a mail that couldn't be sent is tried again. */
  mailRetryMs?: number;
  /** Milliseconds before a provider that isn't ready after a consent is asked again. */
  consentRetryMs?: number;
  /** Where this server is reached from outside, without a slash at the end; links in mails begin with it. */
  publicUrl?: string;
  /** See `HttpRules`. */
  trustedProxies?: string[];
  /** Requests a minute of one account. */
  rateLimit?: number;
  /** Requests under way at a time, before others are refused with 503 and Retry-After; 500 unless told. */
  maxRequests?: number;
  /** See `HttpRules`. */
  maxDelayMs?: number;
  /** Days from the notice of a project that nobody uses until it's deleted; 30 unless told. */
  noticeDays?: number;
  /** Attempts to sign in a minute from one address. */
  signInLimit?: number;
  /** Version of the server, as it tells it. */
  version?: string;
  /** Oldest version of Switchyard that is answered; any unless told. */
  minClient?: string;
  logLevel?: LevelWithSilent;
  /** Who gets figures for Prometheus: whoever has the token, at `/metrics`; or whoever is on this machine, at a port of its own (0: any free one). */
  metrics?: { token?: string | undefined; port?: number | undefined };
  /** See `HttpRules`. */
  logTo?: LogTarget;
  accessSeconds?: number;
  refreshSeconds?: number;
  passwordCost?: number;
  /** Milliseconds between heartbeats of event streams. */
  heartbeatMs?: number;
  /** Threads in which a long Activity is verified, at most; this one alone unless told. */
  verifyThreads?: number;
  /** Milliseconds that requests, mails and jobs under way are waited for at the end; 10 s unless told. */
  shutdownMs?: number;
  surroundings?: Surroundings;
}

export interface PartnerApi {
  /** Such as `http://127.0.0.1:4870`, without a slash at the end. */
  url: string;
  port: number;
  /** Where the figures are, where they have a port of their own. */
  metricsUrl: string | undefined;
  /** Passwords made just now, by login; they're kept nowhere. */
  madePasswords: ReadonlyMap<string, string>;
  /** Whether this start made the database. */
  isNew: boolean;
  /** Changes what an account may do and see; a token in use is held to it from the next request on. */
  changeAccount(login: string, changes: AccountChanges): Promise<StoredAccount>;
  /** Does what is due about projects by the clock: notices, mails, erasures. It runs by itself every hour. */
  lookAtProjects(): Promise<void>;
  /**
   * Ends it in order: takes no more requests in, answers those under way, ends event streams, lets jobs come to a point that the
   * next start goes on from, and closes the store.
   */
  close(): Promise<void>;
}

const noSeed: Seed = { name: 'Partner account', rows: [] };
const defaultRateLimit = 6000;
const defaultSignInLimit = 60;
const defaultAccessSeconds = 10 * 60;
const defaultRefreshSeconds = 30 * 24 * 60 * 60;
const defaultHeartbeatMs = 15_000;
const defaultMailRetryMs = 60_000;
/** Where each is as large as Switchyard sends one at most, their bodies take 2 GB. */
const defaultMaxRequests = 500;
const defaultShutdownMs = 10_000;
const defaultConsentRetryMs = 5000;
const anchorEveryMs = 60 * 1000;
const pruneEveryMs = 6 * 60 * 60 * 1000;
/** How soon a bulk delete goes on here whose process has died. */
const takeOverEveryMs = 5000;

/**
 * Starts a partner API and gives its address when it listens.
 * @throws StoreFault when the database can't be used; errors of Node (EADDRINUSE, EACCES …) otherwise
 */
export async function startPartnerApi(options: PartnerApiOptions): Promise<PartnerApi> {
  const surroundings = options.surroundings ?? machine;
  const passwordCost = options.passwordCost ?? defaultPasswordCost;
  const isRestored = options.isRestored ?? false;
  const files = new VisitFiles(join(options.dataDir, 'visit-files'));
  const opened = await (options.openStore ?? openEmbedded)({
    ...{ dataDir: options.dataDir, isRestored },
    seed: () => {
      const { files: first = [], ...filling }: Seed = options.seed?.(surroundings.now()) ?? noSeed;
      for (const { file, content } of first) files.keepFirst(file, content);
      return filling;
    },
    makeEpoch: () => makeEpoch(surroundings),
  });
  const { store, isNew, seeded } = opened;
  try {
    const madePasswords = await ensureAccounts(store, surroundings, {
      password: options.password,
      passwordCost,
      seeded,
    });
    const sealingKeys = await openSealingKeys(store, surroundings);
    const prune = async () => {
      await store.exclusively('prune', async () => {
        await store.prune(surroundings.now());
        await files.prune((visit) => store.read.isKept('visit', visit));
      });
    };
    await prune();
    const sessions = openSessions(store, surroundings, {
      accessSeconds: options.accessSeconds ?? defaultAccessSeconds,
      refreshSeconds: options.refreshSeconds ?? defaultRefreshSeconds,
      passwordCost,
    });
    const { now } = surroundings;
    const threads = opened.hasFile ? (options.verifyThreads ?? 1) : 1;
    const audit = await openAuditAnchor(store, { databaseFile: opened.file, isRestored, threads, now });
    const lag = new Lag(surroundings.now);
    const events = openEventStreams(store, surroundings, options.heartbeatMs ?? defaultHeartbeatMs, lag);
    const onDefect = (error: unknown, requestId?: string) =>
      server.log.error({ err: error, requestId }, 'mutation failed');
    const commands = openCommands(store, surroundings, onDefect, passwordCost);
    const mailer = openMailer(mailOptionsOf(options));
    const readiness = openReadiness(store.read);
    const traffic = openTraffic(options.maxRequests ?? defaultMaxRequests);
    const figures = await metricsOf(options, {
      store,
      traffic,
      lag: () => lag.figures(),
      now: surroundings.now,
    });
    let url = '';
    const baseUrl = () => options.publicUrl ?? url;
    const mailing = {
      baseUrl,
      retryMs: options.mailRetryMs ?? defaultMailRetryMs,
      onDefect: (error: unknown) => server.log.error(error, 'mail failed'),
    };
    const reportMails = openReportMails(store, { mailer, files, surroundings }, mailing);
    const accountMails = openAccountMails(store, mailer, surroundings, mailing);
    const bulkDeletes = openBulkDeletes(store, commands, surroundings, onDefect);
    const installations = await openInstallations(store, surroundings, {
      ...{ baseUrl, providers: options.providers ?? {} },
      retryMs: options.consentRetryMs ?? defaultConsentRetryMs,
      onDefect: (error) => server.log.error(error, 'installing on behalf failed'),
    });
    const resetMails = openResetMails(store, mailer, surroundings, mailing);
    const signUps = openPartnerSignUps(store, surroundings, () => void partnerMails.run());
    const server = await buildServer(
      {
        ...aboutHandlers(store, readiness, {
          version: options.version ?? 'unreleased',
          minClient: options.minClient,
          sealingKey: sealingKeys.current,
          mail: options.smtpUrl === undefined ? 'files' : 'smtp',
          now,
        }),
        ...sessionHandlers(sessions),
        ...syncHandlers(store, commands, events),
        ...resourceHandlers(store, commands, surroundings),
        ...activityHandlers(store, audit),
        ...recycleBinHandlers(store, surroundings),
        ...bulkDeleteHandlers(store, bulkDeletes),
        ...visitFileHandlers(store, files, reportMails),
        ...accountHandlers(
          openAccounts(store, surroundings, passwordCost, () => void accountMails.run()),
          openAccessExplainer(store, surroundings),
          sessions,
        ),
        ...installationHandlers(installations),
        ...noticeHandlers(store, now),
        ...partnerSignUpHandlers(signUps),
      },
      sessions,
      traffic,
      {
        logLevel: options.logLevel ?? 'silent',
        logTo: options.logTo,
        metrics: figures && { figures, token: options.metrics?.token },
        rateLimit: options.rateLimit ?? defaultRateLimit,
        hits: store.hits,
        trustedProxies: options.trustedProxies,
        signInLimit: options.signInLimit ?? defaultSignInLimit,
        minClient: options.minClient,
        maxDelayMs: options.maxDelayMs,
      },
      registerPages(
        {
          ...{ store, surroundings, passwordCost },
          pageLimit: options.signInLimit ?? defaultSignInLimit,
          isSecure: options.publicUrl?.startsWith('https:') ?? false,
        },
        installations,
        signUps,
        openPasswordResets(store, surroundings, { passwordCost, onKnown: resetMails.put }),
      ),
    );
    const metricsPort = await metricsPortOf(options, figures);
    await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
    if (opened.warning !== undefined) server.log.warn(opened.warning);
    if (audit.standstill !== null)
      server.log.error(
        `${audit.standstill} Activity may have been tampered with; end this, then --verify-audit.`,
      );
    const { address, port, family } = server.server.address() as AddressInfo;
    url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    await bulkDeletes.goOn();
    // Opened only now: what they send links to where this listens.
    const partnerMails = openPartnerMails(store, mailer, surroundings, mailing);
    const closings = openClosings(store, mailer, surroundings, {
      noticeDays: options.noticeDays ?? inactivity.noticeDays,
      sign: audit.sign,
      onDefect: (error) => server.log.error(error, 'closing projects failed'),
    });
    const closingMails = openClosingMails(store, mailer, surroundings, mailing);
    const dueLines = [
      ...[reportMails, accountMails, partnerMails, resetMails, closings, installations.tries],
      openOutgoing(store, mailer, surroundings, mailing),
      openNotices(store, mailer, surroundings, mailing),
      closingMails,
    ];
    for (const dueLine of dueLines) void dueLine.run();
    const pruning = setInterval(() => {
      prune().catch((error: unknown) => server.log.error(error, 'pruning failed'));
    }, pruneEveryMs);
    pruning.unref();
    const takingOver = setInterval(() => void bulkDeletes.goOn().catch(onDefect), takeOverEveryMs);
    takingOver.unref();
    const advance = () =>
      store
        .exclusively('checkpoint', () => audit.advance())
        .catch((error: unknown) => server.log.error(error, 'no checkpoint could be written'));
    const anchoring = setInterval(advance, anchorEveryMs);
    anchoring.unref();
    let closing: Promise<void> | undefined;
    const close = async () => {
      clearInterval(pruning);
      clearInterval(takingOver);
      clearInterval(anchoring);
      readiness.end();
      events.close();
      const bound = options.shutdownMs ?? defaultShutdownMs;
      // Jobs that don't come to an end in time are gone on with, or tried again, at the next start.
      const jobs = withinTime(Promise.all([bulkDeletes, ...dueLines].map((job) => job.close())), bound);
      const left = await traffic.drain(bound);
      if (left > 0) server.log.warn({ left }, 'requests are cut off: they took longer than a shutdown may');
      await server.close();
      await metricsPort?.close();
      await jobs;
      mailer.close();
      await advance();
      await opened.close();
    };
    return {
      url,
      metricsUrl: metricsPort?.url,
      port,
      madePasswords,
      isNew,
      changeAccount: (login, changes) => changeAccount(store, login, changes, surroundings.now()),
      lookAtProjects: async () => {
        await closings.run();
        await closingMails.run();
      },
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Loaded only where somebody wants figures: a start doesn't wait for it. */
async function metricsOf(
  { metrics, version = 'unreleased' }: PartnerApiOptions,
  parts: Omit<MetricsParts, 'version'>,
): Promise<Metrics | undefined> {
  if (metrics?.token === undefined && metrics?.port === undefined) return undefined;
  const { openMetrics } = await import('./metrics/metrics.ts');
  return openMetrics({ ...parts, version });
}

async function metricsPortOf(
  { metrics }: PartnerApiOptions,
  figures: Metrics | undefined,
): Promise<MetricsPort | undefined> {
  if (!figures || metrics?.port === undefined) return undefined;
  return openMetricsPort(figures, metrics.port);
}

/** From whom mails come: unless told, nobody at the host that people know this server by. */
function mailOptionsOf({ dataDir, smtpUrl, mailFrom, publicUrl }: PartnerApiOptions): MailOptions {
  const host = publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname;
  return { smtpUrl, from: mailFrom ?? `no-reply@${host}`, folder: join(dataDir, 'mail') };
}

function makeEpoch({ now, randomBytes }: Surroundings): string {
  return newId({ now, random: () => randomBytes(16) });
}
