import type { AuditVerification } from '../../common/partner-api/audit.ts';
import { openForReading, refuseOlder } from '../store/sqlite-file.ts';
import { sqliteReader } from '../store/sqlite-store.ts';
import { readCheckpoint } from './checkpoint.ts';
import { verifyChain, type ChainSource } from './verify.ts';
import { walkInThreads } from './walk-in-threads.ts';

/** Verifies Activity of a database elsewhere against the checkpoint in the place where its file would be. Nothing is changed. */
export async function verifyElsewhere(
  source: ChainSource,
  place: string,
  now: number,
): Promise<AuditVerification> {
  const [expected, instance] = [await source.auditKey(), await source.auditInstance()];
  return verifyChain(source, readCheckpoint(place, { expected, instance }), now);
}

/**
 * Verifies Activity of a database as it lies there; nothing is changed, and a server may run on it meanwhile.
 * @param threads at most, for a long one
 * @throws StoreFault when it's of a version without a hash chain
 */
export async function verifyDatabase(file: string, now: number, threads = 1): Promise<AuditVerification> {
  const connection = openForReading(file);
  try {
    refuseOlder(connection, file);
    const source = sqliteReader(connection);
    const [expected, instance] = [await source.auditKey(), await source.auditInstance()];
    const walk = walkInThreads(source, file, threads);
    return await verifyChain(source, readCheckpoint(file, { expected, instance }), now, walk);
  } finally {
    connection.close();
  }
}
