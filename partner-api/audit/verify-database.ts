import type { AuditVerification } from '../../common/partner-api/audit.ts';
import { openForReading, refuseOlder } from '../store/sqlite-file.ts';
import { sqliteReader } from '../store/sqlite-reader.ts';
import { readCheckpoint } from './checkpoint.ts';
import { verifyChain } from './verify.ts';

/**
 * Verifies Activity of a database as it lies there; nothing is changed, and a server may run on it meanwhile.
 * @throws StoreFault when it's of a version without a hash chain
 */
export async function verifyDatabase(file: string, now: number): Promise<AuditVerification> {
  const connection = openForReading(file);
  try {
    refuseOlder(connection, file);
    const source = sqliteReader(connection);
    const [expected, instance] = [await source.auditKey(), await source.auditInstance()];
    return await verifyChain(source, readCheckpoint(file, { expected, instance }), now);
  } finally {
    connection.close();
  }
}
