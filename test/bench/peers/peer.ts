import type { EntityKind } from '../../../common/domain/entities.ts';

/** Part of a page: rows of one kind. */
export interface Section {
  kind: EntityKind;
  rows: Row[];
}

/** A row as the partner API gives it. */
export interface Row {
  id: string;
  name: string;
  [field: string]: unknown;
}

/** What is changed of a site. */
export interface Edit {
  id: string;
  notes: string;
}

/** One library with the world in it: the same operations for all, as each does them best by its documentation. */
export interface Peer {
  /** Takes in all pages (JSON of sections), and is ready to give rows in order and to search afterwards. */
  load(pages: readonly string[]): Promise<void>;
  /** The first 50 sites in order of name whose name holds the text, and how many there are. */
  search(text: string): Promise<{ ids: string[]; total: number }>;
  /** Ids of a hundred sites in order of name, from an offset. */
  page(offset: number): Promise<string[]>;
  update(edits: readonly Edit[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a peer in a folder of its own. */
export type OpenPeer = (folder: string) => Promise<Peer>;

export function sectionsOf(page: string): Section[] {
  return JSON.parse(page) as Section[];
}

/** Text in lower case without accents: what a peer searches by, where it has nothing of its own. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Rows in stretches, for libraries that take many at once. */
export function* stretches<T>(rows: readonly T[], length: number): Generator<T[]> {
  for (let from = 0; from < rows.length; from += length) yield rows.slice(from, from + length);
}
