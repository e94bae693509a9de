import type { AppError, Result } from '../../common/contract/errors.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import { listen } from './client.ts';
import { Pace } from './pace.ts';

export const pageSize = 100;
const keptPages = 24;
const patience = 300;
/** Pages that are asked for at a time: what is on screen lies on two at most, and what is looked at next is asked for after them. */
const pagesAtOnce = 2;

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
  readonly #pages = new Map<number, { rows: Row[]; revision: number; known: number }>();
  readonly #loading = new Set<number>();
  /** Pages whose last question failed; asked again when others are looked at, or something changed. */
  readonly #failed = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #pace = new Pace();
  #first = 0;
  #last = 0;
  /** How many changes it was told of. */
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
        if (this.#isConcerned(kinds)) this.#pace.askSoon(() => this.refresh());
      });
      this.refresh();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#pace.stop();
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
    this.#failed.clear();
    this.#loadInSight();
  }

  /** Asks again for what is on screen. */
  refresh(): void {
    this.#known++;
    this.#failed.clear();
    this.#loadInSight();
  }

  /** Pages on screen. What is behind the end of the list isn't asked for. */
  #inSight(): { from: number; to: number } {
    const end = this.#state.total === undefined ? Infinity : Math.max(0, this.#state.total - 1);
    const pageAt = (index: number) => Math.floor(Math.min(index, end) / pageSize);
    return { from: pageAt(this.#first), to: pageAt(this.#last) };
  }

  /** Asks for what is on screen and isn't here, or isn't as new as what is known of. What was scrolled past meanwhile is never asked for. */
  #loadInSight(): void {
    const { from, to } = this.#inSight();
    for (let page = from; page <= to && this.#loading.size < pagesAtOnce; page++)
      if (this.#isWanted(page)) void this.#load(page);
  }

  #isWanted(page: number): boolean {
    if (this.#loading.has(page) || this.#failed.has(page)) return false;
    const here = this.#pages.get(page);
    return !here || here.revision < this.#state.revision || here.known < this.#known;
  }

  async #load(page: number): Promise<void> {
    this.#loading.add(page);
    const known = this.#known;
    const knownRevision = this.#state.revision;
    const timer = setTimeout(() => {
      if (this.#state.total === undefined) this.#change({ slow: true });
    }, patience);
    const result = await this.#pace.answerOf(this.#ask(page * pageSize, pageSize));
    clearTimeout(timer);
    this.#loading.delete(page);
    // Asked before a newer answer came. (Lower than what was known when it was asked: the cache began anew.)
    const overtaken =
      result.ok && result.value.revision < this.#state.revision && knownRevision < this.#state.revision;
    if (!result.ok) {
      if (known === this.#known) this.#failed.add(page);
      this.#change({ error: result.error, slow: false });
    } else if (!overtaken) this.#take(page, result.value, known);
    if (this.#listeners.size > 0) this.#loadInSight();
  }

  #take(page: number, answer: Answer, known: number): void {
    const { total, unfiltered, revision } = answer;
    this.#pages.delete(page);
    this.#pages.set(page, { rows: answer.rows, revision, known });
    const lastPage = Math.floor(Math.max(0, total - 1) / pageSize);
    for (const kept of [...this.#pages.keys()]) if (kept > lastPage) this.#pages.delete(kept);
    for (const kept of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(kept);
    }
    const { from, to } = this.#inSight();
    const before = this.#state;
    const tellsNothing =
      (page < from || page > to) &&
      before.error === undefined &&
      before.total === total &&
      before.unfiltered === unfiltered &&
      before.revision === revision;
    // Rows that were scrolled past while they were on their way: drawing the list again would show the same.
    if (tellsNothing) return;
    this.#change({ total, unfiltered, revision, error: undefined, slow: false, answer });
  }

  #change(change: Partial<ListState<Answer>>): void {
    this.#state = { ...this.#state, ...change, stamp: this.#state.stamp + 1 };
    for (const listener of this.#listeners) listener();
  }
}
