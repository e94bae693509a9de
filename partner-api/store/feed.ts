import type { EntityKind } from '../../common/domain/entities.ts';

/** Most bytes of rows on a page. A page of rows with large logos ends early, so that memory stays bounded. */
export const pageBytesLimit = 16 * 1024 * 1024;

/** One change as a page of changes will hold it, without the document: those are read once it's known how many fit. */
export interface ChangeEntry {
  seq: number;
  kind: number;
  id: string;
  op: 'upsert' | 'delete' | 'scope-out';
  /** Size of the row; 0 where there's none. */
  bytes: number;
  /** The document as its readers get it, where it was cheaper to read it along. */
  doc?: string;
}

/** How many rows of a kind there are, and the sum of their versions. */
export interface Tally {
  kind: number;
  count: number;
  versionSum: number;
}

/** A run of rows of one kind in id order. */
export interface Chunk {
  rows: number;
  last: string | null;
  bytes: number;
  /** Whether no row of the kind comes after it. */
  endsKind: boolean;
  /** The rows as the inside of a JSON array. */
  read(): Promise<Uint8Array | null>;
}

/** The rows and changes that one sight sees. Its calls run in the read transaction of whoever calls. */
export interface Feed {
  tallies(): Promise<Tally[]>;
  /** At most `limit` rows of a kind after an id; fewer when they'd be too many bytes, but at least one where there is one. */
  chunkAfter(kind: EntityKind, after: string, limit: number): Promise<Chunk>;
  hasRowAfter(kind: EntityKind, after: string): Promise<boolean>;
  /** Changes after `seq` in order: the first `limit` at least, where there are so many. */
  entriesAfter(seq: number, limit: number): Promise<ChangeEntry[]>;
  /** Documents of the rows whose versions are after `seq` and up to `end`, by version. */
  documents(seq: number, end: number): Promise<Map<number, string>>;
}
