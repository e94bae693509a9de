import { readFileSync } from 'node:fs';
import { PostgresServer } from '../support/postgres-server.ts';
import { PartnerApiServer } from '../support/partner-api-server.ts';

/** A PostgreSQL that waits for the disk as one in production does. */
export function realPostgres(): Promise<PostgresServer> {
  return PostgresServer.start(['fsync=on', 'full_page_writes=on', 'shared_buffers=512MB']);
}

/** A partner API of its own process on a database, without limits of rate. */
export function serverOn(url: string | null, seed: readonly string[] = []): Promise<PartnerApiServer> {
  const environment: Record<string, string> = url === null ? {} : { DATABASE_URL: url };
  return PartnerApiServer.start([...seed, '--rate-limit', '10000000'], environment);
}

/** The most memory that a process ever held, in MB. */
export function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024);
}
