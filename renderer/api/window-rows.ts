import type { AppError, Result } from '../../common/contract/errors.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import { listen } from './client.ts';

export const pageSize = 100;
const keptPages = 24;
const patience = 300;

/** An answer to the question for a window of a list. */
export interface WindowAnswer<Row> {
  total: number;
  unfiltered: number;
  rows: Row[];
  /** Rises with every change of the cache. */
  revision: number;
}

export interface ListState<Answer = unknown> {
  /** Rows in the list as filtered; undefined until the first answer. */
  total: number | undefined;
  /** Rows of the scope without filters. */
  unfiltered: number;
  /** Rises with every answer; a render key for what depends on rows. */
  stamp: number;
  revision: number;
  error: AppError | undefined;
  /** Nothing to show yet, for longer than 300 ms. */
  slow: boolean;
  /** The newest answer, for what it tells besides rows. */
  answer: Answer | undefined;
}

/** Rows of one list, fetched by window as they're looked at. Holds a few pages only; the database holds the list. */
export class WindowRows<Row extends { id: string }, Answer extends WindowAnswer<Row>> {
  readonly #ask: (offset: number, limit: number) => Promise<Result<Answer>>;
  readonly #isConcerned: (kinds: readonly EntityKind[]) => boolean;
  readonly #pages = new Map<number, { rows: Row[]; revision: number }>();
  readonly #loading = new Set<number>();
  readonly #again = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #first = 0;
  #last = 0;
  #known = 0;
  #stop: (() => void) | undefined;
  #state: ListState<Answer> = {
    total: undefined,
    unfiltered: 0,
    stamp: 0,
    revision: 0,
    error: undefined,
    slow: false,
    answer: undefined,
  };

  /** @param isConcerned whether a change of these kinds of row can alter what the list shows */
  constructor(
    ask: (offset: number, limit: number) => Promise<Result<Answer>>,
    isConcerned: (kinds: readonly EntityKind[]) => boolean,
  ) {
    this.#ask = ask;
    this.#isConcerned = isConcerned;
  }

  readonly state = () => this.#state;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#stop = listen('cache.changed', ({ kinds }) => {
        if (this.#isConcerned(kinds)) this.refresh();
      });
      this.refresh();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop?.();
    };
  };

  /** The row at a position of the list; undefined while it's on its way. */
  rowAt(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** Position of a row among the pages that are here; -1 when it isn't. */
  indexHere(id: string): number {
    for (const [page, { rows }] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * pageSize + at;
    }
    return -1;
  }

  /** Says which stretch is on screen, so that its pages are fetched. */
  show(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    this.#loadVisible(false);
  }

  /** Asks again for what is on screen. */
  refresh(): void {
    this.#known++;
    this.#loadVisible(true);
  }

  #loadVisible(again: boolean): void {
    const lastPage = Math.floor(this.#last / pageSize);
    for (let page = Math.floor(this.#first / pageSize); page <= lastPage; page++) {
      const here = this.#pages.get(page);
      if (again || !here || here.revision < this.#state.revision) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    if (this.#loading.has(page)) {
      if (this.#known > 0) this.#again.add(page);
      return;
    }
    this.#loading.add(page);
    const asked = this.#known;
    const knownRevision = this.#state.revision;
    const timer = setTimeout(() => {
      if (this.#state.total === undefined) this.#change({ slow: true });
    }, patience);
    const result = await this.#ask(page * pageSize, pageSize);
    clearTimeout(timer);
    this.#loading.delete(page);
    // Asked before a newer answer came. (Lower than what was known when it was asked: the cache began anew.)
    const overtaken =
      result.ok && result.value.revision < this.#state.revision && knownRevision < this.#state.revision;
    if (!result.ok) this.#change({ error: result.error, slow: false });
    else if (!overtaken) this.#take(page, result.value);
    const changedMeanwhile = this.#again.delete(page) && asked < this.#known;
    if ((overtaken || changedMeanwhile) && this.#listeners.size > 0) void this.#load(page);
  }

  #take(page: number, answer: Answer): void {
    const newer = answer.revision > this.#state.revision;
    this.#pages.delete(page);
    this.#pages.set(page, { rows: answer.rows, revision: answer.revision });
    const lastPage = Math.floor(Math.max(0, answer.total - 1) / pageSize);
    for (const known of [...this.#pages.keys()]) if (known > lastPage) this.#pages.delete(known);
    for (const known of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(known);
    }
    this.#change({
      total: answer.total,
      unfiltered: answer.unfiltered,
      revision: answer.revision,
      error: undefined,
      slow: false,
      answer,
    });
    if (newer) this.#loadVisible(false);
  }

  #change(change: Partial<ListState<Answer>>): void {
    this.#state = { ...this.#state, ...change, stamp: this.#state.stamp + 1 };
    for (const listener of this.#listeners) listener();
  }
}
