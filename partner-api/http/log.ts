import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pino, { type LevelWithSilent } from 'pino';

/** Where lines of the log go: each is one JSON object with its line feed. */
export interface LogTarget {
  write(line: string): void;
}

/**
 * The log of a server: lines of JSON, and in none of them a secret or anything personal. A request is told by its route's
 * template, never by its address: some hold the code of a link.
 */
export function logOptions(level: LevelWithSilent, target: LogTarget | undefined) {
  return {
    level,
    // Never lines that a process which ends still holds back.
    stream: target ?? pino.destination({ dest: process.stderr.fd, sync: true }),
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: describeRequest, err: describeError },
  };
}

/** Writes a line about each answer. */
export function logAnswers(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    const line = {
      ...describeRequest(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.caller?.session ? { account: request.caller.session.account.id } : {}),
    };
    request.log[levelOf(request, reply)](line, 'answered');
  });
}

function levelOf({ routeOptions: { config } }: FastifyRequest, { statusCode }: FastifyReply) {
  // What is refused because there's too much to do comes in thousands.
  if (statusCode >= 500 && statusCode !== 503) return 'warn';
  return config.standing === 'health' ? 'debug' : 'info';
}

function describeRequest({ method, routeOptions: { url } }: FastifyRequest) {
  return { method, route: url ?? 'none' };
}

/** `stack` is empty where there's none. */
type DescribedError = { [field: string]: unknown; type: string; message: string; stack: string };

/** What is said of an error: not the fields that a library puts beside its message, which quote rows. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: withoutPersonal(String(error)), stack: '' };
  return {
    type: error.name,
    message: withoutPersonal(error.message),
    stack: withoutPersonal(error.stack ?? ''),
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

const personal: readonly (readonly [RegExp, string])[] = [
  // The name and password in an address, such as a database's or a mail server's.
  [/(\w:\/\/)[^\s/@]+@/g, '$1[secret]@'],
  [/[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu, '[e-mail]'],
  [/\bBearer\s+\S+/gi, 'Bearer [secret]'],
  // Tokens, see auth/tokens.ts.
  [/(?<![\w-])(sw[a-z]_)?[\w-]{43}(?![\w-])/g, '[secret]'],
  [/\?[^\s?#"'`)]*=[^\s"'`)]*/g, '?[query]'],
];

/** A text of somebody else's, without what looks like a secret or an e-mail address. */
export function withoutPersonal(text: string): string {
  return personal.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}
