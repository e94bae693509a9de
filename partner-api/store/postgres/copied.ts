import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** What COPY's binary form begins with: its signature of 11 bytes, and flags and the length of an extension, of 4 each. */
const head = 19;
/** Before a row's only value: how many there are, in 2 bytes, and how many bytes this one has, in 4: -1 where it's null. */
const [count, length] = [2, 4];
/** How much is taken off the connection at a time, in bytes. */
const highWaterMark = 1024 * 1024;

/**
 * The only value of a query's only row, a text, as the bytes that the database sends, which an answer of a statement would first be a
 * string of. The form is that of COPY in PostgreSQL's manual, “Binary Format”.
 */
export async function copied(client: PoolClient, query: string): Promise<Uint8Array | null> {
  const stream = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`, { highWaterMark }));
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  const all = Buffer.concat(pieces);
  const from = head + count + length;
  const size = all.readInt32BE(head + count);
  return size < 0 ? null : all.subarray(from, from + size);
}
