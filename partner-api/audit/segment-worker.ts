import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../store/sqlite-file.ts';
import { sqliteReader } from '../store/sqlite-store.ts';
import { walkSegment, type Segment } from './verify.ts';

/** Walks along a piece of a database's chain in a thread of its own, and posts how far it came. */
const { file, segment } = workerData as { file: string; segment: Segment };
const connection = openForReading(file);
try {
  parentPort?.postMessage(await walkSegment(sqliteReader(connection), segment));
} finally {
  connection.close();
}
